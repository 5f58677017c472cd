/** Production as a place where things go wrong: what a lever raises there is told the way Sentry tells it, through the same door. */
import { createHash, createHmac, randomUUID } from 'node:crypto';
import { Sentence } from '../core/sentence.ts';
import { hmac } from '../features/errors/sources/signed.ts';
import { compare } from './github/diff.ts';
import type { Credentials, Repository } from './github/index.ts';
import type { World } from './github/world.ts';
import type { House } from './house.ts';
import { linesOf } from './page/patch-lines.ts';

/** What the source has told us of and not yet taken back. */
export interface Failing {
  id: string;
  title: string;
  /** As the team's file claims it. */
  project: string;
}

/** Made of what the App keeps to itself: a sandbox that goes on has the same again. */
const made = ({ webhookSecret }: Credentials, what: string): Buffer => createHmac('sha256', webhookSecret).update(what).digest();
export const secretsKey = (credentials: Credentials): Buffer => made(credentials, 'secrets key');
export const hookSecret = (credentials: Credentials): string => made(credentials, 'hook').toString('hex');
export const hook = 'sentry';

type Deployment = Repository['deployments'][number];

interface Running {
  environment: string;
  sha: string;
  /** What ran there before it. */
  before: string | null;
}

/** What runs in production; null where nothing does. */
export function running({ deployments }: Repository): Running | null {
  const ran = deployments.filter(({ environment, state }) => /^prod/i.test(environment) && isThere(state));
  const now = ran.findLast(({ state }) => state === 'success');
  if (!now) return null;
  const before = ran.findLast(({ id, environment, sha }) => id < now.id && environment === now.environment && sha !== now.sha);
  return { environment: now.environment, sha: now.sha, before: before?.sha ?? null };
}

const isThere = (state: Deployment['state']): boolean => state === 'success' || state === 'inactive';

interface Frame {
  filename: string;
  function: string | null;
  lineno: number;
  in_app: boolean;
}

const code = /^src\/.*\.[jt]sx?$/;

/** It breaks in what came last, if that changed code. */
function breaksIn(world: World, { sha, before }: Running): Frame {
  for (const { path, patch } of before === null ? [] : compare(world, before, sha)) {
    const line =
      code.test(path) && patch !== null ? linesOf(patch).find(({ kind, text }) => kind === 'new' && /\w/.test(text)) : null;
    if (line) return { filename: path, function: nameIn(line.text), lineno: line.after ?? 1, in_app: true };
  }
  const path = [...world.git.paths(sha).keys()].find(one => code.test(one)) ?? 'src/index.js';
  return { filename: path, function: null, lineno: 1, in_app: true };
}

const nameIn = (line: string): string | null => /\b(?:const|let|function) (\w+)/.exec(line)?.[1] ?? null;

/** Sentry's own order: the outermost first. */
function tracedTo(world: World, sha: string, last: Frame): Frame[] {
  const server = { filename: 'src/server.js', function: 'answer', lineno: 4, in_app: true };
  const node = { filename: 'node:events', function: 'emit', lineno: 518, in_app: false };
  return [node, ...(last.filename !== server.filename && world.git.at(sha, server.filename) ? [server] : []), last];
}

/** The same again while the same runs there: Sentry counts it, and says so. */
export async function raise(house: House, repository: Repository): Promise<void> {
  const { box, database } = house;
  const there = running(repository);
  if (!there) throw new Sentence('Nothing runs in production yet, so nothing can go wrong there.');
  if (!(await database?.wantsErrors(repository.id)))
    throw new Sentence(
      'The bot has not read yet that this repository wants errors. Is errors in shipmate.yml? Say /ping, and try again.',
    );
  const last = breaksIn(box.world, there);
  const id = String(createHash('sha256').update(last.filename).digest().readUInt32BE());
  const title = `TypeError: ${last.function === null ? 'Cannot read properties of undefined' : `${last.function} is undefined`}`;
  const project = repository.fullName;
  await tell(house, 'event_alert', {
    action: 'triggered',
    actor: sentry,
    data: {
      triggered_rule: 'Tell Shipmate',
      event: {
        ...{ issue_id: id, title, culprit: last.function ?? last.filename, level: 'error', environment: there.environment },
        ...{ release: `${repository.row.name}@${there.sha.slice(0, 7)}`, datetime: box.clock.now().toISOString() },
        ...{ web_url: pageAt(id), url: `${site}/api/0/projects/${project}/events/${randomUUID()}/` },
        exception: { values: [{ type: 'TypeError', stacktrace: { frames: tracedTo(box.world, there.sha, last) } }] },
      },
    },
  });
  house.failing = [...house.failing.filter(one => one.id !== id), { id, title, project }];
  house.changes.happened();
}

/** Nobody meets it any more, so Sentry takes it for resolved. */
export async function subside(house: House): Promise<void> {
  for (const { id, title, project } of house.failing)
    await tell(house, 'issue', {
      action: 'resolved',
      actor: sentry,
      data: {
        issue: { id, title, level: 'error', status: 'resolved', web_url: pageAt(id), project: { slug: project.split('/')[1] } },
      },
    });
  house.failing = [];
  house.changes.happened();
}

const sentry = { type: 'application', id: 'sentry', name: 'Sentry' };
const site = 'https://sentry.acme.example';
const pageAt = (id: string): string => `${site}/organizations/acme/issues/${id}/`;

/** Signed over its bytes, as all that comes through a door. */
async function tell({ box, bot }: House, resource: string, body: unknown): Promise<void> {
  if (bot.url === null) throw new Sentence('The bot is not running, so nobody hears of it. Start it again.');
  const text = JSON.stringify(body);
  const answer = await fetch(`${bot.url}/hooks/${hook}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'request-id': randomUUID(),
      'sentry-hook-resource': resource,
      'sentry-hook-signature': hmac(hookSecret(box.credentials), text),
    },
    body: text,
  }).catch(() => null);
  if (answer?.status !== 202)
    throw new Sentence(`The door of the bot says ${answer?.status ?? 'nothing'}, so nobody hears of it.`);
}
