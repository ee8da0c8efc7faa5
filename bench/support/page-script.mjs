// Runs in the pages of the live case, before anything else there: notes when a name has been painted, and gives the
// bare page its socket. Plain JavaScript, because nothing compiles it on its way into the page.
const paints = {};

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
