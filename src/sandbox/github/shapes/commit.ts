import { stamp } from '../clock.ts';
import type { Repository } from '../rows.ts';
import type { Site } from '../site.ts';
import { accountJson } from './account.ts';
import { repositoryPage, repositoryUrl } from './urls.ts';

export function commitJson(site: Site, repository: Repository, sha: string) {
  const commit = site.world.git.commit(sha);
  if (!commit) throw new Error(`There is no commit ${sha}.`);
  const api = repositoryUrl(site, repository);
  const page = repositoryPage(site, repository);
  const author = { name: commit.author.name, email: commit.author.email, date: stamp(commit.author.at) };
  const account = site.world.account(commit.author.name);
  const who = account ? accountJson(site, account) : null;
  return {
    sha,
    node_id: `C_${sha}`,
    commit: {
      author,
      committer: author,
      message: commit.message,
      tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
      url: `${api}/git/commits/${sha}`,
      comment_count: 0,
      verification: { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null },
    },
    url: `${api}/commits/${sha}`,
    html_url: `${page}/commit/${sha}`,
    comments_url: `${api}/commits/${sha}/comments`,
    author: who,
    committer: who,
    parents: commit.parents.map(parent => ({
      sha: parent,
      url: `${api}/commits/${parent}`,
      html_url: `${page}/commit/${parent}`,
    })),
  };
}
