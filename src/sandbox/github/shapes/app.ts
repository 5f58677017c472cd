import { stamp } from '../clock.ts';
import type { Installation, OtherApp } from '../rows.ts';
import type { Site } from '../site.ts';
import { accountJson } from './account.ts';

/** The App, as it stands in answers and behind `performed_via_github_app`. */
export function appJson(site: Site) {
  const { app, urls } = site;
  return {
    id: app.id,
    slug: app.slug,
    node_id: `A_kwDO${Buffer.from(String(app.id)).toString('base64url')}`,
    owner: accountJson(site, app.owner),
    name: app.manifest.name,
    description: app.manifest.description ?? null,
    external_url: app.manifest.url ?? urls.html,
    html_url: `${urls.html}/apps/${app.slug}`,
    created_at: stamp(app.createdAt),
    updated_at: stamp(app.createdAt),
    permissions: app.manifest.default_permissions,
    events: app.manifest.default_events,
  };
}

/** Another App, of which only the name is known. */
export function appNamed(site: Site, slug: string) {
  if (slug === site.app.slug) return appJson(site);
  return other(site, site.world.otherApps.first(app => app.slug === slug) ?? { id: 1, slug, name: slug });
}

export function appNumbered(site: Site, id: number) {
  const found = site.world.otherApps.find(id);
  return found ? other(site, found) : appJson(site);
}

function other(site: Site, app: OtherApp) {
  return {
    ...appJson(site),
    id: app.id,
    node_id: `A_kwDO${Buffer.from(String(app.id)).toString('base64url')}`,
    slug: app.slug,
    name: app.name,
    html_url: `${site.urls.html}/apps/${app.slug}`,
  };
}

export function installationJson(site: Site, installation: Installation) {
  const { world, app, urls } = site;
  const account = world.accounts.get(installation.account);
  const url = `${urls.api}/app/installations/${installation.id}`;
  return {
    id: installation.id,
    account: accountJson(site, account),
    repository_selection: installation.repositories === null ? ('all' as const) : ('selected' as const),
    access_tokens_url: `${url}/access_tokens`,
    repositories_url: `${urls.api}/installation/repositories`,
    html_url: `${urls.html}/settings/installations/${installation.id}`,
    app_id: app.id,
    app_slug: app.slug,
    target_id: account.id,
    target_type: account.kind,
    permissions: app.manifest.default_permissions,
    events: app.manifest.default_events,
    created_at: stamp(installation.createdAt),
    updated_at: stamp(installation.createdAt),
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: null,
    suspended_at: installation.suspended ? stamp(installation.createdAt) : null,
  };
}
