import type { House } from '../house.ts';
import { settle, stories } from './stories.ts';

/**
 * The rows of each story, as the App wrote them, with a mark wherever they name what another one would call otherwise: its repository, its
 * thread, its commits, what GitHub numbers. Numbers of our own rows count from the story's first one.
 */

export interface Template {
  story: string;
  of: string;
  row: string;
  /** Of a delivery, as text. */
  body: string | null;
}

export interface Templates {
  rows: Template[];
  /** Of each story: when it began, and how long it was. */
  spans: { story: string; began: Date; seconds: number }[];
}

/** What a repository has once, whatever happens in it. */
const ofHome = ['boards', 'build_looks', 'error_homes', 'issue_books', 'reminder_books', 'reminders_agreed', 'repository_files'];
export const home = 'home';
const ofStory = [
  ...['deliveries', 'effects', 'audit', 'commands', 'deploys', 'approvals', 'questions', 'question_options', 'locks', 'scopes'],
  ...['episodes', 'build_reports', 'alert_groups', 'heads', 'pull_turns'],
];
/** Each is given by the database, in the order in which they came. */
const numbered: Record<string, string> = { deliveries: 'seq', audit: 'seq', effects: 'id' };

type Row = Record<string, unknown>;

export async function livedThrough(house: House): Promise<Templates> {
  await settle(house);
  const templates: Templates = { rows: [], spans: [] };
  let known = await all(house, ofStory);
  for (const [story, { live }] of Object.entries(stories)) {
    const began = house.box.clock.now();
    const thread = await live(house);
    await house.quiet();
    await house.later(600);
    const now = await all(house, ofStory);
    const fresh = new Map([...now].filter(([key]) => !known.has(key)));
    templates.rows.push(...marked(house, story, thread?.number ?? null, [...fresh.values()]));
    templates.spans.push({ story, began, seconds: (house.box.clock.now().getTime() - began.getTime()) / 1_000 });
    known = now;
  }
  const homes = await all(house, ofHome);
  templates.rows.push(...marked(house, home, null, [...homes.values()]));
  templates.spans.push({ story: home, began: house.box.clock.now(), seconds: 0 });
  return templates;
}

interface Kept {
  of: string;
  row: Row;
  body: string | null;
}

/** By table and key; a row that only changed is none of this story. */
async function all({ query }: House, tables: string[]): Promise<Map<string, Kept>> {
  const kept = new Map<string, Kept>();
  for (const of of tables) {
    const body = of === 'deliveries' ? `convert_from(t.body, 'UTF8')` : 'null';
    const rows = await query<{ key: string; row: Row; body: string | null }>(`
      select (select jsonb_agg(to_jsonb(t) -> a.attname::text order by a.attnum) from pg_index i join pg_attribute a on a.attrelid = i.indrelid
              and a.attnum = any(i.indkey) where i.indrelid = '${of}'::regclass and i.indisprimary)::text as key,
        to_jsonb(t) - 'body' as row, ${body} as body from ${of} t order by ${numbered[of] ?? '1'}`);
    for (const { key, row, body } of rows) kept.set(`${of} ${key}`, { of, row, body });
  }
  return kept;
}

function marked(house: House, story: string, thread: number | null, fresh: Kept[]): Template[] {
  const deliveries = ranks(fresh, 'deliveries');
  // What became of an earlier one only now is none of this.
  const kept = fresh.filter(({ row }) => typeof row.delivery !== 'number' || deliveries.has(row.delivery));
  const effects = ranks(kept, 'effects');
  const places: Record<string, Map<number, number>> = { deliveries, effects, audit: ranks(kept, 'audit') };
  const mark = marks(house, thread, kept);
  return kept.map(({ of, row, body }) => {
    const own = numbered[of];
    if (own) row[own] = places[of]?.get(Number(row[own])) ?? null;
    if (typeof row.delivery === 'number') row.delivery = deliveries.get(row.delivery) ?? null;
    if (of === 'deliveries') row.guid = guidOf(String(row.guid), deliveries, effects);
    return { story, of, row: mark(JSON.stringify(row)), body: body === null ? null : mark(body) };
  });
}

/** A sequence leaves gaps. */
function ranks(kept: Kept[], table: string): Map<number, number> {
  const all = kept.filter(({ of }) => of === table).map(({ row }) => Number(row[numbered[table] ?? '']));
  return new Map(all.toSorted((a, b) => a - b).map((number, place) => [number, place]));
}

/** `raised/<delivery>/0` and `effect/<effect>` name rows of ours. */
function guidOf(guid: string, deliveries: Map<number, number>, effects: Map<number, number>): string {
  const [, kind, number, rest = ''] = /^(raised|effect)\/(\d+)(.*)$/.exec(guid) ?? [];
  const place = (kind === 'raised' ? deliveries : effects).get(Number(number));
  // What we raise ourselves is named after what it is about and a number or a time.
  if (place === undefined) return /^[\da-f-]{36}$|^letter-/.test(guid) ? guid : guid.replace(/\d+(?=\D*$)/, '«n»$&');
  return `${kind}/${kind === 'raised' ? '«d«' : '«e«'}${place}${rest}`;
}

/** What is between « and » is filled in for each copy: `h` is eight digits of its own, `n` a number of its own. */
function marks({ web }: House, thread: number | null, kept: Kept[]): (text: string) => string {
  const own = (text: string, from: RegExp, to: string) => text.replaceAll(from, to);
  const texts = kept.flatMap(({ row }) =>
    [row.id, row.print, row.sha, row.tree, row.after, row.head].filter(one => typeof one === 'string'),
  );
  const prints = texts.filter(one => /^1-[0-9a-f]{20}$/.test(one));
  const ids = texts.filter(one => /^[0-9a-f]{12}$|^[0-9a-f-]{36}$/.test(one));
  const shas = texts.filter(one => /^[0-9a-f]{40}$/.test(one));
  const numbers = kept.flatMap(({ row }) =>
    [row.run_id, row.run, row.remote_id].filter(one => /^\d{4,}$/.test(String(one ?? ''))).map(String),
  );
  const deployments = kept.flatMap(({ row }) => /\/deployment\/(\d+)$/.exec(String(row.key ?? ''))?.[1] ?? []);
  const anyOf = (all: string[]) => [...new Set(all)].join('|') || '(?!)';
  return text => {
    let said = own(text, new RegExp(`\\b(?:${anyOf(shas)})\\b`, 'g'), '«sha:$&»');
    said = own(said, new RegExp(`\\b(?:${anyOf(shas.map(sha => sha.slice(0, 7)))})\\b`, 'g'), '«k»');
    said = own(said, /«sha:.{8}(.{32})»/g, '«h»$1');
    said = own(said, new RegExp(`(?<![0-9a-f])(?:${anyOf(ids)})(?![0-9a-f])`, 'g'), '«id:$&»');
    said = own(said, /«id:.{8}([^»]*)»/g, '«h»$1');
    said = own(said, new RegExp(`(?:${anyOf(prints)})`, 'g'), '«print:$&»');
    said = own(said, /«print:1-.{8}(.{12})»/g, '1-«h»$1');
    said = own(said, /\b[0-9a-f]{8}(-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\b/g, '«h»$1');
    said = own(said, /\bletter-\d+/g, '$&-«h»');
    said = own(said, /\b[A-Z]{1,4}_kw[\w-]{6,20}/g, '$&«h»');
    said = own(said, new RegExp(`\\b${web.id}\\b`, 'g'), '«r»');
    said = own(said, new RegExp(`\\b(?:${anyOf([...numbers, ...deployments])})\\b`, 'g'), '«n»$&');
    if (thread !== null) {
      const before = '«r»#|/«r»/|"on":|"thread":|"pull":|"number":|#';
      said = own(said, new RegExp(`(${before})${thread}(?!\\d)`, 'g'), '$1«t»');
    }
    return said
      .replaceAll('acme/web', '«o»/«w»')
      .replaceAll('"name":"web"', '"name":"«w»"')
      .replaceAll('"owner":"acme"', '"owner":"«o»"');
  };
}
