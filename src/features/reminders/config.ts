/** The section `reminders`: after how much working time whom is reminded, when people work, and what lies around is asked about. */
import * as z from 'zod/mini';
import { timezone as zoneOfFile } from '../../config/sections.ts';
import type { Section, TeamFile } from '../../core/file.ts';
import { isTimezone } from '../../time/wall-clock.ts';
import { readWorkHours, usualHours, type WorkHours } from '../../time/work-hours.ts';
import type { Calendar, Holiday, WorkSpan } from '../../time/work-time.ts';
import { type At, readAt } from './digest/at.ts';
import { readHoliday } from './holiday.ts';

const span = z.string().check(z.regex(/^[1-9]\d{0,2}[hdw]$/), z.meta({ title: 'working time such as `4h`, `1d` or `2w`' }));
const days = z.string().check(z.regex(/^[1-9]\d{0,3}[dw]$/), z.meta({ title: 'a number of days such as `60d`' }));
const team = z.string().check(z.regex(/^@[\w-]{1,39}\/[\w-]{1,100}$/), z.meta({ title: 'a team such as `@acme/web`' }));
const zone = z
  .string()
  .check(z.refine(isTimezone), z.meta({ title: 'a time zone by its place, such as `Europe/Berlin`, or `UTC`' }));
const hours = z.string().check(
  z.refine(text => readWorkHours(text).ok),
  z.meta({ title: 'hours such as `Mon-Fri 09:00-17:00`, or `all`' }),
);
const holiday = z.string().check(
  z.refine(text => readHoliday(text) !== null),
  z.meta({ title: 'a day such as `2026-12-25`, or `25 Dec` for each year, or `24 Dec - 2 Jan`' }),
);
const login = z.string().check(z.regex(/^@?[A-Za-z\d](?:[A-Za-z\d-]{0,38})$/), z.meta({ title: 'a login such as `alice`' }));
const nameOf = (name: string): string => name.replace(/^@/, '').toLowerCase();
const at = z.string().check(
  z.refine(text => readAt(text) !== null),
  z.meta({ title: 'a time such as `09:30`, `Mon 09:00` or `Mon-Fri 09:30`' }),
);

const settings = z.strictObject({
  review_after: z._default(span, '1d').check(z.describe('How long a review may wait before whoever was asked hears of it.')),
  answer_after: z
    ._default(span, '3d')
    .check(z.describe('How long an author may take with what reviewers said, with a red check, or with a conflict.')),
  merge_after: z._default(span, '1d').check(z.describe('How long what is approved and green may lie.')),
  escalate_after: z.optional(span).check(z.describe('How long after that the team hears of it, once. Nothing said: never.')),
  escalate_to: z.optional(team).check(z.describe('Which team; without, the one that was asked or owns the files.')),
  workdays: z
    ._default(hours, 'Mon-Fri 09:00-17:00')
    .check(z.describe('When people work; nobody hears anything at other times. `all` for volunteers.')),
  timezone: z.optional(zone).check(z.describe('Where the clock hangs, if elsewhere than that of the file.')),
  holidays: z
    ._default(z.array(holiday).check(z.maxLength(200)), [])
    .check(z.describe('Days without work: `2026-12-25`, `25 Dec` for each year, `24 Dec - 2 Jan`.')),
  people: z
    ._default(
      z
        .record(
          login,
          z.strictObject({
            timezone: z.optional(zone),
            workdays: z.optional(hours),
            holidays: z._default(z.array(holiday).check(z.maxLength(200)), []),
            remind: z._default(z.boolean(), true),
          }),
        )
        .check(
          z.refine(
            people => new Set(Object.keys(people).map(nameOf)).size === Object.keys(people).length,
            'names one person twice, with and without `@` or in other letters; put both into one',
          ),
        ),
      {},
    )
    .check(z.describe('Whose days are others, and who is never reminded (`remind: false`).')),
  quiet_labels: z
    ._default(z.array(z.string().check(z.minLength(1), z.maxLength(50))).check(z.maxLength(20)), ['blocked', 'on hold'])
    .check(z.describe('With one of these a pull request is nobody’s turn.')),
  bots: z._default(z.boolean(), false).check(z.describe('Whether pull requests of bots count, too.')),
  most_a_day: z
    ._default(z.int().check(z.gte(1), z.lte(100)), 10)
    .check(z.describe('How many pull requests at most are reminded of in a day.')),
  start: z.optional(z.literal('now')).check(z.describe('Begin without the issue that says first what would happen.')),
  digest: z
    .optional(z.union([at, z.array(z.strictObject({ team: z.optional(team), at })).check(z.minLength(1), z.maxLength(20))]))
    .check(z.describe('When what waits is listed in one comment, for each team.')),
  stale_after: z
    .optional(days)
    .check(z.describe('After how long without any move a pull request is asked about. Nothing said: never.')),
  close: z._default(z.boolean(), false).check(z.describe('Whether what nobody keeps is closed, after two questions.')),
  issues: z._default(z.boolean(), false).check(z.describe('Whether old issues are asked about, too.')),
  cleanup: z
    ._default(z.boolean(), false)
    .check(z.describe('A list once a month of branches, artifacts, caches and environments that lie around.')),
});
const schema = settings.check(
  z.refine(
    said => said.escalate_to === undefined || said.escalate_after !== undefined,
    'says who hears of it later, and not after how long; add `escalate_after: 2d`',
  ),
  z.refine(
    said => !said.close || said.stale_after !== undefined,
    'closes what nobody keeps, and does not say after how long it asks; add `stale_after: 60d`',
  ),
);
type Written = z.infer<typeof schema>;

export const reminders: Section<Written> = {
  key: 'reminders',
  about:
    'Tells the one person whose turn it is that a pull request waits, once, in working hours. Switches on `/handover` and `/reopen`.',
  example: 'reminders: { review_after: 1d, workdays: Mon-Fri 09:00-17:00 }',
  schema,
};

export interface Digest {
  /** Null: of all that is here. */
  team: { organisation: string; slug: string } | null;
  at: At;
}

export interface Reminders {
  after: { review: WorkSpan; answer: WorkSpan; merge: WorkSpan; ask: WorkSpan };
  escalate: { after: WorkSpan; to: { organisation: string; slug: string } | null } | null;
  /** Null: of the team. */
  calendarOf(login: string | null): Calendar;
  /** Nobody is paid for it. */
  volunteers: boolean;
  reminds(login: string): boolean;
  quietLabels: string[];
  bots: boolean;
  mostADay: number;
  startsNow: boolean;
  digests: Digest[];
  /** In milliseconds; null: nothing is stale. */
  staleAfter: number | null;
  closes: boolean;
  issues: boolean;
  cleanup: boolean;
}

const spanOf = (text: string): WorkSpan => {
  const unit = text.slice(-1);
  return { count: Number.parseInt(text, 10), unit: unit === 'h' || unit === 'w' ? unit : 'd' };
};
const day = 24 * 3_600_000;
const daysIn = (text: string): number => Number.parseInt(text, 10) * (text.endsWith('w') ? 7 : 1) * day;
const teamOf = (name: string | undefined) => {
  const [organisation = '', slug = ''] = name?.slice(1).split('/') ?? [];
  return name === undefined ? null : { organisation, slug: slug.toLowerCase() };
};
const hoursOf = (text: string): WorkHours => {
  const read = readWorkHours(text);
  return read.ok ? read.value : usualHours;
};
const holidaysOf = (all: string[]): Holiday[] => all.flatMap(text => readHoliday(text) ?? []);

/** Null: none are wanted. */
export function remindersOf(file: TeamFile): Reminders | null {
  const said = file.read(reminders);
  if (said === undefined) return null;
  const people = new Map(Object.entries(said.people).map(([name, one]) => [nameOf(name), one]));
  const team = {
    hours: hoursOf(said.workdays),
    timezone: said.timezone ?? file.read(zoneOfFile) ?? 'UTC',
    holidays: holidaysOf(said.holidays),
  };
  return {
    after: {
      review: spanOf(said.review_after),
      answer: spanOf(said.answer_after),
      merge: spanOf(said.merge_after),
      ask: spanOf(said.review_after),
    },
    escalate: said.escalate_after === undefined ? null : { after: spanOf(said.escalate_after), to: teamOf(said.escalate_to) },
    calendarOf(login) {
      const own = login === null ? undefined : people.get(nameOf(login));
      if (!own) return team;
      return {
        hours: own.workdays === undefined ? team.hours : hoursOf(own.workdays),
        timezone: own.timezone ?? team.timezone,
        holidays: [...team.holidays, ...holidaysOf(own.holidays)],
      };
    },
    volunteers: said.workdays.trim().toLowerCase() === 'all',
    reminds: name => people.get(nameOf(name))?.remind ?? true,
    quietLabels: said.quiet_labels,
    bots: said.bots,
    mostADay: said.most_a_day,
    startsNow: said.start === 'now',
    digests: digestsOf(said.digest),
    staleAfter: said.stale_after === undefined ? null : daysIn(said.stale_after),
    closes: said.close,
    issues: said.issues,
    cleanup: said.cleanup,
  };
}

function digestsOf(said: Written['digest']): Digest[] {
  const all = typeof said === 'string' ? [{ at: said, team: undefined }] : (said ?? []);
  return all.flatMap(one => {
    const at = readAt(one.at);
    return at ? [{ team: teamOf(one.team), at }] : [];
  });
}
