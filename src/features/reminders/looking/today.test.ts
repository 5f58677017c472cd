import { expect, test } from 'vitest';
import { alice, bob, config, on } from '../../../../test/nudges.ts';
import type { Heard } from '../row.ts';
import { leftToday } from './today.ts';

/** How many pull requests more may be said something about today; the file allows three. */

const few = config({ most_a_day: 3, timezone: 'Europe/Paris' });
const heard = (number: number, at: string) => ({ person: alice.id, number, at: on(at) });
const says = (number: number, person = alice): Heard => ({ person, number, what: 'nudge' });
const now = on('Tue 10:00');

test.each<[what: string, left: number, before: ReturnType<typeof heard>[], said: Heard[]]>([
  ['nothing was said', 3, [], []],
  ['one was', 2, [heard(1, 'Tue 09:00')], []],
  ['yesterday, by the clock in Paris', 3, [heard(1, 'Mon 22:59')], []],
  ['today, by the clock in Paris', 2, [heard(1, 'Mon 23:00')], []],
  ['just now', 2, [], [says(1)]],
  ['two people hear of one: it is one', 2, [], [says(1), says(1, bob)]],
  ['then the team hears of it, on the same day: it is still one', 2, [heard(1, 'Tue 09:00')], [says(1, bob)]],
  ['never less than none', 0, [1, 2, 3].map(number => heard(number, 'Tue 09:00')), [says(4)]],
])('%s', (_, left, before, said) => {
  expect(leftToday(before, few, now, said)).toBe(left);
});
