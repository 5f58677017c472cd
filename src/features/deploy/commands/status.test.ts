import { expect, test } from 'vitest';
import { askOf } from '../../../../test/asking.ts';
import type { Invocation } from '../../../core/command.ts';
import type { Part } from '../../../core/feature.ts';
import { environments } from '../config.ts';
import { status } from './status.ts';

const repository = { id: 7, owner: 'acme', name: 'web', installation: 1, private: true, defaultBranch: 'main' };
const invocation: Invocation = {
  ...{ id: 'comment:1:0', actor: { id: 1, login: 'alice', bot: false }, role: 'write', repository, at: new Date(0) },
  place: {
    subject: { kind: 'issue', number: 1 },
    node: 'I_1',
    author: null,
    pull: null,
    main: null,
    fileBlob: null,
    asked: [],
    workflows: [],
  },
  ...{ sign: null, comment: null, prefix: '/', file: { present: true, problems: [], read: () => undefined } },
};
const part = (says: string | null): Part => ({ section: environments, says: async () => says });

test.each([
  [['Builds are green.', 'Two errors go on.'], 'Builds are green.\n\nTwo errors go on.'],
  [[null, 'Two errors go on.', null], 'Two errors go on.'],
  [[null, ''], 'There are no environments in `.github/shipmate.yml` yet.'],
])('what others add stands one below the other: %j', async (parts, says) => {
  const ready = await status(parts.map(part)).prepare(
    { invocation, args: {}, more: {} },
    askOf(repository, { peek: read => read({ transaction: Symbol('none') }) }),
  );
  expect((await ready.decide({ transaction: Symbol('none') }, new Date(0))).reply?.says).toBe(says);
});

test('each of them switches the command on', () => {
  expect(status([part(null), part(null)]).or).toHaveLength(2);
});
