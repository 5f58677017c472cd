/** Who somebody is, and what they may do here. */
import type { Octokit } from '@octokit/rest';
import * as z from 'zod/mini';
import { type Reads, roles } from '../../core/reads.ts';
import { personOf, User } from '../answers.ts';
import { graphqlErrors, isNotFound } from '../trouble.ts';

const Permission = z.object({
  permission: z.string(),
  role_name: z.optional(z.string()),
  user: z.nullable(z.object({ id: z.number() })),
});

const Team = z.object({
  organization: z.nullable(
    z.object({
      team: z.nullable(
        z.object({ databaseId: z.number(), members: z.object({ nodes: z.array(z.object({ databaseId: z.number() })) }) }),
      ),
    }),
  ),
});

const Size = z.object({
  organization: z.nullable(z.object({ team: z.nullable(z.object({ members: z.object({ totalCount: z.number() }) })) })),
});

export function peopleReads(
  octokit: Octokit,
  here: { owner: string; repo: string },
): Pick<Reads, 'role' | 'member' | 'teamSize' | 'account'> {
  return {
    async role(person) {
      try {
        const { data } = await octokit.request('GET /repos/{owner}/{repo}/collaborators/{username}/permission', {
          ...here,
          username: person.login,
        });
        const answer = z.parse(Permission, data);
        // A name can change hands between two requests; the id cannot.
        if (answer.user?.id !== person.id) return 'none';
        return roles.find(role => role === answer.role_name) ?? roles.find(role => role === answer.permission) ?? 'none';
      } catch (error) {
        if (isNotFound(error)) return 'none';
        throw error;
      }
    },

    async member({ organisation, slug }, person) {
      // The search is by the letters of a name, so the right one has to be picked; who was only invited is not among them.
      const query = `query ($organisation: String!, $slug: String!, $login: String!) { organization(login: $organisation) {
        team(slug: $slug) { databaseId members(query: $login, first: 100) { nodes { databaseId } } } } }`;
      try {
        const answer = z.parse(Team, await octokit.graphql(query, { organisation, slug, login: person.login }));
        const team = answer.organization?.team;
        return team ? { team: team.databaseId, active: team.members.nodes.some(one => one.databaseId === person.id) } : null;
      } catch (error) {
        const kinds = graphqlErrors(error);
        if (kinds.length > 0 && kinds.every(kind => kind === 'NOT_FOUND' || kind === 'FORBIDDEN')) return null;
        throw error;
      }
    },

    async teamSize({ organisation, slug }) {
      const query = `query ($organisation: String!, $slug: String!) { organization(login: $organisation) {
        team(slug: $slug) { members(first: 1) { totalCount } } } }`;
      try {
        const answer = z.parse(Size, await octokit.graphql(query, { organisation, slug }));
        return answer.organization?.team?.members.totalCount ?? null;
      } catch (error) {
        const kinds = graphqlErrors(error);
        if (kinds.length > 0 && kinds.every(kind => kind === 'NOT_FOUND' || kind === 'FORBIDDEN')) return null;
        throw error;
      }
    },

    async account(login) {
      try {
        return personOf(z.parse(User, (await octokit.request('GET /users/{username}', { username: login })).data));
      } catch (error) {
        if (isNotFound(error)) return null;
        throw error;
      }
    },
  };
}
