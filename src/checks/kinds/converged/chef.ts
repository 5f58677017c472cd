/** Chef and Cinc in why-run mode. */
import { Unknown } from '../../verdict.ts';
import { both, content, type Exits, failedWith, nothing, type Tool, unnamed } from './tool.ts';

const exits: Exits = {
  0: 'a whole run',
  1: 'a failed run',
  2: 'interrupted',
  3: 'ended from outside',
  35: 'a reboot is planned',
  37: 'a reboot is needed',
  41: 'a reboot failed',
  43: 'a wrong configuration',
};

/** `Infra Phase complete, 3/10 resources would have been updated`; the words before the numbers change with the version. */
const summary = /^.*\b(?:complete|finished), (?:(\d+)\/)?(\d+) resources would have been updated/m;
const resource = /^ *\* (\S+\[.*?\]) action (\S+)/;
const would = /^ +- Would (.+)$/;
const skipped = /\(Skipped: Why-Run not supported by provider/i;

export const chef: Tool = {
  name: 'Chef',
  begins: /^(?:chef|cinc)-(?:client|solo)(?= |$)/,
  twice: null,
  async look(go) {
    // Without its formatter there is a log that has no sum.
    const ran = await go(['--why-run', '--force-formatter', '--no-color', '--once']);
    const diff = both(ran);
    if (ran.exit !== 0) return { ...nothing, broken: failedWith(ran, exits, /^.*\b(?:error|fatal)\b.*/im), diff };
    const { changes, unlooked } = resourcesIn(ran.stdout);
    const [whole, first, second = ''] = summary.exec(ran.stdout) ?? [];
    if (whole === undefined) throw new Unknown('it ended with 0, but does not say how many resources would have been updated');
    const updated = Number(first ?? second);
    const fine = Number(second) - updated;
    return {
      ...nothing,
      ...{ unlooked, diff },
      changes: updated > 0 ? unnamed(changes, updated) : [],
      looked: updated === 0 && fine > 0 ? content(fine, 'resource') : null,
    };
  },
};

function resourcesIn(output: string): { changes: string[]; unlooked: string[] } {
  const changes = new Map<string, string>();
  const unlooked: string[] = [];
  let name = '';
  for (const line of output.split('\n')) {
    const [, what, action] = resource.exec(line) ?? [];
    if (what !== undefined) name = `${what} (${action})`;
    if (skipped.test(line)) unlooked.push(name);
    const [, change] = would.exec(line) ?? [];
    // Of one that would change in several ways, the first says enough.
    if (change !== undefined && !changes.has(name)) changes.set(name, change);
  }
  return { changes: [...changes].map(([one, change]) => `${one} would ${change}`), unlooked };
}
