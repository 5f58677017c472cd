/** `/deploy [env] [ref|@sha] [name=value…]`: the commit that the thread stands for, to an environment. */
import { timezone } from '../../../config/sections.ts';
import { arg, type Ref } from '../../../core/args.ts';
import { command } from '../../../core/command.ts';
import type { TeamFile } from '../../../core/file.ts';
import { environments, environmentsOf, whoMay } from '../config.ts';
import { decideDeploy } from '../decide.ts';
import { isUnderWay } from '../deploy.ts';
import { lockedBy } from '../locks/messages.ts';
import { locksOf } from '../locks/store.ts';
import { choice } from '../messages.ts';
import { freezesOf } from '../policy/config.ts';
import { frozenAt } from '../policy/freeze.ts';
import type { HealthOf } from '../policy/rows.ts';
import { moment } from '../policy/words.ts';
import { lastThere, queue } from '../store.ts';
import { judgementOn, rowsFor } from '../surroundings.ts';
import { pastOf } from '../unusual-notes.ts';
import { wayIn } from '../way-in.ts';
import { inputArgs, wishOf } from '../wish.ts';

export const deploy = (healthOf: HealthOf) =>
  command({
    name: 'deploy',
    summary: 'Deploy the commit of this thread, or another one.',
    who: ({ file, args }) => mayDeploy(file, args.environment),
    args: {
      environment: arg.environment().says('where to'),
      ref: arg.ref().optional().says('a branch, a tag or a commit; else the head of the pull request, or of the default branch'),
      override: arg.tail().optional().says('why it cannot wait for the end of a freeze; somebody else has to agree'),
    },
    more: inputArgs,
    examples: ['/deploy prerelease', '/deploy prod @a1b2c3d4e5f6'],
    acts: true,
    alone: true,
    judges: true,
    needs: environments,
    wayIn,
    asks: { environment: 'Where to?' },
    facts: wishOf,
    locks: ({ invocation, args }) => [lockOf(invocation.repository.id, args.environment)],
    async options(session, { invocation: { repository, at, file }, choices }) {
      return Promise.all(
        choices.map(async value => {
          const current = await lastThere(session, repository, value);
          const busy = (await queue(session, repository, value)).find(isUnderWay) ?? null;
          const locked = lockedBy(await locksOf(session, repository, value), at) ?? frozenUntil(file, value, at);
          return { value, says: choice(current, busy, at, locked) };
        }),
      );
    },
    async rows(session, { invocation, args, facts }) {
      const workflow = environmentsOf(invocation.file)[args.environment]?.workflow ?? '';
      const thread = invocation.place.subject.number;
      return {
        rows: await rowsFor(session, invocation.repository, { environment: args.environment, thread, workflow }),
        past: await pastOf(session, invocation.repository, args.environment, invocation.actor),
        policy: facts.ok ? await judgementOn(session, invocation.repository, facts.weighed, healthOf) : null,
      };
    },
    decide: ({ invocation, args, facts, rows, now }) =>
      decideDeploy({
        ...rows,
        invocation,
        environment: args.environment,
        ref: args.ref ? typed(args.ref) : null,
        override: args.override ?? null,
        facts,
        now,
      }),
  });

/** Beside an environment in a question. */
function frozenUntil(file: TeamFile, name: string, now: Date): string | null {
  const environment = environmentsOf(file)[name];
  const zone = file.read(timezone) ?? 'UTC';
  const frozen = environment ? frozenAt(freezesOf(environment), zone, now) : null;
  return frozen && `frozen${frozen.until ? ` until ${moment(frozen.until, zone, now)}` : ''}`;
}

const typed = (ref: Ref): string => (ref.kind === 'sha' ? `@${ref.sha}` : ref.name);

export const lockOf = (repository: number, environment: string): string => `deploy/${repository}/${environment}`;

/** Without an environment: everybody who may deploy to any of them. */
export function mayDeploy(file: TeamFile, environment: string | undefined) {
  const all = environmentsOf(file);
  const asked = environment === undefined ? undefined : all[environment];
  const who = asked ? whoMay(asked) : [...new Set(Object.values(all).flatMap(whoMay))];
  return who.length === 0 ? ['write' as const] : who;
}
