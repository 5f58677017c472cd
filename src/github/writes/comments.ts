/** Comments of ours: posted, edited, folded away, and reactions to what others said. */
import type { Octokit } from '@octokit/rest';
import * as z from 'zod/mini';
import type { EditComment, HideComment, PostComment, React, Reaction, Sign } from '../../core/effect.ts';
import { keyIn, marked } from '../../core/marker.ts';
import { graphqlErrors } from '../trouble.ts';
import { Gone, type Look, longest, placeOf, type Writing } from './writing.ts';

const graphqlReaction: Record<Reaction, string> = {
  '+1': 'THUMBS_UP',
  '-1': 'THUMBS_DOWN',
  laugh: 'LAUGH',
  confused: 'CONFUSED',
  heart: 'HEART',
  hooray: 'HOORAY',
  rocket: 'ROCKET',
  eyes: 'EYES',
};

const reacting = `sign: addReaction(input: { subjectId: $node, content: $content }) { clientMutationId }`;
const signTypes = `$node: ID!, $content: ReactionContent!`;
const signed = ({ node, content }: Sign) => ({ node, content: graphqlReaction[content] });

const Comment = z.object({ node_id: z.string() });
const Posted = z.object({ said: z.object({ commentEdge: z.object({ node: z.object({ id: z.string() }) }) }) });
const Edited = z.object({ said: z.object({ issueComment: z.object({ id: z.string() }) }) });

/** What was said counts, whatever became of the sign that left with it: somebody may have deleted the comment it was for. */
async function saying(octokit: Octokit, query: string, variables: Record<string, string>): Promise<unknown> {
  try {
    return await octokit.graphql(query, variables);
  } catch (error) {
    const { success, data } = z.safeParse(z.object({ data: z.object({ said: z.looseObject({}) }) }), error);
    if (success) return data.data;
    throw error;
  }
}

export async function post(writing: Writing<PostComment>): Promise<string> {
  const { octokit, effect } = writing;
  const body = marked(effect.body.slice(0, longest), effect.key);
  if (effect.sign) {
    const query = `mutation ($thread: ID!, $body: String!, ${signTypes}) {
      said: addComment(input: { subjectId: $thread, body: $body }) { commentEdge { node { id } } } ${reacting} }`;
    const answer = await saying(octokit, query, { thread: effect.sign.thread, body, ...signed(effect.sign) });
    return z.parse(Posted, answer).said.commentEdge.node.id;
  }
  const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
  const { data } = await octokit.request(route, { ...placeOf(writing), issue_number: effect.on, body });
  return z.parse(Comment, data).node_id;
}

export async function edit({ octokit, effect, remoteId }: Writing<EditComment>): Promise<string> {
  if (remoteId === null) throw new Gone('the comment was never posted');
  const body = marked(effect.body.slice(0, longest), effect.comment);
  const { sign } = effect;
  const query = `mutation ($id: ID!, $body: String!${sign ? `, ${signTypes}` : ''}) {
    said: updateIssueComment(input: { id: $id, body: $body }) { issueComment { id } } ${sign ? reacting : ''} }`;
  const answer = await orGone(saying(octokit, query, { id: remoteId, body, ...(sign && signed(sign)) }));
  return z.parse(Edited, answer).said.issueComment.id;
}

export async function hide({ octokit, remoteId }: Writing<HideComment>): Promise<string> {
  if (remoteId === null) throw new Gone('the comment was never posted');
  const query = `mutation ($id: ID!) { minimizeComment(input: { subjectId: $id, classifier: OUTDATED }) { clientMutationId } }`;
  await orGone(octokit.graphql(query, { id: remoteId }));
  return remoteId;
}

export async function react({ octokit, effect }: Writing<React>): Promise<null> {
  await octokit.graphql(`mutation (${signTypes}) { ${reacting} }`, signed(effect));
  return null;
}

async function orGone<T>(writing: Promise<T>): Promise<T> {
  try {
    return await writing;
  } catch (error) {
    if (graphqlErrors(error)[0] === 'NOT_FOUND') throw new Gone('somebody deleted the comment');
    throw error;
  }
}

export async function lookForComment(writing: Writing<PostComment>, appId: number, since: Date): Promise<Look> {
  const ours = await ourComments(writing.octokit, appId, {
    route: 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
    parameters: { ...placeOf(writing), issue_number: writing.effect.on, since: since.toISOString() },
  });
  return ours.find(one => one.key === writing.effect.key)?.remoteId ?? null;
}

type CommentList = { route: string; parameters: { owner: string; repo: string; issue_number?: number; since: string } };

const Comments = z.array(
  z.extend(Comment, {
    body: z.optional(z.string()),
    performed_via_github_app: z.optional(z.nullable(z.object({ id: z.number() }))),
  }),
);

/** Comments that this App wrote, with the keys in their markers. A marker in anybody else's comment is only text. */
export async function ourComments(
  octokit: Octokit,
  appId: number,
  list: CommentList,
): Promise<{ key: string; remoteId: string }[]> {
  const found: { key: string; remoteId: string }[] = [];
  for await (const { data } of octokit.paginate.iterator(list.route, { ...list.parameters, per_page: 100 })) {
    for (const comment of z.parse(Comments, data)) {
      const key = comment.performed_via_github_app?.id === appId ? keyIn(comment.body ?? '') : null;
      if (key !== null) found.push({ key, remoteId: comment.node_id });
    }
  }
  return found;
}
