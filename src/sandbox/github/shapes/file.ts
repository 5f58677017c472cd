import type { ChangedFile } from '../diff.ts';
import type { Repository } from '../rows.ts';
import type { Site } from '../site.ts';
import { repositoryPage, repositoryUrl } from './urls.ts';

/** A changed file, as it stands at a commit. */
export function fileJson(site: Site, repository: Repository, head: string, file: ChangedFile) {
  const html = repositoryPage(site, repository);
  return {
    sha: file.sha,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${html}/blob/${head}/${file.path}`,
    raw_url: `${html}/raw/${head}/${file.path}`,
    contents_url: `${repositoryUrl(site, repository)}/contents/${file.path}?ref=${head}`,
    ...(file.patch === null ? {} : { patch: file.patch }),
    ...(file.previous === null ? {} : { previous_filename: file.previous }),
  };
}
