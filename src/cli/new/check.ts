/** A kind of check: its file, its test, a word in the list of kinds, and a paragraph on their page. */

import { kinds } from '../../checks/kinds/index.ts';
import { common } from '../../checks/section.ts';
import { Sentence } from '../../core/sentence.ts';
import { withImport, withProperty } from './editing.ts';
import type { Maker, Named } from './maker.ts';
import { checkName, identifierOf } from './naming.ts';

const index = 'src/checks/kinds/index.ts';
const page = 'src/checks/README.md';

export const check: Maker = {
  name: 'check',
  usage: '<name>',
  about: 'A kind of check for `infrastructure`, run by the Action.',
  example: 'ntp',
  async plan(name, { text }) {
    checkName(name, 'check');
    if (Object.hasOwn(kinds, name))
      throw new Sentence(`There is a check "${name}" already: ${Reflect.get(kinds, name).about} Take another name.`);
    if (Object.hasOwn(common, name))
      throw new Sentence(`"${name}" is what every check may say of itself, so no kind is called that. Take another name.`);
    const path = `src/checks/kinds/${name}.ts`;
    const [listed, told] = [await text(index), await text(page)];
    if (listed === null || told === null) throw new Sentence(`${index} or ${page} is not here, so there is nowhere to put it.`);
    const value = identifierOf(name, 'check', [listed, fileOf({ name: '', value: '' })]);
    const said = withProperty({ path: index, text: listed }, 'settings', `'${name}': said(${value})`);
    const known = withProperty({ path: index, text: said }, 'kinds', value === name ? value : `'${name}': ${value}`);
    return {
      changes: [
        { path, before: null, after: fileOf({ name, value }) },
        { path: path.replace(/ts$/, 'test.ts'), before: null, after: testOf(name) },
        { path: page, before: told, after: `${told.trimEnd()}\n\n${paragraphOf(name)}` },
        { path: index, before: listed, after: withImport({ path: index, text: known }, value, `./${name}.ts`) },
      ],
      follow: ['generate', 'bundle'],
      next: [
        `Its test: npm test -- ${path.replace(/ts$/, 'test.ts')}`,
        `Then say in ${path} what it looks at, and at the end of ${page} what it is for.`,
        'After each change of it: npm run generate, npm run bundle.',
      ],
    };
  },
};

const fileOf = ({
  name,
  value,
}: Named): string => `/** Whether a file of the checkout says what it should. What else it looks at comes here. */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { code } from '../../text/inert.ts';
import { kind, type Round } from '../kind.ts';
import { path, pattern } from '../parts.ts';
import { plain } from '../plain.ts';
import { type Finding, held, Unknown } from '../verdict.ts';

const longest = 1_000_000;

const settings = z
  .strictObject({
    file: path('etc/${name}.conf').check(z.describe('What is looked at.')),
    has: z.optional(pattern).check(z.describe('What has to be in it; \`^\` and \`$\` are the ends of a line.')),
    lacks: z.optional(pattern).check(z.describe('What may not be in it.')),
  })
  // Else it would pass whatever stands there.
  .check(z.refine(({ has, lacks }) => (has ?? lacks) !== undefined, 'has to say what the file \`has\` or \`lacks\`'));

export const ${value} = kind({
  name: '${name}',
  about: 'Whether a file says what it should.',
  within: 10_000,
  schema: settings,
  says: ({ file }) => file,
  async look({ file, has, lacks }, round) {
    const text = await textOf(file, round);
    const isThere = (pattern: string) => new RegExp(pattern, 'mu').test(text);
    const findings: Finding[] = [];
    if (has !== undefined) findings.push(held(isThere(has), \`\${file} \${isThere(has) ? 'has' : 'lacks'} \${plain(has)}\`));
    if (lacks !== undefined) findings.push(held(!isThere(lacks), \`\${file} \${isThere(lacks) ? 'has' : 'lacks'} \${plain(lacks)}\`));
    return { findings };
  },
});

/** What cannot be looked at has neither passed nor failed. */
async function textOf(file: string, { folder }: Pick<Round, 'folder'>): Promise<string> {
  const missing = (): never => {
    throw new Unknown(\`there is no file \${code(file)}\`);
  };
  await using opened = await open(join(folder, file)).catch(missing);
  const { size } = await opened.stat();
  if (size > longest) throw new Unknown(\`\${code(file)} is longer than 1 MB\`);
  return await opened.readFile('utf8').catch(missing);
}
`;

const testOf = (name: string): string => `import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checked, mistakes, told } from '../../../test/checks.ts';

/** What it comes to where a file says this. */
async function look(text: string, settings: string): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), '${name}-'));
  await writeFile(join(folder, '${name}.conf'), text);
  return told(await checked(\`- ${name}: { \${settings} }\`, { folder }));
}

test('it has what it should, or lacks it', async () => {
  expect(await look('a\\npool time.example.org\\n', 'file: ${name}.conf, has: ^pool')).toEqual(['pass: ${name}.conf has ^pool']);
  expect(await look('a\\n', 'file: ${name}.conf, has: ^pool')).toEqual(['fail: ${name}.conf lacks ^pool']);
  expect(await look('a\\n', 'file: ${name}.conf, lacks: ^a$')).toEqual(['fail: ${name}.conf has ^a$']);
  expect(await look('a\\n', 'file: ${name}.conf, lacks: b')).toEqual(['pass: ${name}.conf lacks b']);
});

test('what cannot be looked at has not passed', async () => {
  expect(await look('a\\n', 'file: other.conf, lacks: b')).toEqual(['unknown: there is no file \`other.conf\`']);
  expect(await look('a\\n', 'file: ., lacks: b')).toEqual(['unknown: there is no file \`.\`']);
  expect(await look('a'.repeat(1_000_001), 'file: ${name}.conf, lacks: b')).toEqual(['unknown: \`${name}.conf\` is longer than 1 MB']);
});

test('whoever asks for nothing is told so, and whoever leaves the repository', () => {
  expect(mistakes('- ${name}: { file: ${name}.conf }')).toMatchObject([expect.stringContaining('has to say what the file')]);
  expect(mistakes('- ${name}: { file: ../${name}.conf, has: a }')).toMatchObject([expect.stringContaining('has to be the path')]);
});
`;

const paragraphOf = (name: string): string => `## \`${name}\`

\`\`\`yaml
infrastructure:
  - ${name}: { file: etc/${name}.conf, has: ^pool }
\`\`\`

It reads one file of the checkout, of 1 MB at most, and passes if that has what it should and lacks what it should not.
`;
