import { expect, it } from 'vitest';
import { manifest, newAppPage } from './manifest.ts';

it.each([
  ['https://api.github.com', null, 'https://github.com/settings/apps/new?state=s'],
  ['https://api.github.com', 'acme', 'https://github.com/organizations/acme/settings/apps/new?state=s'],
  ['https://github.example.com/api/v3', null, 'https://github.example.com/settings/apps/new?state=s'],
  ['https://api.acme.ghe.com', 'acme', 'https://acme.ghe.com/organizations/acme/settings/apps/new?state=s'],
  ['http://127.0.0.1:8080', null, 'http://127.0.0.1:8080/settings/apps/new?state=s'],
])('the API at %s has its page for new Apps at the site', (api, org, page) => {
  expect(newAppPage(api, org, 's')).toBe(page);
});

it('asks for what app.yml says, and always for a webhook that is on, else GitHub logs no deliveries', () => {
  const redirectUrl = 'http://127.0.0.1:1/callback';
  expect(manifest({ name: null, hookUrl: null, redirectUrl })).toMatchObject({
    name: 'Shipmate',
    public: false,
    default_permissions: { issues: 'write' },
    default_events: expect.arrayContaining(['issue_comment']),
    hook_attributes: { url: 'https://shipmate.invalid/api/github/webhooks', active: true },
    redirect_url: redirectUrl,
  });
  expect(manifest({ name: 'Acme mate', hookUrl: 'https://acme.dev/hooks', redirectUrl })).toMatchObject({
    name: 'Acme mate',
    hook_attributes: { url: 'https://acme.dev/hooks', active: true },
  });
});
