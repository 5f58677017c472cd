import fc from 'fast-check';
import { expect, test } from 'vitest';
import { askOf } from '../../../../test/asking.ts';
import { aStoreForEachTest } from '../../../../test/store.ts';
import { effective } from '../../../config/effective.ts';
import { loadFile } from '../../../config/file.ts';
import type { HeadMoved, PullMoved, Repository } from '../../../core/event.ts';
import type { Session } from '../../../core/session.ts';
import { sessionOn } from '../../../store/session.ts';
import { environments } from '../config.ts';
import { newDeploy, newStory, type State } from '../deploy.ts';
import { byId, saved } from '../store.ts';
import { approvalsOf, approved, approvedLately, deploysBy, endOf } from './store.ts';
import { headMovesOn, pullCloses, pullMerges } from './voiding.ts';

/** Rows of approvals, and what makes them void, in whatever order it is heard of. */

const store = aStoreForEachTest();
const repository: Repository = { id: 17, owner: 'acme', name: 'web', installation: 1, private: false, defaultBranch: 'main' };
const fileOf = (text: string) => effective(loadFile([environments], text, '.github/shipmate.yml', { organisation: false }), null);
const asking = fileOf("environments: { staging: true, prod: { approved_by: '@acme/release' } }\n");
const carol = { id: 3, login: 'carol', bot: false };
const dave = { id: 4, login: 'dave', bot: false };
const start = Date.parse('2026-11-20T10:00:00Z');
const at = (seconds: number) => new Date(start + seconds * 1000);

const inside = <T>(work: (session: Session) => Promise<T>) => store.db.transaction().execute(tx => work(sessionOn(tx)));
let given = 0;
const approval = (seconds: number, more: Partial<Parameters<typeof approved>[1]> = {}) => {
  given += 1;
  return approved(repository, {
    id: `a${given}`,
    environment: 'prod',
    sha: 'A',
    pull: 7,
    by: carol,
    at: at(seconds),
    thread: 7,
    ...more,
  });
};
const approves = (...of: Parameters<typeof approval>) => inside(session => approval(...of).write(session));
const voids = async (sha = 'A', environment = 'prod') =>
  (await inside(session => approvalsOf(session, repository, environment, sha))).map(one => one.void);

const common = { repository, number: 7, base: 'main', by: dave };
const pushed = (seconds: number, before: string, head: string, more: Partial<HeadMoved> = {}): HeadMoved => ({
  ...common,
  type: 'HeadMoved',
  at: at(seconds),
  how: 'pushed',
  before,
  head,
  ...more,
});
const left = (seconds: number, how: PullMoved['how']): PullMoved => ({
  ...common,
  type: 'PullMoved',
  at: at(seconds),
  how,
  head: 'A',
});

async function happens(event: HeadMoved | PullMoved, file = asking) {
  const handlers = [headMovesOn, pullCloses, pullMerges].filter(({ on }) => on === event.type);
  for (const one of handlers) {
    const prepared = await one.prepare(event, askOf(repository, { file: async () => file, peek: inside }));
    await inside(async session => {
      const decision = await prepared?.decide(session, at(5_000));
      for (const change of decision?.changes ?? []) await change.write(session);
    });
  }
}

test.each<[says: string, event: HeadMoved | PullMoved, why: string | null]>([
  ['a push', pushed(60, 'A', 'B'), 'a push took its place'],
  ['a push to where it was approved', pushed(60, 'B', 'A'), 'a push took its place'],
  ['a push of before, heard of late', pushed(-60, 'Z', 'A'), null],
  ['a push elsewhere', pushed(60, 'C', 'D', { number: 8 }), null],
  ['a push from the same commit elsewhere', pushed(60, 'A', 'D', { number: 8 }), 'a push took its place'],
  ['another base', pushed(60, 'A', 'A', { how: 'retargeted', before: null }), 'the pull request was pointed at another branch'],
  ['another title', pushed(60, 'A', 'A', { how: 'edited', before: null }), null],
  ['opened again', pushed(60, 'A', 'A', { how: 'reopened', before: null }), null],
  ['closed', left(60, 'closed'), 'the pull request was closed'],
  ['merged', left(60, 'merged'), null],
  ['a draft again', left(60, 'drafted'), null],
])('%s', async (_, event, why) => {
  await approves(0);
  await happens(event);
  expect(await voids()).toEqual([why]);
});

test('one that names no pull request falls with its commit', async () => {
  await approves(0, { pull: null, thread: 9 });
  await happens(pushed(60, 'A', 'B'));
  expect(await voids()).toEqual(['a push took its place']);
});

test('void is void: neither a push back nor a file that asked for nothing meanwhile brings it back', async () => {
  await approves(0);
  await happens(pushed(60, 'A', 'B'), fileOf('environments: { prod: true }\n'));
  await happens(pushed(120, 'B', 'A'), fileOf('environments: { staging: true }\n'));
  expect(await voids()).toEqual(['a push took its place']);
  await approves(180);
  expect(await voids()).toEqual(['a push took its place', null]);
});

test('the last end of a pull request is known until it is merged', async () => {
  const end = () => inside(session => endOf(session, repository, 7));
  await happens(left(90, 'closed'));
  await happens(pushed(60, 'A', 'B'));
  expect(await end()).toEqual({ at: at(90), why: 'the pull request was closed' });
  await happens(left(120, 'merged'));
  expect(await end()).toBeNull();
});

test('in whatever order pushes and approvals are heard of, only what no push came after counts', async () => {
  const moment = fc.record({ what: fc.constantFrom('approve', 'push'), order: fc.nat() });
  let pull = 100;
  await fc.assert(
    fc.asyncProperty(fc.array(moment, { minLength: 2, maxLength: 6 }), async moments => {
      pull += 1;
      const sha = `A${pull}`;
      const story = moments.map((one, place) => ({ ...one, at: place * 60 }));
      for (const one of story.toSorted((a, b) => a.order - b.order)) {
        if (one.what === 'push') await happens(pushed(one.at, sha, `B${one.at}`, { number: pull }));
        else {
          // As the command does: what was said before the end it knows of is not even kept.
          const end = await inside(session => endOf(session, repository, pull));
          if (!end || end.at < at(one.at)) await approves(one.at, { pull, sha, by: { id: one.at, login: `at-${one.at}` } });
        }
      }
      const last = story.findLast(({ what }) => what === 'push')?.at ?? -1;
      const all = await inside(session => approvalsOf(session, repository, 'prod', sha));
      const counting = all.filter(one => one.void === null).map(({ by }) => by.id);
      expect(counting).toEqual(story.filter(one => one.what === 'approve' && one.at > last).map(one => one.at));
    }),
    { numRuns: 40 },
  );
}, 60_000);

test('deploys that wait for it are looked at anew, others are left alone', async () => {
  const waiting = (id: string, sha: string, state: State = 'waiting') =>
    saved(
      repository,
      newDeploy({
        id,
        environment: 'prod',
        kind: 'asked',
        sha,
        state,
        askedAt: at(0),
        dueAt: at(9_000),
        story: newStory({ from: '#7', title: '', workflow: 'deploy.yml', branch: 'main', judgedAt: at(0).getTime() }),
      }),
    );
  await inside(async session => {
    for (const one of [waiting('its', 'A'), waiting('other', 'C')]) await one.write(session);
  });
  await approves(0);
  await happens(pushed(60, 'A', 'B'));
  const due = async (id: string) => (await inside(session => byId(session, id)))?.dueAt;
  expect(await due('its')).toEqual(at(5_000));
  expect(await due('other')).toEqual(at(9_000));
});

test('said twice at once is once, and two people at once are two', async () => {
  await Promise.all([approves(0), approves(0), approves(0, { by: dave })]);
  const all = await inside(session => approvalsOf(session, repository, 'prod', 'A'));
  expect(all.map(({ by }) => by.login).toSorted()).toEqual(['carol', 'dave']);
});

test('who approved there last, newest first, each once', async () => {
  const erin = { id: 5, login: 'erin', bot: false };
  await approves(0, { by: erin });
  await approves(60, { sha: 'B' });
  await approves(120, { sha: 'C', by: dave });
  await approves(180, { sha: 'C' });
  await approves(240, { sha: 'C', by: erin, environment: 'staging' });
  const lately = (most: number) => inside(session => approvedLately(session, repository, 'prod', most));
  expect((await lately(2)).map(({ login }) => login)).toEqual(['carol', 'dave']);
  expect(await lately(9)).toHaveLength(3);
});

test('deploys of a person count once they began', async () => {
  const states: State[] = ['waiting', 'dropped', 'running', 'failed', 'cancelled'];
  const story = newStory({ by: carol, from: '#7', title: '', workflow: 'deploy.yml', branch: 'main' });
  await inside(async session => {
    for (const [place, state] of states.entries()) {
      const endedAt = state === 'waiting' || state === 'running' ? null : at(1);
      const one = {
        id: `d${place}`,
        environment: 'prod',
        kind: 'asked' as const,
        sha: 'A',
        askedAt: at(0),
        story,
        state,
        endedAt,
      };
      await saved(repository, newDeploy(one)).write(session);
    }
  });
  const count = (environment: string, id: number) => inside(session => deploysBy(session, repository, environment, id));
  expect([await count('prod', 3), await count('prod', 4), await count('staging', 3)]).toEqual([3, 0, 0]);
});
