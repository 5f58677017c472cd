import { keyIn } from '../../src/core/marker.ts';
import type { Box, Issue, Repository } from '../../src/sandbox/github/index.ts';
import { branches, context, workflows } from './builds-world.ts';

/** What is red on GitHub, and what our issues there say of it. Knows the box and nothing of ours but what can be read there. */

/** Whatever passes or fails by itself: `main is red: lint in CI`. */
interface Thing {
  branch: string;
  /** A job, or a status. */
  name: string;
  /** Of a job: what its workflow calls itself. */
  source: string | null;
  words: Word[];
}

interface Word {
  sha: string;
  fails: boolean;
  at: number;
}

const nameOf = ({ branch, name, source }: Omit<Thing, 'words'>) =>
  `${name}${source === null ? '' : ` of ${source}`} on ${branch}`;

/** All that can be red, with what was said of it, in the order of its commits. */
function things(box: Box, web: Repository): Thing[] {
  return branches.flatMap(branch => {
    const jobs = Object.entries(workflows).flatMap(([file, { name: source, jobs }]) =>
      jobs.map(name => ({ branch, name, source, words: ofJob(box, web, { branch, file, name }) })),
    );
    return [...jobs, { branch, name: context, source: null, words: ofStatus(box, web, branch) }];
  });
}

function ofJob(box: Box, web: Repository, { branch, file, name }: { branch: string; file: string; name: string }): Word[] {
  const runs = web.runs(file).filter(({ row }) => row.branch === branch);
  return runs.flatMap(({ id, row }) => {
    const jobs = box.world.jobs.of('run', id).filter(job => job.name === name);
    return jobs
      .toSorted((a, b) => a.attempt - b.attempt)
      .flatMap(({ conclusion, completedAt }) =>
        conclusion === 'success' || conclusion === 'failure'
          ? [{ sha: row.head, fails: conclusion === 'failure', at: completedAt?.getTime() ?? 0 }]
          : [],
      );
  });
}

function ofStatus(box: Box, web: Repository, branch: string): Word[] {
  // What was said of a commit when only another branch had it is nothing that this one was told.
  const before = branch === 'main' ? [] : box.world.git.ancestors(web.head());
  const commits = box.world.git
    .ancestors(web.head(branch))
    .filter(sha => !before.includes(sha))
    .toReversed();
  const known = web.statuses.filter(one => one.context === context && commits.includes(one.sha));
  return known
    .toSorted((a, b) => commits.indexOf(a.sha) - commits.indexOf(b.sha) || a.id - b.id)
    .map(({ sha, state, createdAt }) => ({ sha, fails: state !== 'success', at: createdAt.getTime() }));
}

const isRed = ({ words }: Thing): boolean => words.at(-1)?.fails === true;

/** Whether somebody may think that it comes and goes: both at one commit, or red again after it was green later. */
const mayBeFlaky = ({ words }: Thing): boolean =>
  words.some(one => one.fails && words.some(other => !other.fails && other.sha === one.sha)) ||
  words.some(
    (one, place) =>
      one.fails && words.slice(0, place).some((other, at) => !other.fails && words.slice(0, at).some(({ fails }) => fails)),
  );

/** What one of our issues says is red. */
interface Told {
  number: number;
  flaky: boolean;
  title: string;
  /** Whatever it is about, red or mended. */
  concerns(thing: Thing): boolean;
  /** A line of the issue of many that names a workflow names all that is red in it. */
  names(thing: Thing): boolean;
}

export const ours = (box: Box, web: Repository): Issue[] =>
  web.threads.filter(one => one.row.pull === null && one.row.author === box.bot.id);

function told(issue: Issue): Told[] {
  const { number, row } = issue;
  const body = row.body ?? '';
  const lines = body.split('\n');
  if (row.title === 'Much is red at once')
    return lines.flatMap(line => {
      const title = /^- ❌ (.+)$/.exec(line)?.[1];
      if (title === undefined) return [];
      const names = (thing: Thing) => titles(title, thing);
      return [{ number, flaky: true, title, names, concerns: names }];
    });
  const listed = lines.flatMap(line => {
    const [, sign, name = ''] = /^- ([❌✅]) \[?`([^`]+)`/u.exec(line) ?? [];
    return sign === undefined ? [] : [{ red: sign === '❌', name }];
  });
  const concerns = (thing: Thing) =>
    listed.length === 0
      ? titles(row.title, thing)
      : titles(row.title, thing, true) && listed.some(({ name }) => name === thing.name);
  const mended = (thing: Thing) => listed.some(({ red, name }) => !red && name === thing.name);
  const names = (thing: Thing) => concerns(thing) && !mended(thing);
  return [{ number, flaky: body.startsWith('🎲'), title: row.title, names, concerns }];
}

/** `and others`, and a workflow by itself, stand for more than one of it. */
function titles(title: string, { branch, name, source }: Thing, list = false): boolean {
  const where = `${branch} is red: `;
  if (!title.startsWith(where)) return false;
  const what = title.slice(where.length);
  if (source === null) return what === name;
  return (
    what === source ||
    what === `${name} in ${source}` ||
    ((list || what.includes(' and others in ')) && what.endsWith(` in ${source}`))
  );
}

export function wrongs(box: Box, web: Repository): string[] {
  const all = things(box, web);
  const issues = ours(box, web);
  const open = issues.filter(({ row }) => row.state === 'open').flatMap(told);
  const unheard = all.filter(isRed).flatMap(thing => {
    const by = new Set(open.filter(one => one.names(thing)).map(({ number }) => number));
    return by.size === 1
      ? []
      : [`${nameOf(thing)} is red, and told in ${by.size === 0 ? 'no issue' : [...by].map(one => `#${one}`).join(' and ')}`];
  });
  const stale = open.flatMap(one => {
    const about = all.filter(one.concerns);
    if (about.some(isRed) || (one.flaky && about.some(mayBeFlaky))) return [];
    return [`#${one.number}, ${one.title}, is open, and ${about.map(nameOf).join(', ') || 'nothing that there is'} is green`];
  });
  const markers = issues.map(({ row }) => keyIn(row.body ?? ''));
  const twice = markers.filter((key, at) => key !== null && markers.indexOf(key) < at).map(key => `two issues are ${key}`);
  const slander = issues
    .filter(({ comments }) => comments.some(({ body }) => body.startsWith('🎲')))
    .flatMap(issue => {
      const about = all.filter(thing => told(issue).some(one => one.concerns(thing)));
      return about.some(mayBeFlaky) ? [] : [`#${issue.number}, ${issue.row.title}, was called flaky, and nothing of it is`];
    });
  return [...unheard, ...stale, ...twice, ...slander, ...issues.flatMap(issue => said(box, issue))];
}

/** No comment twice, and nobody is called twice. */
function said(box: Box, issue: Issue): string[] {
  const bodies = issue.comments.filter(({ author }) => author === box.bot.login).map(({ body }) => body);
  const keys = bodies.map(keyIn);
  const called = bodies.flatMap(body => [...body.matchAll(/(?<![\w`/])@(\w+)/g)].map(([, login = '']) => login));
  const again = <T>(list: T[]): T[] => list.filter((one, at) => list.indexOf(one) < at);
  return [
    ...again(keys).map(key => `#${issue.number} has two comments ${key}`),
    ...again(called).map(login => `#${issue.number} calls ${login} twice`),
  ];
}
