import { expect, test } from 'vitest';
import { permissions } from './permissions.ts';
import { find } from './router.ts';

test('every route of the permission table is answered', () => {
  const paths = Object.keys(permissions).map(name => name.replaceAll(/\{(\w+)\}/g, (_, parameter: string) => `a-${parameter}`));
  const found = paths.map(name => find(...split(name))?.route.name);
  expect(found).toEqual(Object.keys(permissions));
});

test.each([
  ['GET /repos/acme/web/issues/comments', 'GET /repos/{owner}/{repo}/issues/comments', {}],
  [
    'GET /repos/acme/web/commits/feature/a/check-runs',
    'GET /repos/{owner}/{repo}/commits/{ref}/check-runs',
    { ref: 'feature/a' },
  ],
  [
    'GET /repos/acme/web/contents/.github%2Fshipmate.yml',
    'GET /repos/{owner}/{repo}/contents/{path}',
    { path: '.github/shipmate.yml' },
  ],
  ['GET /repos/acme/web/contents/', 'GET /repos/{owner}/{repo}/contents/{path}', { path: '' }],
])('%s is %s', (request, route, params) => {
  const found = find(...split(request));
  expect(found?.route.name).toBe(route);
  expect(found?.params).toMatchObject(params);
});

test('another method is another route', () => {
  expect(find('PUT', '/repos/acme/web/issues/comments')).toBeNull();
});

function split(name: string): [string, string] {
  const [method = '', path = ''] = name.split(' ');
  return [method, path];
}
