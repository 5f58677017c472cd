/** Who says yes or no, with 👍 or 👎, to what we asked. */
import * as z from 'zod/mini';
import type { PullsPage, Vote } from '../../core/open-pull.ts';
import { personIn } from './deeds.ts';

const users = 'nodes { user { __typename databaseId login } }';
export const voteFields = `... on Node { id } ... on Reactable {
  yes: reactions(first: 100, content: THUMBS_UP) { ${users} }
  no: reactions(first: 100, content: THUMBS_DOWN) { pageInfo { hasNextPage } ${users} } }`;

// Null is the ghost of a deleted account.
const User = z.nullable(z.object({ __typename: z.string(), databaseId: z.nullable(z.number()), login: z.string() }));
const Reactions = z.object({
  nodes: z.array(z.object({ user: User })),
  pageInfo: z.optional(z.object({ hasNextPage: z.boolean() })),
});
/** Null: what was asked is gone. */
export const Asked = z.nullable(z.object({ id: z.optional(z.string()), yes: z.optional(Reactions), no: z.optional(Reactions) }));

/** `asked`: in the order of `nodes`. */
export function votesOf(asked: z.infer<typeof Asked>[], nodes: string[], us: string): Pick<PullsPage, 'votes' | 'seen'> {
  const votes = asked.flatMap(one => {
    if (!one?.id) return [];
    const node = one.id;
    const said = (says: Vote['says']) =>
      (one[says]?.nodes ?? []).flatMap(({ user }): Vote[] => {
        const by = personIn(user);
        // GitHub shows a bot as a user here, and by the one name or the other.
        return !by || by.bot || by.login === us.replace(/\[bot\]$/, '') ? [] : [{ node, by, says }];
      });
    return [...said('yes'), ...said('no')];
  });
  const seen = new Map(nodes.map((node, place): [string, boolean] => [node, isWhole(asked[place] ?? null)]));
  return { votes, seen };
}

const isWhole = (one: z.infer<typeof Asked>): boolean => one?.no?.pageInfo?.hasNextPage === false;
