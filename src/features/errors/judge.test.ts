import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isOn } from '../../issues/episode.ts';
import { plainAlert } from './alert.ts';
import type { Errors } from './config.ts';
import { folded } from './fold.ts';
import type { Group } from './group.ts';
import { judged, mayEndAt } from './judge.ts';
import { countOf, type Problem } from './story.ts';

/** One thing that goes wrong, with everything that happens to it, minute by minute. */

const noon = Date.parse('2026-11-20T12:00:00Z');
const at = (minutes: number) => new Date(noon + minutes * 60_000);
const config: Errors = {
  ...{ from: {}, elsewhere: null, mayBePublic: false, resolves: false, scans: () => [], watch: 600_000 },
  opensAfter: level => (level === 'warning' ? { count: 3, within: 120_000 } : { count: 1, within: null }),
  closeAfter: 24 * 3_600_000,
};

class Story {
  group: Group | null = null;
  problem: Problem | null = null;
  /** All there were. */
  ids: string[] = [];
  notes: string[] = [];
  hasFix: boolean | null = null;
  config = config;

  alert(minute: number, parts: Partial<Parameters<typeof plainAlert>[0]> = {}): this {
    const alert = plainAlert({ title: 'boom', ...parts });
    this.group = folded(this.group, { alert, print: 'p', hook: 'h', source: 'sentry', receivedAt: at(minute) });
    return this;
  }

  look(minute: number): this {
    if (!this.group) return this;
    const on = this.problem && isOn(this.problem) ? this.problem : null;
    const next = judged({
      ...{ group: this.group, on, last: this.problem, config: this.config, now: at(minute) },
      home: { id: 1, owner: 'acme', name: 'web' },
      ...{ id: `${this.ids.length + 1}`, key: 'p', elsewhere: null, shipped: null, likely: [], hasFix: this.hasFix },
    });
    if (next) {
      if (!this.ids.includes(next.id)) this.ids.push(next.id);
      this.notes.push(...next.notes);
      this.problem = { ...next, notes: [] };
    }
    return this;
  }

  /** What the shared machine writes down when a person closes its issue. */
  closedBy(minute: number, mended: Problem['story']['mended'] = null): this {
    if (this.problem)
      this.problem = {
        ...{ ...this.problem, shut: 'person', shutAt: at(minute) },
        story: { ...this.problem.story, mended },
      };
    return this;
  }

  get state() {
    return this.problem?.state ?? null;
  }
}

test('opens at once, counts on in silence, and ends when the source says so', () => {
  const story = new Story().alert(0).look(0);
  expect(story.state).toBe('open');
  for (let minute = 1; minute < 9; minute += 1) story.alert(minute).look(minute);
  expect(story.notes).toEqual([]);
  story.alert(10, { status: 'resolved', by: 'alice' }).look(10);
  expect(story.state).toBe('closed');
  expect(story.problem?.endedAt).toEqual(at(10));
  expect(story.notes).toEqual(['✅ alice resolved it at Sentry.']);
});

test('what its source repeats opens nothing that is not open, and opens again what was closed while it lasted', () => {
  const lasting = { level: 'warning' as const, members: [{ name: 'instance=web-1', firing: true, since: at(0) }] };
  const quiet = new Story();
  for (let minute = 0; minute < 9; minute += 1) quiet.alert(minute, lasting).look(minute);
  expect(quiet.state).toBeNull();
  const story = new Story();
  for (const [minute, began] of [0, 1, 2].entries())
    story.alert(minute, { level: 'warning', members: [{ name: 'instance=web-1', firing: true, since: at(began) }] }).look(minute);
  expect(story.state).toBe('open');
  story.look(25 * 60);
  expect(story.state).toBe('closed');
  story.alert(26 * 60, { level: 'warning', members: [{ name: 'instance=web-1', firing: true, since: at(2) }] }).look(26 * 60);
  expect(story.state).toBe('open');
});

test('what its source repeats is no news to whoever closed it, until another of it begins', () => {
  const lasting = (began: number) => ({ members: [{ name: `instance=web-${began}`, firing: true, since: at(began) }] });
  const story = new Story().alert(0, lasting(0)).look(0).closedBy(1).alert(240, lasting(0)).look(240);
  expect(story.problem?.badAt).toEqual(at(0));
  story.alert(300, lasting(299)).look(300);
  expect(story.problem?.badAt).toEqual(at(300));
});

test('what only lasts does not come back where the file has it told no more, and does where its times lie far apart by now', () => {
  const lasting = (began: number) => ({
    level: 'warning' as const,
    members: [{ name: `instance=web-${began}`, firing: true, since: at(began) }],
  });
  const closed = () => {
    const story = new Story();
    for (const minute of [0, 1, 2]) story.alert(minute, lasting(minute)).look(minute);
    return story
      .alert(120, lasting(120))
      .look(120)
      .look(27 * 60);
  };
  expect(
    closed()
      .alert(28 * 60, lasting(120))
      .look(28 * 60).state,
  ).toBe('open');
  const story = closed();
  expect(story.state).toBe('closed');
  story.config = { ...config, opensAfter: () => null };
  expect(story.alert(28 * 60, lasting(120)).look(28 * 60).state).toBe('closed');
});

test.each([
  ['a person', null, { members: [{ name: 'instance=web-1', firing: true, since: at(0) }] }],
  ['a merge that nobody has deployed', { sha: 'f'.repeat(40), at: noon }, {}],
])('what goes on after it was closed by %s is not asked about before it may be over', (_whom, mended, parts) => {
  const story = new Story().alert(0, parts).look(0).closedBy(1, mended);
  story.hasFix = false;
  for (let hours = 12; hours < 72; hours += 12) {
    story.alert(hours * 60, parts).look(hours * 60);
    expect(story.problem && new Date(mayEndAt(story.problem, story.group, config.closeAfter))).toEqual(at((hours + 24) * 60));
  }
  expect(story.state).toBe('open');
});

test('what resolves before anybody looked, or before it happened often enough, makes no noise', () => {
  expect(new Story().alert(0).alert(0.1, { status: 'resolved' }).look(0.2).state).toBeNull();
  const story = new Story().alert(0, { level: 'warning' }).look(0).alert(1, { level: 'warning' }).look(1);
  expect(story.state).toBeNull();
  expect(story.alert(2, { level: 'warning' }).look(2).state).toBe('open');
});

test('speaks at ten, a hundred and a thousand times, and of each once', () => {
  const story = new Story();
  for (let count = 1; count <= 1_000; count += 1) story.alert(count / 60).look(count / 60);
  for (let count = 0; count < 20; count += 1) story.alert(17).look(17);
  expect(story.notes).toEqual(['It has happened 10 times.', 'It has happened 100 times.', 'It has happened 1,000 times.']);
});

test('a leap says only where it has come to', () => {
  const story = new Story().alert(0).look(0).alert(1, { count: 5_000 }).look(1);
  expect(story.notes).toEqual(['It has happened 1,000 times.']);
});

test('a new place, a graver level and an acknowledgement are one comment', () => {
  const story = new Story().alert(0, { environment: 'staging' }).look(0);
  story.alert(1, { environment: 'prod', level: 'critical' }).alert(2, { status: 'acknowledged', by: 'bob', level: 'critical' });
  story.look(2);
  expect(story.notes).toEqual(['❗ It is critical now.\n❗ It happens on **prod** now, too.\n🔕 bob has archived it at Sentry.']);
  expect(story.look(3).look(4).notes).toHaveLength(1);
});

test('a new release is named once a day, however many there are', () => {
  const story = new Story().alert(0, { release: '1' }).look(0);
  for (let release = 2; release < 20; release += 1) story.alert(release, { release: String(release) }).look(release);
  expect(story.notes.filter(note => note.includes('as well'))).toEqual([]);
  story.alert(25 * 60 - 2, { release: '20' }).look(25 * 60);
  expect(story.notes.filter(note => note.includes('as well'))).toHaveLength(1);
});

test('is over when it has been quiet for long enough, and not before', () => {
  const story = new Story()
    .alert(0)
    .look(0)
    .look(24 * 60 - 1);
  expect(story.state).toBe('open');
  expect(story.look(24 * 60).state).toBe('closed');
  expect(story.notes).toEqual(['✅ It has not happened for 24 h.']);
});

describe('what comes back', () => {
  const ended = () => new Story().alert(0).look(0).alert(10, { status: 'resolved' }).look(10);
  const days = (count: number) => count * 24 * 60;

  test('is the same issue within two weeks', () => {
    const story = ended().alert(days(3), { release: '9' }).look(days(3));
    expect(story.state).toBe('open');
    expect(story.ids).toEqual(['1']);
    expect(story.notes.at(-1)).toBe('❗ It is back after 3 days, in `9`.');
  });

  test('is a new one after that, and names the old', () => {
    const story = ended();
    if (story.problem) story.problem.number = 7;
    story.alert(days(20)).look(days(20));
    expect(story.ids).toEqual(['1', '2']);
    expect(story.problem?.story.last).toEqual({ number: 7, endedAt: at(10).getTime() });
  });

  test('began when it came back, where it came back', () => {
    const story = ended()
      .alert(days(3), { environment: 'staging' })
      .alert(days(3) + 1, { environment: 'prod' })
      .look(days(3) + 1);
    expect(story.problem?.story.began).toMatchObject({ environment: 'staging', at: at(days(3)).getTime() });
    const late = ended()
      .alert(days(20), { environment: 'prod' })
      .alert(days(20) + 1)
      .look(days(20) + 1);
    expect(late.problem?.beganAt).toEqual(at(days(20)));
    expect(late.problem?.story.began).toMatchObject({ environment: 'prod', at: at(days(20)).getTime() });
  });

  test('counts on where nobody has forgotten it, and where somebody has', () => {
    const counts = (story: Story) => story.problem && countOf(story.problem);
    const story = new Story();
    for (let minute = 0; minute < 12; minute += 1) story.alert(minute).look(minute);
    story.alert(20, { status: 'resolved' }).look(20);
    expect(counts(story)).toBe(12);
    story.group = null;
    story.alert(days(3)).look(days(3));
    expect(counts(story)).toBe(13);
    // The tenth is told of already.
    expect(
      story
        .alert(days(3) + 1)
        .look(days(3) + 1)
        .notes.filter(note => note.includes('10 times')),
    ).toHaveLength(1);
    // A new issue counts what is its own.
    story.alert(days(3) + 2, { status: 'resolved' }).look(days(3) + 2);
    expect(counts(story.alert(days(30)).look(days(30)))).toBe(1);
    expect(story.ids).toHaveLength(2);
  });

  test.each([
    ['long ago', null],
    ['in an issue that is not ours any more', 'it was moved'],
  ])('is not what happened before it ended, %s', (_when, left) => {
    const story = ended().alert(10, { status: 'acknowledged' }).look(11);
    story.config = { ...config, closeAfter: 90 * 24 * 3_600_000 };
    if (story.problem) story.problem = { ...story.problem, left };
    expect(story.look(left === null ? days(20) : 12).ids).toEqual(['1']);
  });

  test('has to happen often enough since, however long ago that is', () => {
    const warning = { level: 'warning' as const };
    const story = new Story().alert(0, warning).alert(0, warning).alert(0, warning).look(0);
    story.alert(1, { ...warning, status: 'resolved' }).look(1);
    if (story.problem) story.problem = { ...story.problem, left: 'it was moved' };
    story.alert(1.5, warning).look(2);
    expect(story.ids).toEqual(['1']);
    expect(story.alert(1.6, warning).alert(1.7, warning).look(2).ids).toEqual(['1', '2']);
  });

  test('is not that an old alarm comes late', () => {
    expect(
      ended()
        .alert(11, { at: at(5) })
        .look(11).state,
    ).toBe('closed');
  });

  test('has to happen often enough again', () => {
    const warning = { level: 'warning' as const };
    const story = new Story().alert(0, warning).alert(0, warning).alert(0, warning).look(0);
    story
      .alert(5, { ...warning, status: 'resolved' })
      .look(5)
      .alert(6, warning)
      .look(6);
    expect(story.state).toBe('closed');
    expect(story.alert(6, warning).alert(7, warning).look(7).state).toBe('open');
  });
});

describe('a merge that was to mend it', () => {
  const mended = { sha: 'f'.repeat(40), at: at(10).getTime() };
  const shut = () => new Story().alert(0).look(0).closedBy(10, mended);

  test('does not count what runs without it', () => {
    const story = shut();
    story.hasFix = false;
    expect(story.alert(20).look(20).problem?.badAt).toEqual(at(0));
  });

  test('counts what runs with it', () => {
    const story = shut();
    story.hasFix = true;
    expect(story.alert(20).look(20).problem?.badAt).toEqual(at(20));
  });

  test('counts what nobody knows after a day only', () => {
    expect(shut().alert(20).look(20).problem?.badAt).toEqual(at(0));
    const day = 24 * 60;
    // It was quiet for less than a day in between.
    expect(
      shut()
        .alert(20)
        .look(20)
        .alert(day + 15)
        .look(day + 15).problem?.badAt,
    ).toEqual(at(day + 15));
  });

  test('stays mended when it was quiet meanwhile, and an older release is seen again', () => {
    const story = shut().look(2 * 24 * 60);
    expect(story.state).toBe('closed');
    story.hasFix = false;
    expect(story.alert(3 * 24 * 60).look(3 * 24 * 60).state).toBe('closed');
    story.hasFix = true;
    expect(story.look(3 * 24 * 60).state).toBe('open');
  });

  test('a person who closes it by hand means from now on', () => {
    expect(new Story().alert(0).look(0).closedBy(10).alert(20).look(20).problem?.badAt).toEqual(at(20));
  });
});

test('what fires again in the second of its end is back', () => {
  const half = new Date(noon + 500);
  const soon = new Date(noon + 700);
  const story = new Story().alert(0).look(0).alert(1, { status: 'resolved', at: half }).look(1).alert(2, { at: soon }).look(2);
  expect(story.problem?.state).toBe('open');
});

test('what comes back when somebody looks at it already says so once', () => {
  const story = new Story().alert(0).look(0).alert(1, { status: 'resolved' }).look(1);
  story
    .alert(2, { status: 'acknowledged' })
    .alert(4, { at: new Date(noon + 90_000) })
    .look(4);
  const said = story.notes.length;
  expect(story.look(4).notes).toHaveLength(said);
  expect(story.problem?.story.ack).not.toBeNull();
});

test('whoever makes up environments is not heard for long', () => {
  const story = new Story().alert(0, { environment: 'prod' }).look(0);
  for (let minute = 1; minute < 40; minute += 1) story.alert(minute, { environment: `made-up-${minute}` }).look(minute);
  expect(story.notes.filter(note => note.includes('It happens on'))).toHaveLength(9);
});

const step = fc.record({
  minutes: fc.integer({ min: 0, max: 2_000 }),
  days: fc.constantFrom(0, 0, 0, 0, 0, 20, 40),
  status: fc.constantFrom('firing' as const, 'firing' as const, 'resolved' as const, 'acknowledged' as const),
  off: fc.integer({ min: -30, max: 30 }),
  count: fc.option(fc.integer({ min: 0, max: 50 }), { nil: null }),
  environment: fc.constantFrom('prod', 'staging', null),
  looks: fc.boolean(),
  becomes: fc.constantFrom(null, null, null, 'closed' as const, 'left' as const, 'forgotten' as const),
});

test('one at a time, opened again only by what happened after it was over, and nothing is said or counted twice', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), steps => {
      const story = new Story();
      let [now, cause] = [0, 0];
      for (const { minutes, days, off, looks, becomes, ...alert } of steps) {
        now += minutes + days * 24 * 60;
        const before = story.problem;
        const wasOn = before !== null && isOn(before);
        if (becomes === 'forgotten' && !wasOn) story.group = null;
        if (becomes === 'closed') story.closedBy(now);
        if (becomes === 'left' && story.problem && !wasOn) story.problem = { ...story.problem, left: 'it was moved' };
        story.alert(now, { ...alert, at: at(now + off) });
        if (looks) story.look(now);
        const { problem } = story;
        if (problem && isOn(problem) && !wasOn) {
          const happened = story.group?.lastAt.getTime() ?? 0;
          expect(happened).toBeGreaterThan(before?.endedAt?.getTime() ?? 0);
          // Whatever opened it has opened nothing before.
          expect(happened).toBeGreaterThan(cause);
          expect(problem.beganAt.getTime()).toBeLessThanOrEqual(happened);
          cause = happened;
        }
        // A new one begins only where no other goes on.
        if (before && problem && problem.id !== before.id) expect(wasOn).toBe(false);
        if (before && problem && problem.id === before.id) expect(countOf(problem)).toBeGreaterThanOrEqual(countOf(before));
        if (problem) expect(countOf(problem)).toBeGreaterThan(0);
        const said = story.notes.length;
        story.look(now).look(now);
        // The first of them may have had something to say; the second has not.
        expect(story.notes.length - said).toBeLessThanOrEqual(1);
      }
    }),
  );
});
