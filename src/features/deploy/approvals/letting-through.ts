/** Whether somebody's word lets one deploy through a freeze. It is bound to that deploy, so it counts once. Pure. */
import { answer, type Invocation, type Outcome, refuse } from '../../../core/command.ts';
import type { Effect } from '../../../core/effect.ts';
import { usualHours } from '../../../time/work-hours.ts';
import { environmentsOf } from '../config.ts';
import { changed, type Deploy } from '../deploy.ts';
import { overridersOf } from '../policy/config.ts';
import { unusual } from '../policy/unusual.ts';
import { digits as enoughDigits } from '../policy/words.ts';
import { saved } from '../store.ts';
import { touched } from '../touch.ts';
import { secondsUnread } from './decide.ts';
import * as messages from './messages.ts';

interface Given {
  invocation: Invocation;
  environment: string;
  /** Digits of the commit that is meant, where they were said. */
  digits: string | undefined;
  queue: Deploy[];
  now: Date;
}

const no = (says: string): Outcome => ({ reply: refuse(says), reasons: { says, holds: false } });

export function decideLettingThrough({ invocation, environment: name, digits, queue, now }: Given): Outcome {
  const { actor, repository, place, prefix, at, file } = invocation;
  const here = place.subject.number;
  const config = environmentsOf(file)[name];
  const among = config ? overridersOf(config) : [];
  const meant = ({ sha }: Deploy) => digits === undefined || sha?.startsWith(digits);
  const wishes = queue.filter(one => one.state === 'waiting' && one.story.override !== null && meant(one));
  const asking = wishes.filter(({ story }) => story.override?.second === null);
  const mine = asking.filter(({ thread }) => thread === here);
  const [deploy, ...others] = mine.length > 0 ? mine : asking;
  if (!deploy?.story.override) {
    const second = wishes.find(({ thread }) => thread === here)?.story.override?.second;
    return no(second ? messages.letThroughAlready(second.login, name) : messages.nothingToLetThrough(name, prefix));
  }
  if (digits !== undefined && digits.length < enoughDigits)
    return no(messages.tooShort(digits, deploy.sha ?? '', name, prefix, ' --override'));
  if (others.length > 0) return no(messages.letWhichThrough([deploy, ...others], name, prefix));
  const { override, by } = deploy.story;
  if (actor.id === override.by.id || actor.id === by?.id) return no(messages.ownWish(among, actor.login));
  const seconds = digits === undefined ? secondsUnread(deploy, at) : null;
  if (seconds !== null) return no(messages.wishedJustNow(deploy, seconds, prefix));
  const through = changed(deploy, {}, { override: { ...override, second: { id: actor.id, login: actor.login } } });
  const woken = touched(repository, [through], now);
  const told = unusual({
    now,
    timezone: 'UTC',
    workdays: usualHours,
    deploy: through,
    earlier: 1,
    override: { by: actor.login, past: 'the freeze', reason: override.reason },
  });
  const says = told ?? messages.letThroughElsewhere(through);
  const elsewhere = deploy.thread !== null && deploy.thread !== here;
  return {
    reply: answer(elsewhere ? messages.letThroughElsewhere(through) : says),
    reasons: { says, holds: true },
    changes: [saved(repository, through), ...woken.changes],
    effects: elsewhere && deploy.thread !== null ? [tell(invocation, deploy, deploy.thread, says)] : [],
    raises: woken.raises,
  };
}

/** Whoever follows the deploy reads it there. */
const tell = ({ repository }: Invocation, { id }: Deploy, thread: number, body: string): Effect => ({
  kind: 'comment',
  key: `deploy:${id}:through`,
  repository,
  lane: 'answer',
  on: thread,
  body,
});
