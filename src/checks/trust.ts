/** Whose certificates are believed: those that everybody believes, or those of an authority of one's own. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import type { Round } from './kind.ts';
import { path } from './parts.ts';
import { Unknown } from './verdict.ts';

export const ca = z
  .optional(path('deploy/ca.pem'))
  .check(z.describe('The certificate of an authority of your own, as PEM. It alone is believed then.'));

/** Said outright, so that no variable of the environment can switch the verification off. */
export interface Trust {
  rejectUnauthorized: true;
  ca?: string;
}

export async function trustOf(named: string | undefined, { folder }: Pick<Round, 'folder'>): Promise<Trust> {
  if (named === undefined) return { rejectUnauthorized: true };
  const pem = await readFile(join(folder, named), 'utf8').catch(() => {
    throw new Unknown(`there is no file \`${named}\``);
  });
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) throw new Unknown(`\`${named}\` holds no certificate as PEM`);
  return { rejectUnauthorized: true, ca: pem };
}
