/** `/snooze 2d`, `/mute`, `/unmute`: how much is written in the thread of an issue of ours. */
import { timezone } from '../config/sections.ts';
import { arg } from '../core/args.ts';
import { answer, type Command, command, type Invocation, type Outcome, refuse } from '../core/command.ts';
import type { Section } from '../core/file.ts';
import type { Session } from '../core/session.ts';
import { type Episode, isQuiet } from './episode.ts';
import * as messages from './messages.ts';
import { byNumber, saved } from './store.ts';
import { lockOf, visitDue } from './visit.ts';

const longest = 92 * 24 * 3_600_000;

interface Given {
  invocation: Invocation;
}
const here = (session: Session, { invocation: { repository, place } }: Given) =>
  byNumber(session, repository, place.subject.number);
const locks = ({ invocation }: Given) => [lockOf(invocation.repository)];

function changes({ invocation: { repository } }: Given, episode: Episode, says: string, now: Date): Outcome {
  const next = episode.snoozedUntil && episode.snoozedUntil > now ? [visitDue(repository, episode, episode.snoozedUntil)] : [];
  return { reply: answer(says), changes: [saved(repository, episode)], raises: [visitDue(repository, episode, now), ...next] };
}

/** Switched on with whatever opens issues. */
export function commandsFor([needs, ...or]: Section[]): Command[] {
  const on = needs ? { needs, or } : {};
  const snooze = command({
    name: 'snooze',
    summary: 'Stop my comments in this issue for some time.',
    who: 'triage',
    args: { for: arg.duration() },
    examples: ['/snooze 2d'],
    acts: true,
    ...on,
    locks,
    rows: here,
    decide({ invocation, args, rows, now }) {
      if (!rows) return { reply: refuse(messages.nothingHere(`${invocation.prefix}snooze`)) };
      if (args.for > longest) return { reply: refuse(messages.tooLong(invocation.prefix)) };
      const until = new Date(now.getTime() + args.for);
      const says = messages.quietUntil(until, invocation.file.read(timezone) ?? 'UTC', invocation.prefix);
      return changes({ invocation }, { ...rows, snoozedUntil: until }, says, now);
    },
  });

  const mute = command({
    name: 'mute',
    summary: 'Stop my comments in this issue for good.',
    who: 'triage',
    examples: ['/mute'],
    acts: true,
    ...on,
    locks,
    rows: here,
    decide: ({ invocation, rows, now }) =>
      rows
        ? changes({ invocation }, { ...rows, muted: true }, messages.quiet(invocation.prefix), now)
        : { reply: refuse(messages.nothingHere(`${invocation.prefix}mute`)) },
  });

  const unmute = command({
    name: 'unmute',
    summary: 'Let me comment in this issue again.',
    who: 'triage',
    examples: ['/unmute'],
    acts: true,
    ...on,
    locks,
    rows: here,
    decide({ invocation, rows, now }) {
      if (!rows) return { reply: refuse(messages.nothingHere(`${invocation.prefix}unmute`)) };
      if (!isQuiet(rows, now)) return { reply: refuse(messages.notQuiet) };
      return changes({ invocation }, { ...rows, muted: false, snoozedUntil: null }, messages.speaks, now);
    },
  });

  return [snooze, mute, unmute];
}
