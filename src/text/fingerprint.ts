/** What stays the same about an error from one time to the next, and a name made of that. Pure. */
import { createHash } from 'node:crypto';

/** Another rule for what stays the same is another version: an open episode is found by the name it was given. */
const version = 1;
const longest = 300;
/** Of what is looked at: what differs may be long, and what is left of it short. */
const read = 4_000;

/** Each takes away what differs from run to run; the order matters, the longer ones come first. */
const masks: [RegExp, string][] = [
  [/\b[a-z][a-z+.-]{0,20}:\/\/[^\s'"`)>\]]+/gi, '<url>'],
  [/\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?/g, '<time>'],
  // Numbers, as some commits have no letter.
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<n>'],
  // Of a file the name stays: where a machine has checked it out is nobody's fault.
  [/(?<![\w.])(?:[a-z]:)?(?:[/\\][\w.@+~-]+)*[/\\]([\w.@+~-]+)/gi, '$1'],
  // The same place on Windows.
  [/(?<=\w)\\(?=[\w.@])/g, '/'],
  [/\b0x[0-9a-f]+\b/gi, '<n>'],
  [/\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,64}\b/gi, '<n>'],
  // With what they count seconds in: the next time it is slower. Hours and places in files are numbers with colons.
  [/(?<![a-z\d])\d+(?:[.,:]\d+)*(?:e[+-]?\d+)?(?:\s?(?:ms|s|secs?|seconds?|minutes?)\b)?/gi, '<n>'],
  [/\s+/g, ' '],
];

export const masked = (text: string): string =>
  masks
    .reduce((left, [what, instead]) => left.replace(what, instead), text.slice(0, read))
    .trim()
    .slice(0, longest);

/** Of parts that stay the same; none of them can be taken for two. */
export const fingerprintOf = (...parts: string[]): string =>
  `${version}-${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 20)}`;
