// Runs in the pages of a case, before anything else there: notes when a name has been painted and when what the list was
// asked for has, and gives the bare page its socket. Plain JavaScript, because nothing compiles it on its way into the page.
const paints = {};
/** Questions to the list that are on their way, and who waits for the next answer. */
const asked = new Map();
let waiting = null;

/** Resolves after the paint that the running frame, or the next, ends with. */
const painted = () =>
  new Promise((resolve) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.addEventListener('message', () => resolve(performance.now()));
      port1.start();
      port2.postMessage(0);
    });
  });

globalThis.WebSocket = class extends WebSocket {
  constructor(...address) {
    super(...address);
    this.addEventListener('message', ({ data }) => {
      const { id } = typeof data === 'string' ? JSON.parse(data) : {};
      if (!asked.has(id)) return;
      const search = asked.get(id);
      asked.delete(id);
      waiting?.answered(search);
    });
  }
  send(frame) {
    const { id, command, input } = typeof frame === 'string' ? JSON.parse(frame) : {};
    if (command === 'bans.list') asked.set(id, input.search ?? '');
    super.send(frame);
  }
};

globalThis.bench = {
  /** From now on: when `name` is in the document and the frame that shows it is over. */
  expect(name, patienceMs) {
    paints[name] = new Promise((resolve, reject) => {
      const observer = new MutationObserver(() => {
        if (!document.body.textContent.includes(name)) return;
        observer.disconnect();
        requestAnimationFrame(() => {
          // Runs after the paint that this frame ends with.
          const { port1, port2 } = new MessageChannel();
          port1.addEventListener('message', () => resolve(performance.timeOrigin + performance.now()));
          port1.start();
          port2.postMessage(0);
        });
      });
      observer.observe(document.body, { childList: true, subtree: true, characterData: true });
      setTimeout(() => reject(new Error(`${name} was not painted`)), patienceMs);
    });
    paints[name].catch(() => undefined);
  },
  painted: (name) => paints[name],
  /**
   * From now on: ms from the next key or click to the end of the frame that shows what the list answers, the answer to
   * `search` if one is named. An answer that changes nothing on screen counts up to the next frame.
   */
  expectAnswer(search, patienceMs) {
    paints.answer = new Promise((resolve, reject) => {
      let pressedAt = null;
      const press = (event) => (pressedAt ??= event.timeStamp);
      for (const type of ['keydown', 'click']) addEventListener(type, press, { capture: true, once: true });
      waiting = {
        answered(told) {
          if (search !== null && told !== search) return;
          waiting = null;
          let isDone = false;
          const end = async () => {
            if (isDone) return;
            isDone = true;
            observer.disconnect();
            resolve((await painted()) - pressedAt);
          };
          const observer = new MutationObserver(() => void end());
          observer.observe(document.body, { childList: true, subtree: true, characterData: true, attributes: true });
          // Two frames without a change: the rows are what they were.
          requestAnimationFrame(() => requestAnimationFrame(() => void end()));
        },
      };
      setTimeout(() => reject(new Error(`no answer to ${search}`)), patienceMs);
    });
    paints.answer.catch(() => undefined);
  },
  answer: () => paints.answer,
  /** The bare page: a field that writes what is typed beside it. From now on: ms from the next key to its paint. */
  expectKey() {
    const field = document.querySelector('input') ?? document.body.appendChild(document.createElement('input'));
    field.focus();
    paints.answer = new Promise((resolve) => {
      const write = async ({ timeStamp }) => {
        document.body.append(`${field.value} `);
        resolve((await painted()) - timeStamp);
      };
      field.addEventListener('keydown', (event) => void write(event), { once: true });
    });
  },
  /** Scrolls the list for so long, a bit more than a row a frame; resolves to frames a second and the longest frame. */
  scroll: (ms) =>
    new Promise((resolve) => {
      const [list] = [...document.querySelectorAll('main *')]
        .filter((one) => getComputedStyle(one).overflowY !== 'visible')
        .toSorted((one, other) => other.scrollHeight - one.scrollHeight);
      const times = [];
      const step = (now) => {
        times.push(now);
        list.scrollTop += 48;
        if (now - times[0] < ms) return requestAnimationFrame(step);
        const gaps = times.slice(1).map((time, index) => time - times[index]);
        resolve({ fps: (gaps.length * 1000) / (now - times[0]), longestMs: Math.max(...gaps), top: list.scrollTop });
      };
      requestAnimationFrame(step);
    }),
  /** The bare handler: writes who was banned into the document. Resolves to the session's id. */
  hear: (port) =>
    new Promise((resolve) => {
      new WebSocket(`ws://127.0.0.1:${port}/ws`).addEventListener('message', ({ data }) => {
        const { metadata, payload } = JSON.parse(data);
        if (metadata.message_type === 'session_welcome') resolve(payload.session.id);
        if (metadata.message_type !== 'notification') return;
        const row = document.createElement('div');
        row.textContent = payload.event.ban.user_name;
        document.body.prepend(row);
      });
    }),
};
