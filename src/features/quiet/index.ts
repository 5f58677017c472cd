/** `/snooze 2d`, `/mute`, `/unmute`: how much is written in a thread, or to a person. What that changes, each thing of ours knows itself. */
import { timezone } from '../../config/sections.ts';
import { arg } from '../../core/args.ts';
import { answer, type Command, command, type Invocation, type Outcome, refuse } from '../../core/command.ts';
import type { Feature, Hushable, Hushed, Quiet } from '../../core/feature.ts';
import { isOutsider } from '../../core/outsider.ts';
import type { Session } from '../../core/session.ts';
import { rankOf } from '../../core/who.ts';
import * as messages from './messages.ts';
import { endOf } from './until.ts';

const longest = 92 * 24 * 3_600_000;

export function quiet(things: Hushable[]): Feature {
  const [needs, ...or] = things.flatMap(({ sections }) => sections);
  const shared = {
    // Who it waits for, only the thing itself knows.
    ...({ who: 'read', author: true, asked: true, acts: true } as const),
    ...(needs ? { needs, or } : {}),
    locks: ({ invocation: { repository } }: Given) => things.flatMap(one => one.locks(repository)),
  };
  const here = (session: Session, { invocation }: Given) => firstHere(things, session, invocation);
  /** A person may always have quiet from us; a thread is others' as well. */
  const whose = {
    ...shared,
    args: { me: arg.choice('me').optional() },
    rows: async (session: Session, given: Given & { args: Whose }) =>
      given.args.me === undefined ? here(session, given) : actorOf(things, session, given.invocation),
  };

  const snooze = command({
    ...shared,
    name: 'snooze',
    summary: 'Stop my comments in this thread for some time; for whoever it waits for, and with triage.',
    args: { time: arg.term() },
    examples: ['/snooze 2d', '/snooze until 2026-12-01'],
    rows: here,
    decide({ invocation, args, rows, now }) {
      if (!rows) return nothing(things, invocation, 'snooze');
      if (!mayHush(rows, invocation)) return { reply: refuse(messages.notYours(`${invocation.prefix}snooze`)) };
      const zone = rows.timezone ?? invocation.file.read(timezone) ?? 'UTC';
      const at = endOf(args.time, zone, now);
      if (at <= now) return { reply: refuse(messages.over(at, zone, invocation.prefix)) };
      if (at.getTime() - now.getTime() > longest) return { reply: refuse(messages.tooLong(invocation.prefix)) };
      return become(rows, { kind: 'until', at, clock: messages.clock(at, zone) }, { now, end: `${invocation.prefix}unmute` });
    },
  });

  const mute = command({
    ...whose,
    name: 'mute',
    summary: 'Stop my comments in this thread for good, or with `me` what reminds you.',
    examples: ['/mute', '/mute me'],
    decide({ invocation, args, rows, now }) {
      if (!rows) return nothing(args.me === undefined ? things : null, invocation, 'mute');
      if (args.me === undefined && !mayHush(rows, invocation))
        return { reply: refuse(messages.notYours(`${invocation.prefix}mute`)) };
      const end = `${invocation.prefix}unmute${args.me === undefined ? '' : ' me'}`;
      return become(rows, { kind: 'for good' }, { now, end });
    },
  });

  const unmute = command({
    ...whose,
    name: 'unmute',
    summary: 'Let me comment in this thread again, or with `me` remind you again.',
    examples: ['/unmute', '/unmute me'],
    decide({ invocation, args, rows, now }) {
      if (!rows) return nothing(args.me === undefined ? things : null, invocation, 'unmute');
      if (args.me === undefined && !mayHush(rows, invocation))
        return { reply: refuse(messages.notYours(`${invocation.prefix}unmute`)) };
      if (!rows.isQuiet(now)) return { reply: refuse(args.me === undefined ? messages.notQuiet : messages.notQuietForYou) };
      return become(rows, { kind: 'over' }, { now, end: null });
    },
  });

  return { name: 'quiet', commands: [snooze, mute, unmute].map(quietly) };
}

interface Given {
  invocation: Invocation;
}
interface Whose {
  me: string | undefined;
}

/** Whoever passes by has the quiet they may have, and makes us write nothing, however often they say so: our sign stands there. */
const quietly = (one: Command): Command => ({
  ...one,
  async prepare(spoken, ask) {
    const ready = await one.prepare(spoken, ask);
    if (!isOutsider(spoken.invocation)) return ready;
    return { ...ready, decide: async (session, now) => ({ ...(await ready.decide(session, now)), reply: null }) };
  },
});

/** Whoever it waits for, and who looks after all threads. */
const mayHush = ({ waitsFor }: Hushed, { role, actor }: Invocation): boolean =>
  rankOf(role) >= rankOf('triage') || waitsFor?.(actor) === true;

const isOn = ({ sections }: Hushable, { file }: Invocation): boolean =>
  sections.some(section => file.read(section) !== undefined);

async function firstHere(things: Hushable[], session: Session, invocation: Invocation): Promise<Hushed | null> {
  for (const thing of things) {
    const found = await thing.here(session, invocation);
    if (found) return found;
  }
  return null;
}

async function actorOf(things: Hushable[], session: Session, invocation: Invocation): Promise<Hushed | null> {
  const calling = things.find(one => one.actor !== undefined && isOn(one, invocation));
  return (await calling?.actor?.(session, invocation)) ?? null;
}

function become(hushed: Hushed, quiet: Quiet, { now, end }: { now: Date; end: string | null }): Outcome {
  const { says, ...rest } = hushed.become(quiet, now);
  return { reply: answer(end === null ? says : `${says} ${messages.ends(end)}`), ...rest };
}

/** Null: a person is meant, and nothing here calls any. */
function nothing(things: Hushable[] | null, invocation: Invocation, name: string): Outcome {
  const which = things?.filter(one => isOn(one, invocation)).map(one => one.which);
  const word = `${invocation.prefix}${name}`;
  return { reply: refuse(which ? messages.nothingHere(word, which) : messages.nobodyCalled) };
}
