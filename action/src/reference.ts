/** `action.yml` and the tables of the page, made of the typed inputs, so that none can go stale. */
import { code } from '../../src/text/inert.ts';
import { inputs, outputs } from './inputs.ts';

const about = 'Checks that infrastructure is what it should be: before a deploy, after it, on a schedule, on a pull request.';

/** Quoted as YAML quotes: a single quote is doubled. */
const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

export function manifestText(): string {
  const taken = Object.entries(inputs).flatMap(([name, { description, default: standard }]) => [
    `  ${name}:`,
    `    description: ${quoted(description)}`,
    '    required: false',
    `    default: ${quoted(standard)}`,
  ]);
  const given = Object.entries(outputs).flatMap(([name, description]) => [
    `  ${name}:`,
    `    description: ${quoted(description)}`,
  ]);
  return [
    '# Generated from src/inputs.ts by npm run generate.',
    'name: Shipmate checks',
    `description: ${quoted(about)}`,
    'author: Shipmate',
    'branding:',
    '  icon: anchor',
    '  color: blue',
    'inputs:',
    ...taken,
    'outputs:',
    ...given,
    'runs:',
    '  using: node24',
    '  main: dist/index.cjs',
    '',
  ].join('\n');
}

export function inputTable(): string {
  const taken = Object.entries(inputs).map(([name, { description, default: standard }]) => [
    code(name),
    description,
    standard === '' ? '' : code(standard),
  ]);
  const given = Object.entries(outputs).map(([name, description]) => [code(name), description]);
  return `${table([['input', 'what it says', 'else'], ...taken])}\n\n${table([['output', 'what it says'], ...given])}`;
}

function table([head = [], ...rows]: string[][]): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map(row => [...(row[column] ?? '')].length)));
  const line = (cells: string[]) => `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`;
  return [line(head), line(widths.map(width => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
