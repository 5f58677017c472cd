/** What an answer is held against. */
import { list } from '../../../config/words.ts';
import { duration } from '../../../time/duration.ts';
import { quoted } from '../../quoted.ts';
import { type Finding, fail, held, pass } from '../../verdict.ts';
import type { Message, Question, Resource } from './message.ts';
import { normal, type Type, types } from './records.ts';

/** By their numbers. */
export const rcodes = [
  'NOERROR',
  'FORMERR',
  'SERVFAIL',
  'NXDOMAIN',
  'NOTIMP',
  'REFUSED',
  'YXDOMAIN',
  'YXRRSET',
  'NXRRSET',
  'NOTAUTH',
  'NOTZONE',
] as const;

export interface Wanted {
  type: Type;
  rcode: (typeof rcodes)[number];
  /** Undefined: whatever is there. */
  is: string[] | undefined;
  contains: string[];
  lacks: string[];
  /** In milliseconds. */
  ttl: number | undefined;
  authoritative: boolean;
}

export function judge(message: Message, question: Question, wanted: Wanted): Finding[] {
  const rcode = rcodes[message.rcode] ?? `RCODE ${message.rcode}`;
  if (rcode !== wanted.rcode) return [fail(`it answers ${rcode}, not ${wanted.rcode}`)];
  const { authoritative } = message;
  return [
    ...(rcode === 'NOERROR' ? judgeRecords(recordsIn(message, question), wanted) : [pass(`it answers ${rcode}`)]),
    ...(wanted.authoritative
      ? [held(authoritative, authoritative ? 'it speaks for the zone itself' : 'it does not speak for the zone itself')]
      : []),
  ];
}

/** Those of the name, and of the names that it stands for. */
function recordsIn({ answers }: Message, { name, type }: Question): Resource[] {
  const names = new Set([name]);
  if (type !== types.CNAME)
    for (const one of names)
      for (const alias of answers) if (alias.type === types.CNAME && alias.name === one) names.add(alias.data);
  return answers.filter(one => one.type === type && names.has(one.name));
}

function judgeRecords(records: Resource[], { type, is, contains, lacks, ttl }: Wanted): Finding[] {
  const there = [...new Set(records.map(({ data }) => data))];
  const show = (data: string[]) =>
    list(
      data.map(one => shown(type, one)),
      'and',
      6,
    );
  const only = there.length === 0 ? `there is no ${type} at all` : `there is ${show(there)}`;
  const normally = (said: string[]) => said.map(one => normal(type, one));
  const absent = (wanted: string[]) =>
    wanted.filter(one => !there.includes(one)).map(one => fail(`${show([one])} is missing; ${only}`));
  const strange = (data: string[]) => data.map(one => fail(`${show([one])} is there, and should not be`));
  const findings: Finding[] = [];
  if (is) {
    const all = normally(is);
    const wrong = [...absent(all), ...strange(there.filter(one => !all.includes(one)))];
    findings.push(...orPass(wrong, there.length === 0 ? `there is no ${type}` : `it is ${show(there)}`));
  }
  if (contains.length > 0) findings.push(...orPass(absent(normally(contains)), `it has ${show(normally(contains))}`));
  if (lacks.length > 0) {
    const wrong = strange(normally(lacks).filter(one => there.includes(one)));
    findings.push(...orPass(wrong, `it lacks ${show(normally(lacks))}`));
  }
  if (findings.length === 0) findings.push(held(there.length > 0, only));
  if (ttl !== undefined) findings.push(judgeTtl(records, ttl));
  return findings;
}

const orPass = (wrong: Finding[], says: string): Finding[] => (wrong.length > 0 ? wrong : [pass(says)]);

function judgeTtl(records: Resource[], least: number): Finding {
  const shortest = Math.min(...records.map(({ ttl }) => ttl * 1_000));
  if (records.length === 0) return fail('there is nothing that could be kept');
  const says = `it may be kept for ${duration(shortest)}`;
  return shortest < least ? fail(`${says}, less than ${duration(least)}`) : pass(says);
}

/** Text is anybody's; all else was made of numbers and names. */
const shown = (type: Type, data: string): string => (type === 'TXT' || type === 'CAA' || data.length > 80 ? quoted(data) : data);
