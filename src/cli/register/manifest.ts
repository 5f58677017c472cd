/** What GitHub is told about the App before it exists: `app.yml`, and where this one will live. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import * as z from 'zod/mini';
import { siteOf } from '../../github/site.ts';

const appFile = z.looseObject({
  name: z.string(),
  url: z.string(),
  default_permissions: z.record(z.string(), z.string()),
  default_events: z.array(z.string()),
});

/**
 * GitHub attempts, and so logs, no delivery of a webhook that is switched off: whoever reads the log instead of being called needs one
 * that is on. This address is promised never to exist (RFC 6761), so that nobody else gets to read what it is sent.
 */
const nowhere = 'https://shipmate.invalid/api/github/webhooks';

export interface Wanted {
  name: string | null;
  /** Where GitHub sends webhooks; null when nothing of ours can be reached. */
  hookUrl: string | null;
  redirectUrl: string;
}

/** What an App needs to have so that everything works. */
export const wanted = () => appFile.parse(parse(readFileSync(new URL('../../../app.yml', import.meta.url), 'utf8')));

export function manifest({ name, hookUrl, redirectUrl }: Wanted) {
  const app = wanted();
  return {
    ...app,
    name: name ?? app.name,
    hook_attributes: { url: hookUrl ?? nowhere, active: true },
    redirect_url: redirectUrl,
  };
}

/** The page that takes the manifest. */
export function newAppPage(apiUrl: string, org: string | null, state: string): string {
  return `${siteOf(apiUrl)}${org === null ? '' : `/organizations/${org}`}/settings/apps/new?state=${state}`;
}
