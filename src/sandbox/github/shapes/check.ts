import { stamp } from '../clock.ts';
import { nodeId } from '../nodes.ts';
import type { CheckRun } from '../rows.ts';
import type { Site } from '../site.ts';
import { appJson } from './app.ts';
import { repositoryPage, repositoryUrl } from './urls.ts';

export function checkJson(site: Site, run: CheckRun) {
  const repository = site.world.repositories.get(run.repository);
  const url = `${repositoryUrl(site, repository)}/check-runs/${run.id}`;
  const page = `${repositoryPage(site, repository)}/runs/${run.id}`;
  return {
    id: run.id,
    name: run.name,
    node_id: nodeId(run),
    head_sha: run.head,
    external_id: run.externalId,
    url,
    html_url: page,
    details_url: run.detailsUrl ?? page,
    status: run.status,
    conclusion: run.conclusion,
    started_at: stamp(run.startedAt),
    completed_at: run.completedAt && stamp(run.completedAt),
    output: {
      title: run.title,
      summary: run.summary,
      text: run.text,
      annotations_count: run.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: run.suite },
    app: appJson(site),
    pull_requests: [],
  };
}
