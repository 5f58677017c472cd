/** A loop that works while there is work, and sleeps until it is woken or it is time. */
export interface Loop {
  wake(): void;
  /** Ends after the pass that is under way. */
  stop(): Promise<void>;
}

/**
 * `pass` answers how long to sleep, in milliseconds; 0 is at once. A pass that fails is tried again after a second: it failed on the
 * database, which comes back.
 */
export function loop(pass: () => Promise<number>, failed: (error: unknown) => void): Loop {
  let stopped = false;
  let woken = false;
  let rouse = () => {};

  const sleep = (milliseconds: number) =>
    new Promise<void>(resolve => {
      const timer = setTimeout(resolve, milliseconds);
      rouse = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const run = async () => {
    while (!stopped) {
      woken = false;
      let wait = 1_000;
      try {
        wait = await pass();
      } catch (error) {
        failed(error);
      }
      if (!stopped && !woken && wait > 0) await sleep(wait);
    }
  };

  const ended = run();
  return {
    wake() {
      woken = true;
      rouse();
    },
    async stop() {
      stopped = true;
      rouse();
      await ended;
    },
  };
}
