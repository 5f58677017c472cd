/** A certificate of one's own, made while the test runs: a file in the tree would run out one day. */
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { isIPv4 } from 'node:net';

export interface Certificate {
  /** Both in PEM. */
  key: string;
  cert: string;
}

/** Signed by itself, for these names and IPv4 addresses. */
export function certificateFor(
  names: string[],
  { from = -hour, until = hour }: { from?: number; until?: number } = {},
): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const ecdsaWithSha256 = sequence(oid('2a8648ce3d040302'));
  const whose = sequence(set(sequence(oid('550403'), der(0x0c, Buffer.from(names[0] ?? 'nobody')))));
  const body = sequence(
    der(0xa0, integer(2)),
    der(0x02, Buffer.concat([Buffer.from([0x40]), randomBytes(8)])),
    ecdsaWithSha256,
    whose,
    sequence(time(from), time(until)),
    whose,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(sequence(oid('551d11'), der(0x04, sequence(...names.map(nameOf)))))),
  );
  const signed = sequence(body, ecdsaWithSha256, der(0x03, Buffer.from([0]), sign('sha256', body, privateKey)));
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${signed.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
  };
}

const hour = 3_600_000;

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts: Buffer[]): Buffer => der(0x30, ...parts);
const set = (...parts: Buffer[]): Buffer => der(0x31, ...parts);
const integer = (number: number): Buffer => der(0x02, Buffer.from([number]));
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));

const nameOf = (name: string): Buffer =>
  isIPv4(name) ? der(0x87, Buffer.from(name.split('.').map(Number))) : der(0x82, Buffer.from(name));

/** `20261120100000Z`, so many milliseconds from now. */
const time = (away: number): Buffer =>
  der(0x18, Buffer.from(`${new Date(Date.now() + away).toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`));
