/** Pull requests that change lock files, held against what is known to be vulnerable. */
import type { Round } from '../src/checks/kind.ts';
import type { Server } from './answering.ts';
import { checked, told } from './checks.ts';
import type { Vulnerability } from './osv.ts';
import { type Files, folderOf, repository } from './repository.ts';

export const lock = (...packages: string[]): string =>
  JSON.stringify({
    lockfileVersion: 3,
    packages: Object.fromEntries(
      packages.map(one => {
        const [, name, version] = /^(.+)@(.+)$/.exec(one) ?? [];
        return [`node_modules/${name}`, { version }];
      }),
    ),
  });

export const prototype: Vulnerability = {
  ...{ id: 'GHSA-35jh-r3h4-6jhm', aliases: ['CVE-2021-23337'], summary: 'Command injection in lodash', word: 'HIGH' },
  ...{ in: ['npm lodash 4.17.20'], fixed: ['4.17.21', '3.0.0', '5.0.0'] },
};

/** A pull request that makes of the first files the second. */
export async function pulled(was: Files, is: Files, settings: string, service: Server, more: { github?: Round['github'] } = {}) {
  const { folder, commits } = await repository({ 'README.md': '', ...was }, is);
  const [base = '', head = ''] = commits;
  return told(await checked(entry(settings, service), { folder, pull: { number: 42, base, head }, ...more }));
}
export const entry = (settings: string, { url }: Server): string =>
  `- when: pull-request\n  vulnerabilities: { from: '${url}', ${settings} }`;

/** Everything that is there, without a pull request. */
export const whole = async (files: Files, settings: string, service: Server): Promise<string[]> =>
  told(await checked(entry(`all: true, ${settings}`, service), { folder: await folderOf(files) }));
