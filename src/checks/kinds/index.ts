/** THE list of kinds, in the order of the reference. */
import * as z from 'zod/mini';
import type { Kind } from '../kind.ts';
import { command } from './command.ts';
import { converged } from './converged.ts';
import { dns } from './dns.ts';
import { http } from './http.ts';
import { internalVersions } from './internal-versions.ts';
import { log } from './log.ts';
import { tcp } from './tcp.ts';
import { tls } from './tls.ts';
import { version } from './version.ts';
import { vulnerabilities } from './vulnerabilities.ts';

const said = ({ schema, about }: Kind) => z.optional(schema).check(z.describe(about));

/** What an entry of the file may have, by the name of its kind. */
export const settings = {
  http: said(http),
  version: said(version),
  tls: said(tls),
  dns: said(dns),
  tcp: said(tcp),
  command: said(command),
  converged: said(converged),
  vulnerabilities: said(vulnerabilities),
  'internal-versions': said(internalVersions),
  log: said(log),
};

export const kinds: Record<keyof typeof settings, Kind> = {
  http,
  version,
  tls,
  dns,
  tcp,
  command,
  converged,
  vulnerabilities,
  'internal-versions': internalVersions,
  log,
};
