/** An issue that shows what runs where: looked at when something changed, each hour, and when a freeze begins or ends. */
import { prefix, timezone } from '../../../config/sections.ts';
import { decided } from '../../../core/decision.ts';
import type { Due, Repository } from '../../../core/event.ts';
import { type Ask, handler } from '../../../core/feature.ts';
import type { Session } from '../../../core/session.ts';
import { elsewhere, standings } from '../commands/status.ts';
import { environmentsOf } from '../config.ts';
import { outcome } from '../store.ts';
import { between, editKey, type Facts, type Rows, visit } from './decide.ts';
import { statusBoard } from './section.ts';
import { board, boardDue, boardHeld, boardTouched, mainMoved } from './store.ts';

const scopeOf = ({ id }: Repository): string => `board/${id}`;

export const boardVisits = handler({
  on: 'Due',
  facts: async (event, ask): Promise<Facts | null> => (event.of === 'deploy-board' ? look(event, ask) : null),
  scope: event => scopeOf(event.repository),
  rows: (session, event, facts) => rowsOf(session, event.repository, facts),
  decide: ({ event, facts, rows, now }) => visit(event.repository, facts, rows, now),
});

/** Nothing is asked of GitHub that was not asked before: only commits that are new here are compared. */
async function look({ repository }: Due, ask: Ask): Promise<Facts | null> {
  const file = await ask.file();
  const environments = environmentsOf(file);
  const wanted = file.read(statusBoard) !== undefined && Object.keys(environments).length > 0;
  const known = await ask.peek(async session => ({
    board: await board(session, repository),
    rows: wanted ? await standings(session, repository, Object.keys(environments)) : [],
  }));
  const common = { wanted, environments, timezone: file.read(timezone) ?? 'UTC', prefix: file.read(prefix) ?? '/' };
  const kept = known.board?.state === 'kept';
  if (!wanted || known.board?.state === 'left')
    return { ...common, main: known.board?.main ?? null, drift: known.board?.drift ?? {} };
  const main = (kept ? known.board?.main : null) ?? (await ask.github.commit(repository.defaultBranch))?.sha ?? null;
  const drift: Facts['drift'] = {};
  if (main === null) return { ...common, main, drift };
  for (const sha of elsewhere(known.rows, main)) {
    const before = known.board?.drift[between(sha, main)];
    const compared = before ?? (await ask.github.compare(sha, main));
    if (compared) drift[between(sha, main)] = { ahead: compared.ahead, behind: compared.behind };
  }
  return { ...common, main, drift };
}

async function rowsOf(session: Session, repository: Repository, { wanted, environments }: Facts): Promise<Rows> {
  const held = await boardHeld(session, repository);
  return {
    board: held,
    standings: wanted ? await standings(session, repository, Object.keys(environments)) : [],
    opening: held.issue === null ? null : await outcome(session, held.issue),
    edit: held.edits === 0 ? null : await outcome(session, editKey(held)),
  };
}

/** The file may ask for a board now, or for none any more, or have other environments. */
export const boardAsked = handler({
  on: 'FileChanged',
  async facts({ repository }, ask) {
    const wanted = (await ask.file()).read(statusBoard) !== undefined;
    const known = await ask.peek(session => board(session, repository));
    return wanted || (known !== null && known.state !== 'off') ? { wanted } : null;
  },
  scope: event => scopeOf(event.repository),
  decide: ({ event: { repository }, facts: { wanted }, now }) =>
    decided({
      about: `whether ${repository.owner}/${repository.name} has a status board`,
      reasons: { says: wanted ? 'the file asks for one' : 'the file asks for none', holds: wanted },
      raises: [boardDue(repository, now)],
    }),
});

export const boardPushes = handler({
  on: 'BranchPushed',
  async facts({ repository, branch }, ask) {
    if (branch !== repository.defaultBranch) return null;
    const known = await ask.peek(session => board(session, repository));
    return known?.state === 'kept' ? known : null;
  },
  scope: event => scopeOf(event.repository),
  decide: ({ event: { repository, head, branch } }) =>
    decided({
      about: `the status board of ${repository.owner}/${repository.name}`,
      reasons: { says: `${branch} has another head`, holds: true },
      changes: [mainMoved(repository, head), boardTouched(repository, 'push')],
    }),
});
