/** The compiler holds every shape against what GitHub's own client expects; running this proves nothing, `tsc` does. */
import type { RestEndpointMethodTypes as Rest } from '@octokit/rest';
import type { EmitterWebhookEvent, EmitterWebhookEventName } from '@octokit/webhooks';
import { expectTypeOf, test } from 'vitest';
import type { accountJson } from './account.ts';
import type { appJson, installationJson } from './app.ts';
import type { checkJson } from './check.ts';
import type { commentJson, reactionJson, reviewCommentJson, reviewJson } from './comment.ts';
import type { commitJson } from './commit.ts';
import type { issueJson } from './issue.ts';
import type { pullJson } from './pull.ts';
import type { repositoryJson } from './repository.ts';

type Data<Group extends keyof Rest, Name extends keyof Rest[Group]> = Rest[Group][Name] extends { response: { data: infer D } }
  ? D
  : never;

test('shapes are those of GitHub', () => {
  expectTypeOf<ReturnType<typeof accountJson>>().toExtend<NonNullable<Data<'issues', 'getComment'>['user']>>();
  expectTypeOf<ReturnType<typeof appJson>>().toExtend<NonNullable<Data<'apps', 'getAuthenticated'>>>();
  expectTypeOf<ReturnType<typeof installationJson>>().toExtend<Data<'apps', 'getInstallation'>>();
  expectTypeOf<ReturnType<typeof checkJson>>().toExtend<Data<'checks', 'get'>>();
  expectTypeOf<ReturnType<typeof commentJson>>().toExtend<Data<'issues', 'getComment'>>();
  expectTypeOf<ReturnType<typeof reactionJson>>().toExtend<Data<'reactions', 'createForIssueComment'>>();
  expectTypeOf<ReturnType<typeof reviewJson>>().toExtend<Data<'pulls', 'getReview'>>();
  expectTypeOf<ReturnType<typeof reviewCommentJson>>().toExtend<Data<'pulls', 'getReviewComment'>>();
  expectTypeOf<ReturnType<typeof commitJson>>().toExtend<Omit<Data<'repos', 'getCommit'>, 'files' | 'stats'>>();
  expectTypeOf<ReturnType<typeof issueJson>>().toExtend<Data<'issues', 'get'>>();
  expectTypeOf<ReturnType<typeof repositoryJson>>().toExtend<
    Data<'apps', 'listReposAccessibleToInstallation'>['repositories'][number]
  >();
  expectTypeOf<ReturnType<typeof pullJson>>().toExtend<Data<'pulls', 'get'>>();
});

type Payload<Name extends EmitterWebhookEventName> = EmitterWebhookEvent<Name>['payload'];

test('so are the parts of webhooks', () => {
  expectTypeOf<Payload<'issue_comment.created'>['comment']['body']>().toEqualTypeOf<string>();
  expectTypeOf<ReturnType<typeof commentJson>>().toExtend<Payload<'issue_comment.created'>['comment']>();
  expectTypeOf<ReturnType<typeof issueJson>>().toExtend<Payload<'issue_comment.created'>['issue']>();
  expectTypeOf<ReturnType<typeof repositoryJson>>().toExtend<Payload<'issue_comment.created'>['repository']>();
  expectTypeOf<ReturnType<typeof accountJson>>().toExtend<Payload<'issue_comment.created'>['sender']>();
  expectTypeOf<ReturnType<typeof pullJson>>().toExtend<Payload<'pull_request.opened'>['pull_request']>();
  expectTypeOf<ReturnType<typeof reviewCommentJson>>().toExtend<Payload<'pull_request_review_comment.created'>['comment']>();
  expectTypeOf<ReturnType<typeof reviewJson>>().toExtend<Payload<'pull_request_review.submitted'>['review']>();
  expectTypeOf<ReturnType<typeof installationJson>>().toExtend<Payload<'installation.created'>['installation']>();
});
