/** One look at a team's list: whether one is due, and what becomes of its issue when the file or people want something else. Pure. */
import type { Effect } from '../../../core/effect.ts';
import type { IssueMoved } from '../../../core/event.ts';
import { ourLabel } from '../../../issues/kind.ts';
import { type Calendar, localDay } from '../../../time/work-time.ts';
import { type Digested, type DigestGiven, editKey, leftAlone, settled } from './given.ts';
import { listed } from './list.ts';
import * as messages from './messages.ts';
import { folding, posting, wordsOf } from './posting.ts';
import { type DigestRow, newDigest } from './row.ts';
import { dueOf, nextOf, type Wanted, wishOf } from './wanted.ts';
import { goodUntil } from './when.ts';

export function digestAct(given: DigestGiven): Digested {
  const { wanted, calendar, members, rows, outcomes, now } = given;
  if (wanted === null) return letGo(given);
  const row = asked(given.row, wanted, calendar, now);
  const due = row.nextAt;
  if (due === null || due > now) return { row, effects: [], says: null };
  const gone = row.issue === null ? undefined : outcomes.get(editKey(row.issue, due));
  if (gone?.state === 'dropped') return leftAlone(row, gone.error ?? 'the issue is gone');
  const here = { ...given, wanted };
  if (now > goodUntil(due, calendar)) return settled(here, row, `what was due at ${due.toISOString()} would come too late`);
  if (wanted.team !== null && members === null)
    return settled(here, { ...row, unseen: true }, row.unseen ? null : `the team ${wanted.name} is not there, or cannot be seen`);
  const seen = { ...row, unseen: false };
  const found = listed(rows, wanted, members, now, calendar);
  if (found.lines.length === 0)
    return settled(here, { ...seen, comment: null, says: null }, null, folding(given.repository, row));
  if (wordsOf(found) === row.says && isSameDay(row.sentAt, now, calendar)) return settled(here, seen, null);
  return posting({ ...here, row: seen, due, found });
}

/** Whether rows and members have to be read for it. */
export function isDue(row: DigestRow, wanted: Wanted, calendar: Calendar, now: Date): boolean {
  const { nextAt } = asked(row, wanted, calendar, now);
  return nextAt !== null && nextAt <= now;
}

/** As the file has it now. What it asks for from now on says nothing of the hours before. */
function asked(row: DigestRow, wanted: Wanted, calendar: Calendar, now: Date): DigestRow {
  const wish = wishOf(wanted);
  if (row.wish === wish) return { ...row, nextAt: row.left === null ? dueOf(wanted, calendar, row.after, now) : null };
  const known = row.left === null ? row : anew(row, now);
  return { ...known, wish, after: now, nextAt: nextOf(wanted, calendar, now) };
}

const anew = ({ name, round }: DigestRow, now: Date): DigestRow => ({ ...newDigest(name, now), round: round + 1 });

const isSameDay = (sentAt: Date | null, now: Date, calendar: Calendar): boolean =>
  sentAt !== null && localDay(calendar, sentAt) === localDay(calendar, now);

/** Nobody asks for it any more: it says so and is closed. What is asked for later has another issue. */
function letGo({ repository, row, now }: DigestGiven): Digested {
  if (row.wish === null) return { row, effects: [], says: null };
  const off = anew(row, now);
  const { issue } = row;
  if (issue === null || row.left !== null) return { row: off, effects: [], says: null };
  const common = { repository, lane: 'bookkeeping', issue } as const;
  const effects: Effect[] = [
    ...folding(repository, row),
    { ...common, kind: 'issue-edit', key: `${issue}:ends`, body: messages.lastWords, whileOpen: true },
    { ...common, kind: 'issue-state', key: `${issue}:closed`, state: 'closed', reason: 'not_planned' },
  ];
  return { row: off, effects, says: 'the file asks for no list any more' };
}

const ends: Partial<Record<IssueMoved['how'], string>> = {
  closed: 'somebody closed the issue',
  deleted: 'somebody deleted the issue',
  moved: 'somebody moved the issue to another repository',
  unlabelled: 'somebody took its label away',
};

/** What people did to the issue; null: nothing that ends it. */
export function digestMoved(
  row: DigestRow,
  { number, how, label }: Pick<IssueMoved, 'number' | 'how' | 'label'>,
): Digested | null {
  const left = ends[how];
  const isOther = how === 'unlabelled' && label !== messages.digestLabel && label !== ourLabel;
  return row.number !== number || row.left !== null || left === undefined || isOther ? null : leftAlone(row, left);
}
