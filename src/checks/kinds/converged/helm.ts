/** `helm diff`, Helm's plugin: what an upgrade, a rollback or another revision would change. */
import { both, type Exits, failedWith, matchesIn, nothing, type Tool } from './tool.ts';

const exits: Exits = { 0: 'no changes', 1: 'an error', 2: 'changes' };

/** `default, web, Deployment (apps) has changed:`, one for each object. */
const header = /^(\S+, \S+, \S+ \(.*\)) ((?:has (?:changed|been added|been removed)|changed ownership)\b)[^\n]*$/gm;

export const helm: Tool = {
  name: 'Helm',
  begins: /^helm(?: -\S+(?: [^\s-]\S*)?)*? diff(?= |$)/,
  twice: null,
  async look(go) {
    const ran = await go(['--detailed-exitcode', '--no-color', '--output=diff']);
    const diff = both(ran);
    const changes = matchesIn(ran.stdout, header).map(([object = '', what = '']) => `${object} ${would[what] ?? what}`);
    if (changes.length > 0) return { ...nothing, changes, diff };
    if (ran.exit === 2) return { ...nothing, changes: ['an object without a name'], diff };
    if (ran.exit !== 0) return { ...nothing, broken: failedWith(ran, exits), diff };
    return { ...nothing, looked: 'the release is as the chart says', diff };
  },
};

/** It speaks as if it had been done. */
const would: Readonly<Record<string, string>> = {
  'has changed': 'would change',
  'has been added': 'would be added',
  'has been removed': 'would be removed',
  'changed ownership': 'would change its owner',
};
