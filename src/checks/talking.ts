/** A conversation over a socket: what was heard is kept until somebody has understood it. Bytes are signs here, one each. */
import type { Socket } from 'node:net';
import { codeOf } from './mishaps.ts';
import { type Quote, quoted } from './quoted.ts';
import { Failed, Late } from './verdict.ts';

export interface Talk {
  /** Waits until it has heard this, from where it last stopped. `what`: how that is called where it does not come. */
  hear(wanted: RegExp, what: string): Promise<RegExpExecArray>;
  /** The same, and whoever listens next hears it again. */
  overhear(wanted: RegExp, what: string): Promise<RegExpExecArray>;
  say(bytes: string): void;
  /** Hands the socket over to somebody else. Whatever nobody has understood yet must not be taken for theirs. */
  leave(): void;
}

/** More than this is no answer, but a flood. */
const most = 65_536;

/** `quote`: of what was told a secret, which it may say again. */
export function talkOver(socket: Socket, signal: AbortSignal, quote: Quote = quoted): Talk {
  let heard = '';
  let understood = 0;
  let end: string | null = null;
  let wake: () => void = () => undefined;
  const ended = (why: string) => {
    end ??= why;
    wake();
  };
  const listen = (bytes: Buffer) => {
    heard += bytes.toString('latin1');
    if (heard.length - understood > most) {
      ended(`said more than ${most / 1_024} KB`);
      socket.destroy();
    }
    wake();
  };
  const close = () => ended('closed the connection');
  const fail = (error: Error) =>
    ended(/^(?:ECONNRESET|EPIPE)$/.test(codeOf(error)) ? 'closed the connection' : `broke off (${quoted(error.message)})`);
  socket.on('data', listen).on('end', close).on('close', close).on('error', fail);
  const overhear = async (wanted: RegExp, what: string): Promise<RegExpExecArray> => {
    const search = new RegExp(wanted.source, `${wanted.flags}g`);
    for (;;) {
      search.lastIndex = understood;
      const found = search.exec(heard);
      if (found) return found;
      const rest = soFar(heard.slice(understood), quote);
      if (signal.aborted) throw new Late(`${what} did not come${rest}`);
      if (end !== null) throw new Failed(`${end} before ${what} came${rest}`);
      await new Promise<void>(resolve => {
        wake = resolve;
      });
    }
  };
  return {
    overhear,
    async hear(wanted, what) {
      const found = await overhear(wanted, what);
      understood = found.index + found[0].length;
      return found;
    },
    say: bytes => void socket.write(bytes, 'latin1'),
    leave() {
      socket.off('data', listen).off('end', close).off('close', close).off('error', fail);
      if (heard.length > understood)
        throw new Failed(`said more than it was asked, before TLS began${soFar(heard.slice(understood), quote)}`);
    },
  };
}

const soFar = (text: string, quote: Quote): string =>
  text === '' ? '' : `; it said ${quote(Buffer.from(text, 'latin1').toString(), 60)}`;
