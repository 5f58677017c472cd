/** Markdown as GitHub shows it. What comes out is safe to stand in a page: no script, no handler, nothing loaded from elsewhere. */
import type { Element, ElementContent, Root } from 'hast';
import { defaultSchema, sanitize } from 'hast-util-sanitize';
import { toHtml } from 'hast-util-to-html';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { toHast } from 'mdast-util-to-hast';
import { gfm } from 'micromark-extension-gfm';
import { withElements } from './html.ts';

export interface Around {
  /** Where a mention leads; null when nobody has that login. */
  person(login: string): string | null;
  /** Where `#12` leads; null when there is no such thing. */
  thread(number: number): string | null;
  /** Boxes of task lists can be ticked. */
  ticks: boolean;
}

const nothingAround: Around = { person: () => null, thread: () => null, ticks: false };

export const parseMarkdown = (text: string) => fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });

export function renderMarkdown(text: string, around: Around = nothingAround): string {
  const tree = toHast(parseMarkdown(text), { allowDangerousHtml: true });
  const root: Root = tree.type === 'root' ? tree : { type: 'root', children: [] };
  const clean = sanitize(withElements(root), defaultSchema);
  if (clean.type !== 'root') return '';
  let tasks = 0;
  const task = () => tasks++;
  return toHtml({ ...clean, children: clean.children.flatMap(child => finished(child, { around, task, inert: false })) });
}

/** One line of it, to stand among other words. */
export const renderLine = (text: string): string => renderMarkdown(text).replace(/^<p>|<\/p>$/g, '');

interface Walk {
  around: Around;
  /** The number of the next box. */
  task(): number;
  /** Inside a link or code, nothing is linked. */
  inert: boolean;
}

function finished(node: Root['children'][number], walk: Walk): ElementContent[] {
  if (node.type === 'text') return walk.inert ? [node] : linked(node.value, walk.around);
  if (node.type !== 'element') return [];
  if (node.tagName === 'img') return [imageInWords(node)];
  if (node.tagName === 'input') return [box(node, walk)];
  const inert = walk.inert || ['a', 'code', 'pre'].includes(node.tagName);
  const children = node.children.flatMap(child => finished(child, { ...walk, inert }));
  const properties = node.tagName === 'a' ? { ...node.properties, rel: ['nofollow', 'noopener'] } : node.properties;
  const made = { ...node, properties, children };
  // A wide table scrolls in itself; whoever has no mouse reaches it too.
  if (made.tagName === 'pre') return [{ ...made, properties: { ...made.properties, tabIndex: 0 } }];
  return [made];
}

/** A picture elsewhere would tell its server who looks; its words are shown instead. */
function imageInWords(node: Element): Element {
  const alt = String(node.properties.alt ?? '') || 'picture';
  return { type: 'element', tagName: 'span', properties: { className: ['picture'] }, children: [{ type: 'text', value: alt }] };
}

function box(node: Element, { around, task }: Walk): Element {
  const number = task();
  const { checked, type } = node.properties;
  return {
    ...node,
    properties: {
      type: type ?? 'checkbox',
      className: ['task-list-item-checkbox'],
      checked: checked ?? false,
      disabled: !around.ticks,
      dataTask: String(number),
      ariaLabel: `Task ${number + 1}`,
    },
  };
}

function linked(text: string, around: Around): ElementContent[] {
  const parts: ElementContent[] = [];
  let from = 0;
  for (const match of text.matchAll(/(?<![\w`/@#])(?:@([a-z\d](?:[a-z\d-]*[a-z\d])?)|#(\d{1,9}))(?![\w-])/gi)) {
    const [whole, login, number] = match;
    const href = login ? around.person(login) : around.thread(Number(number));
    if (href === null) continue;
    parts.push({ type: 'text', value: text.slice(from, match.index) });
    const className = [login ? 'user-mention' : 'issue-link'];
    parts.push({ type: 'element', tagName: 'a', properties: { href, className }, children: [{ type: 'text', value: whole }] });
    from = match.index + whole.length;
  }
  return [...parts, { type: 'text', value: text.slice(from) }];
}
