import { describe, expect, test } from 'vitest';
import * as messages from './messages.ts';

/** Each sentence, to be read. */

const days = { timezone: 'Europe/Berlin', now: new Date('2026-07-01T08:00:00Z') };
const alice = { id: 1, login: 'alice', bot: false };
const until = new Date('2026-09-29T08:00:00Z');
const movedAt = new Date('2026-05-01T22:30:00Z');
const about = { kind: 'pull request', author: alice, movedAt, prefix: '/', again: false, next: null } as const;
const next = (what: 'ask' | 'close') => ({ what, at: new Date('2026-07-22T08:00:00Z') });

describe('the question', () => {
  test('where nothing is closed', () => {
    expect(messages.question(about, days)).toMatchInlineSnapshot(`
      "Nobody has moved here since 2 May. Close it? 👍 close · 👎 keep (I do not ask again for 90 days).

      I read reactions once an hour. Those of \`alice\`, assignees and people who can triage count."
    `);
  });
  test('the first, where closing is on', () => {
    expect(messages.question({ ...about, next: next('ask') }, days)).toMatchInlineSnapshot(`
      "Nobody has moved here since 2 May. Close it? 👍 close · 👎 keep (I do not ask again for 90 days).

      I read reactions once an hour. Those of \`alice\`, assignees and people who can triage count.

      If nobody answers, I ask once more on 22 Jul or soon after, and close it 14 working days after that. Their 👎 stops that, and so does whatever a person writes or pushes here."
    `);
  });
  test('the second', () => {
    expect(messages.question({ ...about, again: true, next: next('close') }, days)).toMatchInlineSnapshot(`
      "Nobody has moved here since 2 May, and nobody has answered me. Close it? 👍 close · 👎 keep (I do not ask again for 90 days).

      I read reactions once an hour. Those of \`alice\`, assignees and people who can triage count.

      If nobody answers, I close it on 22 Jul or soon after. Their 👎 stops that, and so does whatever a person writes or pushes here. \`/reopen\` undoes it."
    `);
  });
  test('about an issue, opened by nobody who could answer', () => {
    expect(messages.question({ ...about, kind: 'issue', author: null, next: next('ask') }, days)).toMatchInlineSnapshot(`
      "Nobody has moved here since 2 May. Close it? 👍 close · 👎 keep (I do not ask again for 90 days).

      I read reactions once an hour. Those of assignees and people who can triage count.

      If nobody answers, I ask once more on 22 Jul or soon after, and close it 14 working days after that. Their 👎 stops that, and so does whatever a person writes here."
    `);
  });
  test('since another year', () => {
    expect(messages.question({ ...about, movedAt: new Date('2025-05-02T08:00:00Z') }, days)).toMatch(
      /^Nobody has moved here since 2 May 2025\./,
    );
  });
  test('nobody is called, whatever they are called', () => {
    const strange = { ...alice, login: '`@carol`' };
    const all = [
      messages.question({ ...about, author: strange }, days),
      messages.closedBy(strange, '/'),
      messages.keptBy(strange, until, days),
    ];
    for (const one of all) expect(one.replaceAll(/`[^`\n]*`/g, '')).not.toContain('@');
  });
});

const shields = ['milestone', 'assignee', 'security', 'commits', 'waits', 'not its fault'] as const;
const refused = [
  'state cannot be changed. The better branch has been deleted.',
  'state cannot be changed. The better branch was force-pushed or recreated.',
  'state cannot be changed. There are no new commits on the better branch.',
  'state cannot be changed. The repository that submitted this pull request has been deleted.',
  'A pull request already exists for acme:better.',
  null,
];

describe('what comes of it', () => {
  test('kept by somebody', () => {
    expect(messages.keptBy(alice, until, days)).toMatchInlineSnapshot(`"\`alice\` keeps it. I do not ask again before 29 Sep."`);
  });
  test('somebody moved', () => {
    expect(messages.keptByMove(until, days)).toMatchInlineSnapshot(
      `"Somebody moved here, so it stays. I do not ask again before 29 Sep."`,
    );
  });
  test('closed by somebody', () => {
    expect(messages.closedBy(alice, '/')).toMatchInlineSnapshot(
      `"\`alice\` said 👍, so I close it. \`/reopen\` opens it again; its author may say that, and whoever can triage."`,
    );
  });
  test('closed because nobody answered', () => {
    expect(messages.closedAlone(movedAt, '/', days)).toMatchInlineSnapshot(
      `"Nobody has moved here since 2 May, and nobody answered when I asked, twice. I close it. \`/reopen\` opens it again; its author may say that, and whoever can triage."`,
    );
  });
  test('not asked about any more', () => {
    expect([
      messages.putAway({ because: 'label', label: 'on hold' }),
      messages.putAway({ because: 'muted' }),
      messages.putAway({ because: 'locked' }),
      messages.putAway({ because: 'off' }),
    ]).toMatchInlineSnapshot(`
        [
          "I do not ask about this any more: it is labelled \`on hold\`.",
          "I do not ask about this any more: it is muted.",
          "I do not ask about this any more: it is locked.",
          "I do not ask about this any more: the file does not want it.",
        ]
      `);
  });
  test('why it is not closed', () => {
    expect(shields.map(one => messages.shielded(one, until, days))).toMatchInlineSnapshot(`
      [
        "I do not close it by myself, because it has a milestone. I do not ask again before 29 Sep.",
        "I do not close it by myself, because somebody is assigned to it. I do not ask again before 29 Sep.",
        "I do not close it by myself, because it carries a label about security. I do not ask again before 29 Sep.",
        "I do not close it by myself, because it has commits of the last 30 days. I do not ask again before 29 Sep.",
        "I do not close it by myself, because whoever moved last waits for an answer. I do not ask again before 29 Sep.",
        "I do not close it by myself, because checks, a freeze or the merge queue hold it up. I do not ask again before 29 Sep.",
      ]
    `);
  });
  test('what GitHub did not do', () => {
    expect([
      messages.notClosed('too late to leave'),
      messages.notClosed('PATCH /repos/acme/web/issues/42: 403 Resource not accessible'),
      ...refused.map(messages.notReopened),
    ]).toMatchInlineSnapshot(`
        [
          "It stays open: GitHub was out of reach when it was time.",
          "It stays open: GitHub refuses that: PATCH /repos/acme/web/issues/42: 403 Resource not accessible",
          "😕 It stays closed: its branch is gone. Restore that first.",
          "😕 It stays closed: its branch was rewritten since, and GitHub opens no such pull request again. Open a new one.",
          "😕 It stays closed: its branch has nothing that is not merged.",
          "😕 It stays closed: the fork that it came from is gone.",
          "😕 It stays closed: another pull request of the same branch is open.",
          "😕 It stays closed: GitHub refuses that: it does not say why",
        ]
      `);
  });
  test('`/reopen`', () => {
    expect([
      messages.reopens(until, days),
      messages.notOurs('/reopen'),
      messages.isOpen,
      messages.isMerged,
      messages.branchGone('better', '/reopen'),
    ]).toMatchInlineSnapshot(`
        [
          "I open it again. I do not ask again before 29 Sep.",
          "😕 \`/reopen\` opens again what I closed because nobody had moved there, and I did not close this.",
          "It is open already.",
          "😕 It is merged, so there is nothing to open again.",
          "😕 Its branch \`better\` is gone, and GitHub opens no pull request again without it. Restore the branch, then \`/reopen\`.",
        ]
      `);
  });
});
