/** What `/status` says of infrastructure: how many checks fail where, and where that is told. */
import { infrastructure } from '../../checks/section.ts';
import type { Part } from '../../core/feature.ts';
import { going } from '../../issues/store.ts';
import { code, inert } from '../../text/inert.ts';
import { noneReported } from './messages.ts';
import { healthIn, isFailing, type Standing } from './standing.ts';
import { standings } from './store.ts';
import { of, type Trouble, troubleOf } from './story.ts';

const most = 5;

export const checksHere: Part = {
  section: infrastructure,
  async says(session, { repository, file }) {
    if (file.read(infrastructure) === undefined) return null;
    const all = await standings(session, repository);
    const on = (await going(session, repository, of)).map(troubleOf);
    return linesOf(all, on);
  },
};

export function linesOf(all: Standing[], on: Trouble[]): string {
  if (all.length === 0) return noneReported;
  const lines = [...Map.groupBy(all, ({ environment }) => environment)].flatMap(([environment, checks]) =>
    lineOf(environment, checks, on),
  );
  return lines.length > 0 ? lines.join('\n') : wellIn(all);
}

function wellIn(all: Standing[]): string {
  const warns = all.filter(({ known }) => known?.verdict === 'warn').length;
  const are = all.length === 1 ? 'The check of infrastructure' : `All ${all.length} checks of infrastructure`;
  if (warns === 0) return `✅ ${are} ${all.length === 1 ? 'passes' : 'pass'}.`;
  if (warns === all.length) return `⚠️ ${are} only ${all.length === 1 ? 'warns' : 'warn'}.`;
  return `⚠️ ${warns} of ${all.length} checks of infrastructure only ${warns === 1 ? 'warns' : 'warn'}, and all others pass.`;
}

function lineOf(environment: string, checks: Standing[], on: Trouble[]): string[] {
  const { failing, unknown, count } = healthIn(checks);
  const where = environment === '' ? '' : ` in **${inert(environment, 60)}**`;
  const of = count === 1 ? 'the only check' : `${count} checks`;
  const named = checks
    .filter(isFailing)
    .slice(0, most)
    .map(one => `${code(one.name)}${numberOf(one, on)}`);
  const more = failing.length > most ? ', …' : '';
  const verb = failing.length === 1 ? 'fails' : 'fail';
  return [
    ...(failing.length > 0
      ? [`- ❌ infrastructure: ${count === 1 ? of : `${failing.length} of ${of}`} ${verb}${where}: ${named.join(', ')}${more}`]
      : []),
    ...(unknown.length > 0
      ? [`- ❔ infrastructure: ${count === 1 ? of : `${unknown.length} of ${of}`} could not be looked at${where}`]
      : []),
  ];
}

function numberOf({ environment, name }: Standing, on: Trouble[]): string {
  const number = on.find(({ story }) => story.environment === environment && story.name === name)?.number ?? null;
  return number === null ? '' : ` (#${number})`;
}
