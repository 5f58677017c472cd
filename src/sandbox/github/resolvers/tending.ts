/** The mutations that tend an issue: other words, closed and opened again, pinned. */
import { GraphQLError } from 'graphql';
import type { Call } from '../call.ts';
import { closeIssue, pinIssue, reopenIssue, rewrite } from '../changes/issues.ts';
import type { Node } from '../nodes.ts';
import type { Issue } from '../rows.ts';
import { type Args, type Fields, input, need, text } from './fields.ts';

export const tending = (nodeOf: (call: Call, id: string) => Node): Fields<unknown> => {
  const mutation =
    (name: string, id: 'id' | 'issueId', change: (call: Call, issue: Issue, asked: Args) => void) =>
    (_: unknown, args: Args, call: Call) => {
      const asked = input(args);
      const found = nodeOf(call, text(asked, id));
      if (found.kind !== 'Issue') throw new GraphQLError('That is no issue.', { extensions: { type: 'UNPROCESSABLE' } });
      const { world } = call.site;
      const repository = world.repositories.get(found.repository);
      need(call, repository, 'issues:write');
      change(call, found, asked);
      call.wrote({ repository, number: found.number, ids: { issue: found.id }, route: `graphql ${name}`, body: asked });
      return { clientMutationId: asked.clientMutationId ?? null, issue: world.issues.get(found.id) };
    };
  return {
    updateIssue: mutation('updateIssue', 'id', ({ site, actor }, issue, asked) => {
      const changed = rewrite(site, issue, actor, {
        ...(typeof asked.title === 'string' ? { title: asked.title } : {}),
        ...(typeof asked.body === 'string' ? { body: asked.body } : {}),
      });
      if (asked.state === 'CLOSED' && issue.state === 'open') closeIssue(site, changed, actor);
      if (asked.state === 'OPEN' && issue.state === 'closed') reopenIssue(site, changed, actor);
    }),
    closeIssue: mutation('closeIssue', 'issueId', ({ site, actor }, issue, asked) => {
      if (issue.state === 'open') closeIssue(site, issue, actor, { reason: reasons[String(asked.stateReason)] ?? 'completed' });
    }),
    reopenIssue: mutation('reopenIssue', 'issueId', ({ site, actor }, issue) => {
      if (issue.state === 'closed') reopenIssue(site, issue, actor);
    }),
    pinIssue: mutation('pinIssue', 'issueId', ({ site, actor }, issue) => pinIssue(site, issue, actor)),
    unpinIssue: mutation('unpinIssue', 'issueId', ({ site, actor }, issue) => pinIssue(site, issue, actor, false)),
  };
};

const reasons: Record<string, 'completed' | 'not_planned' | 'duplicate'> = {
  COMPLETED: 'completed',
  NOT_PLANNED: 'not_planned',
  DUPLICATE: 'duplicate',
};
