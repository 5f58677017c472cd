import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { bundled } from '../../action/bundle.ts';
import { inputs, outputs } from '../../action/src/inputs.ts';
import { inputTable, manifestText } from '../../action/src/reference.ts';
import { readChecks } from '../../src/checks/reading.ts';
import { between } from '../../src/config/reference.ts';

const textOf = (name: string) => readFile(join(import.meta.dirname, '../../action', name), 'utf8');

describe('what is generated from the inputs is fresh (else run "npm run generate" and read the diff)', () => {
  test('action.yml', async () => {
    const manifest = await textOf('action.yml');
    expect(manifest).toBe(manifestText());
    expect(parse(manifest)).toMatchObject({
      inputs: Object.fromEntries(
        Object.entries(inputs).map(([name, { description, default: standard }]) => [name, { description, default: standard }]),
      ),
      outputs: Object.fromEntries(Object.entries(outputs).map(([name, description]) => [name, { description }])),
      runs: { using: 'node24', main: 'dist/index.cjs' },
    });
  });

  test('the tables of its page', async () => {
    const page = await textOf('README.md');
    expect(between(page, inputTable())).toBe(page);
  });
});

test('the bundle is what the sources make, with the licences of its parts (else run "npm run bundle")', async () => {
  const made = await bundled();
  for (const [name, text] of Object.entries(made)) expect((await textOf(`dist/${name}`)) === text, name).toBe(true);
  const licences = made['licenses.txt'] ?? '';
  for (const part of ['@actions/core 3.0.1 (MIT)', 'yaml 2.9.1 (ISC)', 'zod 4.6.7 (MIT)'])
    expect(licences).toContain(`${part}\n\n`);
});

test('every list of checks on the page is sound', async () => {
  const shown = [...(await textOf('README.md')).matchAll(/^```yaml\n(# \.github\/shipmate\.yml\n.*?)^```/gms)];
  expect(shown.length).toBeGreaterThan(0);
  for (const [, yaml = ''] of shown) expect(readChecks(yaml, { variables: {}, own: false })).toMatchObject({ ok: true });
});
