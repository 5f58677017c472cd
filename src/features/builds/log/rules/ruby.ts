/** Ruby's two runners. */
import { after, blocks, type Failure, type Rule } from '../rule.ts';

const rspecBlocks = blocks({
  starts: /^ {2}\d+\) \S/,
  ends: /^\S/,
  fatal: /^ {5}(?!# )\S/,
});

const asked = /^\s+Failure\/Error:/;

/** What was asked says more than what was expected; of something thrown the words stand below its name. */
function whyOf(lines: string[], one: Failure): number {
  const body = lines.slice(one.from, one.to);
  const ask = body.findIndex(line => asked.test(line));
  if (ask < 0) return one.fatal;
  const gap = body.indexOf('', ask);
  const thrown = gap < 0 ? -1 : body.findIndex((line, nth) => nth > gap && line !== '');
  if (!/^ {5}[\w:]+:$/.test(body[thrown] ?? '')) return one.from + ask;
  return one.from + Math.min(thrown + 1, body.length - 1);
}

const rspec: Rule = {
  tool: 'rspec',
  find(lines) {
    const told = lines.lastIndexOf('Failures:');
    if (told < 0 || !lines.some(line => /^\d+ examples?, \d+ failures?/.test(line))) return [];
    return after(lines, told, rspecBlocks).map(one => ({ ...one, fatal: whyOf(lines, one) }));
  },
};

const minitest: Rule = {
  tool: 'minitest',
  find: lines =>
    lines.some(line => /^\d+ runs, \d+ assertions, /.test(line))
      ? blocks({
          starts: /^(?:\s+\d+\) )?(?:Failure|Error):$/,
          ends: /^$/,
          fatal: /^(?!(?:Failure|Error):$)(?!.*\]:$)(?![\w:]+#\S+:$)\S/,
        })(lines)
      : [],
};

export const ruby: Rule[] = [rspec, minitest];
