import { type Feature, handler } from '../../core/feature.ts';
import { checkBranch, checkHead } from './decide.ts';
import { branchFacts, headFacts, type Known } from './facts.ts';
import { lastTold } from './store.ts';

/** Says on a pull request what is wrong with the team's file, at the line; and aloud if a broken one is merged all the same. */
export const configCheck = (known: Known): Feature => ({
  name: 'config-check',
  handlers: [
    handler({
      on: 'HeadMoved',
      facts: (event, ask) => headFacts(event, ask, known),
      scope: event => `config-check/${event.repository.id}`,
      decide: ({ event, facts }) => checkHead(event, facts),
    }),
    handler({
      on: 'BranchPushed',
      facts: (event, ask) => branchFacts(event, ask, known),
      scope: event => `config-check/${event.repository.id}`,
      rows: (session, event) => lastTold(session, event.repository),
      decide: ({ event, facts, rows }) => checkBranch(event, facts, rows),
    }),
  ],
});
