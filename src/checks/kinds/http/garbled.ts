/** What is wrong with an answer that is not HTTP as it should be. */
import { codeOf } from '../../mishaps.ts';
import { Failed } from '../../verdict.ts';

/** Null where it never came to an answer. */
export function garbled(error: unknown, answered: boolean, connected: boolean): Failed | null {
  const code = codeOf(error);
  if (code === 'HPE_HEADER_OVERFLOW') return new Failed('its headers are longer than 16 KB');
  if (code.startsWith('HPE_'))
    return new Failed(
      answered ? `its body is not framed as HTTP wants it (${reasonOf(error)})` : `what it says is not HTTP (${reasonOf(error)})`,
    );
  if (/^(?:Z_|ERR_(?:_?ERROR|BROTLI|PADDING))/.test(code))
    return new Failed('its body cannot be unpacked as what `content-encoding` says it is');
  if (answered) return new Failed('its body broke off before its end');
  return connected && code === 'ECONNRESET' ? new Failed('it closed the connection without an answer') : null;
}

const reasonOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'reason' in error && typeof error.reason === 'string'
    ? error.reason
    : codeOf(error);
