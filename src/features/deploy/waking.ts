/** What happens on GitHub, or in another environment, that deploys may wait for: it wakes them, and costs nothing where none waits. */
import { decided } from '../../core/decision.ts';
import type { Event, Repository } from '../../core/event.ts';
import { type Ask, handler } from '../../core/feature.ts';
import { lockOf } from './commands/deploy.ts';
import { environmentsOf } from './config.ts';
import type { Deploy } from './deploy.ts';
import { checkedFirst, greenBranch, isSame } from './policy/config.ts';
import { worked } from './reconcile.ts';
import { queue } from './store.ts';
import { touched } from './touch.ts';

/** Environments in which somebody waits for this. */
type Where = { repository: Repository; names: string[] } | null;

async function waitingFor(ask: Ask, concerns: (deploy: Deploy) => boolean): Promise<Where> {
  const open = await ask.peek(session => queue(session, ask.github.repository));
  const names = open.filter(one => one.state === 'waiting' && concerns(one)).map(one => one.environment);
  return names.length === 0 ? null : { repository: ask.github.repository, names: [...new Set(names)].sort() };
}

type Kind = 'CommitChecked' | 'ReviewGiven' | 'HeadMoved' | 'PullMoved' | 'FileChanged' | 'InfrastructureChecked' | 'Due';

interface Parts<K extends Kind> {
  on: K;
  how: 'now' | 'soon';
  about(event: Extract<Event, { type: K }>): string;
  facts(event: Extract<Event, { type: K }>, ask: Ask): Promise<Where>;
  /** Which of those that wait there. */
  concerns(event: Extract<Event, { type: K }>, deploy: Deploy): boolean;
}

const wakes = <K extends Kind>({ on, how, about, facts, concerns }: Parts<K>) =>
  handler({
    on,
    facts,
    scope: (_event, { repository, names }) => lockOf(repository.id, names[0] ?? ''),
    locks: (_event, { repository, names }) => names.map(name => lockOf(repository.id, name)),
    rows: async (session, _event, { repository, names }) =>
      (await queue(session, repository)).filter(one => names.includes(one.environment)),
    decide({ event, facts: { repository }, rows, now }) {
      const woken = rows.filter(one => concerns(event, one));
      const moved = touched(repository, woken, now, how);
      return decided({ about: about(event), outcome: moved.changes.length > 0 ? 'done' : 'ignored', ...moved });
    },
  });

const inThread = ({ number }: { number: number }, { thread }: Deploy): boolean => thread === number;

const checks = wakes({
  on: 'CommitChecked',
  how: 'soon',
  about: ({ head }) => `something reported on ${head.slice(0, 7)}`,
  async facts({ head, branches }, ask) {
    const all = environmentsOf(await ask.file());
    const { defaultBranch } = ask.github.repository;
    return waitingFor(ask, one => {
      const environment = all[one.environment];
      const branch = environment && greenBranch(environment, defaultBranch);
      return one.sha === head || (branch !== null && branch !== undefined && branches.includes(branch));
    });
  },
  // The facts know which; a look more at one that waits beside it does no harm.
  concerns: () => true,
});

const reviews = wakes({
  on: 'ReviewGiven',
  how: 'now',
  about: ({ number, state }) => `a review of #${number}: ${state}`,
  facts: (event, ask) => waitingFor(ask, one => inThread(event, one)),
  concerns: inThread,
});

const pushes = wakes({
  on: 'HeadMoved',
  how: 'now',
  about: ({ number, how }) => `#${number} was ${how}`,
  facts: async (event, ask) => (event.how === 'edited' ? null : waitingFor(ask, one => inThread(event, one))),
  concerns: inThread,
});

const pulls = wakes({
  on: 'PullMoved',
  how: 'now',
  about: ({ number, how }) => `#${number} is ${how}`,
  facts: (event, ask) => waitingFor(ask, one => inThread(event, one)),
  concerns: inThread,
});

const steps = wakes({
  on: 'Due',
  how: 'now',
  about: ({ id }) => `a deploy to ${id} ended well`,
  async facts(event, ask) {
    if (event.of !== worked) return null;
    const all = environmentsOf(await ask.file());
    return waitingFor(ask, one => all[one.environment]?.after === event.id);
  },
  concerns: () => true,
});

/** A check that is about no environment counts in all of them. */
const infrastructure = wakes({
  on: 'InfrastructureChecked',
  how: 'now',
  about: ({ environments }) => `what the checks of ${environments.filter(one => one !== '').join(', ') || 'infrastructure'} said`,
  async facts({ environments }, ask) {
    const all = environmentsOf(await ask.file());
    return waitingFor(ask, ({ environment: name }) => {
      const asked = all[name] ? checkedFirst(all[name], name) : [];
      return asked.some(({ of }) => environments.some(one => one === '' || isSame(of)(one)));
    });
  },
  concerns: () => true,
});

/** What it waits for may not be asked for any more, or its environment is gone. */
const files = wakes({
  on: 'FileChanged',
  how: 'now',
  about: () => 'another file counts',
  facts: (_event, ask) => waitingFor(ask, () => true),
  concerns: () => true,
});

export const waking = [checks, reviews, pushes, pulls, infrastructure, files, steps];
