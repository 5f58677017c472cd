/** Every sentence of `/plan`: its refusals, and the living comment, rendered from the row. */

import { attemptOf } from '../../../core/again.ts';
import { reportArtifact } from '../../../core/sighting.ts';
import { about, tableOf } from '../../../core/watch.ts';
import { code, fenced, inert } from '../../../text/inert.ts';
import { duration } from '../../../time/duration.ts';
import { longInQueue } from '../comment.ts';
import { type Deploy, runningAfter } from '../deploy.ts';
import { bold, commit as commitWords, say, typed } from '../policy/words.ts';
import type { Plan } from './plan.ts';

const mostReport = 8_000;
const mostLog = 7_500;
/** Who waits longer than this is told of the end by a comment: edits do not notify. */
const longWait = 5 * 60_000;

export const planOf = (prefix: string, name: string, sha: string): string => say({ prefix, name }, 'plan', `@${typed(sha)}`);

export const forkUnread = (prefix: string, name: string, sha: string): string =>
  `This commit comes from a fork. Planning it runs it with the secrets of ${bold(name)}. Somebody who has read it can say ${planOf(prefix, name, sha)}.`;

export const tooShort = (prefix: string, name: string, said: string, sha: string): string =>
  `${code(`@${said}`)} is too short to be sure: another commit can be made to start like that. Did you mean ${planOf(prefix, name, sha)}?`;

export const notOurs = (sha: string): string =>
  `${commitWords(sha)} is on no protected branch, and it may come from a fork. Name its branch, or open a pull request for it.`;

/** Beside a word that the question where to offers. */
export function choice(current: Deploy | null): string {
  const running = runningAfter(current);
  if (running === null) return 'nothing runs there yet';
  return running.known ? `runs ${commitWords(running.sha)}` : 'nobody knows what runs there';
}

/** The very same is under way. */
export function underWayAlready(plan: Plan, thread: number, now: Date): string {
  const where = plan.thread === thread ? 'see above' : `see #${plan.thread}`;
  return `${commitWords(plan.sha)} is being planned for ${bold(plan.environment)} already, for ${code(plan.story.by.login)} since ${lasted(plan.askedAt, now)}: ${where}. I did not start it again.`;
}

export const whichPlan = (prefix: string, environments: string[]): string =>
  `Several plans from here are under way: ${environments.map(one => code(`${prefix}cancel ${one}`, 150)).join(' or ')}?`;

export const nothingPlanned = (workflow: string): string =>
  `Every job of ${code(workflow)} was skipped, so nobody knows what it would do.`;

const paragraphs = (...parts: (string | null)[]): string => parts.filter(part => part !== null && part !== '').join('\n\n');
const lasted = (from: Date, to: Date): string => duration(Math.max(1_000, to.getTime() - from.getTime()));

export function bodyOf(plan: Plan, now: Date): string {
  switch (plan.state) {
    case 'starting':
    case 'running':
      return underWay(plan, now);
    case 'succeeded':
      return succeeded(plan);
    case 'failed':
      return failed(plan);
    case 'cancelled':
      return paragraphs(
        head(`⏹️ The plan of ${commit(plan)} for ${bold(plan.environment)} was cancelled`, line(plan, took(plan))),
        plan.story.ending?.why ?? null,
        again(plan),
      );
    case 'lost':
      return paragraphs(
        head(`❓ Nobody knows how the plan of ${commit(plan)} for ${bold(plan.environment)} ended`, line(plan)),
        plan.story.ending?.why ?? null,
        again(plan),
      );
  }
}

/** The heading, and right below it who, from where, which run. */
const head = (heading: string, below: string): string => `### ${heading}\n${below}`;
const again = ({ story }: Plan): string => `${code(story.again, 150)} tries again`;

/** Linked once the address of the repository's pages is known. */
const linked = ({ story: { run } }: Plan, sha: string): string =>
  run ? `[${commitWords(sha)}](${run.web}/commit/${sha})` : commitWords(sha);
const commit = (plan: Plan): string => linked(plan, plan.sha);

function line(plan: Plan, ...more: (string | null)[]): string {
  const { story, run } = plan;
  const place = /^#\d+$/.test(story.from) ? `from ${story.from}` : `from ${code(story.from)}`;
  const link = run !== null && story.run ? `run [#${story.run.number}](${story.run.web}/actions/runs/${run})` : null;
  return [`for ${code(story.by.login)}`, place, link, attemptOf(plan), ...more].filter(part => part !== null).join(' · ');
}

const took = ({ ranAt, endedAt }: Plan): string | null => (ranAt && endedAt ? lasted(ranAt, endedAt) : null);

function underWay(plan: Plan, now: Date): string {
  const { story, environment, ranAt, askedAt } = plan;
  const heading = `🔍 Planning ${commit(plan)} for ${bold(environment)}`;
  if (story.stopping !== null) return paragraphs(head(heading, line(plan)), `Stopping, for ${code(story.stopping)}.`);
  const stop = `Nothing is deployed. ${code(`${story.prefix}cancel ${environment}`, 150)} here stops it.`;
  const expected = story.expected === null ? null : `about ${about(story.expected)}`;
  if (ranAt) {
    const elapsed = lasted(ranAt, now);
    const time = expected === null ? elapsed : `${elapsed} of ${expected}`;
    return paragraphs(head(heading, line(plan, time)), story.lines.length > 0 ? tableOf(story.lines, now) : null, stop);
  }
  const waited = now.getTime() - askedAt.getTime();
  const queued =
    waited >= longInQueue ? `It has waited ${duration(waited)} for a runner. After two hours I give up and cancel it.` : null;
  const held = story.held
    ? 'GitHub wants somebody to let it go, on the page of its run. After a day I give up and cancel it.'
    : null;
  return paragraphs(head(heading, line(plan, expected && `${expected} once it runs`)), held ?? queued, stop);
}

function succeeded(plan: Plan): string {
  const { story, environment } = plan;
  const report = story.ending?.report ?? null;
  return paragraphs(
    head(`🔍 Plan of ${commit(plan)} for ${bold(environment)}`, line(plan, took(plan), there(plan))),
    report === null || report.trim() === '' ? noReport(story.workflow) : shown(report),
    story.was?.sha === plan.sha ? null : `${code(story.further, 150)} takes it there`,
  );
}

/** What it was planned against. */
function there(plan: Plan): string | null {
  const { story, environment, sha } = plan;
  const before = story.was?.sha ?? null;
  if (before === null) return null;
  if (before === sha) return `what ${bold(environment)} runs now`;
  const compare = story.run ? ` ([compare](${story.run.web}/compare/${before}...${sha}))` : '';
  return `${bold(environment)} runs ${linked(plan, before)}${compare}`;
}

/** The lines that make it leave one: what a plan is worth is what people can read of it. */
const noReport = (workflow: string): string =>
  `It left no report that I can show. These lines at the end of its job in ${code(workflow)} make it one, of at most 64 KB:
\`\`\`yaml
- uses: actions/upload-artifact@v4
  with: { name: ${reportArtifact}, path: report.md }
\`\`\``;

const shown = (report: string): string => folded('What it would do', fenced(report, mostReport));
const folded = (title: string, text: string): string => `<details><summary>${title}</summary>\n\n${text}\n\n</details>`;

function failed(plan: Plan): string {
  const { ending } = plan.story;
  const at = ending?.at ? ` in ${code(ending.at)}` : '';
  const log = ending?.logUrl ? `, [log](${ending.logUrl})` : '';
  const words = ending?.line ? `\n> ${inert(ending.line, 300)}` : '';
  return paragraphs(
    head(`❌ Planning ${commit(plan)} for ${bold(plan.environment)} failed${at}`, `${line(plan)}${log}${words}`),
    ending?.why ?? null,
    ending?.log ? folded('The end of the log', fenced(ending.log, mostLog)) : null,
    ending?.report ? shown(ending.report) : null,
    again(plan),
  );
}

/** A new comment, because somebody waits for this end; null: the edit is enough. */
export function lastLine(plan: Plan): string | null {
  const { story, environment, endedAt, askedAt } = plan;
  if (story.by.bot || endedAt === null) return null;
  const who = `@${story.by.login}`;
  const what = `the plan of ${commit(plan)} for ${bold(environment)}`;
  switch (plan.state) {
    case 'succeeded':
      return endedAt.getTime() - askedAt.getTime() > longWait ? `${who}, ${what} is there. See above.` : null;
    case 'failed':
      return `${who}, ${what} failed${story.ending?.at ? ` in ${code(story.ending.at)}` : ''}. See above.`;
    case 'cancelled':
      return story.stopping === story.by.login ? null : `${who}, ${what} was cancelled. See above.`;
    case 'lost':
      return `${who}, nobody knows how ${what} ended. See above.`;
    case 'starting':
    case 'running':
      return null;
  }
}
