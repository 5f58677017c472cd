import { expect, test } from 'vitest';
import { readInputs } from './given.ts';
import type { InputName } from './inputs.ts';

type Said = Partial<Record<InputName, string>>;
const read = (said: Said, now: Parameters<typeof readInputs>[1] = null) => readInputs(name => said[name] ?? '', now);
const given = (said: Said, now: Parameters<typeof readInputs>[1] = null) => {
  const found = read(said, now);
  if (!found.ok) throw new Error(found.says.join('\n'));
  return found.given;
};
const wrong = (said: Said) => {
  const found = read(said);
  return found.ok ? [] : found.says;
};

test('nothing said is the file, all at its time, ten at once', () => {
  expect(given({})).toEqual({
    source: { kind: 'file', path: '.github/shipmate.yml' },
    only: [],
    environment: null,
    when: null,
    variables: {},
    parallel: 10,
    unknown: 'fail',
    token: null,
    checkRun: null,
    comment: false,
    junit: null,
    report: null,
    state: null,
  });
});

test('words stand in lines or behind commas', () => {
  expect(given({ only: 'tcp, http\n\n my check ' }).only).toEqual(['tcp', 'http', 'my check']);
});

test('the moment is the one of the event, unless somebody says another, or none', () => {
  expect(given({}, 'schedule').when).toBe('schedule');
  expect(given({ when: 'after-deploy' }, 'schedule').when).toBe('after-deploy');
  expect(given({ when: 'none' }, 'schedule').when).toBeNull();
});

test('a value may have anything in it, a name may not', () => {
  expect(given({ variables: 'a=1\r\n\n  url=https://example.org/?a=b=c \nempty=' }).variables).toEqual({
    a: '1',
    url: 'https://example.org/?a=b=c',
    empty: '',
  });
  expect(given({ variables: '__proto__=x' }).variables.polluted).toBeUndefined();
});

test('a check run has a name', () => {
  const nameOf = (said: string) => given({ 'check-run': said }).checkRun;
  expect(['true', 'TRUE', 'false', 'prod is well', 'constructor'].map(nameOf)).toEqual([
    'infrastructure',
    'infrastructure',
    null,
    'prod is well',
    'constructor',
  ]);
  const more = { environment: 'prod', when: 'after-deploy', only: 'tcp,\ntls', config: 'infra.yml' };
  expect(given({ 'check-run': 'true', ...more }).checkRun).toBe('infrastructure (prod, after-deploy, tcp, tls, infra.yml)');
  expect(given({ 'check-run': 'true', when: 'none' }, 'schedule').checkRun).toBe('infrastructure');
});

const mistakes: Said[] = [
  { parallel: 'many' },
  { parallel: '101' },
  { when: 'after-deplyo' },
  { unknown: 'ignore' },
  { comment: 'yes' },
  { checks: '- tcp: a:1', config: 'infra.yml' },
  { variables: 'host: db\npassword hunter2\nhost=a\nhost=b\nmy-name=x' },
];

test('what is wrong is a sentence each, and never shows what may be a secret', () => {
  expect(mistakes.flatMap(wrong)).toMatchInlineSnapshot(`
    [
      "\`parallel\` has to be a number from 1 to 100, not \`many\`.",
      "\`parallel\` has to be a number from 1 to 100, not \`101\`.",
      "\`when\` cannot be \`after-deplyo\`; did you mean \`after-deploy\`?",
      "\`unknown\` cannot be \`ignore\`; the words here are \`fail\` and \`warn\`.",
      "\`comment\` has to be \`true\` or \`false\`, not \`yes\`.",
      "\`config\` and \`checks\` are both given; keep the checks in one place.",
      "Line 1 of \`variables\` has to be \`name=value\`, with letters, digits and \`_\` in its name.",
      "Line 2 of \`variables\` has to be \`name=value\`, with letters, digits and \`_\` in its name.",
      "Line 4 of \`variables\` gives \`host\` once more; keep one.",
      "Line 5 of \`variables\` has to be \`name=value\`, with letters, digits and \`_\` in its name.",
    ]
  `);
});

test('all of it is said at once', () => {
  expect(wrong({ parallel: '0', comment: '1', when: 'never' })).toHaveLength(3);
});
