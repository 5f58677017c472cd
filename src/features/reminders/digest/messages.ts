/** What a team's list says. It calls nobody: names stand in code spans. */
import { code } from '../../../text/inert.ts';
import type { Digest } from '../config.ts';
import { type Line, mostLines } from './list.ts';

export const digestLabel = 'shipmate: digest';
const file = code('.github/shipmate.yml');
const setting = code('digest');

type Team = Digest['team'];
const teamName = ({ organisation, slug }: NonNullable<Team>): string => code(`@${organisation}/${slug}`, 150);
const pulls = (count: number): string => (count === 1 ? 'one pull request' : `${count} pull requests`);

/** Mentions in titles are live, so a team stands here without its sign. */
export const title = (team: Team): string =>
  team === null ? 'Pull requests that wait' : `Pull requests that wait for ${team.organisation}/${team.slug}`;

export const heading = (team: Team, count: number): string =>
  `### 📋 ${count === 1 ? 'One pull request waits' : `${count} pull requests wait`}${team === null ? '' : ` for ${teamName(team)}`}`;

export const groups: Record<Line['kind'], string> = {
  review: 'Waiting for a review',
  answer: 'Waiting for an answer',
  merge: 'Ready to merge',
  red: 'Red for long',
};

export const nobodyAsked = (author: string): string => `${author} (nobody is asked yet)`;
export const whoeverMay = 'whoever may';
export const more = (count: number, page: string): string =>
  `These are the ${mostLines} that wait longest. ${count === 1 ? 'One more waits' : `${count} more wait`} among [all that are open](${page}/pulls).`;
export const howToStop = `Nobody is mentioned here. ${setting} in ${file} says when this comes; close this issue, and it stops.`;

/** Of the issue. */
export const about = (team: Team): string =>
  `Pull requests that wait for somebody${team === null ? '' : ` of ${teamName(team)}`} are listed here in a comment when there are any: at most ${mostLines}, the oldest first. A list folds the one before it away and mentions nobody; subscribe to this issue to get them.`;
export const newest = (when: string, timezone: string, count: number): string =>
  `The newest list is of ${when} (${timezone}): ${pulls(count)}.`;
export const howToStopAll = `${setting} in ${file} says when. Close this issue, and no list comes until ${setting} there says something else.`;
export const lastWords = `⏹️ ${file} asks for no list here any more, so none comes.`;
