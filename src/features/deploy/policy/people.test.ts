import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Who } from '../../../core/command.ts';
import { roles } from '../../../core/reads.ts';
import { partsOf } from '../../../core/who.ts';
import { among, areAmong } from './people.ts';

test.each<[enforced: Who[], own: Who[], both: Who[], why: string]>([
  [['maintain'], ['write'], ['maintain'], 'the higher role'],
  [['write'], ['admin'], ['admin'], 'the higher role'],
  [['@acme/web'], ['write'], ['@acme/web'], 'whoever is named above needs no role that everybody has'],
  [['@acme/web'], ['admin'], ['@acme/web & admin'], 'but a higher one of their repository'],
  [['write'], ['@alice'], ['@alice & write'], 'a name goes with the role that is enforced'],
  [['maintain'], ['@alice', '@acme/web'], ['@acme/web & maintain', '@alice & maintain'], 'each of them'],
  [['maintain', '@alice'], ['@alice'], ['@alice'], 'named in both'],
  [['@Alice', '@bob'], ['@alice', '@carol'], ['@Alice'], 'those named in both'],
  [['@acme/release'], ['@acme/web'], ['@acme/release'], 'nobody can tell who is in both: what is enforced counts'],
  [['write', 'admin'], ['write'], ['write'], 'nothing twice'],
  [['@alice & maintain'], ['@alice & write'], ['@alice & maintain'], 'what was joined before'],
])('%j above %j is %j: %s', (enforced, own, both) => expect(among(enforced, own)).toEqual(both));

/** Somebody with a role, and the names that mean them. */
interface Somebody {
  role: (typeof roles)[number];
  is: string[];
}
const may = ({ role, is }: Somebody, who: Who[]): boolean =>
  who.some(one => {
    const parts = partsOf(one);
    return (parts.name === null || is.includes(parts.name)) && roles.indexOf(role) >= roles.indexOf(parts.role ?? 'none');
  });

const role = fc.constantFrom<Who>('triage', 'write', 'maintain', 'admin');
const name = fc.constantFrom<Who>('@alice', '@bob', '@acme/web', '@acme/release');
const list = fc.array(fc.oneof(role, name), { minLength: 1, maxLength: 4 });
const somebody = fc.record({
  role: fc.constantFrom(...roles),
  is: fc.subarray(['@alice', '@bob', '@acme/web', '@acme/release']),
});

test('nobody gets in whom the organisation keeps out; and the same once more changes nothing', () => {
  fc.assert(
    fc.property(list, list, somebody, (enforced, own, one) => {
      const both = among(enforced, own);
      expect(may(one, both) && !may(one, enforced)).toBe(false);
      expect(among(enforced, both)).toEqual(both);
      expect(areAmong(both, enforced)).toBe(true);
    }),
  );
});

test('nor whom the repository keeps out, as far as roles go', () => {
  const named = fc.array(fc.oneof(role, fc.constant<Who>('@alice')), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(fc.array(role, { minLength: 1, maxLength: 3 }), named, somebody, (enforced, own, one) => {
      expect(may(one, among(enforced, own)) && !may(one, own)).toBe(false);
    }),
  );
});
