/** Calls each of the listeners that there are now, whatever they do. */
export const notify = (listeners: Iterable<() => void>): void => {
  for (const listener of [...listeners]) {
    try {
      listener();
    } catch (error) {
      // As if the page had called it: what a listener does wrong is not a failure of the server.
      queueMicrotask(() => {
        throw error;
      });
    }
  }
};
