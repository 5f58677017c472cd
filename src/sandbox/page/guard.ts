/**
 * Who may talk to the page: a browser on this machine, on the page's own behalf. A name somebody else's server points at 127.0.0.1 is
 * refused by the Host header, and another site's form by its Origin and the token that only our pages know.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';

export const newToken = (): string => randomBytes(24).toString('base64url');

const policy = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

export function guard(token: string, port: () => number): MiddlewareHandler {
  const hosts = () => [`127.0.0.1:${port()}`, `localhost:${port()}`];
  return async (context, next) => {
    const host = context.req.header('host') ?? '';
    if (!hosts().includes(host)) return context.text('This page answers to 127.0.0.1 alone.', 421);
    if (context.req.method === 'POST') {
      const origin = context.req.header('origin');
      const site = context.req.header('sec-fetch-site');
      const fromHere = (origin === undefined || origin === `http://${host}`) && (site === undefined || site === 'same-origin');
      if (!fromHere) return context.text('This request comes from another site.', 403);
      const form = await context.req.parseBody();
      if (typeof form.token !== 'string' || !same(form.token, token))
        return context.text('This page is of an earlier start of the sandbox. Load it again.', 403);
    } else if (context.req.method !== 'GET' && context.req.method !== 'HEAD') {
      return context.text('Only GET and POST mean something here.', 405);
    }
    await next();
    context.header('content-security-policy', policy);
    context.header('x-content-type-options', 'nosniff');
    context.header('referrer-policy', 'same-origin');
    return undefined;
  };
}

function same(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}
