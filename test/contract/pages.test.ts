import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { loadFile } from '../../src/config/file.ts';
import { readWorkflow } from '../../src/core/workflow.ts';
import { sections } from '../../src/features.ts';
import { readWorkflow as asGitHubReads } from '../../src/sandbox/github/actions/workflow-file.ts';
import { blocks, pages, prose, root, spans, textOf } from '../markdown.ts';

/** What every page says can be followed: its commands exist, its links lead somewhere, its files load. */

const { scripts } = JSON.parse(textOf('package.json'));

test('there are pages', () => {
  expect(pages).toEqual(expect.arrayContaining(['README.md', 'action/README.md', 'src/config/README.md']));
});

test.each(pages)('every "npm run" exists: %s', page => {
  const text = textOf(page);
  const named = [...blocks(text, 'sh'), ...spans(text)].flatMap(code => [...code.matchAll(/\bnpm run ([\w:-]+)/g)]);
  expect(named.map(([, name = '']) => name).filter(name => !(name in scripts))).toEqual([]);
});

test.each(pages)('no line is too long to be read in an editor: %s', page => {
  const lines = textOf(page).split('\n');
  expect(lines.filter(line => line.length > 160 && !line.trimStart().startsWith('|'))).toEqual([]);
});

const benches = readdirSync(join(root, 'test/bench')).map(file => file.replace(/\.ts$/, ''));
const verbs = readdirSync(join(root, 'src/cli')).map(file => file.replace(/\.ts$/, ''));

test.each(pages)('every verb and every bench exists: %s', page => {
  const text = textOf(page);
  const code = [...blocks(text, 'sh'), ...spans(text)].join('\n');
  const named = (script: string) =>
    [...code.matchAll(new RegExp(`npm run ${script} -- ([a-z]+)`, 'g'))].map(([, one = '']) => one);
  expect(named('shipmate').filter(verb => !verbs.includes(verb))).toEqual([]);
  expect(named('bench').filter(bench => !benches.includes(bench))).toEqual([]);
});

/** As GitHub makes them of headings. */
const anchors = (text: string): Set<string> =>
  new Set(
    [...prose(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );

test.each(pages)('every link leads somewhere: %s', page => {
  const text = prose(textOf(page)).replaceAll(/`[^`\n]*`/g, '');
  const links = [...text.matchAll(/\]\(([^)\s]+)\)|\b(?:src|srcset|href)="([^"]+)"/g)].map(
    ([, one, other]) => one ?? other ?? '',
  );
  const broken = links
    .filter(link => !/^(https?|mailto):/.test(link))
    .filter(link => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : normalize(join(dirname(page), decodeURI(path)));
      if (!existsSync(join(root, target))) return true;
      return anchor !== undefined && !anchors(textOf(target)).has(anchor);
    });
  expect(broken).toEqual([]);
});

/** What is not for us to judge: files of other programs. */
const others = ['services', 'groups', 'scrape_configs'];

/** Why this is no file that somebody could paste; empty when it is one. */
function wrongWith(page: string, yaml: string): unknown[] {
  const value = parse(yaml) ?? {};
  // Steps of a job, shown alone.
  const whole = Array.isArray(value) ? { on: 'push', jobs: { job: { 'runs-on': 'ubuntu-latest', steps: value } } } : value;
  if (others.some(key => key in whole)) return [];
  if (!('jobs' in whole || 'on' in whole))
    return loadFile(sections, yaml, page, { organisation: yaml.includes('enforced:') }).problems;
  const text = JSON.stringify({ jobs: {}, ...whole });
  const read = readWorkflow(text);
  if ('problem' in read) return [read.problem];
  return asGitHubReads(text) === null ? ['GitHub would not take it'] : [];
}

test.each(pages.filter(page => blocks(textOf(page), 'yaml').length > 0))('every file that is shown loads: %s', page => {
  for (const yaml of blocks(textOf(page), 'yaml')) expect(wrongWith(page, yaml), yaml).toEqual([]);
});
