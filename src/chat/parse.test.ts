import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fastest, honest } from '../../test/fastest.ts';
import { type Args, arg } from '../core/args.ts';
import { commandLines } from './lex.ts';
import { mistaken } from './messages.ts';
import { parse } from './parse.ts';

const args: Args = {
  env: arg.environment(),
  ref: arg.ref().optional(),
  for: arg.duration().optional(),
  region: arg.choice('eu', 'us').optional().named(),
  count: arg.number().optional().named(),
  force: arg.flag(),
  reason: arg.rest().optional(),
};
const more: Args = { dry_run: arg.yesNo().optional().named(), 'log-level': arg.text().optional().named() };
const known = { environments: ['prerelease', 'prod'] };

const of = (body: string, given: Record<string, string> = {}, grammar = { args, more, known }) => {
  const [line] = commandLines(body);
  if (!line) throw new Error(`no command in ${body}`);
  return parse(line, grammar, given);
};

const values = (body: string) => {
  const fits = of(body);
  return fits.kind === 'values' ? { ...fits.args, ...fits.more } : fits;
};

describe('words become values', () => {
  test.each<[what: string, body: string, values: Record<string, unknown>]>([
    ['by their places', '/lock prod main 2h30m', { env: 'prod', ref: { kind: 'name', name: 'main' }, for: 9_000_000 }],
    ['in any case', '/lock PROD', { env: 'prod' }],
    ['whichever can be meant', '/lock prod @a1b2c3d4', { env: 'prod', ref: { kind: 'sha', sha: 'a1b2c3d4' } }],
    ['before the one that was left out', '/lock @a1b2c3d4 prod', { env: 'prod', ref: { kind: 'sha', sha: 'a1b2c3d4' } }],
    ['by name', '/lock env=prod for=2h region=eu', { env: 'prod', for: 7_200_000, region: 'eu' }],
    ['by name behind dashes', '/lock --env=prod --for 2h', { env: 'prod', for: 7_200_000 }],
    ['by name in capitals', '/lock prod Region=US', { env: 'prod', region: 'us' }],
    [
      'by a name with other dashes',
      '/lock prod dry-run=yes log_level=debug',
      { env: 'prod', dry_run: true, 'log-level': 'debug' },
    ],
    ['behind a phone’s dash', '/lock prod —force –for 2h', { env: 'prod', force: true, for: 7_200_000 }],
    ['as a flag', '/lock prod --force', { env: 'prod', force: true }],
    ['as a flag with its value', '/lock prod --force=true', { env: 'prod', force: true }],
    ['as a flag that is off', '/lock prod force=no', { env: 'prod' }],
    ['yes, said as a flag', '/lock prod --dry-run', { env: 'prod', dry_run: true }],
    ['yes, said as a flag before a word', '/lock --dry-run prod', { env: 'prod', dry_run: true }],
    ['no, said behind a flag', '/lock prod --dry-run false', { env: 'prod', dry_run: false }],
    ['a negative number', '/lock prod count=-2', { env: 'prod', count: -2 }],
    ['with quotes', '/lock prod log-level="very chatty"', { env: 'prod', 'log-level': 'very chatty' }],
    ['with curly quotes', '/lock “prod”', { env: 'prod' }],
    [
      'free text, literally',
      '/lock prod main 2h waiting for the --global fix -d  “now”',
      { env: 'prod', ref: { kind: 'name', name: 'main' }, for: 7_200_000, reason: 'waiting for the --global fix -d  “now”' },
    ],
    ['free text by name', '/lock prod reason=a=b --force', { env: 'prod', reason: 'a=b --force' }],
    ['free text by name in quotes', '/lock prod reason="all of it" --force', { env: 'prod', reason: 'all of it', force: true }],
    ['free text behind a flag', '/lock prod --reason it is -d late', { env: 'prod', reason: 'it is -d late' }],
  ])('%s', (_, body, expected) => {
    expect(values(body)).toEqual({ force: false, ...expected });
  });

  test('by the word that stands for it in the usage line', () => {
    const grammar = { args: { environment: arg.environment() }, more: { count: arg.number().optional() }, known };
    expect(of('/lock env=prod number=3', {}, grammar)).toMatchObject({ args: { environment: 'prod' }, more: { count: 3 } });
  });

  test('an argument that was asked for takes no word', () => {
    expect(of('/lock @a1b2c3d4 2h', { env: 'prod' })).toMatchObject({ kind: 'values', args: { env: 'prod', for: 7_200_000 } });
  });

  test('the first that is missing is named', () => {
    expect(of('/lock')).toMatchObject({ kind: 'missing', argument: 'env', args: { force: false } });
    expect(of('/lock @a1b2c3d4')).toMatchObject({ kind: 'missing', argument: 'env', args: { ref: { sha: 'a1b2c3d4' } } });
  });

  test('what only this repository has does not hide what every repository has', () => {
    const fits = of('/lock prod', {}, { args, more: { env: arg.text() }, known });
    expect(fits).toMatchObject({ kind: 'values', args: { env: 'prod' }, more: {} });
  });
});

test('mistakes are said at the word, with what may stand there', () => {
  const text = { reason: arg.rest() };
  const said = (body: string, grammar = { args, more, known }) => {
    const fits = of(body, {}, grammar);
    if (fits.kind !== 'mistake') return JSON.stringify(fits);
    return mistaken({ command: '/lock', text: body, usage: '`/lock [env] …`', mistake: fits });
  };
  const all = [
    said('/lock prdo 2h'),
    said('/lock nowhere'),
    said('/lock prod --forse'),
    said('/lock —prod'),
    said('/lock prod regoin=eu'),
    said('/lock prod region=mars'),
    said('/lock prod region=esu'),
    said('/lock prod main 2hours'),
    said('/lock prod --for'),
    said('/lock prod --for --force'),
    said('/lock prod env=prod'),
    said('/lock prod force=maybe'),
    said('/lock prod main 2h --now please'),
    said('/lock prod main 2h foce=1 please'),
    said('/lock @12'),
    said('/lock prod reason='),
    said('/lock prod region='),
    said('/lock a b', { args: { env: arg.environment() }, more: {}, known: { environments: ['a'] } }),
    said('/lock unknown=1 is fine here', { args: text, more: {}, known }),
    said('/lock --unknown is not', { args: text, more: {}, known }),
  ];
  expect(all.join('\n\n')).toMatchInlineSnapshot(`
    "I did not run \`/lock\`: \`prdo\` is no environment here.
    \`\`\`
    /lock prdo 2h
          ^^^^
    \`\`\`
    Did you mean \`/lock prod 2h\`? It can be \`prerelease\` or \`prod\`.

    I did not run \`/lock\`: \`nowhere\` is no environment here.
    \`\`\`
    /lock nowhere
          ^^^^^^^
    \`\`\`
    It can be \`prerelease\` or \`prod\`.

    I did not run \`/lock\`: \`--forse\` is no flag here.
    \`\`\`
    /lock prod --forse
               ^^^^^^^
    \`\`\`
    Did you mean \`/lock prod --force\`?

    I did not run \`/lock\`: \`--prod\` is no flag here.
    \`\`\`
    /lock —prod
          ^^^^^
    \`\`\`
    Did you mean \`/lock prod\`?

    I did not run \`/lock\`: \`regoin=eu\` is no argument here.
    \`\`\`
    /lock prod regoin=eu
               ^^^^^^^^^
    \`\`\`
    Did you mean \`/lock prod region=eu\`?

    I did not run \`/lock\`: \`region=mars\` is not among its choices.
    \`\`\`
    /lock prod region=mars
               ^^^^^^^^^^^
    \`\`\`
    It can be \`eu\` or \`us\`.

    I did not run \`/lock\`: \`region=esu\` is not among its choices.
    \`\`\`
    /lock prod region=esu
               ^^^^^^^^^^
    \`\`\`
    Did you mean \`/lock prod region=eu\`? It can be \`eu\` or \`us\`.

    I did not run \`/lock\`: \`2hours\` is no time; write \`30m\`, \`2h\` or \`3d\`.
    \`\`\`
    /lock prod main 2hours
                    ^^^^^^
    \`\`\`
    Write it like this: \`/lock [env] …\`.

    I did not run \`/lock\`: \`--for\` has no value after it.
    \`\`\`
    /lock prod --for
               ^^^^^
    \`\`\`
    Write it like this: \`/lock [env] …\`.

    I did not run \`/lock\`: \`--for\` has no value after it.
    \`\`\`
    /lock prod --for --force
               ^^^^^
    \`\`\`
    Write it like this: \`/lock [env] …\`.

    I did not run \`/lock\`: \`env=prod\` says env a second time.
    \`\`\`
    /lock prod env=prod
               ^^^^^^^^
    \`\`\`
    Write it like this: \`/lock [env] …\`.

    I did not run \`/lock\`: \`force=maybe\` is said without a value.
    \`\`\`
    /lock prod force=maybe
               ^^^^^^^^^^^
    \`\`\`
    Write it like this: \`/lock [env] …\`.

    I did not run \`/lock\`: \`--now\` is no flag here.
    \`\`\`
    /lock prod main 2h --now please
                       ^^^^^
    \`\`\`
    Write it like this: \`/lock [env] …\`.

    I did not run \`/lock\`: \`foce=1\` is no argument here.
    \`\`\`
    /lock prod main 2h foce=1 please
                       ^^^^^^
    \`\`\`
    Did you mean \`/lock prod main 2h force=1 please\`?

    I did not run \`/lock\`: \`@12\` is no commit; write \`@\` and at least 12 of its digits.
    \`\`\`
    /lock @12
          ^^^
    \`\`\`
    Write it like this: \`/lock [env] …\`.

    I did not run \`/lock\`: \`reason=\` has nothing after it.
    \`\`\`
    /lock prod reason=
               ^^^^^^^
    \`\`\`
    Write it like this: \`/lock [env] …\`.

    I did not run \`/lock\`: \`region=\` has nothing after it.
    \`\`\`
    /lock prod region=
               ^^^^^^^
    \`\`\`
    Write it like this: \`/lock [env] …\`.

    I did not run \`/lock\`: \`b\` is one word too many.
    \`\`\`
    /lock a b
            ^
    \`\`\`
    Write it like this: \`/lock [env] …\`.

    {"args":{"reason":"unknown=1 is fine here"},"more":{},"kind":"values"}

    I did not run \`/lock\`: \`--unknown\` is no flag here.
    \`\`\`
    /lock --unknown is not
          ^^^^^^^^^
    \`\`\`
    Write it like this: \`/lock [env] …\`."
  `);
});

const plainWord = fc.stringMatching(/^[a-z][a-z0-9]{0,12}$/);
const anyText = fc.string({ minLength: 1, maxLength: 40 }).map(text => text.replace(/[\r\n"“”„‟«»＂]/g, ' ').trim());

/** How a person could write these values; with quotes where a word would be read as something else. */
function written(
  said: { env: string; name: string; region: string; force: boolean; level: string; reason: string },
  byName: boolean,
): string {
  const words = [
    byName ? `--env ${said.env}` : said.env,
    ...(said.force ? ['—force'] : []),
    `region=${said.region}`,
    byName ? `log-level="${said.level}"` : `--log-level "${said.level}"`,
    byName ? `for=2h ref=${said.name}` : `${said.name} 2h`,
    ...(said.reason === '' ? [] : [byName ? `reason=${said.reason}` : said.reason]),
  ];
  return `/lock ${words.join(' ')}`;
}

describe('whatever is written', () => {
  test('values come back as they went in', () => {
    const valuesOf = fc.record({
      env: fc.constantFrom('prerelease', 'prod'),
      name: plainWord,
      region: fc.constantFrom('eu', 'us'),
      force: fc.boolean(),
      level: anyText.filter(text => text !== '' && !/[‘’‚‛]/.test(text)),
      // Text that begins like a flag is taken for one, and in quotes it ends with them.
      reason: plainWord.chain(first => anyText.map(more => `${first} ${more}`.trim())),
    });
    fc.assert(
      fc.property(valuesOf, fc.boolean(), (said, byName) => {
        const line = written(said, byName);
        const [only] = commandLines(line);
        // What Markdown takes for something else than text is none of the parser's business.
        fc.pre(only !== undefined && only.text === line.trim());
        expect(values(line)).toEqual({
          env: said.env,
          ref: { kind: 'name', name: said.name },
          for: 7_200_000,
          region: said.region,
          force: said.force,
          'log-level': said.level,
          reason: said.reason,
        });
      }),
      { numRuns: 500 },
    );
  });

  test('free text is literal', () => {
    const grammar = { args: { reason: arg.rest() }, more: {}, known };
    const text = plainWord.chain(first =>
      fc.string({ maxLength: 60 }).map(more => `${first} ${more.replace(/[\r\n]/g, ' ')}`.trim()),
    );
    fc.assert(
      fc.property(text, reason => {
        const [line] = commandLines(`/say ${reason}`);
        fc.pre(line !== undefined && !/^[a-z]+=/.test(reason));
        expect(line && parse(line, grammar)).toMatchObject({ kind: 'values', args: { reason } });
      }),
    );
  });

  test('nothing crashes, and every mistake can be said', () => {
    const token = fc.oneof(
      fc.constantFrom(
        '--',
        '-',
        '=',
        '--=',
        'env=',
        '--env',
        '""',
        '"',
        'env="',
        'for=1h',
        '--force',
        'a=b=c',
        '@',
        '5',
        '-5',
        '”',
      ),
      fc.string({ maxLength: 12 }),
    );
    fc.assert(
      fc.property(fc.array(token, { maxLength: 8 }), tokens => {
        const text = `/lock ${tokens.join(' ').replace(/[\r\n]/g, ' ')}`;
        const [line] = commandLines(text);
        fc.pre(line !== undefined);
        const fits = line && parse(line, { args, more, known });
        if (fits?.kind === 'mistake') {
          const says = mistaken({ command: '/lock', text: line?.text ?? '', usage: '`/lock`', mistake: fits });
          expect(says.length).toBeLessThan(2_000);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test('64 KB of it are read no slower than an honest comment of 5 KB', () => {
    const most = fastest(() => commandLines(honest), 0);
    const long = [
      `/lock ${'a '.repeat(32_000)}`,
      `/lock ${'x'.repeat(64_000)}`,
      `/lock prod ${'--force '.repeat(8_000)}`,
      `/lock ${'a=b '.repeat(16_000)}`,
      `/lock prod reason=${'“" '.repeat(20_000)}`,
      `/lock --${'a'.repeat(60_000)}=1`,
    ];
    for (const text of long) {
      const [line] = commandLines(text);
      expect(
        fastest(() => line && parse(line, { args, more, known }), most),
        text.slice(0, 20),
      ).toBeLessThan(most);
    }
  });
});
