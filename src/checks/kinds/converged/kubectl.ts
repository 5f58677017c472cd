/** `kubectl diff`: what would change if these files were applied now. */
import { both, type Exits, failedWith, matchesIn, nothing, type Tool } from './tool.ts';

/** Its errors are one more than those of other commands, so that they are no differences. */
const exits: Exits = { 0: 'no differences', 1: 'differences', 2: 'an error' };

/** Of the header for each object: group, version, kind, namespace and name are the name of a file. */
const header = /^diff .*LIVE-\d+\/(\S+) \S*MERGED-\d+\/\S+$/gm;

export const kubectl: Tool = {
  name: 'kubectl',
  begins: /^kubectl(?: -\S+(?: [^\s-]\S*)?)*? diff(?= |$)/,
  twice: null,
  async look(go) {
    const ran = await go();
    const diff = both(ran);
    const objects = [...new Set(matchesIn(ran.stdout, header).flat())];
    if (objects.length > 0) return { ...nothing, changes: objects.map(one => `${one} would change`), diff };
    if (ran.exit === 1 && ran.stdout.trim() !== '') return { ...nothing, changes: ['an object without a name'], diff };
    if (ran.exit !== 0) return { ...nothing, broken: failedWith(ran, exits), diff };
    return { ...nothing, looked: 'all objects are as the files say', diff };
  },
};
