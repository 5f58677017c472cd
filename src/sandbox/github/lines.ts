/** Which lines of a text became which: the shortest way from one to the other, and two such ways joined. */

/** Lines `from` up to `to` of the old text became lines `at` up to `until` of the new one. */
export interface Change {
  from: number;
  to: number;
  at: number;
  until: number;
}

/** With their ends, so that a last line without one is another line. */
export const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

// Beyond this many lines moved about, what is left counts as replaced: nobody reads such a difference.
const farthest = 3000;

export function changesBetween(before: string[], after: string[]): Change[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let tail = 0;
  const most = Math.min(before.length, after.length) - start;
  while (tail < most && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  // A line that the other side does not have can match nothing.
  const within = (lines: string[], others: string[]) => {
    const known = new Set(others.slice(start, others.length - tail));
    const places = Array.from({ length: lines.length - tail - start }, (_, place) => place + start);
    return places.filter(place => known.has(lines[place] ?? ''));
  };
  const [left, right] = [within(before, after), within(after, before)];
  const same = common(
    left.map(place => before[place] ?? ''),
    right.map(place => after[place] ?? ''),
  ).map(([a, b]): [number, number] => [left[a] ?? 0, right[b] ?? 0]);
  const changes: Change[] = [];
  let [from, at] = [start, start];
  for (const [to, until] of [...same, [before.length - tail, after.length - tail] as const]) {
    if (to > from || until > at) changes.push({ from, to, at, until });
    [from, at] = [to + 1, until + 1];
  }
  return settled(changes, before, after);
}

/** Pairs of places that a longest common run of lines goes through, by Myers' greedy search. */
function common(a: string[], b: string[]): [number, number][] {
  const steps: Int32Array[] = [];
  const limit = Math.min(a.length + b.length, farthest);
  // reach[k + far]: how far in `a` one comes on diagonal k.
  const far = limit + 1;
  const reach = new Int32Array(2 * far + 1);
  for (let moves = 0; moves <= limit; moves += 1) {
    steps.push(reach.slice(far - moves - 1, far + moves + 2));
    for (let k = -moves; k <= moves; k += 2) {
      const down = k === -moves || (k !== moves && (reach[far + k - 1] ?? 0) < (reach[far + k + 1] ?? 0));
      let x = down ? (reach[far + k + 1] ?? 0) : (reach[far + k - 1] ?? 0) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x += 1;
      reach[far + k] = x;
      if (x >= a.length && x - k >= b.length) return back(steps, a.length, b.length);
    }
  }
  return [];
}

function back(steps: Int32Array[], toX: number, toY: number): [number, number][] {
  const pairs: [number, number][] = [];
  let [x, y] = [toX, toY];
  for (let moves = steps.length - 1; moves >= 0; moves -= 1) {
    const reach = (k: number) => steps[moves]?.[k + moves + 1] ?? 0;
    const k = x - y;
    const down = k === -moves || (k !== moves && reach(k - 1) < reach(k + 1));
    const [fromX, fromY] =
      moves === 0 ? [0, 0] : down ? [reach(k + 1), reach(k + 1) - k - 1] : [reach(k - 1), reach(k - 1) - k + 1];
    const [startX, startY] = moves === 0 ? [0, 0] : down ? [fromX, fromY + 1] : [fromX + 1, fromY];
    while (x > startX && y > startY) {
      x -= 1;
      y -= 1;
      pairs.push([x, y]);
    }
    [x, y] = [fromX, fromY];
  }
  return pairs.reverse();
}

/** Where lines that came or went could as well be the ones after them, git names the last. */
function settled(changes: Change[], before: string[], after: string[]): Change[] {
  const moved: Change[] = [];
  for (const change of changes.toReversed()) {
    const next = moved[0];
    const [lines, first, end] = change.from === change.to ? [after, change.at, change.until] : [before, change.from, change.to];
    const pure = change.from === change.to || change.at === change.until;
    const room = next ? Math.min(next.from - change.to, next.at - change.until) : lines.length - end;
    let by = 0;
    while (pure && by < room && lines[first + by] === lines[end + by]) by += 1;
    const { from, to, at, until } = change;
    const here = { from: from + by, to: to + by, at: at + by, until: until + by };
    if (next && here.to === next.from && here.until === next.at) moved[0] = { ...next, from: here.from, at: here.at };
    else moved.unshift(here);
  }
  return moved;
}

/** Both sides' changes in one text; null where they changed the same lines, or lines next to each other, differently. */
export function merged(base: string, ours: string, theirs: string): string | null {
  const [old, mine, other] = [linesOf(base), linesOf(ours), linesOf(theirs)];
  const [left, right] = [changesBetween(old, mine), changesBetween(old, other)];
  const text: string[] = [];
  let done = 0;
  while (left.length > 0 || right.length > 0) {
    const from = Math.min(left[0]?.from ?? old.length, right[0]?.from ?? old.length);
    const [a, b]: [Change[], Change[]] = [[], []];
    let to = from;
    for (let grew = true; grew; ) {
      grew = false;
      for (const [rest, taken] of [[left, a] as const, [right, b] as const]) {
        const first = rest[0];
        if (!first || first.from > to) continue;
        taken.push(first);
        rest.shift();
        to = Math.max(to, first.to);
        grew = true;
      }
    }
    const [asMine, asOther] = [told(old, mine, a, from, to), told(old, other, b, from, to)];
    if (a.length > 0 && b.length > 0 && asMine !== asOther) return null;
    text.push(...old.slice(done, from), a.length > 0 ? asMine : asOther);
    done = to;
  }
  return [...text, ...old.slice(done)].join('');
}

/** A stretch of the old text as one side has it now. */
function told(old: string[], now: string[], changes: Change[], from: number, to: number): string {
  const text: string[] = [];
  let done = from;
  for (const change of changes) {
    text.push(...old.slice(done, change.from), ...now.slice(change.at, change.until));
    done = change.to;
  }
  return [...text, ...old.slice(done, to)].join('');
}
