import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod/mini';
import { readEnv, variableNames } from '../../src/config/env.ts';
import { startBot } from '../bot.ts';
import { commandOf, operations, readIgnore, readStages, root, variablesOf, wordsOf } from '../containers.ts';

/** By us, and by Node before us. */
const readHere = [...variableNames, 'NODE_COMPILE_CACHE'];

/** What an operator copies from `.github/operations` fits the code: metrics, graphs, containers, the unit. */

const run = promisify(execFile);
const text = (name: string) => readFileSync(join(operations, name), 'utf8');

/** As a real server shows them. */
async function metricsOf(): Promise<Map<string, string>> {
  const token = 'a-token-of-this-test-1f3a';
  await using bot = await startBot({ env: { METRICS_TOKEN: token } });
  const answer = await fetch(`${bot.app.url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
  return new Map([...(await answer.text()).matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type = '']) => [name, type]));
}

test('every metric has its line in the table, with its kind, and the other way round', async () => {
  const rows = [...text('README.md').matchAll(/^\| `(shipmate_[a-z_]+)(?:\{[a-z, ]+\})?` \| (\w+) \|/gm)];
  expect(new Map(rows.map(([, name = '', type = '']) => [name, type]))).toEqual(await metricsOf());
});

const Panel = z.object({
  title: z.string().check(z.minLength(3)),
  description: z.string().check(z.minLength(20)),
  datasource: z.object({ type: z.literal('prometheus'), uid: z.literal(`$${'{datasource}'}`) }),
  gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
  fieldConfig: z.object({ defaults: z.looseObject({ unit: z.string().check(z.minLength(1)) }) }),
  targets: z.array(z.object({ expr: z.string(), refId: z.string() })).check(z.minLength(1)),
});
const Dashboard = z.object({
  title: z.string(),
  schemaVersion: z.number().check(z.minimum(39)),
  templating: z.object({ list: z.array(z.looseObject({ name: z.string(), type: z.string() })) }),
  panels: z.array(Panel).check(z.minLength(12)),
});

describe('the dashboard', () => {
  const raw = JSON.parse(text('dashboard.json'));
  const { panels, templating } = z.parse(Dashboard, raw);

  test('can be imported anywhere: it names no dashboard, no panel and no source of somebody’s', () => {
    for (const name of ['id', 'uid', 'version', 'iteration']) expect(raw).not.toHaveProperty(name);
    for (const panel of raw.panels) expect(panel).not.toHaveProperty('id');
    expect(templating.list.map(({ name, type }) => `${name}: ${type}`)).toEqual(['datasource: datasource', 'job: query']);
    const used = new Set([...text('dashboard.json').matchAll(/\$\{?([a-z]+)\}?/g)].map(match => match[1]));
    expect([...used].sort()).toEqual(['datasource', 'job']);
  });

  test('no two panels lie on each other, or beyond the edge', () => {
    for (const [at, { title, gridPos: one }] of panels.entries()) {
      expect(one.x + one.w, title).toBeLessThanOrEqual(24);
      for (const { title: other, gridPos: two } of panels.slice(at + 1)) {
        const apart = one.x + one.w <= two.x || two.x + two.w <= one.x || one.y + one.h <= two.y || two.y + two.h <= one.y;
        expect(apart, `${title} and ${other}`).toBe(true);
      }
    }
  });

  test('every metric it asks for is one, and only what counts up has a rate', async () => {
    const metrics = await metricsOf();
    const asked = new Set<string>();
    for (const { title, targets } of panels) {
      for (const { expr } of targets) {
        const names = [...expr.matchAll(/shipmate_[a-z_]+/g)].map(([name]) => name);
        expect(names, title).not.toEqual([]);
        for (const name of names) {
          asked.add(name);
          const rated = new RegExp(`\\b(?:rate|irate|increase)\\(${name}\\{[^}]*\\}\\[[^\\]]+\\]\\)`).test(expr);
          expect(`${name}: ${metrics.get(name)}`).toBe(`${name}: ${rated ? 'counter' : 'gauge'}`);
          // Each replica asks the same database: their sum would be nonsense.
          if (!rated) expect(expr, title).toMatch(/^max\b/);
        }
        expect(expr).not.toMatch(/histogram_quantile|_bucket/);
      }
    }
    expect([...asked].sort()).toEqual([...metrics.keys()].sort());
  });
});

describe('the image', () => {
  const stages = readStages();
  const served = stages.at(-1) ?? { image: '', name: null, instructions: [] };

  test('is built on images with a tag, of which none is “latest”', () => {
    for (const { image } of stages) expect(image).toMatch(/^[a-z]+:(?!latest)\S+$/);
  });

  test('takes what is there, and nothing that is private or of no use in it', async () => {
    const isSent = readIgnore();
    const copied = stages
      .flatMap(stage => stage.instructions.filter(one => one.word === 'COPY'))
      .map(one => wordsOf(one.rest))
      .filter(({ options }) => options.from === undefined)
      .flatMap(({ words }) => words.slice(0, -1));
    for (const path of copied) expect(existsSync(join(root, path)), path).toBe(true);
    const { stdout } = await run('git', ['ls-files'], { cwd: root, maxBuffer: 2 ** 24 });
    const sent = stdout.split('\n').filter(path => path !== '' && isSent(path));
    expect(sent.filter(path => !copied.some(one => path === one || path.startsWith(`${one}/`)))).toEqual([]);
    expect(sent.filter(path => /\.test\.ts$|^src\/sandbox/.test(path))).toEqual([]);
    for (const path of ['.env', '.env.old', 'data/postgres/PG_VERSION', '.git/config', 'node_modules/pg/package.json', 'key.pem'])
      expect(isSent(path), path).toBe(false);
  });

  test('is no root, has no secret in it, and sets what we read', () => {
    const user = served.instructions.findLast(one => one.word === 'USER')?.rest ?? '';
    expect(user).toMatch(/^[1-9]\d{3,}:[1-9]\d{3,}$/);
    const [uid = '', gid = ''] = user.split(':');
    const made = served.instructions.find(one => one.word === 'RUN')?.rest ?? '';
    expect(made).toContain(`--uid ${uid} --gid ${gid} `);
    expect(made).toContain(`--owner ${uid} --group ${gid} `);
    const { PATH, ...ours } = variablesOf(served);
    expect(PATH?.startsWith('/app/node_modules/.bin:')).toBe(true);
    for (const name of Object.keys(ours)) expect(readHere).toContain(name);
    expect(ours).toMatchObject({ HOST: '0.0.0.0', DATA_FOLDER: '/data' });
    expect(served.instructions.find(one => one.word === 'VOLUME')?.rest).toBe('/data');
    expect(stages.flatMap(one => one.instructions).some(({ word }) => ['ARG', 'ADD', 'SHELL', 'ENTRYPOINT'].includes(word))).toBe(
      false,
    );
    expect(text('Dockerfile')).not.toMatch(/SECRET|TOKEN|PRIVATE_KEY|APP_ID/);
  });

  test('starts what npm start starts', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(commandOf(served, 'CMD').join(' ')).toBe(scripts.start);
    expect(text('shipmate.service')).toContain(`/opt/shipmate/node_modules/.bin/${scripts.start}\n`);
  });
});

/** Of the compose specification, as far as anybody would use it here. */
const known = {
  file: ['name', 'services', 'volumes', 'networks', 'secrets', 'configs'],
  service:
    `build cap_add cap_drop command container_name cpus configs depends_on deploy dns entrypoint env_file environment expose extra_hosts
    healthcheck hostname image init labels logging mem_limit networks pids_limit platform ports profiles pull_policy read_only restart secrets
    security_opt shm_size stop_grace_period stop_signal sysctls tmpfs ulimits user volumes working_dir`.split(/\s+/),
  build: ['context', 'dockerfile', 'args', 'target', 'labels', 'platforms', 'pull', 'no_cache'],
  healthcheck: ['test', 'interval', 'timeout', 'retries', 'start_period', 'start_interval', 'disable'],
};

describe('the compose file', () => {
  const file = parse(text('compose.yaml'));
  const { shipmate, database } = file.services;
  const strange = (thing: object, names: string[]) => Object.keys(thing).filter(name => !names.includes(name));

  test('says nothing that compose does not know', () => {
    expect(strange(file, known.file)).toEqual([]);
    for (const service of Object.values<Record<string, object>>(file.services)) {
      expect(strange(service, known.service)).toEqual([]);
      expect(strange(service.build ?? {}, known.build)).toEqual([]);
      expect(strange(service.healthcheck ?? {}, known.healthcheck)).toEqual([]);
      expect(service.restart).toBe('unless-stopped');
    }
  });

  test('builds the image of this folder, and sets what we read', () => {
    const context = join(operations, shipmate.build.context);
    expect(context).toBe(root);
    expect(existsSync(join(context, shipmate.build.dockerfile))).toBe(true);
    for (const name of Object.keys(shipmate.environment)) expect(readHere).toContain(name);
    expect(join(operations, shipmate.env_file)).toBe(join(root, '.env'));
    const password = 'f00dfeedf00dfeedf00dfeedf00dfeed';
    const url = shipmate.environment.DATABASE_URL.replace(/\$\{DATABASE_PASSWORD:\?[^}]+\}/, password);
    const read = readEnv({ ...shipmate.environment, DATABASE_URL: url }, root);
    expect(read).toEqual({ ok: false, problems: [], noCredentials: true });
    const { hostname, username, pathname } = new URL(url);
    expect(Object.keys(file.services)).toContain(hostname);
    expect(username).toBe(database.environment.POSTGRES_USER);
    expect(pathname).toBe(`/${database.environment.POSTGRES_DB}`);
  });

  test('the database is reached by nobody else, is kept, and is waited for', () => {
    expect(database).not.toHaveProperty('ports');
    expect(shipmate.ports).toEqual([`127.0.0.1:3000:${shipmate.environment.PORT}`]);
    const named = [...database.volumes, ...shipmate.volumes].map((one: string) => one.split(':')[0]);
    expect(Object.keys(file.volumes)).toEqual(named);
    expect(database.healthcheck.test[0]).toBe('CMD');
    expect(shipmate.depends_on).toEqual({ database: { condition: 'service_healthy' } });
    expect(text('compose.yaml')).not.toMatch(/PASSWORD: (?!\$\{)/);
  });
});

test('systemd takes the unit as it is, and it leaves Node what it needs', async () => {
  const unit = text('shipmate.service');
  const settings = [...unit.matchAll(/^([A-Za-z]+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]);
  const names = settings.map(([name]) => name);
  expect(names).not.toContain('MemoryDenyWriteExecute');
  // What is killed before it has stopped by itself has to be mended at the next start.
  const ours = Number(/const patience = (\d+)_000;/.exec(readFileSync(join(root, 'src/main.ts'), 'utf8'))?.[1]);
  expect(ours).toBeGreaterThan(0);
  expect(Number(Object.fromEntries(settings).TimeoutStopSec)).toBeGreaterThan(ours);
  for (const [name, value = ''] of settings.filter(one => one[0] === 'Environment')) {
    expect(readHere, name).toContain(value.split('=')[0]);
  }
  const folder = await mkdtemp(join(tmpdir(), 'shipmate-unit-'));
  try {
    // Its programs have to be there: those of this checkout are.
    await writeFile(join(folder, 'shipmate.service'), unit.replaceAll('/opt/shipmate', root));
    const { error, status, stdout, stderr } = spawnSync('systemd-analyze', ['verify', join(folder, 'shipmate.service')]);
    if (error) expect(error).toMatchObject({ code: 'ENOENT' });
    else expect({ status, said: `${stdout}${stderr}` }).toEqual({ status: 0, said: '' });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

describe('what SECURITY.md says', () => {
  const page = readFileSync(join(root, '.github/SECURITY.md'), 'utf8');

  test('each place and each proof is there, and no threat is without', () => {
    const threats = page.slice(page.indexOf('## Threats'), page.indexOf('## What we do not')).split('\n');
    const rows = threats.filter(line => line.startsWith('| ') && !line.startsWith('| threat'));
    expect(rows.length).toBeGreaterThan(15);
    for (const row of rows) {
      const [, , where = '', proof = ''] = row.split(' | ');
      for (const cell of [where, proof]) {
        const places = [...cell.matchAll(/`([^`]+)`/g)].map(match => match[1] ?? '');
        expect(places, row).not.toEqual([]);
        for (const place of places) expect(existsSync(join(root, place)), place).toBe(true);
      }
      expect(proof, row).toMatch(/\.test\.ts`/);
    }
  });
});
