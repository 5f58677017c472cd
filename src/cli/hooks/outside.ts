/** What goes along when a file asks an address, and how those who ask fare. */
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { Sentence } from '../../core/sentence.ts';
import { listScans } from '../../features/errors/scan/store.ts';
import { timeOf } from '../../store/audit.ts';
import type { Store } from '../../store/connection.ts';
import { dropOutsideSecret, keepOutsideSecret, listOutsideSecrets, outsidePlace } from '../../store/outside-secrets.ts';
import { seal } from '../../store/sealed.ts';
import { sessionOn } from '../../store/session.ts';
import { duration } from '../../time/duration.ts';
import { plain } from '../plain.ts';
import { Misuse } from '../verb.ts';
import { noKey } from './words.ts';

interface House {
  store: Store;
  keys: Buffer[];
  say(line: string): void;
}

interface Given {
  name: string;
  owner: string;
  host?: string | undefined;
  'secret-from'?: string | undefined;
  remove?: boolean | undefined;
}

export async function header({ store, keys, say }: House, given: Given): Promise<void> {
  const { name, owner, host, 'secret-from': from, remove } = given;
  if (!/^[a-z\d][\w-]{0,49}$/i.test(name))
    throw new Misuse(`"${plain(name)}" cannot stand in a file; a name has letters, digits, - and _, at most 50.`);
  if (!/^[a-z\d][a-z\d-]{0,99}$/i.test(owner)) throw new Misuse(`"${plain(owner)}" is no owner, as acme is one.`);
  if (remove) {
    if (host !== undefined || from !== undefined) throw new Misuse('--remove goes alone.');
    if (!(await dropOutsideSecret(store.db, owner, name))) throw new Sentence(`There is no header ${name} of ${owner}.`);
    return say(`${name} of ${owner} is gone.`);
  }
  if (host === undefined || from === undefined)
    throw new Misuse('Say where it may go, --host logs.example.org, and where it is, --secret-from <file> or -.');
  const origin = originOf(host);
  if (keys.length === 0) throw new Sentence(noKey);
  const place = { owner, name, origin };
  await keepOutsideSecret(store.db, place, seal(keys, outsidePlace(place), await valueFrom(from)));
  say(`Files of ${owner} can say "auth: ${name}" where they ask ${origin}. It is sent nowhere else, and kept encrypted.`);
  if (origin.startsWith('http://')) say(`Whoever is between here and ${origin} can read it; https:// would hide it.`);
}

/** Encrypted, if nothing else is said. */
function originOf(host: string): string {
  const url = URL.parse(host.includes('://') ? host : `https://${host}`);
  if (!url || !/^https?:$/.test(url.protocol) || `${url.pathname}${url.search}${url.hash}${url.username}${url.password}` !== '/')
    throw new Misuse(`--host is a host as in logs.example.org or logs.example.org:3100, or http:// and a host.`);
  return url.origin;
}

/** As it is sent: one line, in signs that a header can have. */
async function valueFrom(from: string): Promise<string> {
  const value = (await (from === '-' ? text(process.stdin) : readFile(from, 'utf8')).catch(() => '')).trim();
  if (!/^[\x21-\x7e]+ [\x20-\x7e]{8,8000}$/.test(value))
    throw new Sentence(
      '--secret-from names a file, or - for what is typed in, with all that Authorization is to say, as in "Bearer …" or "Basic …".',
    );
  return value;
}

export async function scansAndHeaders(store: Store): Promise<string[]> {
  const { scans, now } = await store.db
    .transaction()
    .execute(async tx => ({ scans: await listScans(sessionOn(tx)), now: (await timeOf(tx)).getTime() }));
  const asked = scans.map(({ name, repository, hits, lastAt, trouble, missed }) => {
    const answered = lastAt === null ? 'never answered' : `answered ${duration(now - lastAt.getTime())} ago`;
    const notes = [
      ...(trouble === null ? [] : [`for ${duration(now - trouble.since.getTime())}: ${trouble.says}`]),
      ...(missed === null ? [] : [missed.says]),
    ];
    return [`scan ${name}`, repository, answered, `${hits} counted`, ...notes].join('  ');
  });
  const headers = (await listOutsideSecrets(store.db)).map(({ name, owner, origin }) => `header ${name}  ${owner}  to ${origin}`);
  return [...asked, ...headers].map(line => plain(line.replaceAll('\n', ' ')));
}
