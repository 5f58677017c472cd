/** Errors as the shared machine for issues sees them. */

import type { Episode } from '../../issues/episode.ts';
import type { Kind } from '../../issues/kind.ts';
import { code } from '../../text/inert.ts';
import { momentOf } from '../../time/moment.ts';
import { shows, timesOf } from './body.ts';
import { errors } from './config.ts';
import { errorLabel, finderNamed, isMended, isOver, nothingShipped } from './messages.ts';
import { withoutSecretsAndMails } from './private.ts';
import { problemOf, storySchema } from './story.ts';

/** More is not kept hidden in an issue: it is enough to go on with. */
const keptFrames = 8;
const keptMembers = 20;

export const errorKind: Kind = {
  of: 'errors',
  section: errors,
  label: errorLabel,
  shows: (episode, round) => shows(problemOf(episode), round),
  why(episode, { timezone }) {
    const problem = problemOf(episode);
    const { state, left, beganAt, badAt, story } = problem;
    if (left !== null) return `I leave this issue alone: ${left}.`;
    if (state !== 'open') return isOver(problem);
    const began = story.began === null || story.shipped !== null ? '' : ` ${nothingShipped(story.began.environment)}`;
    const from = `It comes from ${finderNamed(story) ?? `the hook ${code(story.hook)}`} and is counted for ${story.home.owner}/${story.home.name}`;
    return `${from}: ${timesOf(problem)} from ${momentOf(beganAt, timezone)} to ${momentOf(badAt, timezone)}.${began}`;
  },
  closed(episode) {
    const { mended } = problemOf(episode).story;
    return mended && isMended(mended.sha);
  },
  keeps(episode: Episode) {
    const { story } = problemOf(episode);
    const { id } = story.sample;
    const sample = {
      ...story.sample,
      // The row has it whole: a source is told by it.
      id: id !== null && withoutSecretsAndMails(id) === id ? id : null,
      frames: story.sample.frames.slice(0, keptFrames),
      members: story.sample.members.slice(0, keptMembers),
    };
    return { ...story, sample };
  },
  again(kept, row) {
    const story = storySchema.safeParse(kept);
    if (!story.success) return null;
    const before = story.data.before + story.data.counted;
    // What the new database has counted is counted from nothing.
    if (!row) return { state: 'open', story: { ...story.data, before, counted: 0, alerts: 0 } };
    const { story: seen } = problemOf(row);
    return {
      state: 'open',
      story: { ...seen, before, shipped: story.data.shipped ?? seen.shipped, ack: story.data.ack, told: story.data.told },
    };
  },
};
