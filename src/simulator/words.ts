// Invented names and reasons. Nobody here exists.

export const NAME_STEMS: readonly string[] = [
  'pixelheron', 'mossy_lantern', 'quietkettle', 'brasswalrus', 'tinycomet', 'velvetyak', 'noisybadger', 'glasspanda',
  'lemonfjord', 'saltyrook', 'wobblefox', 'cinderowl', 'maplegoblin', 'driftotter', 'neonbarley', 'copperwren',
  'foggybiscuit', 'gravelcat', 'sleepyvole', 'turbonewt', 'plumraven', 'dustybagel', 'hollowpine', 'marblecrab',
  'ironsparrow', 'jellybison', 'cobaltmoth', 'rustypickle', 'silkbadger', 'thunderpea', 'waxyfalcon', 'yonderfrog',
  'free_views', 'cheap_follows', 'promo_agent', 'hoss', 'notabot', 'streamboost', 'raidwave', 'bigfollows',
];

/** Display names that differ from the login, in the scripts that people write them in. */
export const DISPLAY_STEMS: readonly string[] = [
  '斎藤さん', '藤の木', 'ねこ提督', 'さくらもち', '夜のラジオ', '김밥천국', '달빛여우', '푸른고래', '小龍蝦', '雨夜茶館',
  '月光兔子', 'Снежок', 'Ёжик_в_тумане', 'Тихий_Дон', 'Ωμέγα', 'Αστέρι', 'ليل_طويل', 'نجمة', 'שועל_קטן', 'नीलकमल',
  'ดาวเหนือ', 'Żółw_Morski', 'Çılgın_Kedi', 'Łukaszek', 'Ñandú', 'Ågot', 'Þórunn', 'Škorpion',
];

export const BAN_REASONS: readonly string[] = [
  'Spam bot', 'Selling followers', 'Hate raid', 'Racist slur in chat', 'Ban evasion: third account this week',
  'Harassing other viewers after two warnings', 'Posting phishing links', 'Impersonating a moderator',
  'Threats', 'Doxxing', 'Follow bot wave', 'View bot', 'Scam: fake giveaway link', 'Sexual comments towards a minor',
  'Homophobic remarks', 'Spoiling the ending, on purpose, four times', 'Self-promo after being told no, twice',
  'スパム', '스팸 봇', 'спам ссылками', 'Werbung', 'publicité', '', '', '',
  'Came in with a wave of accounts that all wrote the same sentence; see the thread in the mod channel, 14 names',
];

export const TIMEOUT_REASONS: readonly string[] = [
  'Caps', 'Backseating', 'Please calm down', 'Spoilers', 'Links without asking', 'Arguing with a moderator',
  'Emote wall', 'Off-topic politics', 'Language', 'Copy-paste', '', '', 'ネタバレ', 'Слишком громко',
];

export const UNBAN_PLEAS: readonly string[] = [
  'I was angry that day and wrote things I am not proud of. It will not happen again.',
  'My little brother was at my keyboard. I have changed the password.',
  'I think this was a mix-up with somebody else of a similar name?',
  'ごめんなさい。もう宣伝はしません。', 'Прошу прощения, больше не буду.', 'pls unban i did nothing',
  'It has been two years. I would just like to watch with my friends again.',
];

export const CHAT_LINES: readonly string[] = [
  'get 5000 followers at totally-real dot example', 'FIRST FIRST FIRST FIRST', 'the boss dies at the end btw',
  'why are you playing so badly', 'check my channel guys', '🐸🐸🐸🐸🐸🐸🐸🐸🐸🐸🐸🐸',
];
