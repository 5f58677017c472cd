/**
 * `npm run spec`: cuts the extracts of GitHub's descriptions anew. The one of the API is too large to depend on (385 MB unpacked), so
 * it is fetched from the registry each time; `npm run spec -- PATH` takes a tarball or a folder of it that is already there.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { routes } from '../../src/sandbox/github/routes/index.ts';
import { operations, payloads, webhooksPackage } from './extract.ts';
import { extractFile } from './extracted.ts';

const apiPackage = '@octokit/openapi@23.0.2';

const run = promisify(execFile);
const json = async (file: string) => JSON.parse(await readFile(file, 'utf8'));
const folder = await mkdtemp(join(tmpdir(), 'shipmate-spec-'));
try {
  const given = process.argv[2];
  const unpacked =
    given && (await stat(given)).isDirectory() ? resolve(given) : await unpack(given ? resolve(given) : await fetched());
  const { version } = await json(join(unpacked, 'package.json'));
  const api = await json(join(unpacked, 'generated/api.github.com.json'));
  await write(
    'api',
    operations(
      api,
      version,
      routes.map(route => route.name),
    ),
  );
  const webhooks = webhooksPackage();
  await write('webhooks', payloads(webhooks.document, webhooks.version));
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function fetched(): Promise<string> {
  await run('npm', ['pack', apiPackage, '--pack-destination', folder]);
  const [tarball = ''] = await readdir(folder);
  return join(folder, tarball);
}

async function unpack(tarball: string): Promise<string> {
  await run('tar', ['-xzf', tarball, '-C', folder, 'package/package.json', 'package/generated/api.github.com.json']);
  return join(folder, 'package');
}

async function write(name: 'api' | 'webhooks', text: string): Promise<void> {
  await writeFile(extractFile(name), text);
  console.log(`${name}.jsonl: ${text.split('\n').length - 1} lines, ${Math.round(text.length / 1024)} KB`);
}
