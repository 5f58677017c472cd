import { expect, test } from 'vitest';
import { effective } from '../../config/effective.ts';
import { loadFile } from '../../config/file.ts';
import { offersOf, opsSection } from './config.ts';

const section = opsSection(['deploy', 'help']);
const load = (text: string) => loadFile([section], text, '.github/shipmate.yml', { organisation: false });
const offers = (text: string) => offersOf(effective(load(text), null), section);
const problems = (text: string) => load(text).problems.map(({ line, message }) => `${line}: ${message}`);

test('a command names its workflow, who may say it, and what it does', () => {
  const text = "commands:\n  restart: { workflow: ops.yml, who: ['@acme/oncall', admin], about: Restart one service }\n";
  expect(offers(text)).toMatchObject([
    { name: 'restart', workflow: 'ops.yml', who: ['@acme/oncall', 'admin'], about: 'Restart one service' },
  ]);
});

test('with nothing said it is the workflow of its own name, for everybody who can write', () => {
  expect(offers('commands: { logs: true }')).toMatchObject([
    { workflow: 'logs.yml', who: ['write'], about: 'Runs `logs.yml`.', path: ['commands', 'logs'], implied: false },
  ]);
});

test('a file without the section has no commands', () => {
  expect(offers('')).toEqual([]);
});

test('every mistake is said at its line', () => {
  const said = [
    'commands:\n  deploy: { workflow: x.yml }',
    'commands:\n  Re start: { workflow: x.yml }',
    'commands:\n  restart: { workflow: ../x.yml }',
    'commands:\n  restart: { workflow: x.yml, hwo: write }',
    'commands:\n  restart: { workflow: x.yml, who: everybody }',
    `commands:\n${Array.from({ length: 51 }, (_, at) => `  c${at}: true`).join('\n')}`,
  ].flatMap(problems);
  expect(said).toMatchInlineSnapshot(`
    [
      "2: \`commands.deploy\` is a command of Shipmate’s own; give it another name.",
      "2: \`commands.Re start\` has a name that does not work; it has to be a word of small letters, digits and \`-\`.",
      "2: \`commands.restart.workflow\` has to be the name of a file in \`.github/workflows\`, such as \`restart.yml\`, not \`../x.yml\`.",
      "2: \`commands.restart.hwo\` is not a setting; did you mean \`who\`?",
      "2: \`commands.restart.who\` has to be \`triage\`, \`write\`, \`maintain\`, \`admin\`, a person such as \`@alice\` or a team such as \`@acme/web\` or a list from 1 to 20 entries, each entry \`triage\`, \`write\`, \`maintain\`, \`admin\` or a person such as \`@alice\` or a team such as \`@acme/web\`, not \`everybody\`.",
      "2: \`commands\` has more than 50 commands.",
    ]
  `);
});
