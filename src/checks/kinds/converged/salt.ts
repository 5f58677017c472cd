/** Salt with `test=True`: each state says true for what is so, null for what would change, and false for what fails. */
import * as z from 'zod/mini';
import type { Ran } from '../../child.ts';
import { plain } from '../../plain.ts';
import { Unknown } from '../../verdict.ts';
import { both, content, counted, type Exits, failedWith, nothing, type Seen, type Tool } from './tool.ts';

/** Of `--retcode-passthrough`. */
const exits: Exits = { 0: 'all states ran', 1: 'states that cannot be read', 2: 'a failed state' };

const state = z.object({
  result: z.nullable(z.boolean()),
  comment: z.optional(z.unknown()),
  changes: z.optional(z.unknown()),
});
/** Where its states cannot even be read, a minion has a list of errors, or a sentence. */
const minion = z.union([z.record(z.string(), state), z.array(z.string()), z.string(), z.boolean(), z.null()]);
const answer = z.record(z.string(), minion);
type State = z.infer<typeof state>;

export const salt: Tool = {
  name: 'Salt',
  begins: /^salt(?:-call|-ssh)?(?= |$)/,
  twice: null,
  async look(go, words) {
    // Several minions answer in one document only if they are told to.
    const several = words[0] === 'salt' ? ['--static'] : ['--retcode-passthrough'];
    const ran = await go(['test=True', '--out=json', '--no-color', ...several]);
    const minions = read(ran);
    if (minions === null) return { ...nothing, broken: failedWith(ran, exits, /^.*\S.*/m), diff: both(ran) };
    const seen = seenIn(minions);
    if (seen.broken === null && seen.changes.length === 0 && ran.exit !== 0) return { ...seen, broken: failedWith(ran, exits) };
    return seen;
  },
};

function read({ exit, stdout }: Ran): z.infer<typeof answer> | null {
  try {
    return z.parse(answer, JSON.parse(stdout.slice(stdout.indexOf('{'))));
  } catch {
    if (exit !== 0) return null;
    throw new Unknown('it ended with 0, but its answer is no JSON that can be read');
  }
}

function seenIn(minions: z.infer<typeof answer>): Seen {
  const changes: string[] = [];
  const broken: string[] = [];
  const diff: string[] = [];
  let fine = 0;
  for (const [host, states] of Object.entries(minions)) {
    if (typeof states !== 'object' || states === null || Array.isArray(states)) {
      broken.push(`${host}: ${plain([states].flat().join(' '), 160)}`);
      continue;
    }
    for (const [id, one] of Object.entries(states)) {
      const name = `${host}: ${spoken(id)}`;
      if (one.result === true && !changed(one)) fine += 1;
      else diff.push(`${name}\n${JSON.stringify({ comment: one.comment, changes: one.changes }, null, 2)}`);
      if (one.result === false) broken.push(`${name}: ${plain(String(one.comment), 160)}`);
      else if (one.result === null || changed(one)) changes.push(`${name} would change`);
    }
  }
  const more = broken.length > 1 ? `, and ${counted(broken.length - 1, 'failure')} more` : '';
  return {
    ...nothing,
    changes,
    broken: broken[0] === undefined ? null : `${broken[0]}${more}`,
    looked: fine > 0 ? content(fine, 'state') : null,
    diff: diff.join('\n\n'),
  };
}

const changed = ({ changes }: State): boolean =>
  typeof changes === 'object' && changes !== null && Object.keys(changes).length > 0;

/** `file_|-motd_|-/etc/motd_|-managed` is `file.managed /etc/motd`. */
function spoken(id: string): string {
  const [module, , name, action] = id.split('_|-');
  return name === undefined || action === undefined ? id : `${module}.${action} ${name}`;
}
