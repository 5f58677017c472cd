import { stamp } from '../clock.ts';
import { nodeId } from '../nodes.ts';
import type { Label, Milestone } from '../rows-people.ts';
import type { Site } from '../site.ts';
import { accountJson } from './account.ts';
import { repositoryPage, repositoryUrl } from './urls.ts';

export function labelJson(site: Site, label: Label) {
  const api = repositoryUrl(site, site.world.repositories.get(label.repository));
  return {
    id: label.id,
    node_id: nodeId(label),
    url: `${api}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    color: label.color,
    default: false,
    description: label.description,
  };
}

export function milestoneJson(site: Site, milestone: Milestone) {
  const { world } = site;
  const repository = world.repositories.get(milestone.repository);
  const url = `${repositoryUrl(site, repository)}/milestones/${milestone.number}`;
  const count = (state: string) => world.issues.where(row => row.milestone === milestone.id && row.state === state).length;
  return {
    url,
    html_url: `${repositoryPage(site, repository)}/milestone/${milestone.number}`,
    labels_url: `${url}/labels`,
    id: milestone.id,
    node_id: nodeId(milestone),
    number: milestone.number,
    state: milestone.state,
    title: milestone.title,
    description: milestone.description,
    creator: accountJson(site, world.accounts.get(milestone.creator)),
    open_issues: count('open'),
    closed_issues: count('closed'),
    created_at: stamp(milestone.createdAt),
    updated_at: stamp(milestone.updatedAt),
    closed_at: milestone.closedAt && stamp(milestone.closedAt),
    due_on: milestone.dueOn && stamp(milestone.dueOn),
  };
}
