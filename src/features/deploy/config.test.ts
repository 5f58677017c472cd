import { expect, test } from 'vitest';
import { effective } from '../../config/effective.ts';
import { filePath, loadFile } from '../../config/file.ts';
import { autoBranch, environments, environmentsOf, whoMay } from './config.ts';
import { deploy } from './index.ts';
import { noHealth } from './policy/rows.ts';

const load = (text: string) => loadFile([environments], text, filePath, { organisation: false });
const read = (text: string) => environmentsOf(effective(load(text), null));
const problems = (text: string) => load(text).problems.map(({ line, column, message }) => `${line}:${column} ${message}`);

test.each(['environments:\n  prod:\n', 'environments:\n  prod: {}\n', 'environments:\n  prod: true\n'])(
  'an environment with its defaults: %j',
  text => {
    expect(read(text)).toEqual({
      prod: {
        workflow: 'deploy.yml',
        inputs: {},
        auto: false,
        who: 'write',
        checks: 'required',
        reviews: 0,
        plan: false,
        drafts: false,
        forks: false,
        up_to_date: false,
        green: false,
        freeze: [],
        wait: 86_400_000,
      },
    });
  },
);

test.each(['environments:\n', 'environments: {}\n', 'environments: true\n'])('none yet: %j', text => {
  expect(load(text).problems).toEqual([]);
  expect(read(text)).toEqual({});
});

test('everything that can be said', () => {
  const { prod } = read(`environments:
  prod:
    workflow: ship.yaml
    inputs: { environment: target, sha: ref, shipmate: run }
    url: https://acme.dev
    auto: release/2
    who: [maintain, '@alice', '@acme/web']
`);
  if (!prod) throw new Error('there is no prod');
  expect(prod).toMatchObject({
    workflow: 'ship.yaml',
    inputs: { environment: 'target', sha: 'ref', shipmate: 'run' },
    url: 'https://acme.dev',
  });
  expect(whoMay(prod)).toEqual(['maintain', '@alice', '@acme/web']);
  expect(autoBranch(prod, 'main')).toBe('release/2');
  expect(autoBranch({ ...prod, auto: true }, 'main')).toBe('main');
  expect(autoBranch({ ...prod, auto: false }, 'main')).toBe(null);
});

test('one who is one', () => {
  const { prod } = read("environments:\n  prod: { who: '@acme/web' }\n");
  expect(prod && whoMay(prod)).toEqual(['@acme/web']);
});

test('mistakes are said at their place', () => {
  expect(
    [
      'environments:\n  prod: { workfow: a.yml }\n',
      'environments:\n  prod: { workflow: ../a.yml }\n',
      'environments:\n  "two words": {}\n',
      'environments:\n  prod: { who: everybody }\n',
      'environments:\n  prod: { who: [] }\n',
      'environments:\n  prod: { url: acme.dev }\n',
      'environments:\n  prod: { inputs: { commit: ref } }\n',
      'environments:\n  prod: {}\n  Prod: {}\n',
      'environments:\n  prod: {}\n  All: {}\n',
      'environments: [prod]\n',
    ].flatMap(problems),
  ).toMatchInlineSnapshot(`
    [
      "2:11 \`environments.prod.workfow\` is not a setting; did you mean \`workflow\`?",
      "2:21 \`environments.prod.workflow\` has to be the name of a file in \`.github/workflows\`, such as \`deploy.yml\`, not \`../a.yml\`.",
      "2:3 \`environments.two words\` has a name that does not work; it has to be one word of letters, digits, \`-\`, \`_\`, \`.\` and \`/\`.",
      "2:16 \`environments.prod.who\` has to be \`triage\`, \`write\`, \`maintain\`, \`admin\`, a person such as \`@alice\` or a team such as \`@acme/web\` or a list from 1 to 20 entries, each entry \`triage\`, \`write\`, \`maintain\`, \`admin\` or a person such as \`@alice\` or a team such as \`@acme/web\`, not \`everybody\`.",
      "2:16 \`environments.prod.who\` has to be \`triage\`, \`write\`, \`maintain\`, \`admin\`, a person such as \`@alice\` or a team such as \`@acme/web\` or a list from 1 to 20 entries, each entry \`triage\`, \`write\`, \`maintain\`, \`admin\` or a person such as \`@alice\` or a team such as \`@acme/web\`; this has 0.",
      "2:16 \`environments.prod.url\` has to be a URL, not \`acme.dev\`.",
      "2:21 \`environments.prod.inputs.commit\` is not a setting; the settings here are \`environment\`, \`sha\`, \`shipmate\` and \`plan\`.",
      "2:3 \`environments\` has two names that differ only in capitals, which are one environment on GitHub.",
      "3:8 \`environments.All\` has a name that \`/lock all\` takes for every environment, so it could not be locked alone; give it another one.",
      "1:15 \`environments\` has to be a map with names of your own, not a list.",
    ]
  `);
});

test('what it switches on is all said', () => {
  const words = (deploy({ status: [], why: [], healthOf: async () => noHealth }).commands ?? [])
    .filter(({ needs }) => needs === environments)
    .map(({ name }) => `/${name}`);
  expect([...environments.about.matchAll(/`(\/[a-z]+)`/g)].map(([, word]) => word)).toEqual(words);
});
