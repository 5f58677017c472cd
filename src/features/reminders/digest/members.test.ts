import { expect, test } from 'vitest';
import { alice, bob } from '../../../../test/digest.ts';
import { membersOf } from './members.ts';
import { wantedOf } from './wanted.ts';

test('each team that has a list is asked for once, and a list of all asks for none', async () => {
  const at = (hours: number) => ({ days: null, clock: hours * 3_600_000 });
  const team = (slug: string) => ({ organisation: 'acme', slug });
  const due = wantedOf([
    { team: null, at: at(8) },
    { team: team('web'), at: at(9) },
    { team: team('web'), at: at(15) },
    { team: team('secret'), at: at(9) },
  ]);
  const asked: string[] = [];
  const members = await membersOf(due, {
    async teamMembers({ slug }) {
      asked.push(slug);
      return slug === 'web' ? [alice, bob] : null;
    },
  });
  expect(asked).toEqual(['web', 'secret']);
  expect([...members]).toEqual([
    ['acme/web', [alice, bob]],
    ['acme/secret', null],
  ]);
});
