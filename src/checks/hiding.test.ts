import { expect, test } from 'vitest';
import { hiding } from './hiding.ts';

test.each<[what: string, secrets: string[], text: string, left: string]>([
  ['as it is', ['hunter2-a'], 'sent hunter2-a', 'sent ***'],
  ['one that begins with another, whichever was read first', ['prod', 'prod-8f3a'], 'prod: prod-8f3a', '***: ***'],
  ['in an address', ['a b/c'], '?word=a%20b%2Fc', '?word=***'],
  ['in JSON', ['say "so"\nand so'], '{"word":"say \\"so\\"\\nand so"}', '{"word":"***"}'],
  ['in base64', ['hunter2-a'], 'aHVudGVyMi1h', '***'],
  ['of its shape alone', [], `ghp_${'a'.repeat(36)}`, '***'],
  ['of three letters none', ['dev'], 'dev', 'dev'],
])('%s', (_, secrets, text, left) => {
  for (const order of [secrets, secrets.toReversed()]) {
    const { add, hide } = hiding();
    for (const one of order) add(one);
    expect(hide(text)).toBe(left);
  }
});
