/** Git's object database: blobs, trees and commits under the ids that git itself gives them. Shared by a repository and its forks. */
import { createHash } from 'node:crypto';

export interface TreeEntry {
  name: string;
  mode: '100644' | '040000';
  sha: string;
}

export interface Signature {
  name: string;
  email: string;
  at: Date;
}

export interface Commit {
  sha: string;
  tree: string;
  parents: string[];
  author: Signature;
  message: string;
}

/** All there is, as plain data. */
export interface GitObjects {
  blobs: Map<string, Buffer>;
  trees: Map<string, TreeEntry[]>;
  commits: Map<string, Commit>;
}

/** A path's text, or null to delete it. */
export type Files = Record<string, string | null>;

const sign = (who: Signature) => `${who.name} <${who.email}> ${Math.floor(who.at.getTime() / 1000)} +0000`;

export class Git {
  readonly #blobs = new Map<string, Buffer>();
  readonly #trees = new Map<string, TreeEntry[]>();
  readonly #commits = new Map<string, Commit>();

  objects(): GitObjects {
    return { blobs: new Map(this.#blobs), trees: new Map(this.#trees), commits: new Map(this.#commits) };
  }

  put({ blobs, trees, commits }: GitObjects): void {
    for (const [sha, blob] of blobs) this.#blobs.set(sha, Buffer.from(blob));
    for (const [sha, tree] of trees) this.#trees.set(sha, tree);
    for (const [sha, commit] of commits) this.#commits.set(sha, commit);
  }

  blob(sha: string): Buffer | undefined {
    return this.#blobs.get(sha);
  }

  tree(sha: string): TreeEntry[] | undefined {
    return this.#trees.get(sha);
  }

  commit(sha: string): Commit | undefined {
    return this.#commits.get(sha);
  }

  /** A full id from a full or an abbreviated one. */
  resolve(sha: string): string | undefined {
    if (this.#commits.has(sha)) return sha;
    if (!/^[0-9a-f]{7,40}$/.test(sha)) return undefined;
    const found = [...this.#commits.keys()].filter(known => known.startsWith(sha));
    return found.length === 1 ? found[0] : undefined;
  }

  writeBlob(content: Buffer): string {
    const sha = hash('blob', content);
    this.#blobs.set(sha, content);
    return sha;
  }

  /** A tree and everything under it, from full paths and their blobs. */
  writeTree(paths: Map<string, string>): string {
    const folders = new Map<string, Map<string, string>>();
    const entries: TreeEntry[] = [];
    for (const [path, sha] of paths) {
      const slash = path.indexOf('/');
      if (slash < 0) {
        entries.push({ name: path, mode: '100644', sha });
        continue;
      }
      const folder = folders.get(path.slice(0, slash)) ?? new Map<string, string>();
      folders.set(path.slice(0, slash), folder.set(path.slice(slash + 1), sha));
    }
    for (const [name, inside] of folders) entries.push({ name, mode: '040000', sha: this.writeTree(inside) });
    // Git sorts a folder as if its name ended with a slash.
    const key = (entry: TreeEntry) => Buffer.from(entry.mode === '040000' ? `${entry.name}/` : entry.name);
    entries.sort((a, b) => Buffer.compare(key(a), key(b)));
    const body = entries.flatMap(entry => [
      Buffer.from(`${entry.mode.replace(/^0/, '')} ${entry.name}\0`),
      Buffer.from(entry.sha, 'hex'),
    ]);
    const sha = hash('tree', Buffer.concat(body));
    this.#trees.set(sha, entries);
    return sha;
  }

  writeCommit(commit: Omit<Commit, 'sha'>): Commit {
    const lines = [
      `tree ${commit.tree}`,
      ...commit.parents.map(parent => `parent ${parent}`),
      `author ${sign(commit.author)}`,
      `committer ${sign(commit.author)}`,
      '',
      commit.message,
    ];
    const written = { ...commit, sha: hash('commit', Buffer.from(lines.join('\n'))) };
    this.#commits.set(written.sha, written);
    return written;
  }

  /** A commit on top of another (null: the first one) with these files changed. */
  commitFiles(parent: string | null, files: Files, author: Signature, message: string): Commit {
    const paths = parent ? this.paths(parent) : new Map<string, string>();
    for (const [path, text] of Object.entries(files)) {
      if (text === null) paths.delete(path);
      else paths.set(path, this.writeBlob(Buffer.from(text)));
    }
    return this.writeCommit({ tree: this.writeTree(paths), parents: parent ? [parent] : [], author, message });
  }

  /** Every file of a commit with its blob. */
  paths(commit: string): Map<string, string> {
    const paths = new Map<string, string>();
    const walk = (tree: string, under: string) => {
      for (const entry of this.#trees.get(tree) ?? []) {
        if (entry.mode === '040000') walk(entry.sha, `${under}${entry.name}/`);
        else paths.set(under + entry.name, entry.sha);
      }
    };
    walk(this.#commits.get(commit)?.tree ?? '', '');
    return paths;
  }

  /** What stands at a path of a commit; the empty path is its root. */
  at(commit: string, path: string): { mode: TreeEntry['mode']; sha: string } | undefined {
    const root = this.#commits.get(commit);
    if (!root) return undefined;
    let here: { mode: TreeEntry['mode']; sha: string } = { mode: '040000', sha: root.tree };
    for (const name of path.split('/').filter(part => part !== '')) {
      const next: TreeEntry | undefined = this.#trees.get(here.sha)?.find(entry => entry.name === name);
      if (!next) return undefined;
      here = next;
    }
    return here;
  }

  /** The commit and everything before it, nearest first. */
  ancestors(commit: string): string[] {
    const seen = new Set<string>([commit]);
    for (const sha of seen) for (const parent of this.#commits.get(sha)?.parents ?? []) seen.add(parent);
    return [...seen];
  }

  mergeBase(a: string, b: string): string | undefined {
    const theirs = new Set(this.ancestors(b));
    const common = this.ancestors(a).filter(sha => theirs.has(sha));
    // By way of a merge an old one may be near. The newest has no child among them.
    const older = new Set(common.flatMap(sha => this.#commits.get(sha)?.parents ?? []));
    return common.find(sha => !older.has(sha));
  }
}

function hash(type: 'blob' | 'tree' | 'commit', content: Buffer): string {
  return createHash('sha1').update(`${type} ${content.length}\0`).update(content).digest('hex');
}
