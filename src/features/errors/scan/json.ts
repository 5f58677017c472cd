/** Any JSON that has a list of what happened. What it lists is not asked for in pages: it says what it says. */
import { code } from '../../../text/inert.ts';
import { linesOf, type Page, type Request, type Span, type Trouble } from './line.ts';
import { partOf, textOf } from './path.ts';
import { jsonOf } from './reply.ts';
import { isoOf, timeOf } from './time.ts';

export interface JsonSource {
  url: string;
  items: string;
  message: string;
  at: string;
  id: string | null;
}

export function askJson({ url }: JsonSource, { from, to }: Span): Request {
  const asked = new URL(url.replaceAll('{from}', isoOf(from)).replaceAll('{to}', isoOf(to)));
  return { url: asked.href, method: 'GET', headers: { accept: 'application/json' }, body: null };
}

export function readJson(source: JsonSource, body: Buffer): Page | Trouble {
  const said = jsonOf(body);
  if (said === undefined) return { trouble: 'What came back is no JSON.' };
  const items = partOf(said, source.items);
  if (!Array.isArray(items)) return { trouble: `There is no list at ${code(source.items)} (\`items\`) of what came back.` };
  const listed = new Set<string>();
  const found = items.flatMap((item: unknown) => {
    const at = timeOf(partOf(item, source.at));
    const text = textOf(partOf(item, source.message));
    if (at === null || text === null) return [];
    const id = source.id === null ? null : textOf(partOf(item, source.id));
    if (id === null) return { at, text, own: `by text ${text}` };
    const own = `by id ${id}`;
    // What has a name and is listed twice happened once.
    return listed.size === listed.add(`${at} ${own}`).size ? [] : { at, text, own };
  });
  if (items.length > 0 && found.length === 0)
    return { trouble: `No entry has a text at ${code(source.message)} (\`message\`) and a time at ${code(source.at)} (\`at\`).` };
  return {
    lines: linesOf(found),
    full: false,
    unread: items.filter(item => timeOf(partOf(item, source.at)) === null || textOf(partOf(item, source.message)) === null)
      .length,
  };
}
