/** Issues of ours: opened, rewritten, closed and opened again, pinned. */
import * as z from 'zod/mini';
import type { CreateIssue, EditIssue, PinIssue, SetIssueState } from '../../core/effect.ts';
import { type IssueId, issueId, readIssueId } from '../../core/issue-id.ts';
import { marked } from '../../core/marker.ts';
import { oursAmong } from '../our-issues.ts';
import { graphqlErrors } from '../trouble.ts';
import { Gone, type Look, longest, placeOf, type Writing } from './writing.ts';

const Issue = z.object({ number: z.number(), node_id: z.string() });
/** GitHub refuses one character more. */
const longestTitle = 256;

export async function openIssue(writing: Writing<CreateIssue>): Promise<string> {
  const { octokit, effect } = writing;
  const { data } = await octokit.request('POST /repos/{owner}/{repo}/issues', {
    ...placeOf(writing),
    title: effect.title.slice(0, longestTitle),
    body: marked(effect.body.slice(0, longest), effect.key),
    ...(effect.labels.length === 0 ? {} : { labels: effect.labels }),
  });
  const { number, node_id: node } = z.parse(Issue, data);
  return issueId({ number, node });
}

/** One that is `kept` over databases is looked for by how its marker begins, an open one first, however old it is. */
export async function lookForIssue(writing: Writing<CreateIssue>, appId: number, since: Date): Promise<Look> {
  const { octokit, effect } = writing;
  const [label] = effect.labels;
  let closed: string | null = null;
  for await (const one of oursAmong(octokit, appId, {
    ...placeOf(writing),
    state: 'all',
    ...(label === undefined ? {} : { labels: label }),
    ...(effect.adopts === undefined ? { since: since.toISOString() } : {}),
  })) {
    if (one.key === effect.key) return issueId(one);
    if (effect.adopts === undefined || !one.key.startsWith(effect.adopts)) continue;
    if (one.open) return issueId(one);
    closed ??= issueId(one);
  }
  return closed;
}

const Edited = z.object({
  issue: z.object({ issue: z.object({ state: z.string(), repository: z.object({ databaseId: z.number() }) }) }),
});

export async function editIssue(writing: Writing<EditIssue>): Promise<null> {
  const { octokit, effect } = writing;
  const { node } = knownBy(writing);
  const body = marked(effect.body.slice(0, longest), effect.issue);
  const title = effect.title?.slice(0, longestTitle);
  const query = `mutation ($id: ID!, $body: String!, $title: String) {
    issue: updateIssue(input: { id: $id, body: $body, title: $title }) { issue { state repository { databaseId } } } }`;
  const answer = await orGone(octokit.graphql(query, { id: node, body, ...(title === undefined ? {} : { title }) }));
  const { state, repository } = z.parse(Edited, answer).issue.issue;
  if (repository.databaseId !== effect.repository.id) throw new Gone('somebody moved the issue to another repository');
  if (effect.whileOpen && state !== 'OPEN') throw new Gone('somebody closed the issue');
  return null;
}

export async function setIssueState(writing: Writing<SetIssueState>): Promise<null> {
  const { octokit, effect } = writing;
  const { node } = knownBy(writing);
  const query =
    effect.state === 'closed'
      ? `mutation ($id: ID!, $reason: IssueClosedStateReason) { closeIssue(input: { issueId: $id, stateReason: $reason }) { clientMutationId } }`
      : `mutation ($id: ID!) { reopenIssue(input: { issueId: $id }) { clientMutationId } }`;
  const reason = effect.reason === 'not_planned' ? 'NOT_PLANNED' : 'COMPLETED';
  await orGone(octokit.graphql(query, { id: node, ...(effect.state === 'closed' ? { reason } : {}) }));
  return null;
}

export async function pinIssue(writing: Writing<PinIssue>): Promise<null> {
  const { octokit, effect } = writing;
  const { node } = knownBy(writing);
  const query = effect.pinned
    ? `mutation ($id: ID!) { pinIssue(input: { issueId: $id }) { clientMutationId } }`
    : `mutation ($id: ID!) { unpinIssue(input: { issueId: $id }) { clientMutationId } }`;
  await orGone(octokit.graphql(query, { id: node }));
  return null;
}

function knownBy({ remoteId }: Writing): IssueId {
  const id = readIssueId(remoteId);
  if (id === null) throw new Gone('the issue was never opened');
  return id;
}

async function orGone<T>(writing: Promise<T>): Promise<T> {
  try {
    return await writing;
  } catch (error) {
    if (graphqlErrors(error)[0] === 'NOT_FOUND') throw new Gone('somebody deleted the issue, or moved it');
    throw error;
  }
}
