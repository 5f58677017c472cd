/** Terraform and OpenTofu: what the code would change, told apart from what somebody else has changed since. */
import type { Ran } from '../../child.ts';
import { Unknown } from '../../verdict.ts';
import { both, type Exits, failedWith, matchesIn, nothing, type Seen, type Tool } from './tool.ts';

/** Of `plan -detailed-exitcode`. Without that, and behind some wrappers, a plan with changes ends with 0, too. */
const exits: Exits = { 0: 'no changes', 1: 'an error', 2: 'changes' };

/** `module.web["a b"].aws_instance.x[0]`, and of what is left over from a replacement, which. */
const address = String.raw`((?:[\w.-]|\["(?:[^"\\\n]|\\.)*"\]|\[\d+\])+(?: \(deposed object \w+\))?)`;
const header = new RegExp(`^  # ${address} ((?:will|must|has|is|would) .+)$`, 'gm');
const elsewhere = /^has (?:changed|been deleted)$/;

const quiet = ['-detailed-exitcode', '-input=false', '-no-color'];
const automatic = { TF_IN_AUTOMATION: '1', TF_INPUT: '0' };

export const terraform: Tool = {
  name: 'Terraform',
  begins: /^(?:terraform|tofu)(?: -\S+)* plan(?= |$)/,
  twice: null,
  async look(go, words) {
    const flags = [...quiet, ...(words.some(one => /^--?lock(?:-timeout)?(?:=|$)/.test(one)) ? [] : ['-lock=false'])];
    const has = (flag: string) => words.some(one => one.replace(/^--/, '-').startsWith(flag));
    if (has('-refresh-only')) return driftAlone(await go(flags, automatic));
    // First, so that a plan that is kept in a file is the one with the changes.
    const drift = has('-refresh=false') || has('-destroy') ? null : await go([...flags, '-refresh-only'], automatic);
    const plan = await go(flags, automatic);
    return together(plan, drift);
  },
};

function together(plan: Ran, refresh: Ran | null): Seen {
  const broken = [refresh, plan].find(one => one !== null && one.exit !== 0 && one.exit !== 2);
  if (broken) return { ...nothing, broken: failedWith(broken, exits), diff: both(broken) };
  const changes = new Map(headersIn(plan.stdout).filter(([, what]) => !elsewhere.test(what)));
  const drift = new Map(headersIn(refresh?.stdout ?? '').filter(([, what]) => elsewhere.test(what)));
  const outputs = outputsIn(plan.stdout).map(name => `output ${name} would change`);
  const named = [...changes].map(
    ([name, what]) => `${name} ${drift.get(name) ?? ''}${drift.has(name) ? ' elsewhere, and ' : ''}${what}`,
  );
  const all = [
    ...named,
    ...outputs,
    ...(named.length + outputs.length === 0 && plan.exit === 2 ? ['a change without a name'] : []),
  ];
  // Of outputs, for one, no header tells.
  const nameless = refresh?.exit === 2 && drift.size + all.length === 0 ? ['something without a name has changed elsewhere'] : [];
  if (all.length === 0 && !/^No changes\./m.test(plan.stdout))
    throw new Unknown('it ended with 0, but its plan says neither what changes nor that nothing does');
  return {
    looked: all.length === 0 ? 'the plan has no changes' : null,
    changes: all,
    drift: [...[...drift].filter(([name]) => !changes.has(name)).map(([name, what]) => `${name} ${what} elsewhere`), ...nameless],
    unlooked: [],
    broken: null,
    diff: [plan, ...(refresh && drift.size + nameless.length > 0 ? [refresh] : [])].map(both).join('\n\n'),
  };
}

/** Whoever asks for nothing else wants to know it. */
function driftAlone(refresh: Ran): Seen {
  if (refresh.exit !== 0 && refresh.exit !== 2) return { ...nothing, broken: failedWith(refresh, exits), diff: both(refresh) };
  const drift = headersIn(refresh.stdout).map(([name, what]) => `${name} ${what} elsewhere`);
  const clean = /^No changes\./m.test(refresh.stdout);
  if (drift.length === 0 && refresh.exit === 0 && !clean)
    throw new Unknown('it ended with 0, but says neither what has changed nor that nothing has');
  const changes = drift.length === 0 && refresh.exit === 2 ? ['a change elsewhere, without a name'] : drift;
  return { ...nothing, looked: changes.length === 0 ? 'nothing has changed elsewhere' : null, changes, diff: both(refresh) };
}

const headersIn = (plan: string): [string, string][] => matchesIn(plan, header).map(([name = '', what = '']) => [name, what]);

function outputsIn(plan: string): string[] {
  const [, block = ''] = /^Changes to Outputs:((?:\n .*)+)/m.exec(plan) ?? [];
  return matchesIn(block, /^ {2}[+~-] (\S+) +=/gm).flat();
}
