/** Which addresses a name has. */
import { lookup, Resolver } from 'node:dns/promises';

/** All addresses of a name. `allowed`: an operator has listed it. */
export type Resolve = (host: string, allowed: boolean) => Promise<string[]>;

/**
 * What an operator lists is looked up as the machine does it, its own list of hosts included. That keeps one of the few threads that files and ciphers
 * need as well, for as long as a name server is silent; so for all that strangers write name servers are asked directly: it could only be public anyway.
 */
export const asTheMachine =
  (servers: string[] = []): Resolve =>
  async (host, allowed) =>
    allowed ? (await lookup(host, { all: true })).map(({ address }) => address) : await askedFor(host, servers);

const patience = { timeout: 2_000, maxTimeout: 2_000, tries: 2 };

async function askedFor(host: string, servers: string[]): Promise<string[]> {
  // A new one each time, as the machine may have got other servers since.
  const resolver = new Resolver(patience);
  if (servers.length > 0) resolver.setServers(servers);
  const answers = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
  const found = answers.flatMap(answer => (answer.status === 'fulfilled' ? answer.value : []));
  const failed = answers.flatMap(answer =>
    answer.status === 'rejected' && answer.reason.code !== 'ENODATA' ? [answer.reason] : [],
  );
  if (found.length > 0 || failed.length === 0) return found;
  const unknown = failed.find(({ code }) => code === 'ENOTFOUND' || code === 'EBADNAME');
  // Whatever else it says is about the server, and not about the host.
  throw Object.assign(new Error('a name was not looked up', { cause: failed[0] }), { code: unknown ? 'ENOTFOUND' : 'EAI_AGAIN' });
}
