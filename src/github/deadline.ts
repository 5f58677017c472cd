/** GitHub answers within ten seconds or not at all. */
const patience = 10_000;

/**
 * Counted in pieces, while we are there: a process that stood still (a lid that was closed, a machine that was moved) has waited for nobody,
 * and what GitHub answered meanwhile lies ready to be read.
 */
const pieces = 10;

export function deadline(milliseconds = patience): AbortSignal {
  const over = new AbortController();
  let left = pieces;
  const clock = setInterval(() => {
    left -= 1;
    if (left > 0) return;
    clearInterval(clock);
    over.abort(new DOMException('GitHub did not answer in time', 'TimeoutError'));
  }, milliseconds / pieces).unref();
  return over.signal;
}
