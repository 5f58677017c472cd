import { expect, test } from 'vitest';
import { alice, bob, carol, check, judging } from '../../../../test/policy.ts';
import { effective } from '../../../config/effective.ts';
import { filePath, loadFile } from '../../../config/file.ts';
import type { Person } from '../../../core/event.ts';
import { environments } from '../config.ts';
import { judgingOf, readFacts } from './facts-file.ts';
import { gatesOf } from './gates.ts';

const who = ({ id, login }: Person) => ({ id, login });

test('facts that went through a file are judged as they were', () => {
  const settings = {
    reviews: 2,
    approved_by: '@carol',
    plan: 'required',
    green: true,
    up_to_date: true,
    freeze: 'Sat',
    wait: '2h',
  };
  const now = new Date('2026-11-19T11:00:00Z');
  const given = judging({
    settings,
    seen: { moved: 'a'.repeat(40), secondsBefore: 4 },
    pull: { draft: true, fork: true },
    judged: {
      checks: [check('CI / test', 'running', { since: now }), check('lint', 'failure', { url: 'https://example.org' })],
      missing: [{ name: 'security', app: 'scanner' }],
      reviews: [{ by: carol, state: 'approved', commit: 'a'.repeat(40), at: now, writer: true }],
      behind: 2,
      green: { sha: 'd'.repeat(40), checks: 'running' },
      involved: { authors: [alice], pusher: null, committers: [alice] },
    },
    rows: {
      locks: [
        {
          environment: null,
          kind: 'hold',
          reason: 'x',
          by: who(carol),
          pull: 7,
          since: now,
          until: new Date('2026-11-19T12:00:00Z'),
        },
      ],
      approvals: [{ environment: 'prod', sha: 'a'.repeat(40), by: who(bob), at: now, void: null }],
      planned: { sha: 'b'.repeat(40), at: now, ok: true },
      there: [{ tree: null, sha: 'a'.repeat(40), environment: 'prod' }],
      override: { reason: 'y', by: who(bob), secondBy: null },
    },
    approvers: [3],
  });
  const { name, environment: _environment, all: _all, timezone, prefix, mention: _mention, ...facts } = given;
  const read = readFacts(JSON.parse(JSON.stringify({ ...facts, environment: name })));
  if ('problem' in read) throw new Error(read.problem);
  const text = JSON.stringify({ environments: { prod: settings } });
  const file = effective(loadFile([environments], text, filePath, { organisation: false }), null);
  const again = judgingOf(read.facts, file, { timezone, prefix });
  expect(again).toEqual(given);
  expect(again && gatesOf(again)).toEqual(gatesOf(given));
});
