/** Puppet in noop mode. It ends with 0 then, whatever it would have done: only its notices say. */
import { Unknown } from '../../verdict.ts';
import { both, type Exits, failedWith, matchesIn, nothing, type Seen, type Tool } from './tool.ts';

/** Of `--detailed-exitcodes`; 2 and 6 say that something was done, as by what may never be left undone. */
const exits: Exits = { 0: 'a whole run', 1: 'a failed run', 2: 'changes', 4: 'failures', 6: 'changes and failures' };

/** What was as it should be and is not any more, it calls corrective. */
const notice = /^Notice: (\/?\S*\[.+\]\/\w+): (.+) \(noop\)( \(corrective\))?/gm;
const end = /^Notice: (?:Applied catalog|Finished catalog run) in /m;
const skipping = /^Notice: ((?:Skipping run|Run) of .*)$/m;

export const puppet: Tool = {
  name: 'Puppet',
  begins: /^puppet (?:agent|apply)(?= |$)/,
  twice: null,
  async look(go, words) {
    const agent = words.includes('agent') && !words.includes('--test') && !words.includes('-t') ? ['--test'] : [];
    const ran = await go([...agent, '--noop', '--detailed-exitcodes', '--color=false']);
    const diff = both(ran);
    const said = `${ran.stdout}\n${ran.stderr}`;
    const [, why] = skipping.exec(said) ?? [];
    if (why !== undefined) throw new Unknown(`it did not run: ${why}`);
    if (ran.exit !== 0 && ran.exit !== 2) return { ...nothing, broken: failedWith(ran, exits, /^Error: .*/m), diff };
    if (!end.test(said)) throw new Unknown(`it ended with ${ran.exit}, but does not say that it has gone through its catalog`);
    return seenIn(ran.exit, said, diff);
  },
};

function seenIn(exit: number, said: string, diff: string): Seen {
  const named = matchesIn(said, notice).map(([what = '', would = '', corrective]) => {
    const name = what.replace(/^\/Stage\[main\]\/(?:Main\/)?/, '');
    return `${name}: ${would}${corrective ? ', which somebody else has changed' : ''}`;
  });
  const changes = named.length === 0 && exit === 2 ? ['something that it changed in spite of noop'] : named;
  return { ...nothing, changes, diff, looked: changes.length === 0 ? 'the catalog needs nothing' : null };
}
