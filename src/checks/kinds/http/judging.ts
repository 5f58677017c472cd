/** Holds an answer against what it should be. */
import { quoted } from '../../quoted.ts';
import { type Finding, fail, held, pass } from '../../verdict.ts';
import type { Journey } from './following.ts';
import { jsonFindings } from './json.ts';
import { isOf, statusesSaid } from './statuses.ts';
import type { Wants } from './wants.ts';

export function judge(wants: Wants, journey: Journey): Finding[] {
  return [
    ofStatus(wants, journey),
    ...ofPlace(wants, journey),
    ...ofHeaders(wants, journey),
    ...ofBody(wants, journey),
    ...ofSize(wants, journey),
    ...ofTime(wants, journey),
  ];
}

function ofStatus({ status }: Wants, { reply, hops }: Journey): Finding {
  const wanted = [status].flat();
  const to = reply.headers.location === undefined ? '' : ` (to ${quoted(reply.headers.location)})`;
  const after = hops === 0 ? '' : ` after ${hops} ${hops === 1 ? 'redirect' : 'redirects'}`;
  if (isOf(reply.status, wanted)) return pass(`answered ${reply.status}${after}`);
  return fail(`answered ${reply.status}${to}${after}, not ${statusesSaid(wanted)}`);
}

function ofPlace({ ends_at }: Wants, { url }: Journey): Finding[] {
  if (ends_at === undefined) return [];
  const wanted = new URL(ends_at).href;
  if (url.href === wanted) return [pass(`ended at ${quoted(url.href)}`)];
  return [fail(`ended at ${quoted(url.href)}, not at ${quoted(wanted)}`)];
}

function ofHeaders({ has_headers = {}, lacks_headers = [] }: Wants, { reply }: Journey): Finding[] {
  const headerOf = (name: string): string | undefined => [reply.headers[name.toLowerCase()] ?? []].flat().join(', ') || undefined;
  const has = Object.entries(has_headers).map(([name, wanted]) => {
    const value = headerOf(name);
    if (value === undefined) return fail(`has no header \`${name}\``);
    const says = `\`${name}\` is ${quoted(value)}`;
    return new RegExp(wanted, 'u').test(value) ? pass(says) : fail(`${says}, which does not match ${quoted(wanted)}`);
  });
  const lacks = [lacks_headers].flat().map(name => {
    const value = headerOf(name);
    return value === undefined ? pass(`has no header \`${name}\``) : fail(`has the header \`${name}\`: ${quoted(value)}`);
  });
  return [...has, ...lacks];
}

function ofBody({ matches = [], lacks = [], json, read }: Wants, { reply }: Journey): Finding[] {
  const patterns = { matches: [matches].flat(), lacks: [lacks].flat() };
  if (patterns.matches.length === 0 && patterns.lacks.length === 0 && !json) return [];
  if (!reply.whole) return [fail(`its body is longer than ${sizeSaid(read)}, so it was not looked through`)];
  const text = textOf(reply.body, reply.headers['content-type']);
  return [
    ...patterns.matches.map(one => matched(one, text)),
    ...patterns.lacks.map(one => unmatched(one, text)),
    ...(json ? jsonFindings(text, json) : []),
  ];
}

function matched(wanted: string, text: string): Finding {
  if (new RegExp(wanted, 'mu').test(text)) return pass(`its body matches ${quoted(wanted)}`);
  return fail(`its body does not match ${quoted(wanted)}; it ${text === '' ? 'is empty' : `begins ${quoted(text, 60)}`}`);
}

function unmatched(unwanted: string, text: string): Finding {
  const found = new RegExp(unwanted, 'mu').exec(text);
  if (!found) return pass(`its body lacks ${quoted(unwanted)}`);
  return fail(`its body has what matches ${quoted(unwanted)}: ${quoted(found[0], 60)}`);
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
