import { expect, test } from 'vitest';
import { aStoreForEachTest } from '../../../test/store.ts';
import { effective } from '../../config/effective.ts';
import { loadFile } from '../../config/file.ts';
import { timezone } from '../../config/sections.ts';
import { decided } from '../../core/decision.ts';
import { record } from '../../store/audit.ts';
import { sessionOn } from '../../store/session.ts';
import { environments } from './config.ts';
import { newDeploy, newStory } from './deploy.ts';
import { saved } from './store.ts';
import { deployLine, pastOf, refusalLine } from './unusual-notes.ts';

const store = aStoreForEachTest();
const repository = { id: 17, owner: 'acme', name: 'web', installation: 1, private: false, defaultBranch: 'main' };
const dave = { id: 4, login: 'dave', bot: false };
const text = 'timezone: Europe/Berlin\nenvironments: { prod: true, staging: true }\n';
const file = effective(loadFile([environments, timezone], text, '.github/shipmate.yml', { organisation: false }), null);
const friday = new Date('2026-11-20T10:00:00Z');
const night = new Date('2026-11-20T23:30:00Z');

const deployed = (environment: string, id = environment) =>
  newDeploy({
    id,
    environment,
    kind: 'asked',
    sha: 'a'.repeat(40),
    askedAt: friday,
    story: newStory({ by: dave, from: '#4', title: '', workflow: 'deploy.yml', branch: 'main' }),
  });
const past = (environment = 'prod') => store.db.transaction().execute(tx => pastOf(sessionOn(tx), repository, environment, dave));

test('a first deploy is told, with the hour when it is an unusual one; no later one is', async () => {
  const line = async (environment: string, now: Date) =>
    deployLine(await past(environment), { deploy: deployed(environment, 'now'), file, now });
  expect([await line('prod', friday), await line('prod', night), await line('staging', night)]).toMatchInlineSnapshot(`
    [
      "\`dave\` deploys to **prod** for the first time.",
      "⚠️ It is Sat 00:30 (Europe/Berlin), and \`dave\` deploys to **prod** for the first time.",
      "\`dave\` deploys to **staging** for the first time.",
    ]
  `);
  await store.db
    .transaction()
    .execute(tx => saved(repository, { ...deployed('prod'), state: 'failed', endedAt: friday }).write(sessionOn(tx)));
  expect([await line('prod', night), await line('staging', friday)]).toMatchInlineSnapshot(`
    [
      null,
      "\`dave\` deploys to **staging** for the first time.",
    ]
  `);
});

test('the fifth refusal in a row is told, and what goes well in between begins anew', async () => {
  const told: (string | null)[] = [];
  const outcomes = ['refused', 'refused', 'done', ...Array.from({ length: 6 }, () => 'refused' as const)] as const;
  for (const outcome of outcomes) {
    if (outcome === 'refused') told.push(refusalLine(await past(), { login: 'dave', prefix: '/' }));
    const decision = decided({ about: '/deploy', actor: 'dave', outcome });
    await store.db
      .transaction()
      .execute(tx => record(tx, { delivery: null, repository: repository.id, scope: 'thread/17/4', decision }));
  }
  expect(told).toMatchInlineSnapshot(`
    [
      null,
      null,
      null,
      null,
      null,
      null,
      "⚠️ \`dave\` was refused 5 times in a row. \`/help\` says what each command needs.",
      null,
    ]
  `);
});
