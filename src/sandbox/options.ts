/** What may follow `npm run sandbox --`. */
import { parseArgs } from 'node:util';
import { Sentence } from '../core/sentence.ts';

export interface Options {
  port: number;
  /** Makes this GitHub unreliable, the same way for the same number. */
  seed: number | null;
  reset: boolean;
  /** A checkout whose `.github` is tried out. */
  repo: string | null;
  help: boolean;
}

export const usage = `npm run sandbox -- [--port <number>] [--repo <path>] [--seed <number>] [--reset]

  --port <number>   where the page answers on 127.0.0.1; 4000 when left out, 0 for any that is free
  --repo <path>     puts the .github folder of a checkout on the sandbox's default branch
  --seed <number>   some writes go wrong by chance, and again in the same way with the same number
  --reset           forgets everything that happened and begins the story anew`;

export function readOptions(args: string[]): Options {
  const { values, positionals } = parsed(args);
  if (positionals[0] !== undefined) throw new Sentence(`"${positionals[0]}" means nothing here.\n\n${usage}`);
  return {
    port: values.port === undefined ? 4000 : wholeNumber('--port', values.port, 65_535),
    seed: values.seed === undefined ? null : wholeNumber('--seed', values.seed, 2 ** 31),
    reset: values.reset ?? false,
    repo: values.repo ?? null,
    help: values.help ?? false,
  };
}

function parsed(args: string[]) {
  const options = {
    port: { type: 'string' },
    seed: { type: 'string' },
    repo: { type: 'string' },
    reset: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  } as const;
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    const words = error instanceof Error ? (error.message.split('. ', 1)[0] ?? '') : String(error);
    throw new Sentence(`${words.replace(/\.$/, '')}.\n\n${usage}`);
  }
}

function wholeNumber(name: string, text: string, most: number): number {
  const number = Number(text);
  if (!/^\d{1,10}$/.test(text) || number > most) throw new Sentence(`${name} must be a number from 0 to ${most}, not "${text}".`);
  return number;
}
