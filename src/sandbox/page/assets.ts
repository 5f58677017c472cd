/** Styles, script and faces. Primer's parts are put together once, from what npm installed. */
import { readFileSync } from 'node:fs';
import { Hono } from 'hono';
import { face, ownFace } from './parts.ts';
import { primer } from './primer.ts';

const style = (from: 'css' | 'primitives', name: string) => new URL(`dist/${name}.css`, primer(from));

const styles = [
  ...['base/size/size', 'base/typography/typography', 'base/motion/motion'].map(name => style('primitives', `css/${name}`)),
  ...[
    'size/size',
    'size/border',
    'size/radius',
    'size/breakpoints',
    'spacing/space',
    'typography/typography',
    'motion/motion',
  ].map(name => style('primitives', `css/functional/${name}`)),
  ...['light', 'dark'].map(name => style('primitives', `css/functional/themes/${name}`)),
  ...['core', 'product'].map(name => style('css', name)),
];

/** What GitHub's pages have beyond Primer, and what only a sandbox has. Colours are Primer's variables alone. */
const own = ['components', 'frame', 'thread', 'rooms'];

const file = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const css = { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'no-cache' };

export function assets(): Hono {
  const app = new Hono();
  let together: string | null = null;
  app.get('/primer.css', context => {
    together ??= styles.map(url => readFileSync(url, 'utf8').replace(/\/\*# sourceMappingURL.*?\*\//g, '')).join('\n');
    return context.body(together, 200, { ...css, 'cache-control': 'max-age=3600' });
  });
  app.get('/style.css', context => context.body(own.map(name => file(`./style/${name}.css`)).join('\n'), 200, css));
  app.get('/script.js', context =>
    context.body(file('./script.js'), 200, { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-cache' }),
  );
  app.get('/face/:name{.+\\.svg}', context => {
    const login = context.req.param('name').replace(/\.svg$/, '');
    const svg = login === 'shipmate[bot]' ? ownFace : face(login);
    return context.body(svg, 200, { 'content-type': 'image/svg+xml', 'cache-control': 'max-age=3600' });
  });
  return app;
}
