/** Keeps where the heads of pull requests have been, so that a deploy knows what its asker could see. */
import { decided } from '../../core/decision.ts';
import type { HeadMoved, PullMoved } from '../../core/event.ts';
import { type Ask, handler } from '../../core/feature.ts';
import type { Move } from '../../core/reads.ts';
import { headMoved, headsForgotten, headsOf } from '../../store/heads.ts';
import { environmentsOf } from './config.ts';

const placeOf = ({ repository, number }: HeadMoved | PullMoved) => ({ repository: repository.id, pull: number });
const scopeOf = ({ repository, number }: HeadMoved | PullMoved) => `heads/${repository.id}/${number}`;

/** Where nothing is deployed nobody asks; who begins to, has the activity of the branch for what was before. */
async function deploys(_event: HeadMoved | PullMoved, ask: Ask): Promise<object | null> {
  return Object.keys(environmentsOf(await ask.file())).length > 0 ? {} : null;
}

export const headMoves = handler({
  on: 'HeadMoved',
  facts: deploys,
  scope: scopeOf,
  rows: (session, event) => headsOf(session, placeOf(event)),
  decide({ event, rows }) {
    const about = `#${event.number} stands at ${event.head.slice(0, 7)}`;
    if (!isNews(event, rows)) return decided({ about, outcome: 'ignored' });
    const { at, before, head, how } = event;
    // Who edits a text, or points it at another base, has pushed nothing.
    const by = how === 'pushed' || how === 'opened' ? event.by : null;
    return decided({
      about,
      actor: event.by?.login ?? null,
      changes: [headMoved(placeOf(event), { at, by, before, after: head })],
    });
  },
});

/** Only pushes tell of a move. Else the head is news when it is not where the moves until then have left it: one was missed. */
function isNews({ before, how, head, at }: Pick<HeadMoved, 'before' | 'how' | 'head' | 'at'>, known: Move[]): boolean {
  if (before !== null || how === 'opened') return true;
  return known.findLast(move => move.at <= at)?.after !== head;
}

export const headsLeft = handler({
  on: 'PullMoved',
  facts: async (event, ask) => (event.how === 'closed' || event.how === 'merged' ? deploys(event, ask) : null),
  scope: scopeOf,
  decide: ({ event }) => decided({ about: `#${event.number} is ${event.how}`, changes: [headsForgotten(placeOf(event))] }),
});
