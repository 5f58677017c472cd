import { stamp } from '../clock.ts';
import type { IssueEvent } from '../rows-people.ts';
import type { Site } from '../site.ts';
import { accountJson } from './account.ts';
import { repositoryUrl } from './urls.ts';

/** One line of a timeline. What it is about stands where GitHub puts it for that event. */
export function eventJson(site: Site, event: IssueEvent) {
  const api = repositoryUrl(site, site.world.repositories.get(event.repository));
  const about = event.about ?? '';
  const label = event.event.endsWith('labeled') ? { label: { name: about, color: 'ededed' } } : {};
  const renamed = event.event === 'renamed' ? { rename: { from: '', to: about } } : {};
  const milestone = event.event.endsWith('milestoned') ? { milestone: { title: about } } : {};
  const person = event.event === 'review_dismissed' ? undefined : site.world.account(about);
  const assignee = event.event.endsWith('assigned') && person ? { assignee: accountJson(site, person) } : {};
  const reviewer = event.event.startsWith('review_request') && person ? { requested_reviewer: accountJson(site, person) } : {};
  return {
    id: event.id,
    node_id: `EV_${event.id}`,
    url: `${api}/issues/events/${event.id}`,
    actor: accountJson(site, site.world.accounts.get(event.actor)),
    event: event.event,
    commit_id: event.commit,
    commit_url: event.commit && `${api}/commits/${event.commit}`,
    created_at: stamp(event.at),
    performed_via_github_app: null,
    ...label,
    ...renamed,
    ...milestone,
    ...assignee,
    ...reviewer,
  };
}
