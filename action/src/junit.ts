/** Outcomes as JUnit XML, as far as what reads it agrees on what that is. */
import { countsOf } from '../../src/checks/lines.ts';
import { type Outcome, reasonsOf } from '../../src/checks/verdict.ts';

export function junitOf(outcomes: Outcome[]): string {
  const { fail, unknown } = countsOf(outcomes);
  const seconds = outcomes.reduce((sum, { ms }) => sum + ms, 0) / 1_000;
  const counted = `tests="${outcomes.length}" failures="${fail}" errors="${unknown}" skipped="0" time="${seconds.toFixed(3)}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="shipmate" ${counted}>`,
    `  <testsuite name="shipmate" ${counted}>`,
    ...outcomes.map(caseOf),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function caseOf(outcome: Outcome): string {
  const { name, kind, environment, ms } = outcome;
  const place = environment === null ? kind : `${environment}.${kind}`;
  return `    <testcase classname="${inXml(place)}" name="${inXml(name)}" time="${(ms / 1_000).toFixed(3)}">${toldOf(outcome)}</testcase>`;
}

function toldOf(outcome: Outcome): string {
  const { verdict, details } = outcome;
  const told = reasonsOf(outcome);
  const text = inXml([...told, ...details.map(one => `${one.title}\n${one.text}`)].join('\n'));
  const message = inXml(told.join('; ').slice(0, 1_000));
  switch (verdict) {
    case 'pass':
      return '';
    case 'warn':
      return `<system-out>${text}</system-out>`;
    case 'fail':
      return `<failure message="${message}">${text}</failure>`;
    case 'unknown':
      return `<error message="${message}">${text}</error>`;
  }
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\n': '&#10;' };

/** XML has no place at all for most controls, halves of letters and non-characters, not even as entities. */
const inXml = (text: string): string =>
  text
    .replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/\r\n?/g, '\n')
    .replace(/[&<>"\n]/g, sign => entities[sign] ?? sign);
