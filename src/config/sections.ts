import * as z from 'zod/mini';
import type { Section } from '../core/file.ts';
import { isTimezone } from '../time/wall-clock.ts';

/** The keys of a team's file that belong to no feature: how commands are written, and which Apps may give them. */

// Signs that a comment can start with and that Markdown and GitHub leave alone: no mention, no quote, no list, no reference.
const signs = ['/', '!', '.', ':', ';', ',', '?', '$', '%', '&', '=', '^'] as const;

export const prefix: Section<(typeof signs)[number]> = {
  key: 'prefix',
  about: 'The sign that commands start with. `/shipmate deploy` always works too.',
  schema: z._default(z.enum(signs), '/'),
};

const slug = z
  .string()
  .check(
    z.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
    z.maxLength(100),
    z.meta({ title: 'the name of an App as in its address, such as `renovate`' }),
  );

export const apps: Section<string[]> = {
  key: 'apps',
  about: 'Apps that may give commands with the token of a person. Nobody else’s App can speak for a person.',
  schema: z._default(z.array(slug).check(z.maxLength(50)), []),
};

export const timezone: Section<string> = {
  key: 'timezone',
  about: 'Where the clock hangs that times in this file are read from.',
  example: 'timezone: Europe/Berlin',
  schema: z._default(
    z.string().check(z.refine(isTimezone), z.meta({ title: 'a time zone by its place, such as `Europe/Berlin`, or `UTC`' })),
    'UTC',
  ),
};

export const ownSections: Section[] = [prefix, apps, timezone];
