/** `/flaky`, `/flaky no`: whether a pass ends it. */
import { arg } from '../../../core/args.ts';
import { answer, command, refuse } from '../../../core/command.ts';
import { byNumber, saved } from '../../../issues/store.ts';
import { lockOf, visitDue } from '../../../issues/visit.ts';
import { builds } from '../config.ts';
import { lookDue } from '../heard.ts';
import { isFlaky, isNotFlaky, notOurs } from '../messages.ts';
import { lastDay } from '../settling.ts';
import { buildOf, changed } from '../story.ts';

export const flaky = command({
  name: 'flaky',
  summary: 'Say that this build comes and goes, or that it does not.',
  who: 'triage',
  args: { word: arg.choice('no').optional() },
  examples: ['/flaky', '/flaky no'],
  acts: true,
  needs: builds,
  locks: ({ invocation }) => [lockOf(invocation.repository)],
  async rows(session, { invocation: { repository, place } }) {
    const episode = await byNumber(session, repository, place.subject.number);
    return episode?.of === 'builds' ? buildOf(episode) : null;
  },
  decide({ invocation: { repository, prefix }, args, rows: build, now }) {
    if (build?.state !== 'open' || build.story.kind === 'deploy') return { reply: refuse(notOurs(`${prefix}flaky`)) };
    const story =
      args.word === 'no'
        ? { flaky: null, notFlaky: true, sameCommit: false }
        : { flaky: { since: now.getTime(), why: 'said' as const }, notFlaky: false };
    const over = args.word === 'no' && build.story.checks.every(({ fixed }) => fixed !== null);
    const next = changed(build, over ? { state: 'closed', endedAt: now } : {}, story);
    return {
      reply: answer(args.word === 'no' ? isNotFlaky : isFlaky),
      changes: [saved(repository, next)],
      raises: [visitDue(repository, next, now), ...(next.story.flaky ? [lookDue(repository, next.about, lastDay(next))] : [])],
    };
  },
});
