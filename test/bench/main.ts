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

/**
 * `npm run bench -- <name> [--json]`: one table for people when all is done; with --json one flat object of names and numbers as the last line.
 * How far it is goes to stderr. It ends with 1 when a figure misses its bound or a bench could not be run, and the others are run all the same.
 */

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

function asked(): { names: string[]; json: boolean } {
  const words = process.argv.slice(2);
  const flag = words.find(word => word.startsWith('-') && word !== '--json');
  const name = words.find(word => !word.startsWith('-') && !Object.hasOwn(benches, word));
  const why = flag === undefined ? name && `There is no bench "${name}".` : `There is no ${flag}.`;
  if (why) {
    console.error(`${why} There are ${Object.keys(benches).join(', ')}, and --json, which ends with one line of numbers.`);
    process.exit(2);
  }
  const names = words.filter(word => !word.startsWith('-'));
  return { names: names.length > 0 ? [...new Set(names)] : Object.keys(benches), json: words.includes('--json') };
}

const meets = ({ value, bound }: Figure) =>
  bound === null || (value <= (bound.most ?? Infinity) && value >= (bound.least ?? -Infinity));
const told = ({ bound }: Figure) => {
  if (bound === null) return '';
  if (bound.most !== undefined && bound.most === bound.least) return `= ${bound.most}`;
  return bound.most !== undefined ? `≤ ${bound.most}` : `≥ ${bound.least}`;
};
const rowOf = (figure: Figure, width: number): string => {
  const shown = Number(figure.value.toPrecision(4));
  return `${figure.name.padEnd(width)}  ${String(shown).padStart(10)}  ${told(figure).padEnd(8)}  ${meets(figure) ? '' : 'missed'}`.trimEnd();
};

const { names, json } = asked();
const figures: Figure[] = [];
const broken: { name: string; why: string }[] = [];
for (const name of names) {
  const begun = performance.now();
  console.error(`${name} …`);
  try {
    const own = (await benches[name]?.()) ?? [];
    figures.push(...own);
    console.error(`${name} took ${Math.round((performance.now() - begun) / 1_000)} s`);
    // All of them take half an hour: who waits, or has to stop, knows what is known.
    for (const figure of own) console.error(rowOf(figure, 40));
  } catch (error) {
    console.error(error);
    const [why = ''] = String(error instanceof Error ? error.message : error).split('\n');
    broken.push({ name, why });
  }
}

const width = Math.max(0, ...[...figures, ...broken].map(({ name }) => name.length));
for (const figure of figures) console.log(rowOf(figure, width));
for (const { name, why } of broken) console.log(`${name.padEnd(width)}  could not be run: ${why}`);
if (json) console.log(JSON.stringify(Object.fromEntries(figures.map(({ name, value }) => [name, value]))));
if (broken.length > 0 || !figures.every(meets)) process.exitCode = 1;
