/** Files, and the git objects under them. */
import { type Answer, type Call, ok, route } from '../call.ts';
import { compare } from '../diff.ts';
import type { TreeEntry } from '../git.ts';
import { notFound, Refusal } from '../refusal.ts';
import { commitJson } from '../shapes/commit.ts';
import { fileJson } from '../shapes/file.ts';
import { repositoryPage, repositoryUrl } from '../shapes/urls.ts';

// Above this the content is left out; the raw form or the blob has it.
const inlineBytes = 1024 * 1024;

export const contents = [
  route('GET /repos/{owner}/{repo}/contents/{path}', call => {
    const { git } = call.site.world;
    const commit = commitOf(call, call.query('ref') ?? 'HEAD');
    const path = call.param('path').replace(/\/$/, '');
    const found = git.at(commit, path);
    if (!found) throw notFound();
    if (found.mode === '040000') return ok((git.tree(found.sha) ?? []).map(entry => entryJson(call, commit, path, entry)));
    const content = git.blob(found.sha) ?? Buffer.alloc(0);
    if (call.wants('raw')) return raw(content);
    const entry = entryJson(call, commit, '', { name: path, mode: found.mode, sha: found.sha });
    const inline = content.length <= inlineBytes;
    return ok({ ...entry, encoding: inline ? 'base64' : 'none', content: inline ? base64(content) : '' });
  }),
  route('GET /repos/{owner}/{repo}/git/blobs/{file_sha}', call => {
    const sha = call.param('file_sha');
    const url = `${repositoryUrl(call.site, call.repository)}/git/blobs/${sha}`;
    const content = call.site.world.git.blob(sha);
    if (!content) throw notFound();
    if (call.wants('raw')) return raw(content);
    return ok({ sha, node_id: `B_${sha}`, size: content.length, url, content: base64(content), encoding: 'base64' });
  }),
  route('GET /repos/{owner}/{repo}/git/trees/{tree_sha}', tree),
  route('GET /repos/{owner}/{repo}/git/ref/{ref}', call => {
    const ref = call.site.world.ref(call.repository, `refs/${call.param('ref')}`);
    if (!ref) throw notFound();
    const url = repositoryUrl(call.site, call.repository);
    const object = { type: 'commit', sha: ref.sha, url: `${url}/git/commits/${ref.sha}` };
    return ok({ ref: ref.name, node_id: `REF_${ref.id}`, url: `${url}/git/${ref.name}`, object });
  }),
  route('GET /repos/{owner}/{repo}/commits/{ref}', call => ok(fullCommit(call, commitOf(call, call.param('ref'))))),
];

/** One commit asked for by itself says what it changed. */
function fullCommit(call: Call, sha: string) {
  const { repository, site } = call;
  const files = compare(site.world, site.world.git.commit(sha)?.parents[0] ?? null, sha);
  const sum = (count: 'additions' | 'deletions') => files.reduce((total, file) => total + file[count], 0);
  const [additions, deletions] = [sum('additions'), sum('deletions')];
  return {
    ...commitJson(site, repository, sha),
    stats: { additions, deletions, total: additions + deletions },
    files: files.map(file => fileJson(site, repository, sha, file)),
  };
}

/** The commit for a branch, a tag or an id, or GitHub's sentence about there being none. */
export function commitOf(call: Call, ref: string): string {
  const sha = call.site.world.commitAt(call.repository, ref);
  if (!sha) throw new Refusal(call.route.includes('/contents/') ? 404 : 422, `No commit found for the ref ${ref}`);
  return sha;
}

function tree(call: Call): Answer {
  const { git } = call.site.world;
  const asked = call.param('tree_sha');
  const commit = call.site.world.commitAt(call.repository, asked);
  const sha = (commit && git.commit(commit)?.tree) ?? asked;
  const deep = call.query('recursive') !== undefined;
  const url = `${repositoryUrl(call.site, call.repository)}/git`;
  const list = (at: string, under: string): object[] =>
    (git.tree(at) ?? []).flatMap(entry => {
      const type = entry.mode === '040000' ? 'tree' : 'blob';
      const size = type === 'blob' ? { size: git.blob(entry.sha)?.length ?? 0 } : {};
      const shown = {
        path: under + entry.name,
        mode: entry.mode,
        type,
        sha: entry.sha,
        ...size,
        url: `${url}/${type}s/${entry.sha}`,
      };
      return deep && type === 'tree' ? [shown, ...list(entry.sha, `${shown.path}/`)] : [shown];
    });
  if (!git.tree(sha)) throw notFound();
  return ok({ sha, url: `${url}/trees/${sha}`, tree: list(sha, ''), truncated: false });
}

function entryJson(call: Call, commit: string, folder: string, entry: TreeEntry) {
  const { repository, site } = call;
  const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
  const isFolder = entry.mode === '040000';
  const api = repositoryUrl(site, repository);
  const self = `${api}/contents/${path}?ref=${call.query('ref') ?? repository.defaultBranch}`;
  const git = `${api}/git/${isFolder ? 'trees' : 'blobs'}/${entry.sha}`;
  const html = `${repositoryPage(site, repository)}/${isFolder ? 'tree' : 'blob'}/${commit}/${path}`;
  return {
    type: isFolder ? 'dir' : 'file',
    size: site.world.git.blob(entry.sha)?.length ?? 0,
    name: path.split('/').at(-1),
    path,
    sha: entry.sha,
    url: self,
    git_url: git,
    html_url: html,
    download_url: isFolder ? null : html.replace('/blob/', '/raw/'),
    _links: { self, git, html },
  };
}

const raw = (content: Buffer): Answer => ({ status: 200, raw: content, headers: { 'content-type': 'application/octet-stream' } });

// GitHub breaks base64 into lines.
const base64 = (content: Buffer) => content.toString('base64').replace(/.{60}/g, '$&\n').concat('\n');
