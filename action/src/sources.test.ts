import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Given, readInputs } from './given.ts';
import type { InputName } from './inputs.ts';
import { reportIn } from './report.ts';
import { checksOf } from './sources.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sources-'));
  await mkdir(join(folder, '.github'));
  await writeFile(join(folder, 'infra.yml'), '- tcp: db:1\n- { tcp: web:1, environment: prod, when: schedule }\n');
  await writeFile(join(folder, 'map.yml'), 'builds: true\ninfrastructure: [{ tcp: db:1 }]\n');
  await writeFile(join(folder, 'empty.yml'), '');
  await writeFile(join(folder, 'binary.yml'), Buffer.from([0, 255, 254, 10, 58]));
});
afterAll(() => rm(folder, { recursive: true }));

function given(said: Partial<Record<InputName, string>>): Given {
  const read = readInputs(name => said[name] ?? '', null);
  if (!read.ok) throw new Error(read.says.join('\n'));
  return read.given;
}
const looked = async (said: Partial<Record<InputName, string>>) => {
  const found = await checksOf(given(said), folder);
  switch (found.kind) {
    case 'checks':
      return found.checks.map(({ name, line }) => `${found.path}:${line} ${name}`);
    case 'broken':
      return found.problems.map(({ line, column, message }) => `${found.path}:${line}:${column} ${message}`);
    default:
      return [`${found.kind}: ${found.says}`];
  }
};

test('checks stand in a file of their own, in a section, or in the input', async () => {
  expect(await looked({ config: 'infra.yml' })).toEqual(['infra.yml:1 tcp db:1', 'infra.yml:2 tcp web:1']);
  expect(await looked({ config: 'map.yml' })).toEqual(['map.yml:2 tcp db:1']);
  expect(await looked({ checks: '- tcp: "{{host}}:1"', variables: 'host=db' })).toEqual(['null:1 tcp db:1']);
  expect(await looked({ config: 'infra.yml', only: 'schedule' })).toEqual(['infra.yml:2 tcp web:1']);
});

const mistakes: Partial<Record<InputName, string>>[] = [
  {},
  { config: 'infar.yml' },
  { config: '.github' },
  { config: 'infra.yml/deeper.yml' },
  { config: 'empty.yml' },
  { config: 'binary.yml' },
  { checks: 'tcp' },
  { checks: '- tcp: a:1\n  tcp: b:1' },
  { checks: '[]' },
  { checks: '- tcp: a:1', only: 'tpc' },
  { checks: '- tcp: a:1', environment: 'prod' },
  { checks: '- { tcp: a:1, when: schedule }', when: 'after-deploy' },
  { checks: '- tcp: "{{host}}:1"' },
];

test('what cannot be is a sentence', async () => {
  const said: string[] = [];
  for (const mistake of mistakes) said.push(...(await looked(mistake)));
  expect(said).toMatchInlineSnapshot(`
    [
      "none: There is no file \`.github/shipmate.yml\` here; does \`actions/checkout\` run before this?",
      "refused: There is no file \`infar.yml\` here; does \`actions/checkout\` run before this?",
      "refused: \`.github\` is a folder; name the file in it.",
      "refused: \`infra.yml/deeper.yml\` cannot be read (ENOTDIR).",
      "empty.yml:1:1 The file names no checks.",
      "binary.yml:1:1 This character is not text; save the file as UTF-8.",
      "null:1:1 The file names no checks.",
      "null:2:3 \`tcp\` is said twice, first in line 1; keep one.",
      "null:1:1 \`infrastructure\` has to be a list from 1 to 500 entries, each entry a check such as \`{ tls: example.org }\`; this has 0.",
      "refused: No check is called \`tpc\`, or tagged with it; did you mean \`tcp\`?",
      "null:1 tcp a:1",
      "refused: The only check is not for this (after-deploy), so nothing would be checked.",
      "null:1:8 \`{{host}}\` is filled in by nothing that was given as \`variables\`; there are no variables here.",
    ]
  `);
});

test('a report is cut where no comment would hold it, and between two letters', async () => {
  await writeFile(join(folder, 'long.md'), 'ж'.repeat(40_000));
  await writeFile(join(folder, 'longer.md'), 'x'.repeat(1_000_001));
  const read = (report: string) => reportIn(given({ report }), folder);
  expect(await read('long.md')).toEqual({
    kind: 'text',
    text: `${'ж'.repeat(30_000)}\n\n… the report is longer than fits here.\n`,
  });
  expect(await read('longer.md')).toMatchObject({ says: 'The report `longer.md` is longer than 1 MB; a comment holds 64 KB.' });
  expect(await read('.github')).toMatchObject({ says: 'The report is missing. `.github` is a folder; name the file in it.' });
});
