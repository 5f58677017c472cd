import { expect, test } from 'vitest';
import { momentOf } from './moment.ts';

test.each([
  ['2026-03-29T00:59:00Z', '29 Mar 2026 01:59'],
  ['2026-03-29T01:00:00Z', '29 Mar 2026 03:00'],
])('%s is %s in Berlin', (time, said) => expect(momentOf(new Date(time), 'Europe/Berlin')).toBe(said));
