/** Old issues are looked at once a week, when one is due, and when people have answered. */

import { prefix } from '../../../config/sections.ts';
import { decided } from '../../../core/decision.ts';
import type { Due, Repository } from '../../../core/event.ts';
import { type Ask, type Handler, handler } from '../../../core/feature.ts';
import type { Vote } from '../../../core/open-pull.ts';
import { outcomeOf } from '../../../store/outcomes.ts';
import { nextWorking } from '../../../time/work-time.ts';
import type { Round } from '../act.ts';
import { booksHeld, booksNow, booksSaved } from '../books/store.ts';
import { type Reminders, remindersOf } from '../config.ts';
import { lockOf } from '../lock.ts';
import { leftToday } from '../looking/today.ts';
import type { Heard } from '../row.ts';
import { heard, heardLately, optedOut } from '../store.ts';
import { betweenIssues, issueDue, issuesAct, issuesToAsk, type StaleIssue } from './issues.ts';
import { issueQuestions, staleIssues, threadsGone, threadsSaved } from './store.ts';
import { type Answers, countedVotes } from './votes.ts';

export const issuesOf = 'stale-issues';
export const issuesDue = (repository: Repository, at: Date): Due => ({
  ...{ type: 'Due', at, repository, of: issuesOf, id: String(repository.id) },
});

/** A few a week make no more in years. */
const mostQuestions = 1_000;
const atOnce = 100;

async function factsOf(repository: Repository, ask: Ask) {
  const file = await ask.file();
  const config = remindersOf(file);
  const seen = await ask.peek(async session => ({
    ...(await booksNow(session, repository)),
    known: await staleIssues(session, repository),
    questions: await issueQuestions(session, repository, mostQuestions),
  }));
  const { books, now, known } = seen;
  if (!config || !books?.issuesAt || books.issuesAt > now) return null;
  const issues = await issuesToAsk(ask, { config, known, now });
  const { votes, seen: read } = await answersTo(
    seen.questions.map(({ node }) => node),
    ask,
  );
  return { config, issues, votes, seen: read, asked: books.issuesAt, page: ask.github.page, prefix: file.read(prefix) ?? '/' };
}

async function answersTo(nodes: string[], ask: Ask): Promise<Answers> {
  const votes: Vote[] = [];
  const seen = new Map<string, boolean>();
  for (let from = 0; from < nodes.length; from += atOnce) {
    const votesOn = nodes.slice(from, from + atOnce);
    const page = await ask.github.pulls({ which: { order: 'changed', after: null, size: 1 }, votesOn });
    votes.push(...page.votes);
    for (const [node, isWhole] of page.seen) seen.set(node, isWhole);
  }
  return countedVotes({ votes, seen }, ask);
}

export const issueLooks: Handler = handler({
  on: 'Due',
  facts: async ({ of, repository }, ask) => (of === issuesOf ? factsOf(repository, ask) : null),
  scope: ({ repository }) => lockOf(repository),
  async rows(session, { repository }) {
    const books = await booksHeld(session, repository);
    const known = await staleIssues(session, repository);
    const outcomes = await outcomeOf(
      session,
      known.flatMap(({ comment }) => comment ?? []),
    );
    const { here } = await heardLately(session, repository, []);
    return { books, known, outcomes, here, optedOut: await optedOut(session, repository) };
  },
  decide({ event: { repository }, facts, rows, now }) {
    const about = `the old issues of ${repository.owner}/${repository.name}`;
    const { books, known } = rows;
    if (!books || books.issuesAt?.getTime() !== facts.asked.getTime())
      return decided({ about, ...{ outcome: 'ignored', routine: true }, reasons: { says: 'somebody has looked', holds: true } });
    const { config, issues, votes, seen, page } = facts;
    const left = leftToday(rows.here, config, now);
    const round: Round = {
      ...{ repository, page, prefix: facts.prefix, config, now, left },
      ...{ optedOut: rows.optedOut, hasHeard: () => false },
    };
    const acted = issuesAct({ round, issues, known, outcomes: rows.outcomes, votes, seen });
    const met = new Set(issues.map(({ number }) => number));
    const gone = known.map(({ number }) => number).filter(number => !met.has(number));
    const at = nextAt(acted.known, config, now);
    return decided({
      about,
      ...(acted.says.length === 0 ? { outcome: 'ignored', routine: true } : {}),
      reasons: { says: acted.says.join('; ') || 'nothing is to be asked', holds: true },
      changes: [
        threadsSaved(repository, true, acted.known),
        threadsGone(repository, [...acted.over, ...gone]),
        heard(repository, acted.effects.flatMap(toldOf)),
        booksSaved(repository, { ...books, issuesAt: at }),
      ],
      effects: acted.effects,
      raises: at ? [issuesDue(repository, at)] : [],
    });
  },
});

const toldOf = (effect: { kind: string; on?: number }): Heard[] =>
  effect.kind === 'comment' && effect.on !== undefined ? [{ person: null, number: effect.on, what: 'stale' }] : [];

/** Null: none are asked about any more, and none was. */
function nextAt(known: StaleIssue[], config: Reminders, now: Date): Date | null {
  const calendar = config.calendarOf(null);
  const due = known.flatMap(one => issueDue(one, config) ?? []).filter(at => at > now);
  const times = [...due, ...(config.issues ? [new Date(now.getTime() + betweenIssues)] : [])].map(Number);
  return times.length === 0 ? null : nextWorking(calendar, new Date(Math.min(...times)));
}
