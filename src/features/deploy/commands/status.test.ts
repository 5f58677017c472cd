import { expect, test } from 'vitest';
import { replyTo } from '../../../../test/replying.ts';
import type { Part } from '../../../core/feature.ts';
import { environments } from '../config.ts';
import { status } from './status.ts';

const part = (says: string | null): Part => ({ section: environments, says: async () => says });

test.each([
  [['Builds are green.', 'Two errors go on.'], 'Builds are green.\n\nTwo errors go on.'],
  [[null, 'Two errors go on.', null], 'Two errors go on.'],
  [[null, ''], 'There are no environments in `.github/shipmate.yml` yet.'],
])('what others add stands one below the other: %j', async (parts, says) => {
  const said = replyTo(status(parts.map(part)), '/status', { ask: { peek: read => read({ transaction: Symbol('none') }) } });
  expect(await said).toBe(says);
});

test('each of them switches the command on', () => {
  expect(status([part(null), part(null)]).or).toHaveLength(2);
});
