/** What an answer has to be, as a file says it. */
import * as z from 'zod/mini';
import { stepsOf } from '../../json-path.ts';
import { pattern, size, some, span } from '../../parts.ts';
import { address } from './request.ts';

const status = z.union([
  z.int().check(z.gte(100), z.lte(599)),
  z.string().check(z.regex(/^[1-5](?:xx|\d\d|\d\d-[1-5]\d\d)$/), z.meta({ title: 'a range such as `2xx` or `200-204`' })),
]);

export const jsonPath = z.string().check(
  z.maxLength(500),
  z.refine(said => stepsOf(said) !== null, 'is no path that can be read, such as `$.build.version`'),
  z.meta({ title: 'a path such as `$.status`, `$.replicas[0].state` or `$.replicas[*].state`' }),
);

const manifold = z
  .union([z.null(), z.array(z.unknown()), z.record(z.string(), z.unknown())])
  .check(z.meta({ title: 'a list, a map or `null`' }));

/** Each with a title of its own: else they become one type of several, which nobody here can put in words. */
const value = z.union([
  z.string().check(z.meta({ title: 'text' })),
  z.number().check(z.meta({ title: 'a number' })),
  z.boolean(),
  z.strictObject({ matches: pattern.check(z.describe('What it matches, as text.')) }),
  z.strictObject({ exists: z.boolean().check(z.describe('Whether it is there at all.')) }),
  z.strictObject({ equals: manifold.check(z.describe('What it is, where that is a list, a map or `null`.')) }),
]);
export type Wanted = z.infer<typeof value>;

const header = z.string().check(z.regex(/^[\w!#$%&'*+.^`|~-]{1,100}$/), z.meta({ title: 'the name of a header' }));

export const wants = {
  status: z.prefault(some(status), '2xx').check(z.describe('What it answers with: `200`, `2xx`, `200-204`, or several of them.')),
  matches: z
    .optional(some(pattern))
    .check(z.describe('What its body matches, all of them. `^` and `$` are where a line begins and ends.')),
  lacks: z.optional(some(pattern)).check(z.describe('What its body does not match, none of them.')),
  json: z
    .optional(z.record(jsonPath, value).check(z.refine(said => Object.keys(said).length > 0, 'names no path')))
    .check(z.describe('What stands at a path of its JSON. `[*]` is every one of a list, and all of them have to hold.')),
  has_headers: z
    .optional(z.record(header, pattern).check(z.refine(said => Object.keys(said).length > 0, 'names no header')))
    .check(z.describe('Headers that it answers with, and what each of them matches.')),
  lacks_headers: z.optional(some(header)).check(z.describe('Headers that it does not answer with.')),
  size: z.optional(size).check(z.describe('How long its body may be, unpacked.')),
  faster_than: z
    .optional(span)
    .check(z.describe('How long it may take until the whole answer is there, with everything that leads to it.')),
  ends_at: z.optional(address).check(z.describe('Where the redirects lead to in the end.')),
  read: z
    .prefault(size, '1MB')
    .check(z.describe('How much of the body is read. What is longer can only be held against `size`.')),
};

const all = z.object(wants);
export type Wants = z.infer<typeof all>;
