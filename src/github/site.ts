/** Where people see what an API tells of. Enterprise Server has its API below the site, GitHub and its data-residency sites beside it. */
export function siteOf(apiUrl: string): string {
  const api = new URL(apiUrl);
  const beside = api.hostname === 'api.github.com' || (api.hostname.startsWith('api.') && api.hostname.endsWith('.ghe.com'));
  return beside ? `https://${api.hostname.slice('api.'.length)}` : api.href.replace(/(\/api\/v3)?\/*$/, '');
}
