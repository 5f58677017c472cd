/** What a check found in a log, as a tool would have told of it. Pure. */
import type { ErrorsLogged } from '../../../core/event.ts';
import type { LoggedError } from '../../../core/logged-error.ts';
import { plainAlert } from '../alert.ts';
import type { Counted } from '../counting.ts';
import { printOf } from '../print.ts';
import { framesIn } from './frames.ts';

/** The kind of a source that is none of the tools'. */
export const logSource = 'log';

/** What its groups have for the name of a hook; no hook has such a one. */
export const hookOf = (check: string): string => `log:${check}`;
export const checkOf = (hook: string): string => hook.replace(/^log:/, '');

/** What is older was forgotten, had it been counted then. */
const oldest = 30 * 24 * 3_600_000;
/** Nobody has counted more than that by reading. */
const mostTimes = 1_000_000;

export function countedOf({ at, repository, environment, source, errors }: ErrorsLogged): Counted[] {
  const hook = hookOf(source.check);
  return errors.flatMap(error => {
    const { print: id, title, level, sample } = error;
    const alert = plainAlert({ id, title, level, environment, url: source.url, frames: framesIn(sample) });
    // Two repositories may call theirs the same, and tell in one place.
    const print = printOf(`${repository.id}/${hook}`, alert);
    return timesOf(error, at).map(({ at: time, many }) => ({
      repository: repository.id,
      arrived: { alert: { ...alert, at: time }, many, hook, source: logSource, receivedAt: time, print },
    }));
  });
}

/** One when it began, and the others when it happened last: when they did in between nobody has kept. */
function timesOf({ count, first, last }: LoggedError, now: Date): { at: Date; many: number }[] {
  const end = timeOf(last, now);
  if (now.getTime() - end.getTime() > oldest) return [];
  const said = first === null ? end : timeOf(first, end);
  const begin = end.getTime() - said.getTime() > oldest ? end : said;
  const many = Math.min(count, mostTimes);
  return many > 1 && begin < end
    ? [
        { at: begin, many: 1 },
        { at: end, many: many - 1 },
      ]
    : [{ at: end, many }];
}

/** What is no time, or still to come, was then. */
function timeOf(said: string | null, then: Date): Date {
  const time = new Date(said ?? Number.NaN);
  return Number.isNaN(time.getTime()) || time > then ? then : time;
}
