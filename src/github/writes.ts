import type { Octokit } from '@octokit/rest';
import * as z from 'zod/mini';
import type { Effect, ReportCheck } from '../core/effect.ts';
import { keyIn, marked } from '../core/marker.ts';
import { isNotFound } from './reads.ts';

/** Each kind of write: how it is made, whether it may be made twice, and how to find out whether it was. */

/** GitHub takes 65,536 characters and refuses one more. */
const longest = 65_000;
const mostAnnotations = 50;

export interface Writing {
  octokit: Octokit;
  effect: Effect;
  /** For an edit: the comment it is for. */
  remoteId: string | null;
}

/** Thrown for a write that has lost its object: there is nothing left to edit. */
export class Gone extends Error {}

/** Whether the same write again changes nothing. All others are looked for before they are repeated. */
export const repeatable = (effect: Effect) => effect.kind === 'react' || effect.kind === 'edit';

export async function write({ octokit, effect, remoteId }: Writing): Promise<string | null> {
  const here = { owner: effect.repository.owner, repo: effect.repository.name };
  switch (effect.kind) {
    case 'comment': {
      const body = marked(effect.body.slice(0, longest), effect.key);
      const made = await octokit.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
        ...here,
        issue_number: effect.on,
        body,
      });
      return String(made.data.id);
    }
    case 'edit': {
      if (remoteId === null) throw new Gone('the comment was never posted');
      try {
        const body = marked(effect.body.slice(0, longest), effect.comment);
        await octokit.request('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', {
          ...here,
          comment_id: Number(remoteId),
          body,
        });
        return remoteId;
      } catch (error) {
        if (isNotFound(error)) throw new Gone('somebody deleted the comment');
        throw error;
      }
    }
    case 'react':
      await octokit.graphql(
        `mutation ($node: ID!, $content: ReactionContent!) { addReaction(input: { subjectId: $node, content: $content }) { clientMutationId } }`,
        { node: effect.node, content: graphqlReaction[effect.content] },
      );
      return null;
    case 'check':
      return String((await octokit.request('POST /repos/{owner}/{repo}/check-runs', { ...here, ...checkRun(effect) })).data.id);
  }
}

const graphqlReaction = {
  '+1': 'THUMBS_UP',
  '-1': 'THUMBS_DOWN',
  laugh: 'LAUGH',
  confused: 'CONFUSED',
  heart: 'HEART',
  hooray: 'HOORAY',
  rocket: 'ROCKET',
  eyes: 'EYES',
} as const;

const annotationLevel = { notice: 'notice', warning: 'warning', failure: 'failure' } as const;

function checkRun(effect: ReportCheck) {
  return {
    name: effect.name,
    head_sha: effect.head,
    external_id: effect.key,
    status: 'completed' as const,
    conclusion: effect.conclusion,
    output: {
      title: effect.title,
      summary: effect.summary.slice(0, longest),
      annotations: effect.annotations.slice(0, mostAnnotations).map(one => ({
        path: one.path,
        start_line: one.line,
        end_line: one.line,
        annotation_level: annotationLevel[one.level],
        message: one.message,
      })),
    },
  };
}

/** Finds a write that may have happened, by what only ours carries; null when it is not there. */
export async function look({ octokit, effect }: Writing, appId: number, since: Date): Promise<string | null> {
  const here = { owner: effect.repository.owner, repo: effect.repository.name };
  switch (effect.kind) {
    case 'comment': {
      const ours = await ourComments(octokit, appId, {
        route: 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
        parameters: { ...here, issue_number: effect.on, since: since.toISOString() },
      });
      return ours.find(one => one.key === effect.key)?.remoteId ?? null;
    }
    case 'check': {
      const runs = await octokit.paginate('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', {
        ...here,
        ref: effect.head,
        check_name: effect.name,
        app_id: appId,
        filter: 'all',
        per_page: 100,
      });
      const found = runs.find(run => run.external_id === effect.key);
      return found ? String(found.id) : null;
    }
    case 'edit':
    case 'react':
      return null;
  }
}

type CommentList = { route: string; parameters: { owner: string; repo: string; issue_number?: number; since: string } };

const Comments = z.array(
  z.object({
    id: z.number(),
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
      if (key !== null) found.push({ key, remoteId: String(comment.id) });
    }
  }
  return found;
}
