import { expect, test } from 'vitest';
import { newEpisode } from './episode.ts';
import { hiddenIn, knownOf, withHidden } from './hidden.ts';
import { newRollUp, rolled, rollUps } from './roll-up.ts';

const now = new Date('2026-11-20T12:00:00Z');
const round = { repository: { owner: 'acme', name: 'web', private: true }, page: '', prefix: '/', timezone: 'UTC' };
const one = (id: number) =>
  newEpisode({ id: `${id}`.repeat(9), of: 'errors', about: '1', key: `k${id}`, beganAt: now, state: 'open', story: null });

test('what still fails comes first', () => {
  let many = newRollUp('many', now);
  for (let id = 0; id < 60; id += 1) many = rolled(many, one(id), `Thing ${id}`, now);
  for (let id = 0; id < 59; id += 1) many = rolled(many, { ...one(id), state: 'closed' }, `Thing ${id}`, now);
  expect(rollUps.shows(many, round).body.split('\n').slice(2, 4)).toEqual(['- ❌ Thing 59', '- ✅ Thing 0']);
  expect(rollUps.keeps(many)).toHaveProperty('lines.0.over', false);
});

test('of a thousand lines some are shown, and what is hidden leaves room for them', () => {
  let many = newRollUp('many', now);
  for (let id = 0; id < 1_000; id += 1) many = rolled(many, one(id), `${'A thing '.repeat(25)} ${id}`, now);
  const { body } = rollUps.shows(many, round);
  const whole = withHidden(body, knownOf(many, rollUps.keeps(many)));
  expect(whole.length).toBeLessThan(65_000);
  expect(whole.startsWith(body)).toBe(true);
  expect(body).toContain('- and 950 more');
  expect(rollUps.again(hiddenIn(whole)?.story, null)?.state).toBe('moot');
});
