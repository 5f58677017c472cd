import { deserialize, serialize } from 'node:v8';
import { expect, test } from 'vitest';
import { openManifest, startAcme } from '../../../../test/acme.ts';
import { startBox } from '../../../../test/box.ts';

test('a run that is under way goes on by its script in the box that follows', async () => {
  const { box, alice, repository } = await startAcme({ manifest: openManifest });
  repository.protect('main', { checks: ['a'] });
  box.organisation('acme').team('Web').member(alice);
  box.actions.script({ queued: 1_000_000, step: 5_000 });
  repository.push('main', { '.github/workflows/ci.yml': 'on: push\njobs: { a: { steps: [{ run: x }] } }\n' }, { by: alice });
  const picture = deserialize(serialize(box.picture()));
  await box.close();

  await using again = await startBox({ picture, manifest: openManifest });
  const [run] = again.repository('acme/web').runs('ci.yml');
  expect(run?.status).toBe('queued');
  again.clock.advance(2_000_000);
  expect(run?.conclusion).toBe('success');
  expect(again.repository('acme/web').checkRuns(run?.row.head ?? '')).toMatchObject([{ name: 'a', conclusion: 'success' }]);
});
