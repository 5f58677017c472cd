import { expect, test } from 'vitest';
import { decode } from '../../src/github/decode.ts';
import { Checker } from '../spec/check.ts';
import { fields } from '../spec/cut.ts';
import { webhooksPackage } from '../spec/extract.ts';
import { Extract } from '../spec/extracted.ts';
import { sample } from '../spec/sample.ts';

/**
 * Whatever GitHub may send can be decoded. It publishes examples for hardly any webhook, so payloads are made from the descriptions
 * of all of them: with all fields and with as few as may be, with each value and alternative in turn.
 */

const extract = new Extract('webhooks');
const checker = new Checker(extract);

const payloads = extract.names.flatMap(name =>
  [0, 1].flatMap(choice => {
    const full = fields(sample(extract, { $ref: name }, { full: true, choice }));
    const least = fields(sample(extract, { $ref: name }, { full: false, choice }));
    // An App is always told for which installation, and of pushes to branches; and somebody else did it than whose it is.
    const told = {
      ...(full.installation ? { installation: full.installation } : {}),
      ...(full.sender ? { sender: { ...fields(full.sender), id: 2 } } : {}),
      ...(name === 'push' ? { ref: 'refs/heads/main' } : {}),
    };
    return [full, least].map(payload => ({ name, event: name.split('.')[0] ?? '', payload: { ...payload, ...told } }));
  }),
);

test('the payloads are such as GitHub describes them', () => {
  const wrong = payloads.flatMap(({ name, payload }) =>
    checker.check(extract.of(name), payload).map(({ at, what }) => `${name}: ${at} ${what}`),
  );
  expect([...new Set(wrong)]).toEqual([]);
});

test('decode takes each of them, and makes something of those it knows', () => {
  const made = new Map<string, Set<string>>();
  for (const { name, event, payload } of payloads) {
    const type = decode(event, payload, 1)?.type ?? 'nothing';
    made.set(name, (made.get(name) ?? new Set()).add(type));
  }
  const known = [...made]
    .filter(([, types]) => types.size > 1 || !types.has('nothing'))
    .map(([name, types]) => `${name}: ${[...types].sort().join(' or ')}`);
  expect(known).toMatchInlineSnapshot(`
    [
      "check_suite.completed: CommitChecked or nothing",
      "deployment.created: DeploymentMoved",
      "deployment_status.created: DeploymentMoved",
      "issue_comment.created: CommentPosted or nothing",
      "issue_comment.edited: CommentEdited or nothing",
      "issues.closed: IssueMoved or nothing",
      "issues.deleted: IssueMoved or nothing",
      "issues.edited: IssueEdited or nothing",
      "issues.locked: IssueMoved or nothing",
      "issues.reopened: IssueMoved or nothing",
      "issues.transferred: IssueMoved or nothing",
      "issues.unlabeled: IssueMoved or nothing",
      "issues.unlocked: IssueMoved or nothing",
      "pull_request.assigned: PullTouched",
      "pull_request.auto_merge_disabled: PullTouched",
      "pull_request.auto_merge_enabled: PullTouched",
      "pull_request.closed: PullMoved",
      "pull_request.converted_to_draft: PullMoved",
      "pull_request.demilestoned: PullTouched",
      "pull_request.dequeued: PullTouched",
      "pull_request.edited: HeadMoved",
      "pull_request.enqueued: PullTouched",
      "pull_request.labeled: PullTouched",
      "pull_request.locked: PullTouched",
      "pull_request.milestoned: PullTouched",
      "pull_request.opened: HeadMoved",
      "pull_request.ready_for_review: PullMoved",
      "pull_request.reopened: HeadMoved",
      "pull_request.review_request_removed: PullTouched",
      "pull_request.review_requested: PullTouched",
      "pull_request.synchronize: HeadMoved",
      "pull_request.unassigned: PullTouched",
      "pull_request.unlabeled: PullTouched",
      "pull_request.unlocked: PullTouched",
      "pull_request_review.dismissed: ReviewGiven",
      "pull_request_review.submitted: CommentPosted or nothing",
      "pull_request_review_comment.created: CommentPosted or nothing",
      "pull_request_review_thread.resolved: PullTouched",
      "pull_request_review_thread.unresolved: PullTouched",
      "push: BranchPushed or nothing",
      "status: CommitChecked or nothing",
      "workflow_run.completed: RunMoved",
      "workflow_run.in_progress: RunMoved",
      "workflow_run.requested: RunMoved",
    ]
  `);
});

test('so it does with the examples that GitHub publishes', () => {
  const { examples } = fields(fields(webhooksPackage().document).components);
  const published = Object.entries(fields(examples)).map(([name, example]) => ({ name, payload: fields(fields(example).value) }));
  expect(
    published.map(({ name, payload }) => [name, decode(name.replace(/-\w+$/, '').replaceAll('-', '_'), payload, 1)]),
  ).toMatchInlineSnapshot(`
    [
      [
        "check-run-completed",
        null,
      ],
      [
        "check-run-created",
        null,
      ],
      [
        "check-run-requested-action",
        null,
      ],
      [
        "check-run-rerequested",
        null,
      ],
      [
        "ping",
        null,
      ],
      [
        "secret-scanning-alert-location-created",
        null,
      ],
    ]
  `);
});
