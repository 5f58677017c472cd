/** Whose certificates are believed: those that everybody believes, or those of an authority of one's own. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import type { Round } from './kind.ts';
import { Unknown } from './verdict.ts';

export const ca = z
  .optional(
    z
      .string()
      .check(
        z.regex(/^(?!\/|(?:.*\/)?\.\.(?:\/|$)).{1,200}$/),
        z.meta({ title: 'the path of a file in the repository, such as `deploy/ca.pem`' }),
      ),
  )
  .check(z.describe('The certificate of an authority of your own, as PEM. It alone is believed then.'));

/** Said outright, so that no variable of the environment can switch the verification off. */
export interface Trust {
  rejectUnauthorized: true;
  ca?: string;
}

export async function trustOf(path: string | undefined, { folder }: Pick<Round, 'folder'>): Promise<Trust> {
  if (path === undefined) return { rejectUnauthorized: true };
  const pem = await readFile(join(folder, path), 'utf8').catch(() => {
    throw new Unknown(`there is no file \`${path}\``);
  });
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) throw new Unknown(`\`${path}\` holds no certificate as PEM`);
  return { rejectUnauthorized: true, ca: pem };
}
