/** The box's time: starts at the real one, runs on with it, and jumps when a test or the page says so. */
export interface Clock {
  now(): Date;
  advance(ms: number): void;
}

export function startClock(): Clock {
  let ahead = 0;
  return {
    now: () => new Date(Date.now() + ahead),
    advance: ms => {
      ahead += ms;
    },
  };
}

/** GitHub's times have no milliseconds. */
export const stamp = (at: Date): string => at.toISOString().replace(/\.\d+Z$/, 'Z');
