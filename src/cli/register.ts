/** `register`: makes a GitHub App of one's own, by GitHub's manifest flow, and leaves its keys in `.env`. */
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { type Env, environment, githubSettings } from '../config/env.ts';
import { weakness } from '../config/env-secrets.ts';
import { webUrl } from '../config/env-values.ts';
import { Sentence } from '../core/sentence.ts';
import { exchange, type NewApp, setWebhookSecret } from './register/exchange.ts';
import { keepKeys, refuseToOverwrite, refuseUnwritable } from './register/keys.ts';
import { manifest, newAppPage } from './register/manifest.ts';
import { openPage } from './register/page.ts';
import { Misuse, type Verb } from './verb.ts';

export const verb: Verb = {
  name: 'register',
  usage: '[--org <organisation>] [--url <public address>] [--name <name>] [--force]',
  about: 'Makes a GitHub App and writes its keys into .env. Without --url GitHub need not reach this machine.',
  async run(args, say) {
    const interrupted = new AbortController();
    const interrupt = () => interrupted.abort();
    process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
    try {
      const wishes = understood(args);
      const folder = process.cwd();
      await registerApp({ wishes, folder, env: environment(folder), say, interrupted: interrupted.signal, patienceMs: 600_000 });
      return 0;
    } finally {
      process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    }
  },
};

interface Wishes {
  org: string | null;
  url: string | null;
  name: string | null;
  force: boolean;
}

interface Registration {
  wishes: Wishes;
  folder: string;
  env: Env;
  say(line: string): void;
  interrupted: AbortSignal;
  patienceMs: number;
}

export function understood(args: string[]): Wishes {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ args, options: { org: text, url: text, name: text, force: { type: 'boolean' } } });
  const { org = null, url = null, name = null, force = false } = values;
  if (org !== null && !/^[\w-]{1,39}$/.test(org))
    throw new Misuse('--org must be the name of an organisation, as in --org acme.');
  if (name !== null && (name.trim() === '' || name.length > 34)) throw new Misuse('--name must have 1 to 34 characters.');
  return { org, url: url === null ? null : publicUrl(url), name, force };
}

function publicUrl(text: string): string {
  let url: string;
  try {
    url = webUrl(text, 'https://shipmate.example.org');
  } catch (error) {
    throw error instanceof Sentence ? new Misuse(`--url ${error.message}`) : error;
  }
  if (/^(localhost|.*\.localhost|127\..*|0\.0\.0\.0|\[::1?\])$/.test(new URL(url).hostname))
    throw new Misuse(
      '--url must be an address that GitHub can reach. Leave it out, and deliveries are fetched from GitHub instead.',
    );
  return url;
}

export async function registerApp({ wishes, folder, env, say, interrupted, patienceMs }: Registration): Promise<void> {
  const github = githubSettings(env);
  if (!wishes.force) refuseToOverwrite(env, folder);
  refuseUnwritable(folder);
  const hookUrl = wishes.url === null ? github.proxyUrl : hookOf(wishes.url, github.webhookPath);

  const page = await openPage({
    form: ({ redirectUrl, state }) => ({
      action: newAppPage(github.apiUrl, wishes.org, state),
      manifest: manifest({ name: wishes.name, hookUrl, redirectUrl }),
    }),
    async finish(code) {
      const app = await exchange(github.apiUrl, code);
      const secret = usable(app.webhook_secret) ?? randomBytes(32).toString('hex');
      const kept = keepKeys(folder, { app, secret, hookUrl, env, apiUrl: github.apiUrl, proxied: wishes.url === null });
      const told = secret === app.webhook_secret || (await setWebhookSecret(github.apiUrl, app, secret));
      return { app, kept, told };
    },
    goodbye: ({ app }) =>
      `${app.name} is registered, and its keys are in .env. The terminal has the next two steps. You can close this page.`,
  });
  const ended = AbortSignal.any([interrupted, AbortSignal.timeout(patienceMs)]);
  try {
    say(`Open this page within ${Math.ceil(patienceMs / 60_000)} minutes, on this machine. It opens once:`);
    say(`  ${page.url}`);
    const early = await Promise.race([page.done.then(() => false), aborted(ended)]);
    // From GitHub's code on the App exists: to stop now would lose its keys.
    if (early && !page.busy()) throw new Sentence(stopped(interrupted.aborted));
    const { app, told, kept } = await page.done;
    for (const line of [...outcome(app, hookUrl, kept, told), ...nextSteps(app)]) say(line);
  } finally {
    page.close();
  }
}

const hookOf = (url: string, path: string) => (url.endsWith(path) ? url : `${url}${path}`);
const usable = (secret: string | null | undefined) =>
  secret && weakness(secret) === null && /^[\w-]+$/.test(secret) ? secret : null;

const aborted = (signal: AbortSignal) =>
  new Promise<true>(resolve =>
    signal.aborted ? resolve(true) : signal.addEventListener('abort', () => resolve(true), { once: true }),
  );

const stopped = (interrupted: boolean) =>
  `${interrupted ? 'Stopped' : 'Nobody came back from GitHub in time'}; nothing was written. "npm run shipmate -- register" starts again.`;

function outcome(app: NewApp, hookUrl: string | null, kept: boolean, told: boolean): string[] {
  const lines = [`${app.name} is registered as App ${app.id}. Its keys are in .env, which only you can read.`];
  if (kept) lines.push('What .env said before is in .env.old. Delete that once the old App is gone.');
  if (hookUrl === null)
    lines.push(
      'Without --url GitHub cannot reach this machine, so DELIVERIES=poll: its delivery log is read every ten seconds instead.',
      'GitHub lists each of these deliveries as failed. That is as it should be.',
    );
  else lines.push(`GitHub sends webhooks to ${hookUrl}.`);
  if (!told)
    lines.push(
      `GitHub does not have the webhook secret yet: copy WEBHOOK_SECRET from .env into the settings at ${app.html_url}.`,
    );
  return lines;
}

const nextSteps = (app: NewApp) => ['Next:', `  1. install it: ${app.html_url}/installations/new`, '  2. npm start'];
