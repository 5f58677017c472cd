/** Every sentence of the commands of a team's own. */

import { attemptOf } from '../../core/again.ts';
import type { Offer } from '../../core/offer.ts';
import { about } from '../../core/watch.ts';
import { code, fenced, inert } from '../../text/inert.ts';
import { duration } from '../../time/duration.ts';
import type { OpsRun } from './ops-run.ts';

/** The input that carries our id, so that the run is found again. */
export const mark = 'shipmate';

/** Output and logs stay under 8,000 characters, fence included. */
const mostOutput = 7_500;

/** Said when a run waits for a runner longer than people are used to. */
export const longInQueue = 5 * 60_000;
/** Who waits longer than this is told of the end by a comment: edits do not notify. */
const longWait = 5 * 60_000;

const paragraphs = (...parts: (string | null)[]): string => parts.filter(part => part !== null && part !== '').join('\n\n');
const said = ({ story }: OpsRun): string => code(story.again, 120);
const atLeastASecond = (milliseconds: number): string => duration(Math.max(1_000, milliseconds));

/** The living comment, rendered from the row. */
export function bodyOf(one: OpsRun, now: Date): string {
  switch (one.state) {
    case 'starting':
    case 'running':
      return underWay(one, now);
    case 'succeeded':
      return paragraphs(`### ✅ ${said(one)}`, line(one, took(one)), output(one));
    case 'failed':
      return failed(one);
    case 'cancelled':
      return paragraphs(
        `### ⏹️ ${said(one)} was cancelled`,
        line(one, took(one)),
        why(one),
        halfDone(one),
        output(one),
        again(one),
      );
    case 'lost':
      return paragraphs(`### ❓ Nobody knows how ${said(one)} ended`, line(one), why(one), again(one));
  }
}

function underWay(one: OpsRun, now: Date): string {
  const { story, ranAt, askedAt } = one;
  const heading = `### 🔄 ${said(one)}`;
  const expected = story.expected === null ? null : `about ${about(story.expected)}`;
  const stop = story.run ? 'Whoever can write can cancel it on the page of its run.' : null;
  if (ranAt) {
    const elapsed = atLeastASecond(now.getTime() - ranAt.getTime());
    const step = story.step && `${story.step.place} of ${story.step.of}: ${code(story.step.name, 60)}`;
    return paragraphs(
      heading,
      line(one, expected === null ? elapsed : `${elapsed} of ${expected}`),
      step && `Step ${step}`,
      stop,
    );
  }
  const waited = now.getTime() - askedAt.getTime();
  const queued =
    waited >= longInQueue ? `It has waited ${duration(waited)} for a runner. After two hours I give up and cancel it.` : null;
  return paragraphs(heading, line(one, expected === null ? null : `${expected} once it runs`), queued, stop);
}

function failed(one: OpsRun): string {
  const { ending } = one.story;
  const at = ending?.at ? ` in ${code(ending.at)}` : '';
  const log = ending?.logUrl ? `, [log](${ending.logUrl})` : '';
  return paragraphs(
    `### ❌ ${said(one)} failed${at}`,
    [`${line(one)}${log}`, ending?.line ? `> ${inert(ending.line, 300)}` : null].filter(part => part !== null).join('\n'),
    why(one),
    output(one),
    again(one),
  );
}

/** Who and which run: the line below the heading. */
function line(one: OpsRun, ...more: (string | null)[]): string {
  const { by, run } = one.story;
  const link = run && one.run !== null ? `run [#${run.number}](${run.web}/actions/runs/${one.run})` : null;
  return [`for ${code(by.login)}`, link, attemptOf(one), ...more].filter(part => part !== null).join(' · ');
}

const took = ({ ranAt, endedAt }: OpsRun): string | null =>
  ranAt && endedAt ? atLeastASecond(endedAt.getTime() - ranAt.getTime()) : null;

const why = ({ story }: OpsRun): string | null => story.ending?.why ?? null;

const halfDone = ({ ranAt }: OpsRun): string => (ranAt ? 'What had run by then is not undone.' : 'Nothing had run yet.');

const again = (one: OpsRun): string => `${said(one)} tries again`;

const titles = { report: 'What it says', output: 'What it printed', log: 'The end of the log' } as const;

function output({ story }: OpsRun): string | null {
  const words = story.ending?.output;
  if (!words || words.text.trim() === '') return null;
  return `<details><summary>${titles[words.of]}</summary>\n\n${fenced(words.text, mostOutput)}\n\n</details>`;
}

/** A new comment, because somebody waits for this end; null: the edit is enough. */
export function lastLine(one: OpsRun): string | null {
  const { by, ending } = one.story;
  const person = `@${by.login}`;
  const waited = one.endedAt ? one.endedAt.getTime() - one.askedAt.getTime() : 0;
  switch (one.state) {
    case 'failed':
      return `${person}, ${said(one)} failed${ending?.at ? ` in ${code(ending.at)}` : ''}.`;
    case 'lost':
      return `${person}, nobody knows how ${said(one)} ended.`;
    case 'succeeded':
      return waited > longWait ? `${person}, ${said(one)} is done, after ${duration(waited)}.` : null;
    case 'cancelled':
      return waited > longWait ? `${person}, ${said(one)} was cancelled.` : null;
    case 'starting':
    case 'running':
      return null;
  }
}

/** The very same is under way. */
export function underWayAlready(one: OpsRun, thread: number, now: Date): string {
  const where = one.thread === thread ? 'see above' : `see #${one.thread}`;
  return `${said(one)} already runs for ${code(one.story.by.login)} since ${atLeastASecond(now.getTime() - one.askedAt.getTime())}: ${where}. I did not start it again.`;
}

type Asked = Pick<Offer, 'name' | 'workflow' | 'path' | 'implied' | 'otherwise'>;

export function workflowMissing({ workflow: file, path, implied, name, otherwise }: Asked, others: string[]): string {
  const there = others
    .slice(0, 8)
    .map(one => code(one))
    .join(', ');
  const found = there === '' ? 'There are no workflows there.' : `There ${others.length === 1 ? 'is' : 'are'} ${there}.`;
  const asks = implied ? `${code(name)} starts it` : `${code(path.join('.'))} names it`;
  return `${code(`.github/workflows/${file}`)} is not on the default branch, and ${asks}. ${found}${otherwise === '' ? '' : ` ${otherwise}`}`;
}

export const unfit = (file: string, why: string): string => `${code(file)} ${why}`;

export const workflowUnreadable = (file: string, problem: string): string => `${code(file)} ${problem}, so I cannot start it.`;

/** With the inputs that it should have, where these are known. */
export function notDispatchable({ workflow: file, inputs }: Pick<Offer, 'workflow' | 'inputs'>): string {
  const names = Object.keys(inputs);
  const taken = [...names, mark].map(one => `${one}: {}`).join(', ');
  const write = names.length === 0 ? 'workflow_dispatch:' : `workflow_dispatch: { inputs: { ${taken} } }`;
  return `${code(file)} cannot be started: it needs ${code(write, 120)} under ${code('on:')}.`;
}

export const summary = (file: string): string => `Runs ${code(file)}.`;
