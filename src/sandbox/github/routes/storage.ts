/** Where logs and artifacts are kept. The API only sends callers there, for a minute, and what they fetch there needs no token. */
import { randomBytes } from 'node:crypto';
import { zip } from '../../../checks/zip.ts';
import { jobLog, logFiles } from '../actions/logs.ts';
import { type Answer, type Call, route } from '../call.ts';
import { notFound } from '../refusal.ts';
import type { Site } from '../site.ts';

const minute = 60_000;

/** Answers with the way to something that is kept: `runs/7/1.zip`, `jobs/8.txt`, `artifacts/9.zip`. */
export function stored(call: Call, what: string): Answer {
  const key = randomBytes(16).toString('hex');
  const { handedOut, world } = call.site;
  const now = world.clock.now();
  for (const [old, { until }] of handedOut) if (until < now) handedOut.delete(old);
  handedOut.set(key, { what, until: new Date(now.getTime() + minute) });
  return { status: 302, headers: { location: `${call.site.urls.api}/_stored/${key}` } };
}

export const storage = [
  route('GET /_stored/{key}', call => {
    const handed = call.site.handedOut.get(call.param('key'));
    if (!handed || handed.until < call.site.world.clock.now()) throw notFound();
    const type = handed.what.endsWith('.txt') ? 'text/plain; charset=utf-8' : 'application/zip';
    // Read in parts, a large archive would be made anew for each of them.
    handed.bytes ??= content(call.site, handed.what);
    return part(call, handed.bytes, { 'content-type': type, 'accept-ranges': 'bytes' });
  }),
];

/** All of it, or the bytes that are asked for. */
function part(call: Call, raw: Buffer, headers: Record<string, string>): Answer {
  const asked = call.range;
  if (!asked) return { status: 200, raw, headers };
  if (asked.from >= raw.length) return { status: 416, headers: { 'content-range': `bytes */${raw.length}` } };
  const bytes = raw.subarray(asked.from, asked.to + 1);
  const range = `bytes ${asked.from}-${asked.from + bytes.length - 1}/${raw.length}`;
  return { status: 206, raw: bytes, headers: { ...headers, 'content-range': range } };
}

function content(site: Site, what: string): Buffer {
  const { world } = site;
  const [kind = '', ...numbers] = what.replace(/\.\w+$/, '').split('/');
  const [first = 0, second = 0] = numbers.map(Number);
  if (kind === 'jobs') return Buffer.from(jobLog(world.jobs.get(first)));
  if (kind === 'runs') return zip(logFiles(site, world.runs.get(first), second));
  return zip(world.artifacts.get(first).files);
}
