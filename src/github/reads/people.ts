/** Who somebody is, and what they may do here. */
import type { Octokit } from '@octokit/rest';
import * as z from 'zod/mini';
import type { Person } from '../../core/event.ts';
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

const Members = z.object({
  organization: z.nullable(
    z.object({
      team: z.nullable(
        z.object({
          members: z.object({
            pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.nullable(z.string()) }),
            nodes: z.array(z.object({ databaseId: z.number(), login: z.string() })),
          }),
        }),
      ),
    }),
  ),
});

const mostMemberPages = 10;
const membersQuery = `query ($organisation: String!, $slug: String!, $after: String) { organization(login: $organisation) {
  team(slug: $slug) { members(first: 100, after: $after) { pageInfo { hasNextPage endCursor } nodes { databaseId login } } } } }`;

export function peopleReads(
  octokit: Octokit,
  here: { owner: string; repo: string },
): Pick<Reads, 'role' | 'collaborator' | 'member' | 'teamSize' | 'teamMembers' | 'account'> {
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

    async collaborator({ login }) {
      try {
        await octokit.request('GET /repos/{owner}/{repo}/collaborators/{username}', { ...here, username: login });
        return true;
      } catch (error) {
        if (isNotFound(error)) return false;
        throw error;
      }
    },

    async member({ organisation, slug }, person) {
      // The search is by the letters of a name, so the right one has to be picked; who was only invited is not among them.
      const query = `query ($organisation: String!, $slug: String!, $login: String!) { organization(login: $organisation) {
        team(slug: $slug) { databaseId members(query: $login, first: 100) { nodes { databaseId } } } } }`;
      const answer = await ifWeMay(octokit.graphql(query, { organisation, slug, login: person.login }));
      const team = answer === null ? null : z.parse(Team, answer).organization?.team;
      return team ? { team: team.databaseId, active: team.members.nodes.some(one => one.databaseId === person.id) } : null;
    },

    async teamSize({ organisation, slug }) {
      const query = `query ($organisation: String!, $slug: String!) { organization(login: $organisation) {
        team(slug: $slug) { members(first: 1) { totalCount } } } }`;
      const answer = await ifWeMay(octokit.graphql(query, { organisation, slug }));
      return answer === null ? null : (z.parse(Size, answer).organization?.team?.members.totalCount ?? null);
    },

    async teamMembers({ organisation, slug }) {
      const all: Person[] = [];
      let after: string | null = null;
      for (let page = 0; page < mostMemberPages; page++) {
        const answer: unknown = await ifWeMay(octokit.graphql(membersQuery, { organisation, slug, after }));
        const team = answer === null ? null : z.parse(Members, answer).organization?.team;
        if (!team) return null;
        const { nodes, pageInfo } = team.members;
        all.push(...nodes.map(one => ({ id: one.databaseId, login: one.login, bot: false })));
        if (!pageInfo.hasNextPage) break;
        after = pageInfo.endCursor;
      }
      return all;
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

/** Null for what is not there, or not ours to see. */
async function ifWeMay(asking: Promise<unknown>): Promise<unknown> {
  try {
    return await asking;
  } catch (error) {
    const kinds = graphqlErrors(error);
    if (kinds.length > 0 && kinds.every(kind => kind === 'NOT_FOUND' || kind === 'FORBIDDEN')) return null;
    throw error;
  }
}
