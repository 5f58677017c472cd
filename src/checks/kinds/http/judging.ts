/** Holds an answer against what it should be. */
import type { Round } from '../../kind.ts';
import { type Quote, quoted, quoting } from '../../quoted.ts';
import { type Finding, fail, held, pass } from '../../verdict.ts';
import type { Journey } from './following.ts';
import { jsonFindings } from './json.ts';
import { isOf, statusesSaid } from './statuses.ts';
import type { Wants } from './wants.ts';

/** `hide`: the answer may hold what it was asked with. */
export function judge(wants: Wants, journey: Journey, hide: Round['hide']): Finding[] {
  const quote = quoting(hide);
  return [
    ofStatus(wants, journey, quote),
    ...ofPlace(wants, journey, quote),
    ...ofHeaders(wants, journey, quote),
    ...ofBody(wants, journey, hide),
    ...ofSize(wants, journey),
    ...ofTime(wants, journey),
  ];
}

function ofStatus({ status }: Wants, { reply, hops }: Journey, quote: Quote): Finding {
  const wanted = [status].flat();
  const to = reply.headers.location === undefined ? '' : ` (to ${quote(reply.headers.location)})`;
  const after = hops === 0 ? '' : ` after ${hops} ${hops === 1 ? 'redirect' : 'redirects'}`;
  if (isOf(reply.status, wanted)) return pass(`answered ${reply.status}${after}`);
  return fail(`answered ${reply.status}${to}${after}, not ${statusesSaid(wanted)}`);
}

function ofPlace({ ends_at }: Wants, { url }: Journey, quote: Quote): Finding[] {
  if (ends_at === undefined) return [];
  const wanted = new URL(ends_at).href;
  if (url.href === wanted) return [pass(`ended at ${quote(url.href)}`)];
  return [fail(`ended at ${quote(url.href)}, not at ${quoted(wanted)}`)];
}

function ofHeaders({ has_headers = {}, lacks_headers = [] }: Wants, { reply }: Journey, quote: Quote): Finding[] {
  const headerOf = (name: string): string | undefined => [reply.headers[name.toLowerCase()] ?? []].flat().join(', ') || undefined;
  const has = Object.entries(has_headers).map(([name, wanted]) => {
    const value = headerOf(name);
    if (value === undefined) return fail(`has no header \`${name}\``);
    const says = `\`${name}\` is ${quote(value)}`;
    return new RegExp(wanted, 'u').test(value) ? pass(says) : fail(`${says}, which does not match ${quoted(wanted)}`);
  });
  const lacks = [lacks_headers].flat().map(name => {
    const value = headerOf(name);
    return value === undefined ? pass(`has no header \`${name}\``) : fail(`has the header \`${name}\`: ${quote(value)}`);
  });
  return [...has, ...lacks];
}

function ofBody({ matches = [], lacks = [], json, read }: Wants, { reply }: Journey, hide: Round['hide']): Finding[] {
  const patterns = { matches: [matches].flat(), lacks: [lacks].flat() };
  if (patterns.matches.length === 0 && patterns.lacks.length === 0 && !json) return [];
  if (!reply.whole) return [fail(`its body is longer than ${sizeSaid(read)}, so it was not looked through`)];
  const text = textOf(reply.body, reply.headers['content-type']);
  const quote = quoting(hide);
  return [
    ...patterns.matches.map(one => matched(one, text, quote)),
    ...patterns.lacks.map(one => unmatched(one, text, quote)),
    ...(json ? jsonFindings(text, json, hide) : []),
  ];
}

function matched(wanted: string, text: string, quote: Quote): Finding {
  if (new RegExp(wanted, 'mu').test(text)) return pass(`its body matches ${quoted(wanted)}`);
  return fail(`its body does not match ${quoted(wanted)}; it ${text === '' ? 'is empty' : `begins ${quote(text, 60)}`}`);
}

function unmatched(unwanted: string, text: string, quote: Quote): Finding {
  const found = new RegExp(unwanted, 'mu').exec(text);
  if (!found) return pass(`its body lacks ${quoted(unwanted)}`);
  return fail(`its body has what matches ${quoted(unwanted)}: ${quote(found[0], 60)}`);
}

/** As its `content-type` says; what nobody knows is UTF-8. */
export function textOf(body: Buffer, type = ''): string {
  const [, charset = 'utf-8'] = /charset="?([\w.:-]+)/i.exec(type) ?? [];
  try {
    return new TextDecoder(charset).decode(body);
  } catch {
    return new TextDecoder().decode(body);
  }
}

function ofSize({ size }: Wants, { reply }: Journey): Finding[] {
  if (size === undefined) return [];
  if (reply.size <= size) return [pass(`its body is ${sizeSaid(reply.size)} long, at most ${sizeSaid(size)}`)];
  return [fail(`its body is longer than ${sizeSaid(size)}`)];
}

function ofTime({ faster_than }: Wants, { took, firstByte }: Journey): Finding[] {
  if (faster_than === undefined) return [];
  const says = `took ${Math.round(took)} ms, the first byte ${Math.round(firstByte)} ms`;
  return [held(took < faster_than, `${says}, ${took < faster_than ? 'less than' : 'not less than'} ${faster_than} ms`)];
}

const sizeSaid = (bytes: number): string =>
  bytes < 1_000 ? `${bytes} B` : bytes < 1_000_000 ? `${round(bytes / 1_000)} KB` : `${round(bytes / 1_000_000)} MB`;
const round = (number: number): string => String(Math.round(number * 10) / 10);
