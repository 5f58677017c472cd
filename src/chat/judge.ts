/** What a line comes to, as far as it can be known before the transaction: refused, a question, or a command with its facts in hand. */
import type { Args } from '../core/args.ts';
import type { Command, ReadyCommand } from '../core/command.ts';
import type { Reason } from '../core/decision.ts';
import type { Ask } from '../core/feature.ts';
import type { Section } from '../core/file.ts';
import { usageSpan } from '../core/usage.ts';
import type { Pin } from '../store/pins.ts';
import { authorise, openTo, ownOf, reaches } from './authorise.ts';
import type { Line } from './lex.ts';
import { didYouMean, lacks, mistaken, nothingToChoose, strangeSigns, switchedOff, takesNothing } from './messages.ts';
import { type Grammar, type Parsed, parse } from './parse.ts';
import { isOn } from './registry.ts';
import { invocationOf, type Speech } from './speech.ts';

export interface Told {
  /** `channel:id:place`: runs once for ever. */
  id: string;
  line: Line;
  /** Words for arguments that were asked for before. */
  answers: Record<string, string>;
  /** Nothing but the name of a command, without the prefix. */
  bare: boolean;
}

export type Judged = { told: Told; name: string } & (
  | { is: 'refused'; says: string; because: Reason }
  | { is: 'asks'; because: Reason; command: Command; argument: string; choices: string[] }
  | { is: 'runs'; because: Reason; command: Command; ready: ReadyCommand; pins: Pin[] }
);

/** More boxes than this are no question that a phone can show. */
const mostBoxes = 10;

/** Null for a word that is no command to this person. */
export async function judge(told: Told, speech: Speech, ask: Ask): Promise<Judged | null> {
  const { letters } = told.line;
  const { registry, prefix, file } = speech;
  const typed = prefix + letters.name;
  const command = registry.find(letters.name);
  const refused = (says: string, because: Reason): Judged => ({ told, name: letters.name, is: 'refused', says, because });
  if (!command) {
    const near = await nearest(letters.name, speech);
    return near && refused(didYouMean(typed, prefix + near.name), { says: `no command ${typed}`, holds: false });
  }
  if (command.needs && !isOn(command, file)) {
    const says = await wayIn(command, command.needs, typed, speech, ask);
    return says === null ? null : refused(says, { says: `${typed} is not switched on`, holds: false });
  }
  if (letters.strange !== null) {
    const says = strangeSigns(letters.strange, typed);
    return refused(says, { says, holds: false });
  }
  return understood(told, command, speech, ask);
}

async function understood(told: Told, command: Command, speech: Speech, ask: Ask): Promise<Judged | null> {
  const own = fit(command, { args: command.args, more: {}, known: speech.registry.known }, told);
  if (own === null) return null;
  // What a workflow takes has to be read first; who is refused without it is refused at once.
  const early = await verdictOn({ told, command, speech, more: {} }, own);
  if (!command.more || early.stops) return early.judged ?? prepared(told, command, speech, ask, early);
  const more = await command.more(ask);
  const whole = fit(command, { args: command.args, more, known: speech.registry.known }, told);
  if (whole === null) return null;
  const verdict = await verdictOn({ told, command, speech, more }, whole);
  return verdict.judged ?? prepared(told, command, speech, ask, verdict);
}

interface Case {
  told: Told;
  command: Command;
  speech: Speech;
  more: Args;
}

interface Verdict {
  /** A refusal or a question; null when it can run. */
  judged: Judged | null;
  /** Arguments that only this repository has would change nothing. */
  stops: boolean;
  because: Reason;
  pins: Pin[];
  fits: Parsed;
}

async function verdictOn({ told, command, speech, more }: Case, fits: Parsed): Promise<Verdict> {
  const { name } = command;
  const typed = speech.prefix + told.line.letters.name;
  const usage = usageSpan(speech.prefix, name, { ...command.args, ...more });
  const refused = (says: string, because: Reason): Judged => ({ told, name, is: 'refused', says, because });
  if (fits.kind === 'mistake') {
    const takesNone = Object.keys(command.args).length + Object.keys(more).length === 0;
    const says = takesNone
      ? takesNothing(typed, told.line.text, fits.word)
      : mistaken({ command: typed, text: told.line.text, usage, mistake: fits });
    const because = { says: `${fits.word.says} ${fits.says}`, holds: false };
    return { judged: refused(says, because), stops: fits.certain, because, pins: [], fits };
  }
  const who = command.allows({ file: speech.file, args: fits.args });
  const own = ownOf(command, speech);
  const byRole = own !== null || who.some(one => reaches(speech.role, one));
  const standings = byRole ? [] : await speech.standings.of(openTo(speech.role, who));
  const verdict = authorise(speech, speech.apps, { typed, who, standings, own });
  const { because } = verdict;
  if (!verdict.may) return { judged: refused(verdict.says, because), stops: true, because, pins: [], fits };
  const { pins } = verdict;
  if (fits.kind === 'values') return { judged: null, stops: false, because, pins, fits };
  const { argument } = fits;
  const words = fits.arg.choices(speech.registry.known);
  const choices = words ?? [];
  if (choices.length > 0 && choices.length <= mostBoxes) {
    return { judged: { told, name, is: 'asks', because, command, argument, choices }, stops: true, because, pins, fits };
  }
  const says = words?.length === 0 ? nothingToChoose(typed, argument) : lacks({ command: typed, argument, usage, choices });
  const judged = refused(says, { says: `${typed} lacks ${argument}`, holds: false, because: [because] });
  return { judged, stops: true, because, pins, fits };
}

async function prepared(
  told: Told,
  command: Command,
  speech: Speech,
  ask: Ask,
  { fits, because, pins }: Verdict,
): Promise<Judged | null> {
  if (fits.kind !== 'values') return null;
  const { args, more } = fits;
  const ready = await command.prepare({ invocation: invocationOf(speech, told.id), args, more }, ask);
  return { told, name: command.name, is: 'runs', because, command, ready, pins };
}

/** What leaves no choice is not asked. But a word alone never runs what acts: it asks, or it is a word like any other. */
function fit(command: Command, grammar: Grammar, told: Told): Parsed | null {
  const { line, answers, bare } = told;
  const fits = parse(line, grammar, answers);
  if (bare && command.acts && Object.keys(answers).length === 0) {
    if (fits.kind === 'missing') return fits;
    const [first] = Object.entries(grammar.args).filter(([, arg]) => (arg.choices(grammar.known) ?? []).length > 0);
    return first && fits.kind === 'values' ? { ...fits, kind: 'missing', argument: first[0], arg: first[1] } : null;
  }
  if (fits.kind !== 'missing') return fits;
  const [only, ...others] = fits.arg.choices(grammar.known) ?? [];
  if (only === undefined || others.length > 0) return fits;
  return fit(command, grammar, { ...told, answers: { ...answers, [fits.argument]: only } });
}

/** One slip away from what this person may use, here. */
async function nearest(name: string, speech: Speech): Promise<Command | null> {
  const { registry, file, standings, role } = speech;
  const passed = new Set<Command>();
  for (;;) {
    const near = registry.near(name, one => isOn(one, file) && !passed.has(one));
    if (!near) return null;
    const who = near.allows({ file, args: {} });
    const known = who.some(one => reaches(role, one)) ? [] : await standings.of(openTo(role, who));
    if (authorise(speech, speech.apps, { typed: near.name, who, standings: known }).may) return near;
    passed.add(near);
  }
}

/** What to say of a command that is not switched on; null: nothing, to somebody who could not change that. */
async function wayIn(command: Command, needs: Section, typed: string, speech: Speech, ask: Ask): Promise<string | null> {
  const { file, role, registry } = speech;
  if (file.present) return switchedOff(typed, needs, file);
  if (!reaches(role, 'write')) return null;
  const shows = command.wayIn ?? registry.all.find(one => one.needs?.key === needs.key && one.wayIn)?.wayIn;
  return shows ? shows(ask) : switchedOff(typed, needs, file);
}
