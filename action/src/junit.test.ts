import { expect, test } from 'vitest';
import { fail, type Outcome, pass, warn } from '../../src/checks/verdict.ts';
import { junitOf } from './junit.ts';

const outcome: Outcome = {
  name: 'db',
  kind: 'tcp',
  environment: null,
  line: 1,
  verdict: 'pass',
  findings: [pass('it listens')],
  details: [],
  errors: [],
  attempts: 1,
  ms: 1_234,
};

test('a case for each check', () => {
  const text = junitOf([
    outcome,
    { ...outcome, name: 'slow', environment: 'prod', verdict: 'warn', findings: [pass('fine'), warn('it took 3 s')] },
    {
      ...outcome,
      name: 'a "b" <c> & d',
      verdict: 'fail',
      findings: [fail(`]]> & "quoted" <b>, \u0000 \u001b[1m \ud800 \ufffe 🚢`)],
      details: [{ title: 'diff', text: 'a\r\n-b\n+c' }],
    },
    { ...outcome, name: 'who knows', verdict: 'unknown', findings: [{ verdict: 'unknown', says: 'no such tool' }] },
  ]);
  expect(text).toMatchInlineSnapshot(`
    "<?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="shipmate" tests="4" failures="1" errors="1" skipped="0" time="4.936">
      <testsuite name="shipmate" tests="4" failures="1" errors="1" skipped="0" time="4.936">
        <testcase classname="tcp" name="db" time="1.234"></testcase>
        <testcase classname="prod.tcp" name="slow" time="1.234"><system-out>it took 3 s</system-out></testcase>
        <testcase classname="tcp" name="a &quot;b&quot; &lt;c&gt; &amp; d" time="1.234"><failure message="]]&gt; &amp; &quot;quoted&quot; &lt;b&gt;, � �[1m � � 🚢">]]&gt; &amp; &quot;quoted&quot; &lt;b&gt;, � �[1m � � 🚢&#10;diff&#10;a&#10;-b&#10;+c</failure></testcase>
        <testcase classname="tcp" name="who knows" time="1.234"><error message="no such tool">no such tool</error></testcase>
      </testsuite>
    </testsuites>
    "
  `);
});

test('none is no reason to break', () => {
  expect(junitOf([])).toContain('tests="0" failures="0" errors="0"');
});
