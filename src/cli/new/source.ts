/** A source of alerts: its file, its test, two of its letters, a word in the list of sources, and its name as people know it. */
import { Sentence } from '../../core/sentence.ts';
import { logSource } from '../../features/errors/logged/found.ts';
import { scanSource } from '../../features/errors/scan/schedule.ts';
import { sourceOf } from '../../features/errors/sources/index.ts';
import { withElement, withImport, withProperty } from './editing.ts';
import type { Maker, Named } from './maker.ts';
import { checkName, identifierOf, spelled } from './naming.ts';

const folder = 'src/features/errors/sources';
const index = `${folder}/index.ts`;
const messages = 'src/features/errors/messages.ts';

export const source: Maker = {
  name: 'source',
  usage: '<name>',
  about: 'A tool that tells of errors and alerts through a hook.',
  example: 'honeybadger',
  async plan(name, { text }) {
    checkName(name, 'source');
    const taken = sourceOf(name);
    if (taken) throw new Sentence(`There is a source "${name}" already: ${taken.about}. Take another name.`);
    if ([logSource, scanSource].includes(name))
      throw new Sentence(`"${name}" is what we find ourselves, so no source is called that. Take another name.`);
    const [listed, named] = [await text(index), await text(messages)];
    if (listed === null || named === null)
      throw new Sentence(`${index} or ${messages} is not here, so there is nowhere to put it.`);
    const value = identifierOf(name, 'source', [listed, fileOf({ name: '', value: '' })]);
    const path = `${folder}/${name}.ts`;
    const known = withElement({ path: index, text: listed }, 'sources', value);
    return {
      changes: [
        { path, before: null, after: fileOf({ name, value }) },
        { path: path.replace(/ts$/, 'test.ts'), before: null, after: testOf({ name, value }) },
        ...(['firing', 'resolved'] as const).map(status => ({
          path: `${folder}/samples/${name}/${status}.json`,
          before: null,
          after: letterOf(status),
        })),
        {
          path: messages,
          before: named,
          after: withProperty({ path: messages, text: named }, 'names', `'${name}': '${spelled(name)}'`),
        },
        { path: index, before: listed, after: withImport({ path: index, text: known }, value, `./${name}.ts`) },
      ],
      follow: [],
      next: [
        `Its test: npm test -- ${path.replace(/ts$/, 'test.ts')}`,
        `All that hold for every source, forged and hostile letters among them: npm test -- ${folder}`,
        `Then put letters as it really sends them into ${folder}/samples/${name}, and read them in ${path}.`,
        `Where it signs what it sends, verify that (signed.ts, as pagerduty.ts does), and add it to \`signing\` in ${folder}/forged.test.ts.`,
        'Name it on src/features/errors/README.md.',
      ],
    };
  },
};

const fileOf = ({
  name,
  value,
}: Named): string => `/** ${spelled(name)}: what goes wrong, by its webhook. It signs nothing, so the secret stands in the address or in a header. */
import * as z from 'zod/mini';
import { plainAlert } from '../alert.ts';
import { bearerHeaders, bears, withToken } from './bearer.ts';
import * as field from './fields.ts';
import { type Source, Unreadable } from './source.ts';
import { levelOf, statusOf } from './words.ts';

const letter = field.part({
  id: field.id(),
  status: field.line(50),
  title: field.title(),
  level: field.line(50),
  environment: field.line(field.longest.name),
  project: field.line(field.longest.name),
  url: field.link(),
  at: field.moment(),
});

export const ${value}: Source = {
  kind: '${name}',
  about: '${spelled(name)}: what goes wrong, by its webhook',
  verify: (letter, secrets) => bears(letter, secrets),
  decode(body) {
    const said = z.parse(letter, field.objectIn(field.textOf(body), '${spelled(name)}'));
    if (said.title === null) throw new Unreadable('This has no \`title\`, as all that ${spelled(name)} sends has.');
    const status = statusOf(said.status);
    // What it means by a word that nobody knows is not guessed: that would close issues.
    if (status === null) throw new Unreadable('This has no \`status\` that is known: firing, resolved or acknowledged.');
    return [
      plainAlert({
        ...{ status, id: said.id, title: said.title, environment: said.environment, url: said.url, at: said.at },
        level: levelOf(said.level) ?? 'error',
        from: field.claims(said.project),
      }),
    ];
  },
  setUp: ({ url, secret }) => [
    'In ${spelled(name)}: the settings of the project, Webhooks.',
    \`URL: \${withToken(url, secret)}\`,
  ],
  sample(secret, now) {
    const thing = { id: 'test', status: 'firing', title: 'A test of this hook', level: 'warning', project: 'web' };
    return { headers: bearerHeaders(secret), body: JSON.stringify({ ...thing, environment: 'test', at: now.toISOString() }) };
  },
};
`;

const letterOf = (status: string): string =>
  JSON.stringify({
    ...{
      id: 4711,
      status,
      title: 'TypeError: cannot read name of undefined',
      level: 'error',
      environment: 'prod',
      project: 'web',
    },
    ...{ url: 'https://errors.example.org/web/4711', at: '2026-11-20T10:02:44Z' },
  });

const testOf = ({ name, value }: Named): string => `import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ${value} } from './${name}.ts';
import { type Letter, Unreadable } from './source.ts';

const sent = (file: string) => readFileSync(join(import.meta.dirname, 'samples/${name}', file));

test('what its letters become', () => {
  expect(${value}.decode(sent('firing.json'), {})).toMatchObject([
    {
      status: 'firing',
      id: '4711',
      title: 'TypeError: cannot read name of undefined',
      level: 'error',
      environment: 'prod',
      url: 'https://errors.example.org/web/4711',
      at: new Date('2026-11-20T10:02:44Z'),
      from: ['web'],
    },
  ]);
  expect(${value}.decode(sent('resolved.json'), {})).toMatchObject([{ status: 'resolved', id: '4711' }]);
});

test.each(['', '[]', '{}', '{"title":"a"}', '{"title":"a","status":"sung"}'])('%j cannot be understood', body => {
  expect(() => ${value}.decode(Buffer.from(body), {})).toThrow(Unreadable);
});

test('its own sample is let in with its secret and with no other, and understood', () => {
  const now = new Date('2026-11-20T10:00:00Z');
  const { headers, body } = ${value}.sample('the-secret', now, {});
  const letter: Letter = { header: name => headers[name] ?? null, query: new URLSearchParams(), body: Buffer.from(body) };
  expect(${value}.verify(letter, ['the-secret'], {}, now)).toBe(true);
  expect(${value}.verify(letter, ['another'], {}, now)).toBe(false);
  expect(${value}.decode(letter.body, {})).toMatchObject([{ status: 'firing', title: 'A test of this hook', at: now }]);
});
`;
