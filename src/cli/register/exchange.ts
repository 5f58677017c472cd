/** The code that GitHub hands back, for the App's keys. */
import { createSign } from 'node:crypto';
import * as z from 'zod/mini';
import { Sentence } from '../../core/sentence.ts';

const conversion = z.object({
  id: z.number(),
  name: z.string(),
  html_url: z.string(),
  pem: z.string(),
  webhook_secret: z.nullish(z.string()),
});
export type NewApp = z.infer<typeof conversion>;

const deadline = 10_000;
const headers = { accept: 'application/vnd.github+json', 'user-agent': 'shipmate-register' };
const lookForIt =
  'The App may exist by now: look under Settings, Developer settings, GitHub Apps, delete it there, and say "npm run shipmate -- register" again.';

export async function exchange(apiUrl: string, code: string): Promise<NewApp> {
  let response: Response;
  let body: unknown;
  try {
    response = await fetch(`${apiUrl}/app-manifests/${encodeURIComponent(code)}/conversions`, {
      method: 'POST',
      headers,
      redirect: 'error',
      signal: AbortSignal.timeout(deadline),
    });
    body = await response.json();
  } catch {
    throw new Sentence(`GitHub made the App and did not hand out its keys. ${lookForIt}`);
  }
  if (response.status === 404 || response.status === 422)
    throw new Sentence(`GitHub does not know this code any more: it counts once, and for one hour. ${lookForIt}`);
  const read = z.safeParse(conversion, body);
  if (!response.ok || !read.success) throw new Sentence(`GitHub answered ${response.status} and no keys. ${lookForIt}`);
  return read.data;
}

/** Tells GitHub to sign with this secret. False when that did not work. */
export async function setWebhookSecret(apiUrl: string, app: Pick<NewApp, 'id' | 'pem'>, secret: string): Promise<boolean> {
  try {
    const response = await fetch(`${apiUrl}/app/hook/config`, {
      method: 'PATCH',
      headers: { ...headers, authorization: `Bearer ${token(app)}`, 'content-type': 'application/json' },
      body: JSON.stringify({ secret }),
      redirect: 'error',
      signal: AbortSignal.timeout(deadline),
    });
    return response.ok;
  } catch {
    return false;
  }
}

/** Says to GitHub that we are the App. A minute in the past, for clocks that are ahead. */
function token({ id, pem }: Pick<NewApp, 'id' | 'pem'>): string {
  const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const claim = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode({ iat: now - 60, exp: now + 300, iss: String(id) })}`;
  return `${claim}.${createSign('RSA-SHA256').update(claim).sign(pem, 'base64url')}`;
}
