/** What somebody hears who says `/deploy` in a repository without a file: the file to begin with, made from what is there. */
import type { Ask } from '../../core/feature.ts';
import { wayIn as says } from './messages.ts';

const likely = /deploy|release|ship|rollout|publish/i;

export async function wayIn({ github }: Ask): Promise<string> {
  const [workflows, environments] = await Promise.all([github.workflows(), github.environments()]);
  const files = workflows.map(({ file }) => file);
  const found = files.filter(file => likely.test(file));
  const names = environments.filter(name => /^[a-z\d][\w./-]*$/i.test(name));
  const workflow = found.includes('deploy.yml') ? null : (found[0] ?? null);
  const setting = workflow === null ? ' true' : ` { workflow: ${workflow} }`;
  const lines = (names.length === 0 ? ['production'] : names).map(name => `  ${name}:${setting}`);
  const value = ['environments:', ...lines, ''].join('\n');
  const link = `${github.page}/new/${encodeURI(github.repository.defaultBranch)}?filename=.github/shipmate.yml&value=${encodeURIComponent(value)}`;
  return says(found.length > 0 ? found : files, names, link);
}
