/** Every tool whose failures are known by how it tells of them. */
import type { Rule } from './rule.ts';
import { compiled } from './rules/compiled.ts';
import { go } from './rules/go.ts';
import { machines } from './rules/machines.ts';
import { node } from './rules/node.ts';
import { python } from './rules/python.ts';
import { ruby } from './rules/ruby.ts';

export const rules: Rule[] = [...node, ...python, ...go, ...compiled, ...ruby, ...machines];
