import { bench as action } from './action.ts';
import { bench as alerts } from './alerts.ts';
import { bench as backlog } from './backlog.ts';
import { bench as boot } from './boot.ts';
import { bench as builds } from './builds.ts';
import { bench as cost } from './cost.ts';
import { bench as grown } from './grown.ts';
import { bench as ingest } from './ingest.ts';
import { bench as latency } from './latency.ts';
import { bench as sandbox } from './sandbox.ts';
import { bench as size } from './size.ts';
import { bench as sweep } from './sweep.ts';

/** `npm run bench -- <name> [--json]`: a table for people; with --json one flat object of names and numbers as the last line. */

export interface Figure {
  name: string;
  value: number;
  /** What it has to be, for the table; `null` when it is told for comparison only. */
  bound: { most?: number; least?: number } | null;
}

const benches: Record<string, () => Promise<Figure[]>> = {
  ingest,
  boot,
  backlog,
  sandbox,
  size,
  cost,
  latency,
  builds,
  alerts,
  sweep,
  action,
  grown,
};

const names = process.argv.slice(2).filter(word => !word.startsWith('--'));
const unknown = names.filter(name => !(name in benches));
if (unknown.length > 0) {
  console.error(`There is no bench "${unknown[0]}". There are: ${Object.keys(benches).join(', ')}.`);
  process.exit(2);
}

const figures: Figure[] = [];
for (const name of names.length > 0 ? names : Object.keys(benches)) figures.push(...((await benches[name]?.()) ?? []));

const meets = ({ value, bound }: Figure) =>
  bound === null || (value <= (bound.most ?? Infinity) && value >= (bound.least ?? -Infinity));
const told = ({ bound }: Figure) => {
  if (bound === null) return '';
  if (bound.most !== undefined && bound.most === bound.least) return `= ${bound.most}`;
  return bound.most !== undefined ? `≤ ${bound.most}` : `≥ ${bound.least}`;
};
const width = Math.max(...figures.map(figure => figure.name.length));
for (const figure of figures) {
  const shown = Number(figure.value.toPrecision(4));
  console.log(
    `${figure.name.padEnd(width)}  ${String(shown).padStart(10)}  ${told(figure).padEnd(8)}  ${meets(figure) ? '' : 'missed'}`.trimEnd(),
  );
}
if (process.argv.includes('--json'))
  console.log(JSON.stringify(Object.fromEntries(figures.map(({ name, value }) => [name, value]))));
