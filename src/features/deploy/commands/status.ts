/** `/status [env]`: what runs where, how far it is behind, who is deploying, and what is in your way. */
import { arg } from '../../../core/args.ts';
import { answer, command } from '../../../core/command.ts';
import type { Repository } from '../../../core/event.ts';
import type { Ask, AskingPart, Part } from '../../../core/feature.ts';
import type { Compared } from '../../../core/reads.ts';
import type { Session } from '../../../core/session.ts';
import { type Environments, environments, environmentsOf, whoMay } from '../config.ts';
import { nudged } from '../decide.ts';
import { type Deploy, runningAfter } from '../deploy.ts';
import { locksOf } from '../locks/store.ts';
import { type Environs, statusOf } from '../overview.ts';
import type { Lock } from '../policy/rows.ts';
import { history, lastThere, queue } from '../store.ts';

/** Each that is not at the default branch's head costs a question. */
const mostCompared = 8;

export interface Standing {
  name: string;
  current: Deploy | null;
  queue: Deploy[];
  last: Deploy | null;
  locks: Lock[];
}

export const status = (parts: (Part | AskingPart)[]) =>
  command({
    name: 'status',
    summary: 'What runs where, what is on its way, what is red, and whose turn it is.',
    who: 'read',
    args: { environment: arg.environment().optional() },
    examples: ['/status', '/status prod'],
    acts: false,
    alone: true,
    needs: environments,
    or: parts.map(({ section }) => section),
    async facts({ invocation, args }, ask) {
      const names = named(invocation.file, args.environment);
      const rows = await ask.peek(session => standings(session, invocation.repository, names));
      // Who asks for one environment wants to know of that.
      const others = args.environment === undefined ? parts : [];
      return {
        drift: await drift(ask, rows, invocation.place.main?.sha ?? null),
        says: await Promise.all(others.map(one => ('asks' in one ? one.asks(invocation, ask) : one.says))),
      };
    },
    async rows(session, { invocation, args, facts }) {
      const more: string[] = [];
      for (const says of facts.says) more.push((await says(session, invocation)) ?? '');
      return {
        places: await standings(session, invocation.repository, named(invocation.file, args.environment)),
        more: more.filter(says => says !== ''),
      };
    },
    decide({ invocation, facts, rows, now }) {
      const { repository, file, role, actor, prefix } = invocation;
      const places = placesOf(rows.places, {
        config: environmentsOf(file),
        drift: facts.drift,
        main: invocation.place.main?.sha ?? null,
      });
      const reader = { prefix, role, login: actor.login, main: repository.defaultBranch, now };
      const own = places.length > 0 || rows.more.length === 0 ? [statusOf(places, reader)] : [];
      return {
        reply: answer([...own, ...rows.more].join('\n\n')),
        raises: nudged(
          repository,
          rows.places.flatMap(one => one.queue),
          now,
        ),
      };
    },
  });

interface Round {
  config: Environments;
  /** By what runs. */
  drift: Map<string, Compared>;
  main: string | null;
}

export const placesOf = (rows: Standing[], { config, drift, main }: Round): Environs[] =>
  rows.map(one => {
    const environment = config[one.name];
    const running = runningAfter(one.current);
    return {
      ...one,
      running,
      drift: running?.known ? (drift.get(running.sha) ?? null) : null,
      atHead: running?.known === true && running.sha === main,
      url: environment?.url ?? null,
      who: environment ? whoMay(environment) : [],
    };
  });

const named = (file: Parameters<typeof environmentsOf>[0], environment: string | undefined): string[] =>
  environment === undefined ? Object.keys(environmentsOf(file)) : [environment];

/** What the rows say of these environments. */
export async function standings(session: Session, repository: Repository, names: string[]): Promise<Standing[]> {
  const rows: Standing[] = [];
  for (const name of names) {
    const [last = null] = await history(session, repository, name, 1);
    const locks = await locksOf(session, repository, name);
    const current = await lastThere(session, repository, name);
    rows.push({ name, current, queue: await queue(session, repository, name), last, locks });
  }
  return rows;
}

/** What runs somewhere and is not that head. */
export function elsewhere(rows: Pick<Standing, 'current'>[], main: string | null): string[] {
  const shas = rows.flatMap(({ current }) => runningAfter(current)).flatMap(one => (one?.known ? one.sha : []));
  return [...new Set(shas)].filter(sha => sha !== main).slice(0, mostCompared);
}

/** By what runs: how far the default branch is from it. */
async function drift(ask: Ask, rows: Standing[], main: string | null): Promise<Map<string, Compared>> {
  const behind = elsewhere(rows, main);
  if (main === null) return new Map();
  const read = await Promise.all(behind.map(async sha => [sha, await ask.github.compare(sha, main)] as const));
  return new Map(read.flatMap(([sha, compared]) => (compared ? [[sha, compared]] : [])));
}
