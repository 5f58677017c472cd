/** Whether what a pull request adds to the lock files is known to be vulnerable. */
import * as z from 'zod/mini';
import { list } from '../../config/words.ts';
import { code } from '../../text/inert.ts';
import { base } from '../asking.ts';
import { beside } from '../beside.ts';
import { kind, type Round } from '../kind.ts';
import { files, type Locked, locked } from '../locks/found.ts';
import { type Answer, type Finding, pass, Unknown, warn } from '../verdict.ts';
import { type Added, addedSince } from './vulnerabilities/added.ts';
import { severities } from './vulnerabilities/advisory.ts';
import { allowance } from './vulnerabilities/allowing.ts';
import { judged } from './vulnerabilities/judging.ts';
import { knownOf } from './vulnerabilities/knowing.ts';

const severity = z.enum(severities);

const shape = {
  fail_at: z._default(severity, 'high').check(z.describe('How bad it has to be to fail; what is less bad is a warning.')),
  files,
  all: z
    ._default(z.boolean(), false)
    .check(z.describe('Ask about everything that is there, and not only about what the pull request adds.')),
  allow: z
    ._default(z.array(allowance).check(z.minLength(1), z.maxLength(200)), [])
    .check(z.describe('What may be there all the same.')),
  via: z
    ._default(z.enum(['auto', 'github', 'osv']), 'auto')
    .check(
      z.describe(
        "Who is asked: GitHub's dependency review, OSV, or GitHub where it may be had and OSV about what it does not know.",
      ),
    ),
  from: z.prefault(base, 'https://api.osv.dev').check(z.describe('Where OSV is reached, or what stands in for it.')),
};
const keys = list(
  Object.keys(shape).map(key => code(key)),
  'and',
);
const settings = z.strictObject(shape).check(z.meta({ title: `a map with ${keys}` }));
export type Settings = z.infer<typeof settings>;

export const vulnerabilities = kind({
  name: 'vulnerabilities',
  about:
    'Whether what a pull request adds to the lock files is known to be vulnerable, by OSV or the dependency review of GitHub.',
  within: 120_000,
  when: ['pull-request'],
  schema: z.union([
    z.pipe(
      z.literal(true),
      z.transform(() => z.parse(settings, {})),
    ),
    z.pipe(
      severity,
      z.transform((fail_at): Settings => ({ ...z.parse(settings, {}), fail_at })),
    ),
    settings.check(
      z.refine(({ all, via }) => !all || via !== 'github', 'can ask GitHub only about what a pull request adds; `all` needs OSV'),
    ),
  ]),
  says: ({ fail_at, files: given }) => [fail_at, ...(given === undefined ? [] : [given].flat())].join(' '),
  async look(said, round) {
    if (!round.pull && !said.all)
      throw new Unknown('this run is for no pull request; `all: true` asks about everything that is there');
    const { all, findings } = await locked(round.folder, said.files);
    return beside(findings, () => lookAt(all, said, round));
  },
});

async function lookAt(all: Locked[], said: Settings, round: Round): Promise<Answer> {
  if (all.length === 0) return { findings: [] };
  const added = round.pull && !said.all ? await addedSince(all, round.pull, round) : all;
  if (added.length === 0) return { findings: [pass('no lock file changed')] };
  const known = await knownOf(added, said, round);
  const { findings, details } = judged(known, said);
  return {
    findings: [...findings, ...added.flatMap(one => aside(one, said.all)), ...quiet(added, known.length, said.all)],
    details,
  };
}

/** What nobody can be asked about. */
function aside({ path, packages }: Added, everything: boolean): Finding[] {
  const names = packages.filter(({ version }) => version === null).map(({ name }) => name);
  if (names.length === 0) return [];
  const shown = names.slice(0, 3).join(', ');
  const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
  return [
    warn(
      `${path} ${verbOf(1, everything)} ${shown}${more} without a release, so nobody can be asked about ${names.length === 1 ? 'it' : 'them'}`,
    ),
  ];
}

function quiet(added: Added[], known: number, everything: boolean): Finding[] {
  const paths = added.map(({ path }) => path);
  const where = paths.length > 3 ? `${paths.length} lock files` : list(paths, 'and');
  const verb = verbOf(paths.length, everything);
  const all = added.flatMap(({ ecosystem, packages }) => packages.map(one => ({ ...one, ecosystem })));
  if (all.length === 0) return [pass(everything ? `${where} ${verb} no package` : `${where} changed, but ${verb} no package`)];
  if (known > 0 || all.every(({ version }) => version === null)) return [];
  const many = new Set(all.map(({ ecosystem, name, version }) => `${ecosystem} ${name} ${version}`)).size;
  return [pass(`nothing is known against ${many === 1 ? 'the package' : `the ${many} packages`} that ${where} ${verb}`)];
}

const verbOf = (files: number, everything: boolean): string =>
  files === 1 ? (everything ? 'has' : 'adds') : everything ? 'have' : 'add';
