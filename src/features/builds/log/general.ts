/** Where no rule knows who speaks: the last line that sounds bad, else the last one before the exit. Pure. */
import { type Step, says } from './lines.ts';
import type { Failure } from './rule.ts';

const bad =
  /\b(?:\w*error|fatal|\w*exception|panic|failed|failure|denied|refused|cannot|could not|not found|undefined reference|violates|timed out)\b/i;
/** Says only that something else failed, or counts how much did. */
const hollow =
  /^(?:make(?:\[\d+\])?: \*\*\*.*|npm (?:ERR!|error)\b.*|error Command failed.*|ELIFECYCLE.*|info Visit https?:.*|collect2: error: ld returned .*|\+ (?:CategoryInfo|FullyQualifiedErrorId) .*|ERROR: Build did NOT complete successfully)$/i;
/** Sounds bad, and is what somebody has thought of. */
const mild =
  /^\W{0,3}(?:npm )?(?:warn(?:ing)?|info|note|hint|debug|deprecated|help)\b|^\S*\bwarning[:\s]|\b(?:no|0|without) (?:errors?|failures?|failed)\b|\b(?:errors?|failures?|failed): 0\b/i;
const before = 20;

export function generalFailure({ lines, told }: Step): Failure | null {
  const speaks = (line: string) => line.trim() !== '' && !says.exit.test(line.trim());
  const isLoud = (line: string) => speaks(line) && bad.test(line) && !hollow.test(line.trim());
  const isBad = (line: string) => isLoud(line) && !mild.test(line.trim());
  const fatal = [told ?? -1, lines.findLastIndex(isBad), lines.findLastIndex(isLoud), lines.findLastIndex(speaks)].find(
    at => at >= 0,
  );
  return fatal === undefined ? null : { fatal, from: Math.max(0, fatal - before), to: lines.length };
}
