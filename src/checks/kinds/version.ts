/** Whether what runs is what was deployed, in every copy of it that answers. */
import * as z from 'zod/mini';
import { follow, stepsOf } from '../json-path.ts';
import { kind } from '../kind.ts';
import { overEach } from '../net.ts';
import { pattern } from '../parts.ts';
import { beginningOf, quoted } from '../quoted.ts';
import { type Answer, Failed, fail, pass } from '../verdict.ts';
import type { Asked } from './http/asking.ts';
import { askThrough, type Journey } from './http/following.ts';
import { parsed } from './http/json.ts';
import { textOf } from './http/judging.ts';
import { request, requestOf } from './http/request.ts';
import { jsonPath } from './http/wants.ts';

/** An empty alternative matches everything, with as many groups as there are. */
const hasGroup = (said: string): boolean => {
  try {
    return (new RegExp(`${said}|`, 'u').exec('')?.length ?? 0) > 1;
  } catch {
    return true;
  }
};

const settings = z
  .strictObject({
    ...request,
    is: z
      .string()
      .check(z.minLength(1), z.maxLength(200))
      .check(z.describe('What should run: `{{version}}`. Of a commit, seven of its letters are enough.')),
    path: z.optional(jsonPath).check(z.describe('Where its JSON says which version it is.')),
    matches: z
      .optional(pattern.check(z.refine(hasGroup, 'has no group for what it finds, as in `version (\\S+)`')))
      .check(z.describe('What finds the version in its body, which is what the first group holds.')),
    header: z
      .optional(z.string().check(z.minLength(1), z.maxLength(100)))
      .check(z.describe('The header that says which version it is.')),
    samples: z
      ._default(z.int().check(z.gte(1), z.lte(20)), 5)
      .check(z.describe('How often it is asked, each time over a new connection: every copy should have had its turn.')),
  })
  .check(
    z.refine(
      ({ path, matches, header }) => [path, matches, header].filter(one => one !== undefined).length < 2,
      'has to say in one way where the version stands: `path`, `matches` or `header`; without, it is the whole body',
    ),
  );
type Settings = z.output<typeof settings>;

export const version = kind({
  name: 'version',
  about: 'Whether what runs is what was deployed, in every copy of it.',
  within: 30_000,
  when: ['after-deploy'],
  schema: settings,
  says: ({ url }) => url,
  async look(said, round) {
    const asked = await requestOf(said, round);
    return overEach(said.family, family => sampled(said, { ...asked, family, most: { kept: 1_000_000, counted: 0 } }));
  },
});

async function sampled(said: Settings, asked: Asked): Promise<Answer> {
  const answers = await Promise.all(Array.from({ length: said.samples }, () => sample(said, asked)));
  const counts = new Map<string, number>();
  for (const { says } of answers) counts.set(says, (counts.get(says) ?? 0) + 1);
  const [[most, first] = ['', 0], ...others] = [...counts].sort(([, a], [, b]) => b - a);
  const told = [`${first} of ${said.samples} ${most}`, ...others.map(([says, count]) => `${count} ${says}`)].join(', ');
  if (answers.every(({ right }) => right)) return { findings: [pass(told)] };
  return { findings: [fail(`${told}; it should be ${quoted(said.is)}`)] };
}

async function sample(said: Settings, asked: Asked): Promise<{ says: string; right: boolean }> {
  try {
    const found = versionIn(said, await askThrough(asked, said.redirects));
    return { says: `answered ${shown(beginningOf(found, asked.hide))}`, right: isSame(found, said.is) };
  } catch (error) {
    if (error instanceof Failed) return { says: `failed (${error.message})`, right: false };
    throw error;
  }
}

function versionIn({ path, matches, header }: Settings, { reply }: Journey): string {
  if (reply.status < 200 || reply.status > 299) throw new Failed(`answered ${reply.status}`);
  if (header !== undefined) return [reply.headers[header.toLowerCase()] ?? missing(`no header \`${header}\``)].flat().join(', ');
  if (!reply.whole) throw new Failed('its body is longer than 1 MB');
  const text = textOf(reply.body, reply.headers['content-type']);
  if (matches !== undefined)
    return new RegExp(matches, 'mu').exec(text)?.[1] ?? missing(`nothing in its body matches ${quoted(matches)}`);
  if (path === undefined) return text.trim();
  const read = parsed(text) ?? missing('its body is no JSON');
  const all = new Set(follow(read.value, stepsOf(path) ?? []).map(({ value }) => value));
  const [one] = all;
  if (all.size > 1) throw new Failed(`it names ${all.size} at \`${path}\``);
  return typeof one === 'string' || typeof one === 'number' ? String(one) : missing(`no version at \`${path}\``);
}

function missing(why: string): never {
  throw new Failed(why);
}

const commit = /^[\da-f]{7,64}$/i;

/** The same, or one begins with the other where both are commits: digits alone are rather a date, or a count. */
function isSame(found: string, wanted: string): boolean {
  if (found === wanted) return true;
  if (!commit.test(found) || !commit.test(wanted)) return false;
  const [short = '', long = ''] = [found.toLowerCase(), wanted.toLowerCase()].sort((a, b) => a.length - b.length);
  return long.startsWith(short) && (long.length >= 40 || /[a-f]/.test(short));
}

const shown = (found: string): string => (/^[\w.+-]{1,80}$/.test(found) ? found : quoted(found));
