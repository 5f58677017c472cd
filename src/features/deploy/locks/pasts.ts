/** What ran in an environment before, and which of it somebody means who wants to go back. Pure. */
import { code, inert } from '../../../text/inert.ts';
import { type Deploy, isUnderWay, short } from '../deploy.ts';
import { digits, typed } from '../policy/words.ts';

/** A deploy that ended there: well, or in a way that may have changed something. */
export interface Past {
  sha: string | null;
  good: boolean;
  byHand: boolean;
  /** It went back itself. */
  back: boolean;
  at: Date;
  from: string;
  /** What its run was given. */
  inputs: Record<string, string>;
}

/** How many back, or the digits of a commit. */
export type To = { back: number } | { sha: string };

type Found = { ok: true; to: Known; leaving: Past } | { ok: false; says: string };

interface Given {
  environment: string;
  prefix: string;
  /** Newest first. */
  pasts: Past[];
  to: To | undefined;
}

const no = (says: string): Found => ({ ok: false, says });
type Known = Past & { sha: string };
const known = (past: Past): past is Known => past.good && !past.byHand && past.sha !== null;
const commit = (sha: string) => `\`${short(sha)}\``;

/** Counted back from what is there, past all that somebody went back from: who goes back twice never meets the broken one. */
export function find({ environment, prefix, pasts, to }: Given): Found {
  const where = `**${inert(environment)}**`;
  const say = (sha: string) => code(`${prefix}rollback ${environment} @${typed(sha)}`, 150);
  const [leaving] = pasts;
  const good = distinct(pasts.filter(known));
  if (!leaving || good.length === 0)
    return no(`Nothing has succeeded on ${where} through me yet, so there is nothing to go back to.`);
  if (to && 'sha' in to) {
    const [one, ...more] = good.filter(({ sha }) => sha.startsWith(to.sha));
    if (!one)
      return no(
        `${code(to.sha.slice(0, digits))} has not succeeded on ${where} through me, so it is no way back. ${code(`${prefix}history ${environment}`)} shows what has.`,
      );
    if (more.length > 0 || to.sha.length < digits)
      return no(`${code(`@${to.sha}`)} is too short to be sure. Did you mean ${say(one.sha)}?`);
    if (leaving.good && leaving.sha === one.sha) return no(`${where} runs ${commit(one.sha)} already.`);
    return { ok: true, to: one, leaving };
  }
  const before = earlier(pasts);
  const [next] = before;
  if (leaving.back && leaving.sha !== null && !(leaving.good && to)) {
    const further = next ? ` ${say(next.sha)} goes further back.` : '';
    return no(
      leaving.good
        ? `${where} went back to ${commit(leaving.sha)} already.${further}`
        : `Going back to ${commit(leaving.sha)} did not end well. ${say(leaving.sha)} tries again.${further}`,
    );
  }
  const count = to?.back ?? 1;
  const found = before[count - 1];
  if (found && count > 0) return { ok: true, to: found, leaving };
  if (!next) return no(`Nothing else has succeeded on ${where} through me, so there is nothing to go back to.`);
  return no(
    `I know of ${before.length === 1 ? 'one earlier commit' : `${before.length} earlier commits`} that succeeded on ${where}, so ${code(`${prefix}rollback ${environment} ${before.length}`)} goes back as far as I can.`,
  );
}

/** Each commit once, where it came in its turn last. */
function distinct<P extends { sha: string }>(pasts: P[]): P[] {
  return pasts.filter(({ sha }, place) => pasts.findIndex(one => one.sha === sha) === place);
}

/** What went in turn, newest first. Who went back has left all that came after that commit: it is no way back again. */
function earlier(pasts: Past[]): Known[] {
  const line: Known[] = [];
  for (const past of pasts.toReversed()) {
    const place = past.back ? line.findIndex(({ sha }) => sha === past.sha) : -1;
    if (place >= 0) line.splice(place + 1);
    else if (known(past)) line.push(past);
  }
  return distinct(line.toReversed()).filter(({ sha }) => sha !== pasts[0]?.sha);
}

/** What is under way has changed something already: it is what leaves. */
export function withUnderWay(pasts: Past[], queue: Deploy[]): Past[] {
  const busy = queue.find(isUnderWay);
  if (!busy) return pasts;
  const { sha, kind, story, askedAt } = busy;
  const { from, inputs } = story;
  return [{ sha, from, inputs, good: false, byHand: kind === 'hand', back: story.back !== undefined, at: askedAt }, ...pasts];
}
