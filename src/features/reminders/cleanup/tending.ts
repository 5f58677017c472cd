/** A list is looked after: when somebody ticks a box in it, when a write of it has ended, and when it is over. */
import { unmarked } from '../../../core/boxes.ts';
import { type Decision, decided } from '../../../core/decision.ts';
import type { Repository } from '../../../core/event.ts';
import { type Ask, type Handler, handler } from '../../../core/feature.ts';
import { issueId, readIssueId } from '../../../core/issue-id.ts';
import type { TickedIssue } from '../../../core/reads.ts';
import type { Session } from '../../../core/session.ts';
import { type Outcome, outcomeOf } from '../../../store/outcomes.ts';
import { bodyOf, type Page } from './body.ts';
import { type List, scopeOf } from './list.ts';
import { replacedBy } from './messages.ts';
import { listDue, listOf } from './schedule.ts';
import { listIn, listNamed, listSaved, openLists } from './store.ts';
import { goingKeys, judged, settled } from './ticked.ts';
import { type Verdict, verdictsOn } from './verdicts.ts';
import { asWritten, closed, edited, endDue, ends, isOurs } from './writing.ts';

interface Facts extends Page {
  issue: string;
  /** Its issue as it is now; null: it is gone, or was never opened. */
  seen: TickedIssue | null;
  verdicts: Verdict[];
  /** There are ticks that nobody has looked at yet. */
  more: boolean;
}

interface Rows {
  list: List | null;
  opening: Outcome | null;
  outcomes: Map<string, Outcome>;
  open: List[];
}

const again = 60_000;

async function factsOf(
  repository: Repository,
  find: (session: Session) => Promise<List | null>,
  ask: Ask,
): Promise<Facts | null> {
  const { list, opening } = await ask.peek(async session => {
    const list = await find(session);
    return { list, opening: list && (await openingOf(session, list)) };
  });
  if (!list || list.state === 'over') return null;
  const { page } = ask.github;
  const id = readIssueId(opening?.remoteId ?? null);
  const seen = id && (await ask.github.tickedIssue(id.node));
  // What was moved to another repository has another number there.
  const here = seen?.number === id?.number ? seen : null;
  const judging = here && list.state === 'open' ? await verdictsOn(list, here, ask.github) : { verdicts: [], more: false };
  return { repository, page, issue: list.issue, seen: here, ...judging };
}

const openingOf = async (session: Session, { issue }: Pick<List, 'issue'>): Promise<Outcome | null> =>
  (await outcomeOf(session, [issue])).get(issue) ?? null;

async function rowsOf(session: Session, { repository }: { repository: Repository }, { issue }: Facts): Promise<Rows> {
  const list = await listNamed(session, issue);
  const keys = list ? goingKeys(list) : [];
  return {
    list,
    opening: await openingOf(session, { issue }),
    outcomes: await outcomeOf(session, keys),
    open: await openLists(session, repository),
  };
}

function tend(
  { seen, verdicts, more, ...page }: Facts,
  { list, opening, outcomes, open }: Rows,
  now: Date,
  isTurn: boolean,
): Decision {
  const about = `the clean-up list ${list?.month ?? ''} of ${page.repository.owner}/${page.repository.name}`;
  const nothing = (says: string): Decision =>
    decided({ about, outcome: 'ignored', routine: true, reasons: { says, holds: true } });
  if (!list || list.state === 'over') return nothing('it is over');
  if (opening?.state === 'planned' || opening?.state === 'sent') return nothing('its issue is not open yet');
  const over = { ...list, state: 'over' as const, ending: list.ending ?? 'its issue is gone' };
  const finished = decided({ about, reasons: { says: over.ending, holds: true }, changes: [listSaved(page.repository, over)] });
  if (!seen) return finished;
  // What somebody closed is closed, and needs no word.
  if (list.state === 'ending') return { ...finished, effects: seen.open ? closed(list, seen.number, page) : [] };

  const { list: told, effects } = judged(settled(list, outcomes, now), verdicts, page, now);
  const meant = asWritten(isReworded(list, seen) ? { ...told, rewordedAt: now } : told, page);
  const isShown = unmarked(seen.body) === bodyOf(meant, page);
  const written = isShown ? meant : { ...meant, edits: meant.edits + 1 };
  const older = open.filter(({ month }) => month < list.month).map(one => ends(one, replacedBy(list.month, seen.number)));
  return decided({
    about,
    actor: verdicts.at(-1)?.editor.login ?? null,
    routine: isShown && verdicts.length === 0 && older.length === 0,
    reasons: { says: `${verdicts.length} ticks, ${effects.length} deletions`, holds: true },
    changes: [written, ...older].map(one => listSaved(page.repository, one)),
    effects: [...effects, ...(isShown ? [] : [edited(written, page)])],
    raises: [
      ...older.map(one => endDue(one, page, now)),
      ...(more ? [listDue(page.repository, list.issue, now)] : []),
      // The last of many may have ended before another one.
      ...(isTurn && goingKeys(settled(list, outcomes, now)).length > 0
        ? [listDue(page.repository, list.issue, new Date(now.getTime() + again))]
        : []),
    ],
  });
}

/** By somebody: words of ours that we do not know are from after the backup that this database was restored from. */
const isReworded = (list: List, { body, edits }: TickedIssue): boolean =>
  !isOurs(list)(body) && edits.at(-1)?.editor.bot === false;

export const tending: Handler[] = [
  handler({
    on: 'IssueEdited',
    facts: ({ repository, number, node }, ask) =>
      factsOf(repository, session => listIn(session, repository, issueId({ number, node })), ask),
    scope: ({ repository }) => scopeOf(repository),
    rows: rowsOf,
    decide: ({ facts, rows, now }) => tend(facts, rows, now, false),
  }),
  handler({
    on: 'Due',
    facts: async ({ of, id, repository }, ask) =>
      of === listOf ? await factsOf(repository, session => listNamed(session, id), ask) : null,
    scope: ({ repository }) => scopeOf(repository),
    rows: rowsOf,
    decide: ({ facts, rows, now }) => tend(facts, rows, now, true),
  }),
];
