/** Ticks one box of a task list in a text, by its place among all boxes. */
import type { Nodes } from 'mdast';
import { parseMarkdown } from './markdown.ts';

/** Null when there is no such box. */
export function ticked(text: string, place: number, checked: boolean): string | null {
  const item = boxes(parseMarkdown(text))[place];
  const start = item?.position?.start.offset;
  const end = item?.position?.end.offset;
  if (start === undefined || end === undefined) return null;
  const changed = text.slice(start, end).replace(/\[[ \txX]\]/, checked ? '[x]' : '[ ]');
  return text.slice(0, start) + changed + text.slice(end);
}

function boxes(node: Nodes): Nodes[] {
  const own = node.type === 'listItem' && typeof node.checked === 'boolean' ? [node] : [];
  return [...own, ...('children' in node ? node.children.flatMap(boxes) : [])];
}
