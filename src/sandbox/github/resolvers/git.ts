import type { Call } from '../call.ts';
import { stamp } from '../clock.ts';
import { pullCommits } from '../diff.ts';
import type { Commit as CommitRow, Signature, TreeEntry } from '../git.ts';
import type { Repository } from '../rows.ts';
import { repositoryPage } from '../shapes/urls.ts';
import { isPull } from '../world.ts';
import { statusCheckRollup } from './checks.ts';
import { connection } from './connection.ts';
import type { Fields } from './fields.ts';

interface GitObject {
  kind: 'Blob' | 'Tree' | 'Commit';
  oid: string;
  repository: Repository;
}

const common: Fields<GitObject> = {
  id: object => Buffer.from(`${object.kind}:${object.repository.id}:${object.oid}`).toString('base64url'),
  oid: object => object.oid,
  abbreviatedOid: object => object.oid.slice(0, 7),
  repository: object => object.repository,
  commitUrl: (object, _, call) => `${repositoryPage(call.site, object.repository)}/commit/${object.oid}`,
};

// GraphQL shows no more than this of a text.
const shownBytes = 512 * 1024;
const binary = (content: Buffer) => content.subarray(0, 8000).includes(0);

const Blob: Fields<GitObject> = {
  ...common,
  byteSize: (object, _, call) => blob(call, object).length,
  isBinary: (object, _, call) => binary(blob(call, object)),
  isTruncated: (object, _, call) => !binary(blob(call, object)) && blob(call, object).length > shownBytes,
  text: (object, _, call) => {
    const content = blob(call, object);
    return binary(content) ? null : content.subarray(0, shownBytes).toString();
  },
};

const Tree: Fields<GitObject> = {
  ...common,
  entries: (object, _, call) =>
    (call.site.world.git.tree(object.oid) ?? []).map(entry => ({
      name: entry.name,
      oid: entry.sha,
      type: entry.mode === '040000' ? 'tree' : 'blob',
      mode: Number.parseInt(entry.mode, 8),
      object: { kind: kindOf(entry.mode), oid: entry.sha, repository: object.repository },
    })),
};

const Commit: Fields<GitObject> = {
  ...common,
  message: (object, _, call) => commit(call, object).message,
  messageHeadline: (object, _, call) => commit(call, object).message.split('\n')[0] ?? '',
  committedDate: (object, _, call) => stamp(commit(call, object).author.at),
  authoredDate: (object, _, call) => stamp(commit(call, object).author.at),
  statusCheckRollup: (object, _, call) => statusCheckRollup(call, object.repository, object.oid),
  checkSuites: (object, args, call) =>
    connection(
      'checkSuites',
      call.site.world.checkSuites.of('head', object.oid).filter(row => row.repository === object.repository.id),
      args,
    ),
  author: (object, _, call) => actor(call, commit(call, object).author),
  committer: (object, _, call) => actor(call, commit(call, object).author),
  // Its author first, then whom its text names beside them.
  authors: (object, args, call) => {
    const { author, message } = commit(call, object);
    const others = [...message.matchAll(/^Co-authored-by: (.+?) <(.*?)>$/gim)];
    const named = others.map(([, name = '', email = '']) => ({ name, email, at: author.at }));
    return connection(
      'authors',
      [author, ...named].map(one => actor(call, one)),
      args,
    );
  },
  parents: (object, args, call) =>
    connection(
      'parents',
      commit(call, object).parents.map(oid => ({ ...object, oid })),
      args,
    ),
  history: (object, args, call) =>
    connection(
      'history',
      call.site.world.git
        .ancestors(object.oid)
        .filter(oid => typeof args.path !== 'string' || touches(call, oid, args.path))
        .map(oid => ({ ...object, oid })),
      args,
    ),
  associatedPullRequests: (object, args, call) => {
    const { world } = call.site;
    const found = world.issues
      .where(issue => issue.repository === object.repository.id)
      .filter(isPull)
      .filter(pull => pull.pull.mergeCommit === object.oid || pullCommits(world, pull).includes(object.oid));
    return connection('associatedPullRequests', found, args);
  },
  url: (object, _, call) => `${repositoryPage(call.site, object.repository)}/commit/${object.oid}`,
  tree: (object, _, call) => ({ kind: 'Tree', oid: commit(call, object).tree, repository: object.repository }),
};

/** A merge has only what none of its sides had. */
function touches(call: Call, oid: string, path: string): boolean {
  const { git } = call.site.world;
  const now = git.at(oid, path)?.sha;
  const parents = git.commit(oid)?.parents ?? [];
  return parents.length === 0 ? now !== undefined : parents.every(parent => git.at(parent, path)?.sha !== now);
}

/** Whose mail address it is, by the name alone: who pushes may write any. */
const actor = (call: Call, { name, email, at }: Signature) => ({
  name,
  email,
  date: stamp(at),
  user: call.site.world.account(name) ?? null,
});

export const gitObjects = { Blob, Tree, Commit };

/** What `HEAD`, a branch, an id, or any of these with `:path` behind it stands for. */
export function gitObject(call: Call, repository: Repository, expression: string): GitObject | null {
  const { world } = call.site;
  const colon = expression.indexOf(':');
  const sha = world.commitAt(repository, colon < 0 ? expression : expression.slice(0, colon));
  if (colon < 0) {
    if (sha) return { kind: 'Commit', oid: sha, repository };
    if (world.git.blob(expression)) return { kind: 'Blob', oid: expression, repository };
    return world.git.tree(expression) ? { kind: 'Tree', oid: expression, repository } : null;
  }
  const found = sha && world.git.at(sha, expression.slice(colon + 1));
  return found ? { kind: kindOf(found.mode), oid: found.sha, repository } : null;
}

const kindOf = (mode: TreeEntry['mode']) => (mode === '040000' ? 'Tree' : 'Blob');

const blob = (call: Call, object: GitObject): Buffer => call.site.world.git.blob(object.oid) ?? Buffer.alloc(0);

function commit(call: Call, object: GitObject): CommitRow {
  const found = call.site.world.git.commit(object.oid);
  if (!found) throw new Error(`There is no commit ${object.oid}.`);
  return found;
}
