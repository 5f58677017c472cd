/** What a server shows of itself before anything is said to it. */
import type { X509Certificate } from 'node:crypto';
import { connect as dial, isIP, type Socket } from 'node:net';
import { connect, type SecureVersion, type TLSSocket } from 'node:tls';
import { domainToASCII } from 'node:url';
import { codeOf, mishap } from '../../mishaps.ts';
import { asFamily, type Family } from '../../net.ts';
import { askForTls, type Protocol } from '../../starttls.ts';
import { talkOver } from '../../talking.ts';
import { Failed, Late } from '../../verdict.ts';

export interface Aim {
  host: string;
  port: number;
  family: Family;
  /** As whom the server is asked. */
  name: string;
  starttls: Protocol | undefined;
  /** Null: those that everybody believes. */
  ca: string | null;
}

export interface Shown {
  version: string;
  /** As the server sends them. */
  chain: X509Certificate[];
  /** OpenSSL's word for what is wrong with the chain. */
  refusal: string | null;
  stapled: boolean;
  /** How long it took to say so, in milliseconds. */
  took: number;
}

/** Everything that can be had is offered, so that what is old or weak is seen and named, instead of a connection that fails. */
export async function handshake(aim: Aim, signal: AbortSignal): Promise<Shown> {
  const socket = await opened(aim, signal);
  const began = performance.now();
  try {
    const shown = await secured(socket, aim, 'TLSv1.3', signal, shownBy);
    return { ...shown, took: performance.now() - began };
  } catch (error) {
    if (signal.aborted) throw new Late('the handshake was not done');
    throw error instanceof Failed ? error : (garbled(reasonOf(error)) ?? mishap(error, aim));
  } finally {
    socket.destroy();
  }
}

/** What is no TLS at all, or none of ours, has its words elsewhere. */
function garbled(reason: string): Failed | null {
  if (reason === '' || /^(?:wrong version number|packet length too long|unsupported protocol)$/.test(reason)) return null;
  if (/\balert\b/.test(reason)) return new Failed(`it breaks off the handshake: ${reason.replace(/^.*alert /, '')}`);
  return new Failed(`it garbles the handshake: ${reason}`);
}

/** `silent`: it was cut off, or waited for in vain, so nobody knows. `unasked`: this build of Node cannot say it itself. */
type Spoken = 'spoken' | 'refused' | 'silent' | 'unasked';

/** Whether this version or an older one is spoken, by a server that has this long to say it, in milliseconds. */
export async function speaks(newest: SecureVersion, aim: Aim, patience: number, signal: AbortSignal): Promise<Spoken> {
  const socket = await opened(aim, signal);
  const over = AbortSignal.timeout(patience);
  try {
    return await secured(socket, aim, newest, AbortSignal.any([signal, over]), () => 'spoken');
  } catch (error) {
    if (signal.aborted) throw new Late('it was not known yet whether an older TLS is spoken');
    if (reasonOf(error) === 'no protocols available') return 'unasked';
    return over.aborted || wasReset(error) ? 'silent' : 'refused';
  } finally {
    socket.destroy();
  }
}

async function opened(aim: Aim, signal: AbortSignal): Promise<Socket> {
  const { host, port } = aim;
  const socket = dial({ host, port, family: asFamily(host, aim.family), signal });
  try {
    await new Promise((resolve, reject) => socket.once('connect', resolve).on('error', reject));
    if (aim.starttls) await askForTls(talkOver(socket, signal), aim.starttls);
    return socket;
  } catch (error) {
    socket.destroy();
    if (error instanceof Late) throw error;
    if (signal.aborted) throw new Late('no connection came to be');
    throw error instanceof Failed ? new Failed(`it ${error.message}`) : mishap(error, aim);
  }
}

function secured<T>(
  socket: Socket,
  { name, ca }: Aim,
  newest: SecureVersion,
  signal: AbortSignal,
  see: (by: Seen) => T,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const seen = {
      stapled: false,
      by: connect({
        socket,
        servername: isIP(name) ? '' : domainToASCII(name),
        // Judged after the handshake: all that is wrong is told, not only what was met first.
        rejectUnauthorized: false,
        checkServerIdentity: () => undefined,
        requestOCSP: true,
        minVersion: 'TLSv1',
        maxVersion: newest,
        ciphers: 'DEFAULT@SECLEVEL=0',
        ...(ca === null ? {} : { ca }),
      }),
    };
    const give = () => seen.by.destroy();
    signal.addEventListener('abort', give, { once: true });
    seen.by
      .once('OCSPResponse', (answer: Buffer | null) => {
        seen.stapled = answer !== null && answer.length > 0;
      })
      .once('secureConnect', () => {
        try {
          resolve(see(seen));
        } catch (error) {
          reject(error);
        }
        seen.by.destroy();
      })
      .on('error', reject)
      .once('close', () => {
        signal.removeEventListener('abort', give);
        reject(new Failed('it closed the connection before the handshake was done'));
      });
  });
}

interface Seen {
  by: TLSSocket;
  stapled: boolean;
}

function shownBy({ by, stapled }: Seen): Omit<Shown, 'took'> {
  const chain: X509Certificate[] = [];
  // Node takes the chain apart as it hands it out: a second time there would be none.
  for (let one = by.getPeerX509Certificate(); one; one = one.issuerCertificate) {
    const { fingerprint256 } = one;
    if (!chain.some(other => other.fingerprint256 === fingerprint256)) chain.push(one);
  }
  return {
    version: by.getProtocol() ?? '',
    chain,
    refusal: by.authorized ? null : String(by.authorizationError),
    stapled,
  };
}

/** By whoever is between as well as by the server; one that hangs up in good order has the same code, and no call that failed. */
const wasReset = (error: unknown): boolean => codeOf(error) === 'ECONNRESET' && error instanceof Error && 'syscall' in error;

/** OpenSSL's, where it is one of its errors. */
const reasonOf = (error: unknown): string => (error instanceof Error && 'reason' in error ? String(error.reason) : '');
