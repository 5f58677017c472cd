import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { fastest } from '../../test/fastest.ts';
import type { Section } from '../core/file.ts';
import { loadFile } from './file.ts';
import { ownSections } from './sections.ts';

const time = z.string().check(z.regex(/^\d+[smhd]$/), z.meta({ title: 'a time such as `2h`' }));
const names = z.union([z.string(), z.array(z.string())]);
const name = z.string().check(z.regex(/^[a-z0-9-]+$/), z.meta({ title: 'a name of small letters, digits and `-`' }));
const environment = z.strictObject({
  auto: z.optional(z.union([z.boolean(), z.literal('main')])),
  hold: z.optional(time),
  who: z.optional(names),
  after: z.optional(z.string()),
  checks: z.optional(z.union([z.enum(['required', 'all', 'none']), z.array(z.string())])),
  reviews: z.optional(z.int().check(z.gte(0), z.lte(6))),
  inputs: z.optional(z.strictObject({ environment: z.optional(z.string()) })),
});
const environments = z.record(name, environment).check(
  z.refine(all => Object.values(all).every(({ after }) => after === undefined || after in all), {
    message: 'has an `after` that names no environment here',
  }),
);
const checks = z.union([z.strictObject({ http: z.string() }), z.strictObject({ tls: z.string(), days: z.optional(z.int()) })]);

const section = (key: string, schema: Section['schema']): Section => ({ key, about: '', schema });
const sections: Section[] = [
  ...ownSections,
  section('environments', environments),
  section('builds', z.strictObject({ branches: z._default(z.array(z.string()), ['main']), quiet: z.optional(z.boolean()) })),
  section('errors', z.strictObject({ from: z.strictObject({ sentry: z.string().check(z.maxLength(20)) }) })),
  section('infrastructure', z.array(checks).check(z.minLength(1))),
  section('board', z.strictObject({})),
  section(
    'wait',
    z.pipe(
      time,
      z.transform(said => said.length),
    ),
  ),
];

function said(text: string, organisation = false): string[] {
  const { problems } = loadFile(sections, text, 'shipmate.yml', { organisation });
  return problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

const shape = (text: string) => {
  const file = loadFile(sections, text, 'shipmate.yml', { organisation: false });
  return Object.fromEntries([...file.sections].map(([key, one]) => [key, one.state === 'on' ? one.input : one.state]));
};

const deep = (levels: number) => `builds: ${'['.repeat(levels)}1${']'.repeat(levels)}`;
const allSections = '`prefix`, `apps`, `timezone`, `environments`, `builds`, `errors`, `infrastructure`, `board` and `wait`';
const anEnvironment = '`true` or a map with `auto`, `hold`, `who`, `after`, `checks`, `reviews` and `inputs`';

describe('a bad file gets one sentence, with its place', () => {
  test.each<[string, ...string[]]>([
    // What is no YAML, or not the part of it that is read.
    ['builds:\n\tquiet: true\n', '2:1 This line is indented with a tab; use spaces.'],
    ['builds: [1, 2\n', '2:1 A bracket is opened and not closed: `]` is missing, or not indented.'],
    ['{builds: 1', '1:11 A bracket is opened and not closed: `}` is missing.'],
    ['builds: true\nwait: "2h\nboard: true\n', '2:7 A quote is opened and never closed.'],
    ["wait: '2h", '1:7 A quote is opened and never closed.'],
    [
      'builds: true\nboard\nwait: 2h',
      '2:1 This reads as one key over several lines; a colon is missing, or the next line is indented too far.',
    ],
    ['wait: a: b', '1:7 This line has a second colon, or the next line is indented too far; put values with a colon in quotes.'],
    [
      'environments:\n  prod:\n    who: @acme/web',
      '3:10 `@acme/web` has to stand in quotes, because of the sign it starts with.',
    ],
    ['wait: `2h`', '1:7 `ˋ2hˋ` has to stand in quotes, because of the sign it starts with.'],
    ['wait: %2', '1:7 `%2` has to stand in quotes, because of the sign it starts with.'],
    ['wait: "\\q"', '1:8 This backslash means nothing in double quotes; use single quotes.'],
    [
      'builds:\n  quiet: true\n branches: []',
      '3:1 This is not indented like the lines it belongs to; entries of one map or list start in the same column.',
    ],
    [
      'environments: {prod: {reviews: 1,, after: x}}',
      '1:34 `,` is not expected here; text with signs in it has to stand in quotes.',
    ],
    ['builds: }', '1:9 `}` is not expected here; text with signs in it has to stand in quotes.'],
    ['wait: "2h"#soon', '1:11 A space has to stand before `#`, or the text in quotes.'],
    ['builds: {quiet: true branches: []}', '1:17 Inside `{ }` and `[ ]` entries are separated by commas, not by lines.'],
    ['builds: true\n---\nboard: true', '2:1 A second document starts here; the file is one document, so remove `---` and `...`.'],
    ['wait: *x', '1:7 This is a YAML alias, which Shipmate does not read; write the value out.'],
    [
      'builds: &b\n  quiet: true',
      '2:3 `&b` is a YAML anchor, which Shipmate does not read; write values out, and put text that starts with `&` in quotes.',
    ],
    ['prefix: !', '1:10 `!` is a YAML tag, which Shipmate does not read; put text that starts with `!` in quotes.'],
    [
      'wait: !!binary aGk=',
      '1:16 `!!binary` is a YAML tag, which Shipmate does not read; put text that starts with `!` in quotes.',
    ],
    ['builds:\n  <<: {quiet: true}', '2:3 The merge key `<<` is not read; write the settings out.'],
    ['environments: {__proto__: {reviews: 0}}', '1:16 `__proto__` cannot be a key.'],
    ['constructor: true', '1:1 `constructor` cannot be a key.'],
    ['environments: {2024: {}}', '1:16 The key `2024` is not text; put it in quotes.'],
    ['environments: {true: {}}', '1:16 The key `true` is not text; put it in quotes.'],
    ['? [a]\n: 1', '1:3 A key has to be one word of text.'],
    [': 1', '1:1 A key is missing before the colon.'],
    ['builds: true\nwait: 2h\nbuilds: false', '3:1 `builds` is said twice, first in line 1; keep one.'],
    ['environments: {prod: {reviews: 1, reviews: 0}}', '1:35 `reviews` is said twice, first in line 1; keep one.'],
    ['builds: tr\u0007ue', '1:11 This character is the invisible U+0007; delete it.'],
    ['# \u202e\nbuilds: true', '1:3 This character is the invisible U+202E; delete it.'],
    [`wait: ${Buffer.from([0x32, 0xff]).toString('utf8')}`, '1:8 This character is not text; save the file as UTF-8.'],
    ['\0', '1:1 This character is not text; save the file as UTF-8.'],
    [`# ${'x'.repeat(64 * 1024)}`, '1:1 The file is longer than 64 KB; Shipmate reads no longer ones.'],
    [deep(20), '1:28 This goes 21 levels deep; at most 20 are read.'],
    [deep(5_000), '1:208 The file has more than 4,000 words and signs, or goes too deep; make it simpler.'],
    ['builds:true', '1:1 The file has to be a map of sections, each starting with `name:` and a space or a new line.'],
    ['- builds', '1:1 The file has to be a map of sections, each starting with `name:` and a space or a new line.'],
    // What is not allowed.
    ['enviroments:\n  prod: {}', '1:1 `enviroments` is not a section; did you mean `environments`?'],
    ['wait: 2h\r\ndance: true\r\n', `2:1 \`dance\` is not a section; the sections here are ${allSections}.`],
    ['enforced: {builds: true}', '1:1 `enforced` counts only in the file of the organisation’s `.github` repository.'],
    ['environments:\n  prod:\n    aftr: x', '3:5 `environments.prod.aftr` is not a setting; did you mean `after`?'],
    ['builds: {loud: true}', '1:10 `builds.loud` is not a setting; the settings here are `branches` and `quiet`.'],
    ['board: {colour: red}', '1:9 `board.colour` is not a setting; there are no settings here.'],
    [
      'environments: {prod: {hold: 2}}',
      '1:29 `environments.prod.hold` has to be a time such as `2h`; put quotes round `2` to make it text.',
    ],
    ['environments: {prod: {hold: 2 hours}}', '1:29 `environments.prod.hold` has to be a time such as `2h`, not `2 hours`.'],
    ['environments: {prod: {hold: }}', '1:23 `environments.prod.hold` has to be a time such as `2h`; it is empty.'],
    [
      'environments: {prod: {reviews: many}}',
      '1:32 `environments.prod.reviews` has to be a whole number from 0 to 6, not `many`.',
    ],
    ['environments: {prod: {reviews: 99}}', '1:32 `environments.prod.reviews` has to be a whole number from 0 to 6, not `99`.'],
    ['environments: {prod: {reviews: 1.5}}', '1:32 `environments.prod.reviews` has to be a whole number from 0 to 6, not `1.5`.'],
    [
      'environments: {prod: {reviews: .inf}}',
      '1:32 `environments.prod.reviews` has to be a whole number from 0 to 6, not `.inf`.',
    ],
    [
      'environments: {prod: {auto: yes}}',
      '1:29 `environments.prod.auto` has to be `true`, `false` or `main`, not `yes`; did you mean `true`?',
    ],
    [
      'environments: {prod: {auto: mian}}',
      '1:29 `environments.prod.auto` has to be `true`, `false` or `main`, not `mian`; did you mean `main`?',
    ],
    [
      'environments: {prod: {checks: requird}}',
      '1:31 `environments.prod.checks` has to be `required`, `all`, `none` or a list, each entry text, not `requird`; did you mean `required`?',
    ],
    [
      'environments: {prod: {checks: [a, 1.0]}}',
      '1:35 `environments.prod.checks[1]` has to be text; put quotes round `1.0` to make it text.',
    ],
    ['environments: {prod: {who: {a: 1}}}', '1:28 `environments.prod.who` has to be text or a list, each entry text, not a map.'],
    ['environments: {prod: false}', `1:22 \`environments.prod\` has to be ${anEnvironment}, not \`false\`.`],
    ['environments: [prod]', '1:15 `environments` has to be a map with names of your own, not a list.'],
    [
      'environments: {Prod: {}}',
      '1:16 `environments.Prod` has a name that does not work; it has to be a name of small letters, digits and `-`.',
    ],
    ['environments: {prod: {after: x}}', '1:15 `environments` has an `after` that names no environment here.'],
    ['builds: 3', '1:9 `builds` has to be `true` or a map with `branches` and `quiet`, not `3`.'],
    ['builds: {quiet: off}', '1:17 `builds.quiet` has to be `true` or `false`, not `off`; did you mean `false`?'],
    ['errors:', '1:1 `errors.from` is missing; it has to be a map with `sentry`.'],
    ['errors: {from: {}}', '1:10 `errors.from.sentry` is missing; it has to be text of at most 20 characters.'],
    ['errors: {from: {sentry: [a]}}', '1:25 `errors.from.sentry` has to be text of at most 20 characters, not a list.'],
    [
      'infrastructure: []',
      '1:17 `infrastructure` has to be a list of at least 1 entry, each entry a map with `http` or a map with `tls` and `days`; this has 0.',
    ],
    ['infrastructure:\n  - tls: example.org\n    day: 3', '3:5 `infrastructure[0].day` is not a setting; did you mean `days`?'],
    ['wait: 3x', '1:7 `wait` has to be a time such as `2h`, not `3x`.'],
    [
      'prefix: "//"',
      '1:9 `prefix` has to be `/`, `!`, `.`, `:`, `;`, `,`, `?`, `$`, `%`, `&`, `=` or `^`, not `//`; did you mean `/`?',
    ],
    ['apps: [Renovate]', '1:8 `apps[0]` has to be the name of an App as in its address, such as `renovate`, not `Renovate`.'],
    [
      'environments: {prod: {hold: "@alice `x` <!-- y"}}',
      '1:29 `environments.prod.hold` has to be a time such as `2h`, not `@alice ˋxˋ <\u200b!-- y`.',
    ],
    // Several at once, in their order.
    [
      'board: 1\nwait:\nbuilds: {branches: main, quiet: 1}',
      '1:8 `board` has to be `true`, not `1`.',
      '2:1 `wait` has to be a time such as `2h`; it is empty.',
      '3:20 `builds.branches` has to be a list, each entry text, not `main`.',
      '3:33 `builds.quiet` has to be `true` or `false`, not `1`.',
    ],
  ])('%j', (text, ...sentences) => {
    expect(said(text)).toEqual(sentences);
  });
});

describe('places', () => {
  const bad = ', not `x`.';
  test.each([
    ['line feeds', 'builds:\n  branches: x\n', '2:13'],
    ['carriage returns and line feeds', 'board: true\r\nbuilds:\r\n  branches: x\r\n', '3:13'],
    ['a byte order mark', '\ufeffbuilds: {branches: x}', '1:20'],
    ['a flow map over several lines', 'builds: {\n  quiet: true,\n  branches: x,\n}', '3:13'],
    ['after comments and empty lines', '# one\n\n# two\nbuilds: # three\n\n  branches: x', '6:13'],
    ['after a start of document', '---\nbuilds: {branches: x}', '2:20'],
    ['quoted keys', '"builds": {\'branches\': "x"}', '1:24'],
    ['explicit keys', '? builds\n: branches: x', '2:13'],
  ])('%s', (_, text, place) => {
    expect(said(text)).toEqual([`${place} \`builds.branches\` has to be a list, each entry text${bad}`]);
  });
});

describe('what a section says', () => {
  test('nothing, {} and true all mean defaults', () => {
    for (const value of ['', ' {}', ' true']) expect(shape(`builds:${value}`)).toEqual({ builds: {} });
    for (const value of ['', ' {}', ' true'])
      expect(shape(`environments: {prod:${value}}`)).toEqual({ environments: { prod: {} } });
    for (const value of ['', ' {}', ' true']) expect(shape(`prefix:${value}`)).toEqual({ prefix: undefined });
  });

  test('false is off', () => expect(shape('builds: false')).toEqual({ builds: 'off' }));

  test('a setting that may be true stays true', () => {
    expect(shape('environments: {prod: {auto: true}}')).toEqual({ environments: { prod: { auto: true } } });
  });

  test('a mistake switches off its own section only', () => {
    expect(shape('builds: {branchs: []}\nboard: true\nerrors: &x {}\nwait: 2h\nwait: 3h')).toEqual({
      builds: 'broken',
      board: {},
      errors: 'broken',
      wait: 'broken',
    });
  });

  test.each(['', '\n\n', '# nothing yet', '---\n', '{}', '~'])('%j is a sound file that says nothing', text => {
    expect(said(text)).toEqual([]);
    expect(shape(text)).toEqual({});
  });
});

describe('enforced', () => {
  test('has sections, with the same sentences', () => {
    expect(said('enforced: {builds: {branches: x}}', true)).toEqual([
      '1:31 `enforced.builds.branches` has to be a list, each entry text, not `x`.',
    ]);
  });

  test.each([
    ['enforced: {bilds: true}', '1:12 `enforced.bilds` is not a section; did you mean `builds`?'],
    ['enforced: true', '1:11 `enforced` has to be a map of sections.'],
    ['enforced: {builds: true}\nenforced: {}', '2:1 `enforced` is said twice, first in line 1; keep one.'],
    ['enforced: {1: true}', '1:12 The key `1` is not text; put it in quotes.'],
  ])('%j makes the file unreadable: nobody knows what it wanted to forbid', (text, sentence) => {
    expect(said(text, true)).toEqual([sentence]);
    expect(loadFile(sections, text, 'shipmate.yml', { organisation: true }).unreadable).toBe(true);
  });

  test('with nothing in it is fine', () => expect(said('enforced:\nbuilds: true', true)).toEqual([]));
});

describe('no input', () => {
  const bits = [
    'a',
    'builds',
    ': ',
    ':',
    '- ',
    '\n',
    '\n  ',
    '[',
    ']',
    '{',
    '}',
    ',',
    '"',
    "'",
    '|',
    '>',
    '&a ',
    '*a',
    '!t ',
    '? ',
    '#',
    ' #',
    '\t',
    '\r\n',
    '%',
    '@',
    '<<',
    '~',
    '1',
    'true',
    '---\n',
    '...',
    '\\',
    '\ud800',
    '😀',
  ];
  const soup = fc.array(fc.constantFrom(...bits), { maxLength: 60 }).map(parts => parts.join(''));

  test('throws, and every problem is a sentence at a place in the file', () => {
    fc.assert(
      fc.property(fc.oneof(soup, fc.string({ unit: 'binary' })), fc.boolean(), (text, organisation) => {
        const file = loadFile(sections, text, 'shipmate.yml', { organisation });
        const lines = text.split('\n').length;
        for (const { line, column, message } of file.problems) {
          expect(line).toBeGreaterThanOrEqual(1);
          expect(line).toBeLessThanOrEqual(lines);
          expect(column).toBeGreaterThanOrEqual(1);
          expect(message).toMatch(/^[^\n]+[.?]$/);
          expect(message).not.toMatch(/undefined|Invalid input|\[object/);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test('of 64 KB takes long', () => {
    const size = 64 * 1024 - 100;
    const filled = (unit: string) => unit.repeat(Math.floor(size / unit.length));
    const units = [
      ...bits.filter(bit => bit.trim() !== ''),
      '[]',
      'a: b\n',
      'a: [\n',
      '- {\n',
      '{a: b}, ',
      '- - -\n',
      'a: |\n',
      '"a" ',
      '[a,',
      '# x\n',
    ];
    const many = Array.from({ length: 6_000 }, (_, at) => `k${at}: 1\n`)
      .join('')
      .slice(0, size);
    const near = `builds:\n${Array.from({ length: 800 }, (_, at) => `  quie${at}: 1\n`).join('')}`;
    const one = `${filled('x')}: 1`;
    said('builds: true');
    for (const text of [...units.map(filled), many, near, one, `builds: "${filled('a\n')}"`, `builds:\n${filled('  - a\n')}`]) {
      const took = fastest(() => said(text), 50, 3);
      expect(took, JSON.stringify(text.slice(0, 20))).toBeLessThan(50);
    }
  });
});
