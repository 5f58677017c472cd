/** `/status` and `/history` as tables that a phone can show. Pure. */
import { list } from '../../config/words.ts';
import type { Who } from '../../core/command.ts';
import type { Compared, Role } from '../../core/reads.ts';
import { partsOf, rankOf } from '../../core/who.ts';
import { code, inert } from '../../text/inert.ts';
import { blocking, took } from './comment.ts';
import { type Deploy, isUnderWay, type Running, short } from './deploy.ts';
import { lockLine } from './locks/messages.ts';
import { ago } from './messages.ts';
import type { Lock } from './policy/rows.ts';

/** One environment, as far as somebody wants to know it. */
export interface Environs {
  name: string;
  running: Running;
  queue: Deploy[];
  /** The last that ended, however. */
  last: Deploy | null;
  drift: Compared | null;
  atHead: boolean;
  url: string | null;
  who: Who[];
  /** Open ones, its own and those of all. */
  locks: Lock[];
}

export interface Reader {
  prefix: string;
  /** Null where nobody in particular reads, and nothing is in their way. */
  role: Role | null;
  login: string;
  main: string;
  now: Date;
  /** A time in words that stay true; without, how long ago it was. */
  when?: (time: Date) => string;
}

const timeOf = (time: Date, { when, now }: Reader): string => when?.(time) ?? ago(time, now);

export function statusOf(places: Environs[], reader: Reader): string {
  if (places.length === 0) return `There are no environments in ${code('.github/shipmate.yml')} yet.`;
  const rows = places.map(place => `| ${name(place)} | ${cell(place, reader)} |`);
  const { role } = reader;
  const ways = role === null ? [] : places.flatMap(place => inYourWay(place, { ...reader, role }));
  return [['| | what runs there |', '|---|---|', ...rows].join('\n'), ...(ways.length > 0 ? [ways.join('\n')] : [])].join('\n\n');
}

const name = ({ name: said, url }: Environs): string => (url === null ? `**${inert(said)}**` : `[**${inert(said)}**](${url})`);

/** Lines of one cell: a table of five columns is no table on a phone. */
function cell(place: Environs, reader: Reader): string {
  const { queue, last, running } = place;
  const current = queue.find(isUnderWay);
  const waiting = queue.filter(({ state }) => state === 'waiting');
  const lines = [
    runs(place, reader),
    ...place.locks.map(lock => lockLine(lock, reader.now, reader.when)),
    current ? `🔄 ${busy(current, reader)}` : null,
    waiting.length === 0 ? null : `⏳ ${waiting.map(waits).join(', ')}`,
    last?.state === 'failed' && last.id !== running?.deploy.id
      ? `❌ \`${last.sha === null ? '?' : short(last.sha)}\` failed${last.story.ending?.at ? ` in ${code(last.story.ending.at)}` : ''} ${last.endedAt ? timeOf(last.endedAt, reader) : ''}`.trimEnd()
      : null,
  ];
  return lines.filter(line => line !== null).join('<br>');
}

/** Where time stands still, since when it goes. */
function busy(deploy: Deploy, reader: Reader): string {
  const { when, now } = reader;
  const since = deploy.ranAt ?? deploy.startedAt;
  const says = blocking(when ? { ...deploy, ranAt: null, startedAt: null } : deploy, now).replace(' there', '');
  return when && since ? `${says}, since ${when(since)}` : says;
}

const waits = ({ sha, story }: Deploy): string =>
  `\`${sha === null ? '?' : short(sha)}\`${story.by ? ` for ${code(story.by.login)}` : ''} waits`;

function runs({ name: said, running, drift, atHead }: Environs, reader: Reader): string {
  const { main, prefix } = reader;
  if (running === null) return 'nothing that I deployed';
  const { deploy } = running;
  const when = deploy.endedAt ? `, ${timeOf(deploy.endedAt, reader)}` : '';
  if (!running.known) {
    const who =
      deploy.kind === 'hand'
        ? `${deploy.story.by ? code(deploy.story.by.login) : 'somebody'} deployed by hand`
        : 'a deploy was lost from sight';
    return `❓ nobody knows: ${who}${when}. ${code(`${prefix}deploy ${said}`)} settles it`;
  }
  const person = deploy.story.by ? ` for ${code(deploy.story.by.login)}` : '';
  const hand = deploy.kind === 'hand' ? ', by hand' : '';
  return `\`${short(running.sha)}\`${place(deploy)}${person}${hand}${when}${distance(drift, atHead, main)}`;
}

const place = ({ story: { from } }: Deploy): string => (from === '' ? '' : ` from ${/^#\d+$/.test(from) ? from : code(from)}`);

function distance(drift: Compared | null, atHead: boolean, main: string): string {
  if (atHead) return `; the head of ${code(main)}`;
  if (!drift) return '';
  const count = (number: number) => (number === 1 ? '1 commit' : `${number} commits`);
  const parts = [
    drift.ahead > 0 ? `${count(drift.ahead)} behind ${code(main)}` : null,
    drift.behind > 0 ? `${count(drift.behind)} that ${code(main)} has not` : null,
  ].filter(part => part !== null);
  return parts.length === 0 ? `; as ${code(main)}` : `; ${parts.join(', ')}`;
}

/** Only what stands between this person and a deploy. */
function inYourWay({ name: said, who, queue, locks }: Environs, { role, login, prefix }: Reader & { role: Role }): string[] {
  const reaches = who.some(one => {
    const parts = partsOf(one);
    const named = parts.name === null || parts.name.slice(1).toLowerCase() === login.toLowerCase();
    return named && rankOf(role) >= rankOf(parts.role);
  });
  const names = list(
    who.map(one => code(one)),
    'and',
  );
  // Whether somebody is in a team costs a question, and saying the command answers it too.
  const but = who.some(one => one.includes('/')) ? '' : `; you have ${code(role)}`;
  const may = reaches ? [] : [`**${inert(said)}**: deploys are for ${names}${but}.`];
  const busy = queue.some(isUnderWay) ? [`**${inert(said)}** is busy: a deploy there waits its turn.`] : [];
  const lifts = [...new Set(locks.map(({ environment }) => code(`${prefix}unlock ${environment ?? 'all'}`, 150)))];
  const locked =
    locks.length === 0
      ? []
      : [`**${inert(said)}** is locked: ${list(lifts, 'and')} ${lifts.length === 1 ? 'lets' : 'let'} deploys in again.`];
  return [...may, ...busy, ...locked];
}

const signs: Record<Deploy['state'], string> = {
  waiting: '⏳',
  starting: '🔄',
  running: '🔄',
  succeeded: '✅',
  failed: '❌',
  cancelled: '⏹️',
  lost: '❓',
  dropped: '⏹️',
};

export function historyOf(environment: string, deploys: Deploy[], now: Date): string {
  if (deploys.length === 0) return `Nothing was deployed to **${inert(environment)}** through me yet.`;
  const rows = deploys.map(deploy => {
    const { sha, story, state, endedAt, kind } = deploy;
    const who = story.by ? code(story.by.login) : kind === 'auto' ? 'by itself' : '';
    const how = [
      took(deploy),
      kind === 'hand' ? 'by hand' : null,
      state === 'failed' && story.ending?.at ? `in ${code(story.ending.at)}` : null,
    ]
      .filter(part => part !== null)
      .join(', ');
    const what = sha === null ? '?' : `\`${short(sha)}\``;
    return `| ${signs[state]} | ${what}${place(deploy)} | ${who} | ${endedAt ? ago(endedAt, now) : ''} | ${how} |`;
  });
  return [
    `**${inert(environment)}**, newest first`,
    '',
    '| | commit | for | when | took |',
    '|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}
