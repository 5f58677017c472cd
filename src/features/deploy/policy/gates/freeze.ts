/** Whether this is a time in which nothing goes. One deploy may be let through, by a second person whom the file names. */
import { code, inert } from '../../../../text/inert.ts';
import { freezesOf, overridersOf } from '../config.ts';
import { frozenAt } from '../freeze.ts';
import { closedTo, expiryOf, type Gate, type Judging, open, waits } from '../gate.ts';
import { again, bold, moment, say, setting, whoWords } from '../words.ts';

export function freeze(given: Judging): Gate | null {
  const { name, environment, timezone, now, rows, mention } = given;
  const entries = freezesOf(environment);
  if (entries.length === 0) return null;
  const parts = { name: 'freeze' as const, setting: setting(given, 'freeze') };
  const frozen = frozenAt(entries, timezone, now);
  if (!frozen) return open({ ...parts, says: `${bold(name)} is not frozen` });
  const until = frozen.until ? `${moment(frozen.until, timezone, now)} (${timezone})` : null;
  const overriders = overridersOf(environment);
  const { override } = rows;
  const second = override?.secondBy;
  if (override && second && overriders.length > 0 && second.id !== override.by.id && second.id !== given.asker?.id) {
    const says = `${code(second.login)} lets it through the freeze: ${inert(override.reason)}`;
    return open({ ...parts, says });
  }
  const is = `${bold(name)} is frozen${until === null ? ', and no end is in sight' : ` until ${until}`}.`;
  const inTime = frozen.until !== null && frozen.until <= expiryOf(given) ? frozen.until : null;
  if (override && overriders.length > 0) {
    const asked = `${inert(override.reason)}, says ${code(override.by.login)}`;
    const says = `${whoWords(overriders, mention)}: ${say(given, 'approve', '--override')} lets it through the freeze (${asked})`;
    return waits({ ...parts, says, way: `${is} ${says}.`, until: inTime ?? undefined });
  }
  const asks = `${say(given, 'deploy', '--override <reason>')} asks ${whoWords(overriders, [])} to let it through`;
  const way =
    overriders.length > 0
      ? `${is} ${asks}.`
      : `${is} ${until === null ? `${code(parts.setting)} has to change first.` : inTime ? 'It goes after that.' : `${again(given)} works after that.`}`;
  if (!inTime) return closedTo(given.asker, { ...parts, says: `${bold(name)} is not frozen`, way });
  return waits({
    ...parts,
    says: `the freeze of ${bold(name)} is over, at ${until}${overriders.length > 0 ? `; ${asks}` : ''}`,
    way,
    until: inTime,
  });
}
