/** Errors that begin with a deploy: a line of its comment each, and its person hears of the first. */
import { decided } from '../../core/decision.ts';
import type { ErrorBegan } from '../../core/event.ts';
import { handler } from '../../core/feature.ts';
import type { Session } from '../../core/session.ts';
import { lockOf } from './commands/deploy.ts';
import { changed, type Deploy } from './deploy.ts';
import { find } from './locks/pasts.ts';
import { rollbackGate } from './locks/rollback.ts';
import { openLocks, pastsOf } from './locks/store.ts';
import { takesAnyCommit } from './returning.ts';
import { say } from './saying.ts';
import { begunBy, byId, queue, saved } from './store.ts';
import {
  beganAt,
  causeOf,
  isLast,
  lagging,
  mayWarn,
  noted,
  sayable,
  shown,
  warned,
  wasCalledFor,
  wrongOf,
} from './wrong-decide.ts';
import { linkOf } from './wrong-words.ts';

interface Facts {
  link: string | null;
  /** Its workflow takes any commit, so it can go back. */
  returns: boolean;
}

/** What may have caused it, and all that may have changed something since. */
async function roundOf(session: Session, event: ErrorBegan) {
  const { repository, environment } = event;
  const [newest] = await begunBy(session, repository, environment);
  return {
    near: await begunBy(session, repository, environment, event.at),
    newest,
    queue: await queue(session, repository, environment),
  };
}

const begins = handler({
  on: 'ErrorBegan',
  async facts(event, ask): Promise<Facts | null> {
    if (event.level !== 'error' && event.level !== 'critical') return null;
    const round = await ask.peek(session => roundOf(session, event));
    const deploy = causeOf(round.near, event);
    // By a fast clock it is compared with in the transaction.
    if (!deploy && event.at <= ask.began) return null;
    const { newest } = round;
    const tells = newest && isLast(newest, round) && (mayWarn(newest, round) || wasCalledFor(newest, event.id));
    return { link: linkOf(event, ask.github.page), returns: tells === true && (await takesAnyCommit(ask, event.environment)) };
  },
  scope: ({ repository, environment }) => lockOf(repository.id, environment),
  rows: async (session, event) => ({
    ...(await roundOf(session, event)),
    pasts: await pastsOf(session, event.repository, event.environment),
    locks: await openLocks(session, event.repository, event.environment),
  }),
  decide({ event, facts, rows, now }) {
    const { repository, environment } = event;
    const about = `an error on ${environment}`;
    const began = { ...event, at: beganAt(event, now) };
    const cause = causeOf(rows.near, began);
    const wrong = cause && wrongOf(cause, began, sayable(event, facts.link));
    const more = wrong && noted(cause, wrong);
    if (!more) return decided({ about, outcome: 'ignored' });
    const { by, prefix } = cause.story;
    const way = rollbackGate({ name: environment, prefix, by, locks: rows.locks, now });
    const to = find({ environment, prefix, pasts: rows.pasts, to: undefined });
    const back = facts.returns && isLast(cause, rows) && way.way === null && to.ok ? to.to.sha : null;
    const known = more.story.errors.find(({ id }) => id === event.id) ?? wrong;
    const tells = mayWarn(cause, rows) || wasCalledFor(cause, event.id);
    const told = tells ? warned(repository, more, known, back) : { deploy: more, effects: [] };
    const next = shown(repository, told.deploy, now);
    return decided({
      about,
      reasons: { says: `it began with deploy ${cause.id}`, holds: true },
      changes: [saved(repository, next.deploy)],
      effects: [...told.effects, ...next.effects],
      raises: next.raises,
    });
  },
});

/** What came to be known within a moment, in one edit. */
const lags = handler({
  on: 'Due',
  async facts(event, ask): Promise<Deploy | null> {
    return event.of === lagging ? ask.peek(session => byId(session, event.id)) : null;
  },
  scope: ({ repository }, { environment }) => lockOf(repository.id, environment),
  rows: (session, event) => byId(session, event.id),
  decide({ event: { repository, id }, rows: deploy, now }) {
    const about = `errors that began with deploy ${id}`;
    if (!deploy?.story.unsaid) return decided({ about, outcome: 'ignored' });
    const said = say({ repository, seen: { before: [], older: [] }, now }, changed(deploy, {}, { unsaid: false }), 'progress');
    return decided({ about, changes: [saved(repository, said.deploy)], effects: said.effects });
  },
});

export const wrong = [begins, lags];
