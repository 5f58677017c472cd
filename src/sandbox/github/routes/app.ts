/** The App about itself: who it is, where it is installed, its tokens. */
import { randomBytes } from 'node:crypto';
import * as z from 'zod/mini';
import { newClientId, newSecret, privateKey } from '../app.ts';
import { type Call, created, ok, route } from '../call.ts';
import { stamp } from '../clock.ts';
import { page } from '../pages.ts';
import { notFound, Refusal } from '../refusal.ts';
import type { Installation } from '../rows.ts';
import { appJson, installationJson } from '../shapes/app.ts';
import { repositoryJson } from '../shapes/repository.ts';
import { covers } from '../world.ts';

const tokenRequest = z.strictObject({
  repositories: z.optional(z.array(z.string())),
  repository_ids: z.optional(z.array(z.number())),
  permissions: z.optional(z.record(z.string(), z.string())),
});

export const app = [
  route('GET /', call =>
    ok({ current_user_url: `${call.site.urls.api}/user`, repository_url: `${call.site.urls.api}/repos/{owner}/{repo}` }),
  ),
  route('GET /meta', () => ok({ verifiable_password_authentication: false })),
  route('GET /app', call =>
    ok({
      ...appJson(call.site),
      client_id: call.site.app.clientId,
      installations_count: call.site.world.installations.where(() => true).length,
    }),
  ),
  route('GET /app/installations', call =>
    page(
      call,
      call.site.world.installations.where(() => true),
      row => installationJson(call.site, row),
    ),
  ),
  route('GET /app/installations/{installation_id}', call => ok(installationJson(call.site, installation(call)))),
  route('POST /app/installations/{installation_id}/access_tokens', createToken),
  route('GET /orgs/{org}/installation', call => ofAccount(call, call.param('org'))),
  route('GET /users/{username}/installation', call => ofAccount(call, call.param('username'))),
  route('GET /repos/{owner}/{repo}/installation', call => {
    const repository = call.site.world.repository(call.param('owner'), call.param('repo'));
    const found = repository && call.site.world.installationOf(repository);
    if (!found) throw notFound();
    return ok(installationJson(call.site, found));
  }),
  route('GET /installation/repositories', call => {
    const { world } = call.site;
    const all = world.repositories.where(row => covers(call.token.installation, row));
    const shown = all.filter(row => call.token.repositories?.includes(row.id) ?? true);
    return page(
      call,
      shown,
      row => repositoryJson(call.site, row),
      repositories => ({ total_count: shown.length, repositories }),
    );
  }),
  route('POST /app-manifests/{code}/conversions', convertManifest),
];

function installation(call: Call): Installation {
  const found = call.site.world.installations.find(call.number('installation_id'));
  if (!found) throw notFound();
  return found;
}

function ofAccount(call: Call, login: string) {
  const { world } = call.site;
  const account = world.account(login);
  const found = account && world.installations.first(row => row.account === account.id);
  if (!found) throw notFound();
  return ok(installationJson(call.site, found));
}

function createToken(call: Call) {
  const { world, tokens } = call.site;
  const given = installation(call);
  const asked = call.body(tokenRequest);
  const narrowed = [
    ...(asked.repository_ids ?? []).map(id => world.repositories.find(id)),
    ...(asked.repositories ?? []).map(name => world.repository(world.accounts.get(given.account).login, name)),
  ];
  const repositories = narrowed.filter(row => row !== undefined);
  if (repositories.length < narrowed.length)
    throw new Refusal(
      422,
      'There is at least one repository that does not exist or is not accessible to the parent installation.',
    );
  const isNarrowed = asked.repository_ids !== undefined || asked.repositories !== undefined;
  const token = tokens.issue(call.site.app, given, {
    ...(asked.permissions ? { permissions: asked.permissions } : {}),
    ...(isNarrowed ? { repositories } : {}),
  });
  return created({
    token: token.value,
    expires_at: stamp(token.expiresAt),
    permissions: token.permissions,
    repository_selection: isNarrowed || given.repositories !== null ? 'selected' : 'all',
    ...(isNarrowed ? { repositories: repositories.map(row => repositoryJson(call.site, row)) } : {}),
  });
}

/** The one-time exchange at the end of the manifest flow. The App it makes is the box's own, under new secrets. */
function convertManifest(call: Call) {
  const { site } = call;
  if (!site.manifestCodes.delete(call.param('code'))) throw notFound();
  const { app } = site;
  Object.assign(app, { clientId: newClientId(), clientSecret: newSecret(), webhookSecret: randomBytes(20).toString('hex') });
  return created({
    ...appJson(site),
    client_id: app.clientId,
    client_secret: app.clientSecret,
    webhook_secret: app.webhookSecret,
    pem: privateKey(),
  });
}
