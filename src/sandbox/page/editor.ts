/** The team's file in an editor, with what the bot's check would say while it is being typed. */
import { html, raw } from 'hono/html';
import { effective } from '../../config/effective.ts';
import { filePath, loadFile } from '../../config/file.ts';
import { switchedOn } from '../../features/config-check/messages.ts';
import { sections } from '../../features.ts';
import type { Repository } from '../github/index.ts';
import { hidden } from './layout.ts';
import { renderLine } from './markdown.ts';
import { type Html, icon } from './parts.ts';
import { textAt } from './repositories.ts';
import { mayWrite, type View } from './view.ts';

/** `proposed`: what a link offers to begin with, where there is no file yet. */
export function editor(view: View, repository: Repository, proposed = ''): Html {
  const there = textAt(view, repository, filePath);
  const text = there ?? proposed;
  const branch = html`<code>${repository.row.defaultBranch}</code>`;
  const writes = mayWrite(view, repository);
  return html`<h1 class="h3 mb-3">${filePath}</h1>
    <form class="Box editor" method="post" action="/act/file" id="editor">
      ${hidden(view)}
      <input type="hidden" name="repository" value="${repository.fullName}" />
      <div class="Box-header d-flex flex-items-center gap">
        ${icon('file-code', { colour: 'muted' })} <label for="file-text" class="flex-1">${there === null ? html`Not on ${branch} yet` : html`As it stands on ${branch}`}</label>
      </div>
      <textarea id="file-text" name="text" rows="16" spellcheck="false" autocapitalize="off" autocomplete="off" data-validate="/validate">
${text}</textarea
      >
      <div id="verdict" role="status" data-own>${verdict(text, repository)}</div>
      <div class="Box-footer say-buttons">
        ${writes ? '' : html`<span class="flex-1 color-fg-muted">You need write access to change it here.</span>`}
        <button class="btn" name="do" value="commit" ${writes ? '' : html`disabled`}>Commit to ${repository.row.defaultBranch}</button>
        <button class="btn btn-primary" name="do" value="propose" ${writes ? '' : html`disabled`}>Propose it in a pull request</button>
      </div>
    </form>`;
}

/** The same words as in the check run. */
export function verdict(text: string, repository: Repository): Html {
  const organisation = repository.row.name === '.github';
  const file = loadFile(sections, text, filePath, { organisation });
  if (file.problems.length > 0)
    return html`<ul class="problems">
      ${file.problems.map(
        ({ line, message }) =>
          html`<li>${icon('x-circle-fill', { colour: 'danger', words: 'Mistake' })} <span class="color-fg-muted">line ${line}</span>
            <span>${raw(renderLine(message))}</span></li>`,
      )}
    </ul>`;
  const counts = organisation ? effective(null, file) : effective(file, null);
  const on = sections.filter(section => counts.read(section) !== undefined).map(section => section.key);
  return html`<p class="sound">${icon('check-circle-fill', { colour: 'success' })} <span>The file is sound. ${raw(renderLine(switchedOn(on)))}</span></p>`;
}
