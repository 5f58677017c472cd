/** A command: its file and its test in the folder of a feature, and a word in the feature's list. */
import { posix } from 'node:path';
import { list } from '../../config/words.ts';
import { Sentence } from '../../core/sentence.ts';
import { checkSection } from '../../features/infrastructure/check.ts';
import { commands, features } from '../../features.ts';
import { nearest } from '../../text/nearest.ts';
import { Misuse } from '../verb.ts';
import { sectionOf, withCommand, withImport } from './editing.ts';
import type { Maker, Named } from './maker.ts';
import { checkName, identifierOf } from './naming.ts';
import type { Project } from './project.ts';

export const command: Maker = {
  name: 'command',
  usage: '<feature>/<name>',
  about: 'A command for comments, in a feature that there is.',
  example: 'deploy/freeze',
  async plan(said, { text }) {
    const [feature = '', name, ...more] = said.split('/');
    const homes = await homesIn(text);
    if (name === undefined || more.length > 0)
      throw new Misuse(`Say in which feature, and its name, as in "deploy/freeze". ${known(feature, homes)}`);
    const before = homes.get(feature);
    if (before === undefined)
      throw new Sentence(`There is no feature ${JSON.stringify(feature.slice(0, 60))}. ${known(feature, homes)}`);
    const index = indexOf(feature);
    checkName(name, 'command');
    if (name === 'shipmate')
      throw new Sentence(
        '"/shipmate" stands before any command, as in "/shipmate deploy", so none is called that. Take another name.',
      );
    if (name === checkSection.key)
      throw new Sentence(`"/${name}" is made from a team's own workflow, where it has one. Take another name.`);
    const taken = commands.everywhere.find(name);
    if (taken)
      throw new Sentence(`There is "/${taken.name}" already, in ${homeOf(taken.name)}: ${taken.summary} Take another name.`);

    const path = `src/features/${feature}/commands/${name}.ts`;
    const section = sectionOf({ path: index, text: before }, feature);
    const value = identifierOf(name, 'command', [before, fileOf({ name: '', value: '', section })]);
    const listed = withCommand({ path: index, text: before }, feature, value);
    return {
      changes: [
        { path, before: null, after: fileOf({ name, value, section }) },
        { path: path.replace(/ts$/, 'test.ts'), before: null, after: testOf({ name, value }) },
        { path: index, before, after: withImport({ path: index, text: listed }, value, `./commands/${name}.ts`) },
      ],
      follow: ['generate'],
      next: [
        `See it answer: npm run sandbox, and comment /${name} in an issue${section ? ' of acme/web' : ''}.`,
        `Its test: npm test -- ${path.replace(/ts$/, 'test.ts')}`,
        `Then say in ${path} what it does, and on src/features/${feature}/README.md what it is for.`,
        'Stories that show a whole /help have one line more: npm test -- test/scenarios/help.test.ts -u, and read the diff.',
      ],
    };
  },
};

const indexOf = (feature: string): string => `src/features/${feature}/index.ts`;

/** The text of each feature that has a folder, by its name. */
async function homesIn(text: Project['text']): Promise<Map<string, string>> {
  const all = await Promise.all(features.map(async ({ name }) => [name, await text(indexOf(name))] as const));
  return new Map(all.flatMap(([name, said]) => (said === null ? [] : [[name, said]])));
}

/** The nearest first. */
function known(feature: string, homes: Map<string, string>): string {
  const names = [...homes.keys()];
  const near = nearest(feature, names);
  const ordered = near === null ? names : [near, ...names.filter(name => name !== near)];
  return `There are ${list(ordered, 'and', ordered.length)}.`;
}

const homeOf = (name: string): string =>
  `src/features/${features.find(one => one.commands?.some(each => each.name === name))?.name}`;

interface Parts extends Named {
  section: { name: string; from: string } | null;
}

function fileOf({ name, value, section }: Parts): string {
  return `/** \`/${name}\`: says that it was heard, and from whom. What it is for comes here. */
import { answer, command } from '../../../core/command.ts';
import { code } from '../../../text/inert.ts';
${section ? `import { ${section.name} } from '${posix.join('..', section.from)}';` : ''}

export const ${value} = command({
  name: '${name}',
  summary: 'Say that it was heard, and from whom.',
  who: 'write',
  examples: ['/${name}'],
  // True as soon as it changes more than the thread: what is heard too late is then not done.
  acts: false,
  ${section ? `needs: ${section.name},` : ''}
  decide: ({ invocation: { actor, role, prefix } }) => ({
    reply: answer(\`I heard \${code(\`\${prefix}${name}\`)} from \${code(actor.login)}, whose role here is \${role}.\`),
  }),
});
`;
}

const testOf = ({ name, value }: Named): string => `import { expect, test } from 'vitest';
import { replyTo } from '../../../../test/replying.ts';
import { ${value} } from './${name}.ts';

test('it says that it was heard, and from whom', async () => {
  expect(await replyTo(${value}, '/${name}')).toBe('I heard \`/${name}\` from \`alice\`, whose role here is write.');
});
`;
