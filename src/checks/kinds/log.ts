/** Errors that programs have logged since somebody looked last: in files, in the journal, or in what a command says. */
import { kind, type Round } from '../kind.ts';
import { type Answer, type Finding, fail, pass } from '../verdict.ts';
import { type Counts, counting } from './log/counting.ts';
import { matching } from './log/matching.ts';
import * as messages from './log/messages.ts';
import { recordsTo } from './log/records.ts';
import { type Settings, settings } from './log/settings.ts';
import { read } from './log/source.ts';
import { stateOf } from './log/state.ts';

const mostTold = 20;
const mostSamples = 5;

export const log = kind({
  name: 'log',
  about:
    'Errors in log files, in the journal of systemd, or in what a command says. Each counts once, however often it is looked.',
  within: 60_000,
  schema: settings,
  shell: true,
  says: ({ files = [], journal = [], command }) => (command ?? [files, journal].flat().join(', ')).slice(0, 80),
  look,
});

/** What was found stays found: who tries again within a run would find nothing new, and call that a pass. */
const ended = new WeakMap<Settings, Answer>();

async function look(said: Settings, round: Round): Promise<Answer> {
  const before = ended.get(said);
  if (before) return before;
  const now = new Date();
  const kept = round.kept(`log ${round.github?.repository ?? round.folder} ${round.check}`);
  const state = stateOf(await kept.read());
  const { pattern = null, ignore, print = null, threshold } = said;
  const count = counting(threshold, state?.rare ?? [], round.hide);
  const match = matching({ pattern, ignore: [ignore].flat(), print }, now);
  const records = (midway: boolean) =>
    recordsTo(logged => {
      const found = match(logged);
      if (found) count.add(found);
      return found !== null;
    }, midway);
  const { where, lines, notes, next } = await read(said, round, state, records);
  const counts = count.counts(now);
  // Who did not come to the end of it looks at all of it again.
  round.signal.throwIfAborted();
  await kept.write(
    JSON.stringify({ ...{ version: 1, files: [], cursor: null, at: now.toISOString() }, ...next, rare: counts.rare }),
  );
  const answer = answerOf(counts, messages.looked(lines, where), notes, now);
  ended.set(said, answer);
  return answer;
}

function answerOf({ errors, seldom, beyond }: Counts, looked: string, notes: Finding[], now: Date): Answer {
  const more = errors.length - mostTold;
  const findings = [
    ...errors.slice(0, mostTold).map(error => fail(messages.errorLine(error, now))),
    ...(more > 0 ? [fail(messages.moreKinds(more))] : []),
    ...(beyond > 0 ? [fail(messages.beyondKinds(beyond))] : []),
    ...notes,
    ...(seldom > 0 ? [pass(messages.tooSeldom(seldom))] : []),
    pass(errors.length === 0 && !looked.startsWith('nothing') ? `${looked}, and no errors` : looked),
  ];
  const details = errors
    .filter(({ sample, title }) => sample.trim() !== title)
    .slice(0, mostSamples)
    .map(({ title, sample }) => ({ title, text: sample }));
  return { findings, details, errors };
}
