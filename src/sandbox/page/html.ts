/** The little HTML that people write between their Markdown, as elements. Whatever is not known here is dropped; its text stays. */
import type { Element, ElementContent, Properties, Root, RootContent } from 'hast';

const tags =
  'a b blockquote br code dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i img ins kbd li ol p pre q s samp span strong sub summary sup table tbody td th thead tr ul'.split(
    ' ',
  );
const alone = ['br', 'hr', 'img'];
/** Their content is no text for people. */
const silent = ['script', 'style', 'template', 'iframe', 'noscript', 'object', 'svg', 'math', 'title', 'textarea', 'select'];

const token = /<!--[\s\S]*?(?:-->|$)|<(\/?)([a-z][a-z0-9-]*)((?:"[^"]*"|'[^']*'|[^>"'])*)>|[^<]+|</gi;
const attribute = /([a-z-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/gi;
const attributes: Record<string, string> = {
  href: 'href',
  src: 'src',
  alt: 'alt',
  title: 'title',
  open: 'open',
  align: 'align',
  datetime: 'dateTime',
};

/** Puts elements in the place of raw HTML, with what stands between an opening and its closing tag inside. */
export function withElements(root: Root): Root {
  return { ...root, children: nested(root.children) };
}

function nested(children: readonly (RootContent | ElementContent)[]): ElementContent[] {
  const top: ElementContent[] = [];
  const open: Element[] = [];
  let muted: string | null = null;
  const here = () => open.at(-1)?.children ?? top;

  const read = (raw: string) => {
    for (const [text, slash, name, rest] of raw.matchAll(token)) {
      const tag = name?.toLowerCase();
      if (muted !== null) {
        if (slash && tag === muted) muted = null;
      } else if (tag === undefined) {
        if (!text.startsWith('<!--')) here().push({ type: 'text', value: text });
      } else if (slash) {
        const at = open.findLastIndex(element => element.tagName === tag);
        if (at >= 0) open.length = at;
      } else if (silent.includes(tag)) {
        muted = tag;
      } else if (tags.includes(tag)) {
        const element: Element = { type: 'element', tagName: tag, properties: propertiesIn(rest ?? ''), children: [] };
        here().push(element);
        if (!alone.includes(tag)) open.push(element);
      }
    }
  };

  for (const child of children) {
    if (child.type === 'raw') read(child.value);
    else if (muted !== null || child.type === 'doctype') continue;
    else here().push(child.type === 'element' ? { ...child, children: nested(child.children) } : child);
  }
  return top;
}

function propertiesIn(text: string): Properties {
  const found: Properties = {};
  for (const [, name, double, single, bare] of text.matchAll(attribute)) {
    const property = attributes[name?.toLowerCase() ?? ''];
    if (property) found[property] = property === 'open' ? true : (double ?? single ?? bare ?? '');
  }
  return found;
}
