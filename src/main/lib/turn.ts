// Lets whatever else waits have its turn on the main thread. For work that is cut into short strokes.

/** Resolves after input, timers and sockets that were waiting have been served once. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
