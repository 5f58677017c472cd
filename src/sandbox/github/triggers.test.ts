import { expect, test } from 'vitest';
import { openManifest, startAcme } from '../../../test/acme.ts';

const job = 'jobs: { test: { steps: [{ run: make }] } }\n';
const hour = 3_600_000;

async function start(files: Record<string, string>) {
  const acme = await startAcme({ manifest: openManifest });
  const workflows = Object.entries(files).map(([name, text]) => [`.github/workflows/${name}`, text]);
  acme.repository.push('main', Object.fromEntries(workflows), { by: acme.alice });
  const events = (name: string) => acme.repository.runs(name).map(run => run.row.event);
  return { ...acme, events };
}

test('a push starts what wants its branch and its paths', async () => {
  const { box, alice, repository, events } = await start({
    'docs.yml': `on: { push: { branches: ['main', 'release/**', '!release/old'], paths: ['docs/**', '!docs/drafts/**'] } }\n${job}`,
    'rest.yml': `on: { push: { branches-ignore: [main], paths-ignore: ['**.md'] } }\n${job}`,
    'tags.yml': `on: { push: { tags: ['v*'] } }\n${job}`,
  });
  await using _ = box;
  repository.push('main', { 'docs/a.md': '1' }, { by: alice });
  repository.push('main', { 'docs/drafts/a.md': '1' }, { by: alice });
  repository.push('release/1/x', { 'docs/b.md': '1' }, { by: alice });
  repository.push('release/old', { 'docs/c.md': '1' }, { by: alice });
  repository.push('other', { 'docs/d.md': '1' }, { by: alice });
  repository.push('other', { 'src/b.js': '1' }, { by: alice });
  repository.tag('v1', repository.head(), { by: alice });
  repository.push('main', { 'docs/e.md': '1' }, { by: alice, message: 'Try [skip ci]' });
  repository.tag('nightly', repository.head(), { by: alice });
  expect(repository.runs('docs.yml').map(run => run.row.branch)).toEqual(['main', 'release/1/x']);
  expect(repository.runs('rest.yml').map(run => run.row.branch)).toEqual(['other']);
  expect(repository.runs('tags.yml').map(run => run.row.branch)).toEqual(['v1']);
  expect(events('tags.yml')).toEqual(['push']);
});

test('a pull request starts what wants to know of that, and nothing while it is in conflict', async () => {
  const { box, alice, repository } = await start({
    'plain.yml': `on: pull_request\n${job}`,
    'ends.yml': `on: { pull_request: { types: [labeled, closed], branches: [main] } }\n${job}`,
  });
  await using _ = box;
  const pull = repository.pullRequest({ by: alice, files: { 'a.txt': 'mine\n' } });
  pull.label(alice, 'ready');
  repository.push('main', { 'a.txt': 'theirs\n' }, { by: alice });
  pull.push({ 'b.txt': 'more\n' }, { by: alice });
  pull.close(alice);
  pull.reopen(alice);
  expect(repository.runs('plain.yml')).toHaveLength(1);
  expect(repository.runs('ends.yml')).toHaveLength(2);
});

test('a run starts those that follow its workflow, on the default branch, three deep', async () => {
  const follow = (name: string, after: string, more = '') =>
    `name: ${name}\nrun-name: after \${{ github.event.workflow_run.conclusion }}\non: { workflow_run: { workflows: [${after}], types: [completed]${more} } }\n${job}`;
  const { box, alice, repository } = await start({
    'ci.yml': `name: CI\non: push\n${job}`,
    'one.yml': follow('One', 'CI'),
    'two.yml': follow('Two', 'One'),
    'three.yml': follow('Three', 'Two'),
    'four.yml': follow('Four', 'Three'),
    'branch.yml': follow('Branch', 'CI', ', branches: [main]'),
    'begins.yml': `on: { workflow_run: { workflows: [CI], types: [requested] } }\n${job}`,
  });
  await using _ = box;
  repository.push('side', { 'a.txt': '1' }, { by: alice });
  const [, side] = repository.runs('ci.yml');
  side?.finish('failure');
  expect(repository.runs('one.yml').map(run => [run.title, run.row.branch, run.row.head])).toEqual([
    ['after failure', 'main', repository.head()],
  ]);
  for (const name of ['one.yml', 'two.yml', 'three.yml']) repository.runs(name)[0]?.finish();
  expect(['two', 'three', 'four', 'branch'].map(name => repository.runs(`${name}.yml`).length)).toEqual([1, 1, 0, 0]);
  expect(repository.runs('begins.yml')).toHaveLength(2);
});

test('a schedule is kept by the clock of the box, with the file of the default branch', async () => {
  const nightly = (cron: string) =>
    `name: Nightly\nrun-name: \${{ github.event.schedule }}\non: { schedule: [{ cron: '${cron}' }] }\n${job}`;
  const { box, alice, repository, events } = await start({ 'nightly.yml': nightly('0 */6 * * *') });
  await using _ = box;
  repository.push('side', { '.github/workflows/nightly.yml': nightly('* * * * *') }, { by: alice });
  box.clock.advance(24 * hour);
  expect(events('nightly.yml')).toEqual(Array.from({ length: 4 }, () => 'schedule'));
  const [run] = repository.runs('nightly.yml');
  expect(run?.title).toBe('0 */6 * * *');
  expect(run?.row.branch).toBe('main');
  expect((run?.row.createdAt.getUTCHours() ?? 1) % 6).toBe(0);
  repository.push('main', { '.github/workflows/nightly.yml': null }, { by: alice });
  box.clock.advance(24 * hour);
  expect(events('nightly.yml')).toHaveLength(4);
});

test('a workflow that is called runs its jobs in place of the one that calls it', async () => {
  const { box, repository } = await start({
    'build.yml': `on: { workflow_call: { inputs: { os: { type: string }, fast: { type: boolean, default: true } } } }
jobs:
  compile: { name: 'compile on \${{ inputs.os }} \${{ inputs.fast }}', steps: [{ run: make }] }
  check: { needs: compile, steps: [{ run: make check }] }
`,
    'ci.yml': `on: push
jobs:
  lint: { steps: [{ run: make lint }] }
  build: { needs: lint, uses: ./.github/workflows/build.yml, with: { os: linux } }
  done: { needs: build, steps: [{ run: make done }] }
`,
  });
  await using _ = box;
  const [run] = repository.runs('ci.yml');
  const jobs = () => run?.jobs.filter(one => one.status !== 'completed').map(one => one.name);
  const seen = [jobs()];
  for (const _ of [1, 2, 3]) {
    run?.start().step();
    seen.push(jobs());
  }
  expect(seen).toEqual([['lint'], ['build / compile on linux true'], ['build / check'], ['done']]);
  expect(repository.runs('build.yml')).toEqual([]);
});
