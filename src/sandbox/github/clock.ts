/** The box's time: starts at the real one, runs on with it, and jumps when a test or the page says so. */
export interface Clock {
  now(): Date;
  advance(ms: number): void;
  /** Milliseconds before the real time. */
  readonly ahead: number;
}

export function startClock(): Clock {
  let ahead = 0;
  return {
    now: () => new Date(Date.now() + ahead),
    advance: ms => {
      ahead += ms;
    },
    get ahead() {
      return ahead;
    },
  };
}

/** GitHub's times have no milliseconds. */
export const stamp = (at: Date): string => at.toISOString().replace(/\.\d+Z$/, 'Z');
