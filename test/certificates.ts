/** Certificates made while the test runs, as an authority would: a file in the tree would run out one day. */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';
import { isIP, SocketAddress } from 'node:net';
import { bits, boolean, der, integer, list, octets, oid, set, text, time } from './der.ts';

export interface Wanted {
  /** Host names and addresses; the first is the common name, too. */
  names?: string[];
  /** When it begins and ends, in days from now. */
  from?: number;
  to?: number;
  serial?: bigint;
  /** `rsa-1024` is one that nobody should trust. */
  key?: 'p-256' | 'rsa-2048' | 'rsa-1024';
  /** How its issuer signs it. */
  hash?: 'sha256' | 'sha1';
  /** Of an authority: `false` is one that signs though it may not. */
  mayIssue?: boolean;
}

export interface Issued {
  /** All in PEM. */
  key: string;
  cert: string;
  /** What a server sends: this, and all above it but the root. */
  chain: string;
}

export interface Authority extends Issued {
  /** Its own certificate: for a root, what has to be trusted. */
  pem: string;
  issue(wanted?: Wanted): Issued;
  /** An authority that this one stands for. */
  under(name: string, wanted?: Wanted): Authority;
}

/** A root of its own. */
export const authority = (name = 'Acme Root', wanted: Wanted = {}): Authority =>
  authorityOf(name, { to: 3_650, ...wanted }, null);

/** Signed by itself, and by nobody else. */
export const selfSigned = (wanted: Wanted = {}): Issued => issued(wanted, { ca: false }, null);

interface Signer {
  name: string;
  key: KeyObject;
  /** What stands between its certificates and the root. */
  chain: string;
}

function authorityOf(name: string, wanted: Wanted, by: Signer | null): Authority {
  const own = issued({ ...wanted, names: [name] }, { ca: wanted.mayIssue ?? true }, by);
  const signer = { name, key: createPrivateKey(own.key), chain: by ? own.chain : '' };
  return {
    ...own,
    pem: own.cert,
    issue: (asked = {}) => issued(asked, { ca: false }, signer),
    under: (called, asked = {}) => authorityOf(called, { to: 1_825, ...asked }, signer),
  };
}

function issued(wanted: Wanted, { ca }: { ca: boolean }, by: Signer | null): Issued {
  const { names = ['localhost'], from = -1, to = 90, serial = randomSerial(), key = 'p-256', hash = 'sha256' } = wanted;
  const own = keyOf(key);
  const signer = by ?? { name: names[0] ?? '', key: own, chain: '' };
  const how = signatures[`${signer.key.asymmetricKeyType === 'rsa' ? 'rsa' : 'ec'}-${hash}`];
  const body = list(
    der(0xa0, integer(2n)),
    integer(serial),
    how,
    called(signer.name),
    list(time(from), time(to)),
    called(names[0] ?? ''),
    publicPart(own),
    der(0xa3, list(...(ca ? forAuthorities(own, signer.key) : forServers(names, own, signer.key)))),
  );
  const cert = pem(list(body, how, bits(sign(hash, body, signer.key))));
  return { key: own.export({ type: 'pkcs8', format: 'pem' }).toString(), cert, chain: cert + signer.chain };
}

const signatures = {
  'ec-sha256': list(oid('2a8648ce3d040302')),
  'ec-sha1': list(oid('2a8648ce3d0401')),
  'rsa-sha256': list(oid('2a864886f70d01010b'), der(0x05)),
  'rsa-sha1': list(oid('2a864886f70d010105'), der(0x05)),
};

function keyOf(type: NonNullable<Wanted['key']>): KeyObject {
  if (type === 'p-256') return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  return generateKeyPairSync('rsa', { modulusLength: type === 'rsa-1024' ? 1_024 : 2_048 }).privateKey;
}

const randomSerial = (): bigint => BigInt(`0x40${randomBytes(8).toString('hex')}`);
const publicPart = (key: KeyObject): Buffer => createPublicKey(key).export({ type: 'spki', format: 'der' });
const idOf = (key: KeyObject): Buffer => createHash('sha1').update(publicPart(key)).digest();
const called = (name: string): Buffer => list(set(list(oid('550403'), text(name))));

/** Two of one name are told apart by the ids of their keys. */
const keyIds = (own: KeyObject, signer: KeyObject): Buffer[] => [
  list(oid('551d0e'), octets(octets(idOf(own)))),
  list(oid('551d23'), octets(list(der(0x80, idOf(signer))))),
];
const forAuthorities = (own: KeyObject, signer: KeyObject): Buffer[] => [
  list(oid('551d13'), boolean(true), octets(list(boolean(true)))),
  ...keyIds(own, signer),
];
const forServers = (names: string[], own: KeyObject, signer: KeyObject): Buffer[] => [
  list(oid('551d11'), octets(list(...names.map(nameOf)))),
  ...keyIds(own, signer),
];

const nameOf = (name: string): Buffer => (isIP(name) ? der(0x87, addressOf(name)) : der(0x82, Buffer.from(name)));

function addressOf(said: string): Buffer {
  if (isIP(said) === 4) return Buffer.from(said.split('.').map(Number));
  const [before = '', after = ''] = new SocketAddress({ address: said, family: 'ipv6' }).address.split('::');
  const groups = (part: string) => part.split(':').filter(group => group !== '');
  const [head, tail] = [groups(before), groups(after)];
  const zeros = new Array<string>(8 - head.length - tail.length).fill('0');
  return Buffer.from([...head, ...zeros, ...tail].map(group => group.padStart(4, '0')).join(''), 'hex');
}

const pem = (bytes: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${bytes.toString('base64').replace(/.{1,64}/g, '$&\n')}-----END CERTIFICATE-----\n`;
