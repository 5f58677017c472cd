import { stamp } from '../clock.ts';
import { nodeId } from '../nodes.ts';
import type { Account } from '../rows.ts';
import type { Site } from '../site.ts';

/** People, organisations and bots as they stand in other answers. */
export function accountJson(site: Site, account: Account) {
  const path = encodeURIComponent(account.login);
  const url = `${site.urls.api}/users/${path}`;
  const page = account.kind === 'Bot' ? `/apps/${account.login.replace('[bot]', '')}` : `/${path}`;
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId(account),
    avatar_url: `${site.urls.html}/avatars/${account.id}`,
    gravatar_id: '',
    url,
    html_url: `${site.urls.html}${page}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: account.kind,
    site_admin: false,
  };
}

/** Somebody's own page. Nobody here tells anything of themselves. */
export function profileJson(site: Site, account: Account) {
  const of = site.world.repositories.where(one => one.owner === account.id && !one.private);
  return {
    ...accountJson(site, account),
    ...{ name: null, company: null, blog: '', location: null, email: null, hireable: null, bio: null },
    ...{ public_repos: of.length, public_gists: 0, followers: 0, following: 0 },
    created_at: stamp(account.createdAt),
    updated_at: stamp(account.createdAt),
  };
}

/** An organisation where it is more than an owner: in webhooks, and around its teams. */
export function organisationJson(site: Site, account: Account) {
  const url = `${site.urls.api}/orgs/${encodeURIComponent(account.login)}`;
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId(account),
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `${site.urls.html}/avatars/${account.id}`,
    description: null,
  };
}
