import { expect, test } from 'vitest';
import { type Report, suiteNews, type Verdict } from './report.ts';

const word = (verdict: Verdict, second: number, attempt = 1): Report => ({
  ...{ run: 7, attempt, number: 7, source: 'lint', sha: 'a', queued: false, verdict, url: null, beganAt: null },
  ...{ at: new Date(second * 1000), looked: verdict !== 'fail' },
});

test.each<[string, Report | null, Report, [Verdict, number, number, number | null] | null]>([
  ['the first word', null, word('fail', 5), ['fail', 5, 1, null]],
  ['a check that passes is added to one that passes', word('pass', 5), word('pass', 9), ['pass', 9, 2, 1]],
  ['a check that fails is added', word('pass', 5), word('fail', 9), ['fail', 9, 2, 1]],
  ['another that fails: it has failed once', word('fail', 5, 2), word('fail', 9), ['fail', 5, 3, 2]],
  ['a pass after a failure: it was run again', word('fail', 5, 2), word('pass', 9), ['pass', 9, 3, null]],
  ['a word after one that said nothing', word('none', 5), word('pass', 9), ['pass', 9, 2, 1]],
  ['a word that says nothing', word('fail', 5), word('none', 9), null],
  ['a word that comes late', word('pass', 9), word('fail', 5), null],
  ['a failure within the same second', word('pass', 5), word('fail', 5), ['fail', 5, 2, 1]],
  ['a pass within the second of a failure', word('fail', 5), word('pass', 5), null],
])('a suite of checks: %s', (_, before, said, expected) => {
  const news = suiteNews(before, said);
  expect(news && [news.report.verdict, news.report.at.getTime() / 1000, news.report.attempt, news.instead]).toEqual(expected);
});
