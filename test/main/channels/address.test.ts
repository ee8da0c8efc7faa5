// Every form in which a person may name a channel, and what can be no channel at all.
import { expect, test } from 'vitest';
import { readName } from '../../../src/main/channels/address.ts';

test.each([
  ['bigchannel', { id: null, login: 'bigchannel' }],
  ['  BigChannel ', { id: null, login: 'bigchannel' }],
  ['@BigChannel', { id: null, login: 'bigchannel' }],
  ['1000', { id: '1000', login: '1000' }],
  ['@1000', { id: null, login: '1000' }],
  ['0042', { id: null, login: '0042' }],
  ['123456789012345678901', { id: null, login: '123456789012345678901' }],
  ['https://www.twitch.tv/BigChannel', { id: null, login: 'bigchannel' }],
  ['HTTP://TWITCH.TV/bigchannel/', { id: null, login: 'bigchannel' }],
  ['twitch.tv/bigchannel', { id: null, login: 'bigchannel' }],
  ['www.twitch.tv/bigchannel/about?x=1#y', { id: null, login: 'bigchannel' }],
  ['https://m.twitch.tv/bigchannel', { id: null, login: 'bigchannel' }],
  ['https://www.twitch.tv/popout/bigchannel/chat?popout=', { id: null, login: 'bigchannel' }],
  ['https://www.twitch.tv/moderator/bigchannel', { id: null, login: 'bigchannel' }],
  ['https://www.twitch.tv/embed/bigchannel/chat?parent=a.example', { id: null, login: 'bigchannel' }],
  ['https://dashboard.twitch.tv/u/bigchannel/stream-manager', { id: null, login: 'bigchannel' }],
  ['https://player.twitch.tv/?channel=BigChannel&parent=a.example', { id: null, login: 'bigchannel' }],
  ['https://www.twitch.tv/1000', { id: null, login: '1000' }],
])('%j names a channel', (given, named) => {
  expect(readName(given)).toEqual(named);
});

test.each([
  '',
  '   ',
  '@',
  'two words',
  'ünïcode',
  '斎藤さん',
  'a'.repeat(26),
  'drop;table',
  'https://example.com/bigchannel',
  'https://twitch.tv.example.com/bigchannel',
  'https://eviltwitch.tv/bigchannel',
  'https://twitch.tv@example.com/bigchannel',
  'https://www.twitch.tv/',
  'https://www.twitch.tv/directory/game/Chess',
  'https://www.twitch.tv/videos/123456',
  'https://clips.twitch.tv/FunnyClip',
  'https://player.twitch.tv/?video=1',
  'https://www.twitch.tv:8080/bigchannel',
  'javascript:alert(1)',
  'ftp://twitch.tv/bigchannel',
  'https://www.twitch.tv/%2e%2e/bigchannel%00',
])('%j can name none', (given) => {
  expect(readName(given)).toBeNull();
});
