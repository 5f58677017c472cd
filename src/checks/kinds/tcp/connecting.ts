/** A connection, in the clear or in TLS. Whoever gets one destroys it. */
import { connect, isIP, type Socket } from 'node:net';
import * as tls from 'node:tls';
import { domainToASCII } from 'node:url';
import { mishap } from '../../mishaps.ts';
import { asFamily, type Family, placeOf } from '../../net.ts';
import type { Trust } from '../../trust.ts';
import { Failed, Late } from '../../verdict.ts';

export interface Place {
  host: string;
  port: number;
  family: Family;
}

export function connected({ to }: { to: string }, family: Family, signal: AbortSignal): Promise<Socket> {
  const { host, port } = placeOf(to);
  const place = { host, port, family: asFamily(host, family) };
  const socket = connect({ ...place, signal });
  return ready(socket, 'connect', place, signal, 'no connection came to be');
}

/** The name is verified as well: a certificate for somebody else proves nothing. An address is no name to ask for. */
export function secured(socket: Socket, { to }: { to: string }, trust: Trust, signal: AbortSignal): Promise<Socket> {
  const { host, port } = placeOf(to);
  const secure = tls.connect({ socket, host, ...(isIP(host) ? {} : { servername: domainToASCII(host) }), ...trust });
  return ready(secure, 'secureConnect', { host, port, family: 0 }, signal, 'it agreed to TLS, but did not shake hands');
}

const ready = (socket: Socket, event: string, place: Place, signal: AbortSignal, far: string): Promise<Socket> =>
  new Promise((resolve, reject) => {
    // Heard for good: who talks over it hears of errors too, but nobody does in between.
    socket.on('error', error => reject(signal.aborted ? new Late(far) : mishap(error, place)));
    // Where the connection below was taken away, nobody says why.
    socket.on('close', () => reject(signal.aborted ? new Late(far) : new Failed('closed the connection')));
    socket.once(event, () => resolve(socket));
  });
