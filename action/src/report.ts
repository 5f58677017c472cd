/** A deploy's own words, handed to the comment of whoever asked for it. */
import { code } from '../../src/text/inert.ts';
import type { Given } from './given.ts';
import { textOf } from './sources.ts';

export type Report = { kind: 'none' } | { kind: 'text'; text: string } | { kind: 'wrong'; says: string };

/** More than that makes no comment, and the App reads no further. */
const most = 60_000;
const mostInFile = 1_000_000;

export async function reportIn({ report: path }: Given, folder: string): Promise<Report> {
  if (path === null) return { kind: 'none' };
  const read = await textOf(folder, path);
  if (!read.ok) return { kind: 'wrong', says: `The report is missing. ${read.says}` };
  if (read.text.length > mostInFile)
    return { kind: 'wrong', says: `The report ${code(path)} is longer than 1 MB; a comment holds 64 KB.` };
  const bytes = Buffer.from(read.text);
  if (bytes.length <= most) return { kind: 'text', text: read.text };
  // Half a letter at the cut is a sign of its own.
  const kept = bytes
    .subarray(0, most)
    .toString()
    .replace(/\ufffd+$/, '');
  return { kind: 'text', text: `${kept}\n\n… the report is longer than fits here.\n` };
}
