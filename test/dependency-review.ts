/** GitHub's answers about dependencies: the comparison of two commits, what files were, and what an advisory says. */
import { answering, type Server } from './answering.ts';

/** What GitHub says of a comparison, one page for each list; null: it is not to be had. */
export const gitHub = (pages: object[][] | null, files: Record<string, string> = {}) =>
  answering(({ path, headers }, { url }) => {
    if (headers.authorization !== 'Bearer secret') return { status: 401 };
    const { pathname, searchParams } = new URL(path, url);
    const page = Number(searchParams.get('page') ?? '1');
    if (pathname.startsWith('/repos/acme/web/dependency-graph/compare/')) {
      if (!pages) return { status: 403, body: { message: 'Advanced Security must be enabled for this repository.' } };
      const link =
        page < pages.length ? { link: `<${url}${pathname}?page=${page + 1}>; rel="next", <${url}/x>; rel="last"` } : {};
      return { headers: link, body: pages[page - 1] };
    }
    if (pathname.startsWith('/repos/acme/web/compare/')) return { body: { merge_base_commit: { sha: 'f'.repeat(40) } } };
    const [, file = ''] = /^\/repos\/acme\/web\/contents\/(.+)$/.exec(pathname) ?? [];
    const said = files[`${searchParams.get('ref')?.slice(0, 1)} ${decodeURIComponent(file)}`];
    if (said !== undefined) return { body: said };
    if (pathname === '/advisories/GHSA-35jh-r3h4-6jhm')
      return {
        body: {
          ...{ ghsa_id: 'GHSA-35jh-r3h4-6jhm', cve_id: 'CVE-2021-23337', withdrawn_at: null },
          vulnerabilities: [{ package: { ecosystem: 'npm', name: 'lodash' }, first_patched_version: '4.17.21' }],
        },
      };
    return { status: 404, body: { message: 'Not Found' } };
  });

export const change = (name: string, version: string, more: object = {}): object => ({
  ...{ change_type: 'added', manifest: 'package-lock.json', ecosystem: 'npm', name, version, package_url: null, license: null },
  ...{ source_repository_url: null, scope: 'runtime', vulnerabilities: [], ...more },
});
export const vulnerable = {
  vulnerabilities: [
    {
      severity: 'high',
      advisory_ghsa_id: 'GHSA-35jh-r3h4-6jhm',
      advisory_summary: 'Command injection in lodash',
      advisory_url: '',
    },
  ],
};
export const tokenFor = ({ url }: Server) => ({ github: { api: url, repository: 'acme/web', token: 'secret' } });
