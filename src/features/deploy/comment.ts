/** The living comment of a deploy: every sentence that tells how one goes, rendered from its row. */

import { attemptOf } from '../../core/again.ts';
import { about, tableOf } from '../../core/watch.ts';
import { code, fenced, inert } from '../../text/inert.ts';
import { duration } from '../../time/duration.ts';
import { type Deploy, short } from './deploy.ts';
import { pullOf } from './locks/hold.ts';
import { backLines, stillLocked } from './locks/rollback-words.ts';
import { wrongLines } from './wrong-words.ts';

/** The deploys that are before it in the queue of its environment, the one under way first. */
export interface Surroundings {
  before: Deploy[];
}

export function bodyOf(deploy: Deploy, now: Date, around: Surroundings = { before: [] }): string {
  switch (deploy.state) {
    case 'waiting':
      return waiting(deploy, now, around);
    case 'starting':
    case 'running':
      return underWay(deploy, now);
    case 'succeeded':
      return succeeded(deploy);
    case 'failed':
      return failed(deploy);
    case 'cancelled':
      return cancelled(deploy);
    case 'lost':
      return lost(deploy);
    case 'dropped':
      return dropped(deploy);
  }
}

/** Logs stay under 8,000 characters, fence included. */
const mostLog = 7_500;
const mostReport = 4_000;

const paragraphs = (...parts: (string | null)[]): string => parts.filter(part => part !== null && part !== '').join('\n\n');
/** The heading, and right below it who, from where, which run. */
const head = (heading: string, below: string): string => `### ${heading}\n${below}`;
const bold = (environment: string): string => `**${inert(environment)}**`;
const said = (deploy: Deploy, word: string): string => code(`${deploy.story.prefix}${word}`);

/** Linked once the address of the repository's pages is known. */
export function commit({ story: { run } }: Deploy, sha: string | null): string {
  if (sha === null) return 'a commit nobody knows';
  return run ? `[\`${short(sha)}\`](${run.web}/commit/${sha})` : `\`${short(sha)}\``;
}

function runLink({ run, story }: Deploy): string | null {
  return run !== null && story.run ? `run [#${story.run.number}](${story.run.web}/actions/runs/${run})` : null;
}

/** Who, from where, which run: the line below the heading. */
function line(deploy: Deploy, ...more: (string | null)[]): string {
  const { by, from, approvedBy } = deploy.story;
  const person = by ? `for ${code(by.login)}` : deploy.kind === 'auto' ? 'by itself' : null;
  const place = /^#\d+$/.test(from) ? `from ${from}` : `from ${code(from)}`;
  // What waits has it in its list.
  const approval = approvedBy === null || deploy.state === 'waiting' ? null : `approved by ${code(approvedBy)}`;
  return [person, approval, place, runLink(deploy), attemptOf(deploy), ...more].filter(part => part !== null).join(' · ');
}

function waiting(deploy: Deploy, now: Date, { before }: Surroundings): string {
  const { checklist, expires, named } = deploy.story;
  if (checklist !== '') {
    const most =
      expires === null ? null : `, and so does waiting for ${duration(Math.max(60_000, expires - deploy.askedAt.getTime()))}`;
    const [busy] = before.map(one => `- ⬜ ${bold(deploy.environment)} is free: ${blocking(one, now)}`);
    const push = named.how === 'thread' && /^#\d+$/.test(deploy.story.from);
    return paragraphs(
      head(`⏳ ${commit(deploy, deploy.sha)} goes to ${bold(deploy.environment)} as soon as`, line(deploy)),
      deploy.story.note,
      [checklist, ...(busy === undefined ? [] : [busy])].join('\n'),
      `${push ? `A push to this pull request cancels it. So does ${said(deploy, 'cancel')}` : `${said(deploy, 'cancel')} takes it back`}${most ?? ''}.`,
    );
  }
  const [first, ...others] = before;
  return paragraphs(
    head(`⏳ ${commit(deploy, deploy.sha)} goes to ${bold(deploy.environment)} when it is free`, line(deploy)),
    deploy.story.note,
    backLines(deploy, now),
    first
      ? `${blocking(first, now)}${others.length === 0 ? '' : `, and ${others.length === 1 ? 'one more waits' : `${others.length} more wait`} before this`}.`
      : null,
    `${said(deploy, 'cancel')} takes it back.`,
  );
}

/** "`bob` is deploying `9f8e7d6` there from #40 (1 m of about 3 m)". */
export function blocking(deploy: Deploy, now: Date): string {
  const { by, from, workflow } = deploy.story;
  const who = by ? code(by.login) : 'Shipmate';
  if (deploy.kind === 'hand') return `${who} runs ${code(workflow)} there by hand${since(deploy, now)}`;
  const what = `\`${short(deploy.sha ?? '')}\``;
  const place = /^#\d+$/.test(from) ? from : code(from);
  if (deploy.state === 'waiting') return `${who} waits there with ${what} from ${place}`;
  return `${who} is deploying ${what} there from ${place}${since(deploy, now)}`;
}

function since({ ranAt, startedAt, story: { expected } }: Deploy, now: Date): string {
  const from = ranAt ?? startedAt;
  if (!from) return '';
  const elapsed = duration(Math.max(1_000, now.getTime() - from.getTime()));
  return ` (${elapsed}${expected === null ? '' : ` of ${expectedTime(expected)}`})`;
}

const expectedTime = (milliseconds: number): string => `about ${about(milliseconds)}`;

/** Said when a run waits for a runner longer than people are used to. */
export const longInQueue = 5 * 60_000;

function underWay(deploy: Deploy, now: Date): string {
  const { story, ranAt, startedAt } = deploy;
  const heading = `🚀 Deploying ${commit(deploy, deploy.sha)} to ${bold(deploy.environment)}`;
  if (story.stopping !== null)
    return paragraphs(head(heading, line(deploy)), wrongLines(deploy), `Stopping, for ${code(story.stopping)}.`);
  const stop = `${said(deploy, 'cancel')} stops it.`;
  if (!ranAt) {
    const waited = startedAt ? now.getTime() - startedAt.getTime() : 0;
    const expected = story.expected === null ? null : `${expectedTime(story.expected)} once it runs`;
    const held = `GitHub wants somebody to let it go, on the page of its run. After a day I give up and cancel it.`;
    const queued =
      waited >= longInQueue ? `It has waited ${duration(waited)} for a runner. After two hours I give up and cancel it.` : null;
    return paragraphs(
      head(heading, line(deploy, expected)),
      story.note,
      backLines(deploy, now),
      story.held ? held : queued,
      stop,
    );
  }
  const elapsed = duration(Math.max(1_000, now.getTime() - ranAt.getTime()));
  const time = story.expected === null ? elapsed : `${elapsed} of ${expectedTime(story.expected)}`;
  return paragraphs(
    head(heading, line(deploy, time)),
    story.note,
    backLines(deploy, now),
    story.lines.length > 0 ? tableOf(story.lines, now, story.usual) : null,
    wrongLines(deploy),
    stop,
  );
}

export function took({ ranAt, endedAt }: Deploy): string | null {
  return ranAt && endedAt ? duration(Math.max(1_000, endedAt.getTime() - ranAt.getTime())) : null;
}

function succeeded(deploy: Deploy): string {
  const { story, environment } = deploy;
  const further = story.next === null ? null : `${said(deploy, `deploy ${story.next}`)} takes it further`;
  return paragraphs(
    head(
      `✅ ${commit(deploy, deploy.sha)} is on ${bold(environment)}${story.url === null ? '' : ` — ${story.url}`}`,
      line(deploy, took(deploy), was(deploy)),
    ),
    story.note,
    wrongLines(deploy),
    backLines(deploy, endOf(deploy)),
    brings(deploy),
    kept(deploy),
    folded('What the deploy says', story.ending?.report ?? null, text => fenced(text, mostReport)),
    further,
  );
}

const endOf = ({ endedAt, askedAt }: Deploy): Date => endedAt ?? askedAt;

function kept(deploy: Deploy): string | null {
  const { hold } = deploy.story;
  if (hold === null || pullOf(deploy) === null) return null;
  return `${bold(deploy.environment)} stays this pull request’s for ${duration(hold)}, or until it is merged or closed. ${said(deploy, `unlock ${deploy.environment}`)} gives it to everybody before that.`;
}

function was(deploy: Deploy): string | null {
  const { was: before, brings: what, run } = deploy.story;
  if (!before) return 'the first one through me';
  if (before.sha === null) return 'nobody knows what was there';
  if (before.sha === deploy.sha) return 'the same as before';
  const counts = what ? commits(what) : null;
  const link = run ? `[compare](${run.web}/compare/${before.sha}...${deploy.sha})` : null;
  const more = [counts, link].filter(part => part !== null).join(', ');
  return `was ${commit(deploy, before.sha)}${more === '' ? '' : ` (${more})`}`;
}

function commits({ ahead, behind }: { ahead: number; behind: number }): string | null {
  const count = (number: number) => (number === 1 ? '1 commit' : `${number >= 250 ? 'over 250' : number} commits`);
  if (ahead === 0 && behind === 0) return null;
  if (behind === 0) return count(ahead);
  return ahead === 0 ? `${count(behind)} back` : `${count(ahead)} more, ${count(behind)} less`;
}

/** Numbers stand in code spans: a reference would leave a note in each of these pull requests. */
function brings({ story }: Deploy): string | null {
  const pulls = story.brings?.pulls ?? [];
  if (pulls.length === 0) return null;
  const shown = pulls.slice(0, 20).map(({ number, title }) => `- \`#${number}\` ${inert(title, 100)}`);
  const rest = pulls.length > shown.length ? [`- and ${pulls.length - shown.length} more`] : [];
  return `<details><summary>${pulls.length === 1 ? 'One pull request' : `${pulls.length} pull requests`} in it</summary>\n\n${[...shown, ...rest].join('\n')}\n\n</details>`;
}

function folded(summary: string, text: string | null, render: (text: string) => string): string | null {
  return text === null || text.trim() === '' ? null : `<details><summary>${summary}</summary>\n\n${render(text)}\n\n</details>`;
}

function failed(deploy: Deploy): string {
  const { story, environment } = deploy;
  const { ending } = story;
  const at = ending?.at ? ` in ${code(ending.at)}` : '';
  const log = ending?.logUrl ? `[log](${ending.logUrl})` : null;
  const place = [line(deploy), log].filter(part => part !== null).join(', ');
  return paragraphs(
    head(
      `❌ Deploying ${commit(deploy, deploy.sha)} to ${bold(environment)} failed${at}`,
      [place, ending?.line ? `> ${inert(ending.line, 300)}` : null].filter(part => part !== null).join('\n'),
    ),
    ending?.why ?? null,
    wrongLines(deploy),
    still(deploy),
    stillLocked(deploy),
    folded('The end of the log', ending?.log ?? null, text => fenced(text, mostLog)),
    folded('What the deploy says', ending?.report ?? null, text => fenced(text, mostReport)),
    `${code(story.again)} tries again`,
  );
}

function still(deploy: Deploy): string | null {
  const { was: before } = deploy.story;
  if (!before) return `Nothing was deployed to ${bold(deploy.environment)} through me before.`;
  return before.sha === null ? null : `${bold(deploy.environment)} still runs ${commit(deploy, before.sha)}.`;
}

function cancelled(deploy: Deploy): string {
  const { story, environment, ranAt } = deploy;
  const before = story.was?.sha ? `${bold(environment)} ran ${commit(deploy, story.was.sha)} before` : null;
  const half = ranAt ? 'what had run by then is not undone' : 'nothing had run yet';
  return paragraphs(
    head(`⏹️ Deploying ${commit(deploy, deploy.sha)} to ${bold(environment)} was cancelled`, line(deploy, took(deploy))),
    story.ending?.why ?? null,
    wrongLines(deploy),
    `${before === null ? half.replace(/^./, letter => letter.toUpperCase()) : `${before}; ${half}`}.`,
    stillLocked(deploy),
    `${code(story.again)} tries again`,
  );
}

function lost(deploy: Deploy): string {
  const { story, environment } = deploy;
  return paragraphs(
    head(`❓ Nobody knows what runs on ${bold(environment)}`, `${commit(deploy, deploy.sha)} · ${line(deploy)}`),
    story.ending?.why ?? null,
    wrongLines(deploy),
    `${bold(environment)} is free again. ${code(story.again)} settles it.`,
  );
}

function dropped(deploy: Deploy): string {
  return paragraphs(
    head(`⏹️ ${commit(deploy, deploy.sha)} does not go to ${bold(deploy.environment)}`, line(deploy)),
    deploy.story.ending?.why ?? null,
  );
}

/** One short line for whoever waits, when an edit would not reach them; null when nobody does. */
export function lastLine(deploy: Deploy): string | null {
  const { story, environment, endedAt, startedAt, askedAt } = deploy;
  if (!story.by || story.by.bot || !endedAt) return null;
  // Who was called because of errors is not called again because of its end.
  const who = story.warned ? code(story.by.login) : `@${story.by.login}`;
  const what = `${commit(deploy, deploy.sha)}`;
  const where = bold(environment);
  const long = endedAt.getTime() - (startedAt ?? askedAt).getTime() > 5 * 60_000;
  switch (deploy.state) {
    case 'succeeded':
      return long || story.waited ? `${who}, ${what} is on ${where}${took(deploy) ? ` (${took(deploy)})` : ''}.` : null;
    case 'failed':
      return `${who}, ${what} did not get to ${where}${story.ending?.at ? `: ${code(story.ending.at)} failed` : ''}. See above.`;
    case 'cancelled':
      return story.stopping === story.by.login ? null : `${who}, ${what} on its way to ${where} was cancelled. See above.`;
    case 'dropped':
      return `${who}, ${what} does not go to ${where}. See above.`;
    case 'lost':
      return `${who}, nobody knows whether ${what} is on ${where}. See above.`;
    default:
      return null;
  }
}
