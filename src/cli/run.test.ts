import { parseArgs } from 'node:util';
import { expect, it } from 'vitest';
import { Sentence } from '../core/sentence.ts';
import { runVerb } from './run.ts';
import { Misuse, type Verb } from './verb.ts';

const copy: Verb = {
  name: 'backup',
  usage: '<file>',
  about: 'Writes everything into one file.',
  async run(args, say) {
    const { positionals } = parseArgs({ args, options: {}, allowPositionals: true });
    const [file] = positionals;
    if (file === undefined) throw new Misuse('The name of the file is missing.');
    if (file === 'full') throw new Sentence('The disk is full. Make room and say it again.');
    if (file === 'broken') throw new Error('a fault');
    say(`wrote ${file}`);
    return file === 'half' ? 1 : 0;
  },
};
const register: Verb = { ...copy, name: 'register', usage: '', about: 'Makes a GitHub App.' };

async function run(...argv: string[]) {
  const said: string[] = [];
  const code = await runVerb([copy, register], argv, { say: line => said.push(line), warn: line => said.push(`! ${line}`) });
  return [code, ...said];
}

it('runs the verb with its arguments and hands its exit code on', async () => {
  expect(await run('backup', 'a.gz')).toEqual([0, 'wrote a.gz']);
  expect(await run('backup', 'half')).toEqual([1, 'wrote half']);
});

it('lists the verbs', async () => {
  const lines = [
    'Usage: npm run shipmate -- <verb> …',
    '',
    '  backup <file>',
    '      Writes everything into one file.',
    '  register',
    '      Makes a GitHub App.',
  ];
  expect(await run('--help')).toEqual([0, ...lines]);
  expect(await run('help')).toEqual([0, ...lines]);
  expect(await run()).toEqual([2, ...lines]);
});

it('explains one verb', async () => {
  expect(await run('backup', '--help')).toEqual([
    0,
    'Usage: npm run shipmate -- backup <file>',
    '  Writes everything into one file.',
  ]);
});

it('names the verb that was probably meant', async () => {
  expect(await run('bakcup', 'x')).toEqual([
    2,
    '! There is no verb of that name; did you mean "backup"? "npm run shipmate -- --help" lists them.',
  ]);
  expect(await run('dance')).toEqual([2, '! There is no verb of that name. "npm run shipmate -- --help" lists them.']);
});

it('answers wrong arguments with the usage', async () => {
  expect(await run('backup')).toEqual([2, '! The name of the file is missing.', '! Usage: npm run shipmate -- backup <file>']);
  expect(await run('backup', '--fast')).toEqual([
    2,
    expect.stringMatching(/^! Unknown option '--fast'/),
    '! Usage: npm run shipmate -- backup <file>',
  ]);
});

it('prints a sentence as it is, and lets a fault through', async () => {
  expect(await run('backup', 'full')).toEqual([1, '! The disk is full. Make room and say it again.']);
  await expect(run('backup', 'broken')).rejects.toThrow('a fault');
});
