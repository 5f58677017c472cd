import { expect, test } from 'vitest';
import { environment } from '../../../../test/policy.ts';
import { placesOf } from '../commands/status.ts';
import { type Deploy, newDeploy, newStory } from '../deploy.ts';
import type { Lock } from '../policy/rows.ts';
import { type Board, bodyOf, lastWords, nextTurn } from './body.ts';

const now = new Date('2026-11-20T10:00:00Z');
const repository = { owner: 'acme', name: 'web', defaultBranch: 'main' };
const environments = { prod: environment({ freeze: 'Fri 16:00 - Mon 08:00' }), staging: environment({}) };
const story = newStory({
  by: { id: 2, login: 'bob', bot: false },
  from: '#42',
  title: 'Fix',
  workflow: 'deploy.yml',
  branch: 'main',
});
const deploy = (parts: Partial<Deploy>): Deploy =>
  newDeploy({ id: 'a', environment: 'prod', kind: 'asked', sha: 'a'.repeat(40), askedAt: now, story, ...parts });
const ended = deploy({ state: 'succeeded', endedAt: new Date('2026-11-19T22:40:00Z') });
const running = deploy({ id: 'b', sha: 'b'.repeat(40), state: 'running', startedAt: now, ranAt: now });

function at(time: Date, queue: Deploy[] = [], locks: Lock[] = []): string {
  const standings = [
    { name: 'prod', current: ended, queue, last: ended, locks },
    { name: 'staging', current: null, queue: [], last: null, locks: [] },
  ];
  const places = placesOf(standings, { config: environments, drift: new Map(), main: 'a'.repeat(40) });
  const board: Board = { repository, environments, timezone: 'Europe/Berlin', prefix: '/', places, now: time };
  return bodyOf(board);
}

test('what runs, since when by the clock of the team, and when it freezes', () => {
  expect(at(now)).toMatchInlineSnapshot(`
    "\`acme/web\`, kept up by Shipmate. Times are those of Europe/Berlin.

    | | what runs there |
    |---|---|
    | **prod** | \`aaaaaaa\` from #42 for \`bob\`, 19 Nov 2026 23:40; the head of \`main\` |
    | **staging** | nothing that I deployed |

    **prod** freezes 20 Nov 2026 16:00.

    \`/status\` in any thread says the same, and what is in your way. To be rid of this, take \`status_board\` out of \`.github/shipmate.yml\`; closing it will do too."
  `);
});

test('who is under way, and nobody in line', () => {
  const said = at(now, [running]);
  expect(said).toContain('🔄 `bob` is deploying `bbbbbbb` from #42, since 20 Nov 2026 11:00');
  expect(said).not.toContain('In line');
});

test('time alone changes nothing but what is frozen', () => {
  const later = (hours: number) => new Date(now.getTime() + hours * 3_600_000);
  expect(at(later(4), [running])).toBe(at(now, [running]));
  expect(at(later(6))).toContain('🧊 **prod** is frozen until 23 Nov 2026 08:00.');
  expect(nextTurn(environments, 'Europe/Berlin', now)).toEqual(new Date('2026-11-20T15:00:00Z'));
  expect(nextTurn(environments, 'Europe/Berlin', later(6))).toEqual(new Date('2026-11-23T07:00:00Z'));
  expect(nextTurn({ staging: environment({}) }, 'UTC', now)).toBe(null);
});

test('a freeze with no end in sight, and none to come', () => {
  const places = placesOf([], { config: {}, drift: new Map(), main: null });
  const said = (freeze: string[]) =>
    bodyOf({ repository, environments: { prod: environment({ freeze }) }, timezone: 'UTC', prefix: '/', places, now });
  expect(said(['00:00 - 12:00', '12:00 - 00:00'])).toContain('🧊 **prod** is frozen with no end in sight.');
  expect(said(['2025-12-19 - 2026-01-04'])).not.toMatch(/froze|freez/);
});

test('its last words keep what stood there', () => expect(lastWords('all')).toMatch(/^⏹️ This is no longer kept up.*\n\nall$/s));

test('a lock is the notice of what goes on, and does not age', () => {
  const lock: Lock = {
    environment: 'prod',
    kind: 'person',
    reason: 'database migration',
    by: { id: 1, login: 'bob' },
    pull: null,
    since: ended.endedAt ?? now,
    until: now,
  };
  expect(at(now, [], [lock]).split('\n')[4]).toMatchInlineSnapshot(
    `"| **prod** | \`aaaaaaa\` from #42 for \`bob\`, 19 Nov 2026 23:40; the head of \`main\`<br>🔒 locked by \`bob\` (database migration), 19 Nov 2026 23:40, until 20 Nov 2026 11:00 |"`,
  );
});
