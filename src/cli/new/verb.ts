/** From the words on the command line to files, and what is said of them. */
import { Sentence } from '../../core/sentence.ts';
import { Misuse, type Verb } from '../verb.ts';
import type { Maker } from './maker.ts';
import type { Project } from './project.ts';

export const makes = ({ name, usage, about, example, plan }: Maker, project: Project): Verb => ({
  name,
  usage,
  about,
  async run(args, say) {
    const [said, ...more] = args;
    if (said === undefined || said.startsWith('-') || more.length > 0)
      throw new Misuse(`Say one name, as in "${name} ${example}".`);
    const { changes, follow, next } = await plan(said, project);
    for (const { path, before } of changes)
      if (before === null && (await project.text(path)) !== null)
        throw new Sentence(`There is ${path} already, and I overwrite nothing. Delete it, or take another name.`);
    await project.write(changes);
    for (const { path, before } of changes) say(`${before === null ? 'wrote  ' : 'changed'} ${path}`);
    for (const script of follow) {
      say(`runs    npm run ${script}`);
      if (await project.run(script)) continue;
      say(`That did not go well. The files above are whole; when it is mended, run "npm run ${script}" yourself.`);
      return 1;
    }
    for (const line of ['', ...next]) say(line);
    return 0;
  },
});
