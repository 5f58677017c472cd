/** What has to be known before an environment goes back: to which commit, by which workflow, and what leaves. Facts: it asks GitHub. */
import type { Invocation } from '../../../core/command.ts';
import type { Ask } from '../../../core/feature.ts';
import type { Commit, Compared } from '../../../core/reads.ts';
import { environmentsOf } from '../config.ts';
import type { Back } from '../deploy.ts';
import { names } from '../lacks.ts';
import { missingInputs } from '../messages.ts';
import { queue } from '../store.ts';
import { vehicleFor, type Wish } from '../wish.ts';
import { find, type Past, type To, withUnderWay } from './pasts.ts';
import { alreadyBusy } from './rollback.ts';
import { forgotten, takesNoCommit } from './rollback-words.ts';
import { pastsOf } from './store.ts';

export interface Return {
  ok: true;
  to: Past & { sha: string };
  wish: Omit<Wish, 'workflow' | 'named'>;
  back: Back;
}
export type BackFacts = Return | { ok: false; says: string };

const refused = (says: string) => ({ ok: false, says }) as const;

export async function backTo(
  { invocation, args }: { invocation: Invocation; args: { environment: string; to: To | undefined } },
  ask: Ask,
): Promise<BackFacts> {
  const { repository, file, prefix } = invocation;
  const { environment: name, to } = args;
  const all = environmentsOf(file);
  const [vehicle, rows] = await Promise.all([
    vehicleFor(ask, name, all),
    ask.peek(async session => ({
      pasts: await pastsOf(session, repository, name),
      queue: await queue(session, repository, name),
    })),
  ]);
  const environment = all[name];
  if (!environment || !vehicle.ok) return refused(vehicle.ok ? '' : vehicle.says);
  const busy = alreadyBusy({ invocation, environment: name, to, ...rows, now: invocation.at });
  if (busy !== null) return refused(busy);
  const found = find({ environment: name, prefix, pasts: withUnderWay(rows.pasts, rows.queue), to });
  if (!found.ok) return found;
  const { workflow, ...rest } = vehicle.vehicle;
  const called = names(environment);
  if (!rest.declared.includes(called.sha)) return refused(takesNoCommit(environment.workflow, called.sha, name));
  // What it was given then it is given again, as far as the workflow still takes it.
  const said = Object.fromEntries(
    Object.entries(found.to.inputs).filter(([input]) => rest.declared.includes(input) && !Object.values(called).includes(input)),
  );
  const missing = workflow.inputs.filter(
    one => one.required && one.default === null && said[one.name] === undefined && !Object.values(called).includes(one.name),
  );
  if (missing.length > 0)
    return refused(
      missingInputs(
        environment.workflow,
        missing.map(one => one.name),
      ),
    );
  const { leaving, to: target } = found;
  const [commit, leaves] = await Promise.all([
    ask.github.commit(target.sha),
    leaving.sha === null || leaving.sha === target.sha ? null : ask.github.compare(target.sha, leaving.sha),
  ]);
  if (!commit || commit.sha !== target.sha) return refused(forgotten(target.sha));
  return {
    ok: true,
    to: target,
    back: { from: leaving.sha, passed: target.at.getTime(), leaves: leaves && leavingOf(leaves) },
    wish: { ...rest, environment, commit: onlyCommit(commit), from: target.from, said, brings: reversed(leaving, leaves) },
  };
}

const onlyCommit = ({ sha, tree, title, committedAt }: Commit): Commit => ({ sha, tree, title, committedAt });

const mostPulls = 50;
/** As GitHub titles them: they bring nothing of their own. */
const isMerge = /^Merge (?:pull request #\d+|branch '|remote-tracking branch ')/;

function leavingOf({ ahead, commits }: Compared): NonNullable<Back['leaves']> {
  const pulls = new Map(commits.flatMap(({ pull }) => (pull ? [[pull.number, pull]] : [])));
  return {
    commits: ahead,
    pulls: [...pulls.values()].slice(0, mostPulls),
    others: ahead - commits.filter(({ pull, title }) => pull !== null || isMerge.test(title)).length,
  };
}

/** The same comparison from the other end: what the deploy brings is what it takes away. */
const reversed = ({ sha, good }: Past, leaves: Compared | null): Wish['brings'] =>
  sha === null || !good || leaves === null
    ? null
    : { base: sha, compared: { ahead: leaves.behind, behind: leaves.ahead, commits: [] } };
