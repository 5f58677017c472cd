/** How a list is written: its issue, its edits, and the digests by which its texts are known again. Pure. */
import { createHash } from 'node:crypto';
import { cleared } from '../../../core/boxes.ts';
import type { Effect } from '../../../core/effect.ts';
import { bodyOf, type Page } from './body.ts';
import type { List } from './list.ts';
import { title } from './messages.ts';
import { listDue, listOf } from './schedule.ts';

const label = 'shipmate: clean-up';

/** Of a text as we wrote it, whatever is ticked in it. */
export const digestOf = (body: string): string => createHash('sha256').update(cleared(body)).digest('base64url');

export const isOurs =
  ({ written }: Pick<List, 'written'>) =>
  (text: string): boolean =>
    written.includes(digestOf(text));

/** The turn of a list comes when its write has ended. */
const thenOf = ({ issue: id }: Pick<List, 'issue'>) => ({ of: listOf, id });

/** With its text known by its digest. */
export const asWritten = (list: List, page: Page): List => {
  const digest = digestOf(bodyOf(list, page));
  return list.written.includes(digest) ? list : { ...list, written: [...list.written, digest] };
};

export function opened(list: List, page: Page): Effect {
  return {
    kind: 'issue',
    key: list.issue,
    repository: page.repository,
    lane: 'bookkeeping',
    title: title(list.month),
    body: bodyOf(list, page),
    labels: [label],
    adopts: list.issue,
    // biome-ignore lint/suspicious/noThenProperty: nobody awaits an effect
    then: thenOf(list),
  };
}

export const edited = (list: List, page: Page): Effect => ({
  kind: 'issue-edit',
  key: `${list.issue}:edit:${list.edits}`,
  repository: page.repository,
  lane: 'progress',
  issue: list.issue,
  body: bodyOf(list, page),
});

/** Said, and closed; somebody hears of it once. */
export function closed({ issue, ending }: List, number: number, { repository }: Page): Effect[] {
  const common = { repository, lane: 'bookkeeping' as const };
  return [
    { ...common, kind: 'comment', key: `${issue}:end`, on: number, body: ending ?? '' },
    { ...common, kind: 'issue-state', key: `${issue}:closed`, issue, state: 'closed', reason: 'completed' },
  ];
}

/** What was looked at longer ago than this may be something else by now. */
const stillSame = 3_600_000;

interface Deleting {
  place: number;
  tick: string;
  now: Date;
}

/** Each of a box, and the list's turn comes with the last. There may be thousands: whatever people wait for goes first. */
export function deleting(list: List, { place, tick, now }: Deleting, { repository }: Page): Effect[] {
  const box = list.findings.boxes[place];
  if (!box) return [];
  const common = { repository, lane: 'bookkeeping' as const, leaveBy: new Date(now.getTime() + stillSame) };
  const key = (id: number) => `${list.issue}:${box.what}:${id}:${tick}`;
  const effects: Effect[] =
    box.what === 'cache'
      ? [{ ...common, kind: 'delete-cache', key: key(box.id), id: box.id }]
      : box.of.map(({ id }) => ({ ...common, kind: 'delete-artifact', key: key(id), id }));
  // biome-ignore lint/suspicious/noThenProperty: nobody awaits an effect
  return effects.map((effect, at) => (at === effects.length - 1 ? { ...effect, then: thenOf(list) } : effect));
}

/** One that ends gets its turn at once. */
export const ends = (list: List, says: string): List => ({ ...list, state: 'ending', ending: says });
export const endDue = ({ issue }: List, { repository }: Pick<Page, 'repository'>, now: Date) => listDue(repository, issue, now);
