/** `/why [command]`: what was decided here last, or what `/deploy prod` would come to now, with the line of the file that asks for each of it. */
import { filePath } from '../../../config/file.ts';
import { lineOf } from '../../../config/lines.ts';
import { arg, type Ref } from '../../../core/args.ts';
import { answer, command, type Invocation, refuse } from '../../../core/command.ts';
import type { Ask, Part } from '../../../core/feature.ts';
import type { Session } from '../../../core/session.ts';
import { lastDecision } from '../../../store/audit.ts';
import { environments, environmentsOf } from '../config.ts';
import { whyNothing, whyOnly } from '../messages.ts';
import type { Judging } from '../policy/gate.ts';
import { gatesOf } from '../policy/gates.ts';
import type { Weighed } from '../policy/judging.ts';
import { overrideIn } from '../policy/override.ts';
import type { HealthOf } from '../policy/rows.ts';
import { policyRowsOf } from '../policy/rows-store.ts';
import { decidedSo, whyOf } from '../policy/why.ts';
import { queue } from '../store.ts';
import { type Given, wishOf } from '../wish.ts';

interface Facts {
  /** Where settings stand; null where nobody asked. */
  text: string | null;
  /** What would be decided. */
  wish: { ok: true; weighed: Weighed } | { ok: false; says: string } | null;
}

export const why = (parts: Part[], healthOf: HealthOf) =>
  command({
    name: 'why',
    summary: 'Say why something was decided, or what would be.',
    who: 'read',
    args: { command: arg.rest().optional().says('such as `deploy prod`; else what was decided here last') },
    examples: ['/why', '/why deploy prod'],
    acts: false,
    needs: environments,
    or: parts.map(({ section }) => section),
    async facts({ invocation, args }, ask): Promise<Facts> {
      if (args.command === undefined && (await ask.peek(session => explained(parts, session, invocation))) !== null)
        return { text: null, wish: null };
      const text = (await ask.github.file(filePath, invocation.repository.defaultBranch))?.text ?? null;
      const said = args.command === undefined ? await waitingHere(invocation, ask) : meant(args.command, invocation);
      if (said === null) return { text, wish: null };
      if ('says' in said) return { text, wish: { ok: false, says: said.says } };
      const facts = await wishOf({ invocation, args: said, more: {}, asked: said.asked }, ask);
      return { text, wish: facts.ok ? { ok: true, weighed: facts.weighed } : facts };
    },
    async rows(session, { invocation, args, facts }) {
      const { repository, place, prefix } = invocation;
      const weighed = facts.wish?.ok ? facts.wish.weighed : null;
      return {
        here: args.command === undefined ? await explained(parts, session, invocation) : null,
        policy: weighed && (await policyRowsOf(session, repository, weighed, healthOf)),
        last: facts.wish ? null : await lastDecision(session, `thread/${repository.id}/${place.subject.number}`, `${prefix}why`),
      };
    },
    decide({ facts: { wish, text }, rows: { policy, last, here }, now }) {
      if (here !== null) return { reply: answer(here) };
      const line = (setting: string) => (text === null ? null : lineOf(text, setting));
      if (wish?.ok && policy) {
        const given: Judging = { ...wish.weighed, rows: policy, mention: [], now };
        return { reply: answer(whyOf(given, gatesOf(given), line)) };
      }
      if (wish && !wish.ok) return { reply: refuse(wish.says) };
      return { reply: last ? answer(decidedSo(last, line)) : refuse(whyNothing) };
    },
  });

/** What the thread itself is about, if somebody knows. */
async function explained(parts: Part[], session: Session, invocation: Invocation): Promise<string | null> {
  for (const part of parts) {
    const says = await part.says(session, invocation);
    if (says !== null) return says;
  }
  return null;
}

type Said = { environment: string; ref: Ref | undefined; asked?: Given['asked'] };

/** One that waits here is what people ask about. */
async function waitingHere({ repository, place, file }: Invocation, ask: Ask): Promise<Said | null> {
  const open = await ask.peek(session => queue(session, repository));
  const mine = open.findLast(({ state, thread }) => state === 'waiting' && thread === place.subject.number);
  if (!mine || !(mine.environment in environmentsOf(file))) return null;
  const { how, said } = mine.story.named;
  const asked = { asker: mine.story.by, askedAt: mine.askedAt, override: overrideIn(mine.story) };
  if (said === null) return { environment: mine.environment, ref: undefined, asked };
  return { environment: mine.environment, asked, ref: how === 'sha' ? { kind: 'sha', sha: said } : { kind: 'name', name: said } };
}

/** `deploy prod main`, with or without its prefix; other commands have no policy. */
function meant(of: string, { file, prefix }: Invocation): Said | { says: string } {
  const known = Object.keys(environmentsOf(file));
  const [first = '', ...others] = of.trim().split(/\s+/);
  const isDeploy = [`${prefix}deploy`, 'deploy'].includes(first.toLowerCase());
  const [word = '', ref] = isDeploy ? others : [first, ...others];
  const environment = arg.environment().read(word, { environments: known });
  if (!environment.ok) return { says: whyOnly(prefix, known) };
  const read = ref === undefined ? null : arg.ref().read(ref, { environments: known });
  if (read && !read.ok) return { says: whyOnly(prefix, known) };
  return { environment: environment.value, ref: read?.value };
}
