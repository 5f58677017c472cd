/** What changed, file by file, as GitHub's "Files changed" shows it. */
import { createHash } from 'node:crypto';
import { html } from 'hono/html';
import { baseOf, type ChangedFile, compare } from '../github/diff.ts';
import type { Repository } from '../github/index.ts';
import type { PullRequest } from '../github/rows.ts';
import { blank, counted, fold, type Html, icon, nothing } from './parts.ts';
import { type Line, linesOf } from './patch-lines.ts';
import { pathOf, type View } from './view.ts';

/** With more lines than this a file is folded; past the most the rest is left out. */
const large = 400;
const most = 3_000;
const manyFiles = 100;

/** What a pull request changes: its head against the point where it left its base. */
export function pullChanges(view: View, repository: Repository, pull: PullRequest): Html {
  const { world } = view.house.box;
  const [base, head] = [baseOf(world, pull), world.headOf(pull)];
  return changes(view, repository, (base && world.git.mergeBase(base, head)) ?? null, head);
}

/** `from`: null for the first commit of all. */
export function changes(view: View, repository: Repository, from: string | null, to: string): Html {
  const all = compare(view.house.box.world, from, to);
  const shown = all.slice(0, manyFiles);
  return html`<p class="diff-sum">
      Showing <strong>${counted(all.length, 'changed file')}</strong> with ${sum(all)}
    </p>
    ${all.length === 0 ? html`<div class="Box">${blank('file-diff', 'Nothing changed here')}</div>` : ''}
    ${shown.map(file => fileChanges(view, repository, file))}
    ${all.length > shown.length ? html`<p class="color-fg-muted">${all.length - shown.length} more files are not shown.</p>` : ''}`;
}

/** `+3 −1`, said aloud as words. */
export function sum(files: Pick<ChangedFile, 'additions' | 'deletions'>[]): Html {
  const of = (what: 'additions' | 'deletions') => files.reduce((total, file) => total + file[what], 0);
  const [came, went] = [of('additions'), of('deletions')];
  return html`<span class="no-wrap"
    ><span class="color-fg-success" aria-hidden="true">+${came}</span> <span class="color-fg-danger" aria-hidden="true">−${went}</span
    ><span class="sr-only">${counted(came, 'line')} added, ${counted(went, 'line')} removed</span></span
  >`;
}

const signs = { added: 'diff-added', removed: 'diff-removed', modified: 'diff-modified', renamed: 'diff-renamed' } as const;
const colours = { added: 'success', removed: 'danger', modified: 'attention', renamed: 'muted' } as const;

function fileChanges(view: View, repository: Repository, file: ChangedFile): Html {
  const length = file.additions + file.deletions;
  const id = `diff-${createHash('sha1').update(file.path).digest('hex').slice(0, 12)}`;
  const onMain = view.house.box.world.git.at(repository.head(), file.path) !== undefined;
  return html`<details class="Box diff mb-3" id="${id}" ${length > large ? '' : html`open`}>
    <summary class="Box-header">
      ${fold} ${icon(signs[file.status], { colour: colours[file.status], words: file.status })}
      <span class="diff-path flex-1">${file.previous === null ? '' : `${file.previous} → `}${file.path}</span> ${sum([file])}
    </summary>
    ${length > large ? html`<p class="diff-note">Large changes are folded until somebody asks for them.</p>` : ''}
    ${file.patch === null ? html`<p class="diff-note">${withoutPatch(file)}</p>` : table(file.path, linesOf(file.patch))}
    ${onMain ? html`<p class="diff-note"><a href="${pathOf(repository, `/blob/${file.path}`)}">The whole file on ${repository.row.defaultBranch}</a></p>` : nothing}
  </details>`;
}

function withoutPatch({ status, additions, deletions }: ChangedFile): string {
  if (status === 'renamed' && additions + deletions === 0) return 'It has another name, and nothing in it changed.';
  return additions + deletions === 0 ? 'Nothing to show: it is empty, or no text.' : 'Too much changed to show it here.';
}

function table(path: string, lines: Line[]): Html {
  return html`<div class="code" tabindex="0" role="region" aria-label="Changes in ${path}">
      <table>
        <tbody>
          ${lines.slice(0, most).map(line)}
        </tbody>
      </table>
    </div>
    ${lines.length > most ? html`<p class="diff-note">The rest is not shown: the first ${most} lines are enough for a page.</p>` : ''}`;
}

const line = ({ kind, before, after, text }: Line): Html =>
  html`<tr class="${kind}">
    <td class="line-number" data-line="${before ?? ''}"></td>
    <td class="line-number" data-line="${after ?? ''}"></td>
    <td class="line">${text}</td>
  </tr>`;
