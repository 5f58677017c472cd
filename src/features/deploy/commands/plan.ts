/** `/plan env [ref|@sha] [name=value…]`: what a deploy of this commit would do, told by the environment's own workflow, and nothing done. */
import { arg } from '../../../core/args.ts';
import { command, type Invocation } from '../../../core/command.ts';
import type { Ask } from '../../../core/feature.ts';
import { headsOf } from '../../../store/heads.ts';
import { environments } from '../config.ts';
import { notPlannable } from '../lacks.ts';
import { decidePlan } from '../plans/decide.ts';
import { choice } from '../plans/messages.ts';
import { strange } from '../plans/own.ts';
import { timesOf, underWay } from '../plans/store.ts';
import type { Seen } from '../policy/seen.ts';
import { sightOf } from '../policy/sight.ts';
import { lastThere } from '../store.ts';
import { type Found, inputArgs, plainWishOf, type Wish } from '../wish.ts';
import { lockOf, mayDeploy } from './deploy.ts';

export const plan = command({
  name: 'plan',
  summary: 'Show what a deploy would do, and do nothing.',
  who: ({ file, args }) => mayDeploy(file, args.environment),
  args: {
    environment: arg.environment().says('where to'),
    ref: arg.ref().optional().says('a branch, a tag or a commit; else what `/deploy` takes here'),
  },
  more: inputArgs,
  examples: ['/plan prod', '/plan prod @a1b2c3d4e5f6'],
  acts: true,
  needs: environments,
  asks: { environment: 'Plan for where?' },
  async facts(given, ask): Promise<Found> {
    const { invocation, args } = given;
    const facts = await plainWishOf(given, ask);
    if (!facts.ok) return facts;
    const { environment, workflow } = facts.wish;
    const { prefix, place } = invocation;
    const seen = await seenHere(invocation, facts.wish, ask);
    const says =
      notPlannable(environment, workflow) ?? strange({ ...facts.wish, name: args.environment, prefix, pull: place.pull, seen });
    return says === null ? facts : { ok: false, says };
  },
  locks: ({ invocation, args }) => [lockOf(invocation.repository.id, args.environment)],
  options: (session, { invocation, choices }) =>
    Promise.all(choices.map(async value => ({ value, says: choice(await lastThere(session, invocation.repository, value)) }))),
  rows: async (session, { invocation: { repository }, args }) => ({
    underWay: await underWay(session, repository, args.environment),
    times: await timesOf(session, repository, args.environment),
    current: await lastThere(session, repository, args.environment),
  }),
  decide({ invocation, args: { environment, ref }, facts, rows, now }) {
    const typed = ref === undefined ? null : ref.kind === 'sha' ? `@${ref.sha}` : ref.name;
    return decidePlan({ invocation, environment, ref: typed, facts, rows, now });
  },
});

async function seenHere({ repository, place, at }: Invocation, { named, commit }: Wish, ask: Ask): Promise<Seen> {
  const { pull, subject } = place;
  if (named.how !== 'thread' || pull?.state !== 'open') return 'seen';
  const heads = await ask.peek(session => headsOf(session, { repository: repository.id, pull: subject.number }));
  return (await sightOf(ask, { pull, head: commit.sha, said: at, heads })).seen;
}
