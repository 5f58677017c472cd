import fc from 'fast-check';
import { expect, test } from 'vitest';
import { answer, type Entry, nameAs, short } from '../../../../test/dns-server.ts';
import { questionIn, read } from './message.ts';
import { types } from './records.ts';
import { Garbled, wireOf } from './wire.ts';

const label = fc.stringMatching(/^[a-z\d_-]{1,20}$/);
const name = fc.array(label, { minLength: 1, maxLength: 8 }).map(labels => labels.join('.'));
const type = fc.constantFrom(...Object.values(types));

/** Reads it, or says that it cannot. */
function tried(bytes: Buffer): void {
  try {
    read(bytes);
  } catch (error) {
    if (!(error instanceof Garbled)) throw error;
  }
}

test('what is asked can be read', () =>
  fc.assert(
    fc.property(name, type, fc.nat(0xffff), (asked, number, id) => {
      expect(read(questionIn(id, { name: asked, type: number }))).toMatchObject({
        id,
        isAnswer: false,
        questions: [{ name: asked, type: number }],
        answers: [],
      });
    }),
  ));

test('garbage is either read or refused', () =>
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), bytes => tried(Buffer.from(bytes))),
    { numRuns: 500 },
  ));

const entry: fc.Arbitrary<Entry> = fc.record({
  name: fc.oneof(
    name.map(wireOf),
    fc.nat(0x3fff).map(at => short(0xc000 | at)),
  ),
  type,
  data: fc.oneof(
    name.map(wireOf),
    fc.uint8Array({ maxLength: 40 }).map(Buffer.from),
    fc.nat(0x3fff).map(at => short(0, 0xc000 | at)),
  ),
});

/** Garbage is mostly refused at its first bytes: an answer with a few of them changed leads further in. */
test('so is an answer in which something was changed', () =>
  fc.assert(
    fc.property(
      name,
      fc.array(entry, { maxLength: 10 }),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }),
      fc.option(fc.nat()),
      (asked, entries, changes, cut) => {
        const bytes = answer(questionIn(1, { name: asked, type: 1 }), { entries });
        for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
        tried(cut === null ? bytes : bytes.subarray(0, cut % bytes.length));
      },
    ),
    { numRuns: 1_000 },
  ));

test('the longest message of pointers is refused at once', () => {
  const chain = Buffer.concat(
    Array.from({ length: 8_000 }, (_, place) => short(0xc000 | (place === 0 ? 0 : 12 + (place - 1) * 2))),
  );
  const bytes = Buffer.concat([short(1, 0x8180, 0, 0xffff, 0, 0), chain]);
  expect(() => read(bytes)).toThrow(Garbled);
  const began = performance.now();
  tried(Buffer.concat([short(1, 0x8180, 0xffff, 0, 0, 0), chain, Buffer.alloc(40_000, 0xff)]));
  expect(performance.now() - began).toBeLessThan(1_000);
});

test('what is not printed is spelled out, and a dot within a part is no dot between two', () => {
  const odd = Buffer.concat([Buffer.from([5, 0x41, 0x2e, 0x00, 0xff, 0x5c]), nameAs('example')]);
  const { questions } = read(Buffer.concat([short(1, 0, 1, 0, 0, 0), odd, short(1, 1)]));
  expect(questions).toEqual([{ name: String.raw`a\.\000\255\\.example`, type: 1 }]);
});
