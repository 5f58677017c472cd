/** How long a run that we started is waited for, whatever it is to do, and what is said of it when that was too long, or nobody can see it. */

export const seconds = 1_000;
export const minutes = 60 * seconds;

/** For the webhook of a run that GitHub has just made. */
export const forItsWebhook = 5 * seconds;
export const betweenEdits = 5 * seconds;
/** A run that starts later than this surprises everybody. */
export const latest = 10 * minutes;
export const neverAppears = 3 * minutes;
export const givesUpInQueue = 120 * minutes;
/** People sleep. */
export const givesUpOnPeople = 24 * 60 * minutes;
export const silence = 360 * minutes;

export const words = {
  tooLate: 'GitHub was out of reach for ten minutes, so I did not start it.',
  neverAppeared: 'GitHub took the order, and no run appeared within three minutes.',
  noRunner: 'No runner took it within two hours, so I cancelled it.',
  nobodyLetItGo: 'Nobody let it go on GitHub within a day, so I cancelled it.',
  silent: 'Its run has given no sign for six hours.',
  deleted: 'Somebody deleted its run, so nobody can see how it ended.',
  unanswered: 'GitHub did not answer when I started it, and I cannot find out whether it started. I do not start it twice.',
  untold:
    'GitHub took the order without saying which run it made, and its title does not carry my id, so I cannot find it. Its page in Actions shows how it ends.',
  restored: 'My database was put back from a backup while it was under way; what came of it after that, I do not know.',
};
