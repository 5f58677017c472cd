/** Teams, labels, milestones, and deployments. */
import { statusesOf } from '../changes/deployments.ts';
import { stamp } from '../clock.ts';
import { nodeId } from '../nodes.ts';
import type { Deployment as DeploymentRow, DeploymentStatus as StatusRow } from '../rows-actions.ts';
import type { Label as LabelRow, Milestone as MilestoneRow, Team as TeamRow } from '../rows-people.ts';
import { milestoneJson } from '../shapes/label.ts';
import { teamJson } from '../shapes/team.ts';
import type { World } from '../world.ts';
import { connection } from './connection.ts';
import type { Fields } from './fields.ts';

const Team: Fields<TeamRow> = {
  id: team => nodeId(team),
  databaseId: team => team.id,
  name: team => team.name,
  slug: team => team.slug,
  combinedSlug: (team, _, call) => `${call.site.world.accounts.get(team.organisation).login}/${team.slug}`,
  url: (team, _, call) => teamJson(call.site, team).html_url,
  privacy: team => (team.secret ? 'SECRET' : 'VISIBLE'),
  organization: (team, _, call) => call.site.world.accounts.get(team.organisation),
  parentTeam: (team, _, call) => (team.parent === null ? null : call.site.world.teams.get(team.parent)),
  // Those who were invited are not among them.
  members: (team, args, call) => {
    const { world } = call.site;
    const rows = world.teamMemberships
      .where(row => !row.pending && belongs(world, row.team, team.id, args.membership))
      .filter(row => typeof args.role !== 'string' || args.role === row.role.toUpperCase())
      .filter(row => typeof args.query !== 'string' || world.accounts.get(row.person).login.includes(args.query));
    const page = connection('members', rows, args);
    const edges = page.edges.map(({ cursor, node }) => ({
      cursor,
      role: node.role.toUpperCase(),
      node: world.accounts.get(node.person),
    }));
    return { ...page, edges, nodes: edges.map(edge => edge.node) };
  },
};

/** Unless somebody asks for less, who is in a team below counts too. */
function belongs(world: World, inside: number, team: number, membership: unknown): boolean {
  if (inside === team) return membership !== 'CHILD_TEAM';
  const { parent } = world.teams.get(inside);
  return membership !== 'IMMEDIATE' && parent !== null && belongs(world, parent, team, 'ALL');
}

const Label: Fields<LabelRow> = {
  id: label => nodeId(label),
  name: label => label.name,
  color: label => label.color,
  description: label => label.description,
  isDefault: () => false,
};

const Milestone: Fields<MilestoneRow> = {
  id: milestone => nodeId(milestone),
  number: milestone => milestone.number,
  title: milestone => milestone.title,
  description: milestone => milestone.description,
  state: milestone => milestone.state.toUpperCase(),
  dueOn: milestone => milestone.dueOn && stamp(milestone.dueOn),
  url: (milestone, _, call) => milestoneJson(call.site, milestone).html_url,
};

const Deployment: Fields<DeploymentRow> = {
  id: row => nodeId(row),
  databaseId: row => row.id,
  environment: row => row.environment,
  latestEnvironment: row => row.environment,
  originalEnvironment: row => row.environment,
  task: row => row.task,
  description: row => row.description,
  payload: row => JSON.stringify(row.payload),
  commitOid: row => row.sha,
  commit: (row, _, call) => ({ kind: 'Commit', oid: row.sha, repository: call.site.world.repositories.get(row.repository) }),
  createdAt: row => stamp(row.createdAt),
  updatedAt: row => stamp(row.updatedAt),
  creator: (row, _, call) => call.site.world.accounts.get(row.creator),
  state: (row, _, call) => {
    const state = statusesOf(call.site, row).at(-1)?.state ?? 'pending';
    return state === 'success' ? 'ACTIVE' : state.toUpperCase();
  },
  latestStatus: (row, _, call) => statusesOf(call.site, row).at(-1) ?? null,
  statuses: (row, args, call) => connection('statuses', statusesOf(call.site, row).toReversed(), args),
};

const DeploymentStatus: Fields<StatusRow> = {
  id: row => `DES_${row.id}`,
  state: row => row.state.toUpperCase(),
  description: row => row.description,
  environment: row => row.environment,
  environmentUrl: row => row.environmentUrl || null,
  logUrl: row => row.logUrl || null,
  createdAt: row => stamp(row.createdAt),
  creator: (row, _, call) => call.site.world.accounts.get(row.creator),
};

export const people = { Team, Label, Milestone, Deployment, DeploymentStatus };
