import type { Octokit } from '@octokit/rest';
import type { Repository } from '../core/event.ts';
import type { Reads } from '../core/reads.ts';
import { beforehand } from './reads/ahead.ts';
import { artifactReads } from './reads/artifacts.ts';
import { broughtReads } from './reads/brought.ts';
import { closingReads } from './reads/closing.ts';
import { commitReads } from './reads/commits.ts';
import { fileReads } from './reads/files.ts';
import { judgedReads } from './reads/judged.ts';
import { activityReads } from './reads/left-activity.ts';
import { baseReads } from './reads/left-bases.ts';
import { branchReads } from './reads/left-branches.ts';
import { placeReads } from './reads/left-places.ts';
import { storageReads } from './reads/left-storage.ts';
import { logReads } from './reads/logs.ts';
import { openPullReads } from './reads/open-pulls.ts';
import { patchReads } from './reads/patches.ts';
import { peopleReads } from './reads/people.ts';
import { quietIssueReads } from './reads/quiet-issues.ts';
import { runReads } from './reads/runs.ts';
import { saidReads } from './reads/said.ts';
import { suiteReads } from './reads/suites.ts';
import { workReads } from './reads/work.ts';
import { siteOf } from './site.ts';

/** The reads of one repository, on GitHub's API. `appId` is ours: what we said ourselves of a commit says nothing about it. */
export function readsOn(octokit: Octokit, repository: Repository, appId: number): Reads {
  const here = { owner: repository.owner, repo: repository.name };
  const ahead = beforehand();
  return {
    repository,
    page: `${siteOf(octokit.request.endpoint.DEFAULTS.baseUrl)}/${here.owner}/${here.repo}`,
    ...saidReads(octokit, { ...here, id: repository.id }, ahead),
    ...peopleReads(octokit, here),
    ...fileReads(octokit, here),
    ...commitReads(octokit, here, appId),
    ...judgedReads(octokit, here, appId, ahead),
    ...runReads(octokit, here),
    ...artifactReads(octokit, here),
    ...logReads(octokit, here),
    ...broughtReads(octokit, here, repository.id),
    ...patchReads(octokit, here),
    ...closingReads(octokit, here),
    ...suiteReads(octokit, here, appId),
    ...openPullReads(octokit, here, appId),
    ...workReads(octokit, here),
    ...quietIssueReads(octokit, here),
    ...branchReads(octokit, here),
    ...baseReads(octokit, here),
    ...storageReads(octokit, here),
    ...placeReads(octokit, here),
    ...activityReads(octokit, here),
  };
}
