import type { Repository } from '../rows.ts';
import type { Site } from '../site.ts';

export const repositoryUrl = (site: Site, repository: Repository): string =>
  `${site.urls.api}/repos/${site.world.fullName(repository)}`;

export const repositoryPage = (site: Site, repository: Repository): string =>
  `${site.urls.html}/${site.world.fullName(repository)}`;
