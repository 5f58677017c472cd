/** A loop that works while there is work, and sleeps until it is woken or it is time. */
export interface Loop {
  wake(): void;
  /** Ends after the pass that is under way. */
  stop(): Promise<void>;
}

/** How long to sleep until something is due; null: nothing is known of. */
export const asLongAs = (wait: number | null, longest: number) => Math.min(Math.max(wait ?? longest, 0), longest);

/**
 * `pass` answers how long to sleep, in milliseconds; 0 is at once. It is told whether there may be news: somebody woke it, it begins, or the
 * last one was not done. Otherwise its sleep is over, and it may ask less. A pass that fails is tried again after a second: it failed on the
 * database, which comes back.
 */
export function loop(pass: (news: boolean) => Promise<number>, failed: (error: unknown) => void): Loop {
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
    let news = true;
    while (!stopped) {
      woken = false;
      let wait = 1_000;
      try {
        wait = await pass(news);
      } catch (error) {
        failed(error);
      }
      if (!stopped && !woken && wait > 0) await sleep(wait);
      news = woken || wait === 0;
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
