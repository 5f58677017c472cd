#!/usr/bin/env node
// `npx shipmate <verb>`: minds the Node it runs on, and hands on to what `npm start`, `npm run sandbox` and `npm run shipmate` run.
require('./runtime.cjs');

const verb = process.argv[2];
const asksForHelp = verb === undefined || verb === '--help' || verb === '-h';

const rooms = {
  start: () => import('./main.ts'),
  sandbox: () => import('./sandbox/main.ts'),
};

const room = Object.hasOwn(rooms, verb ?? '') ? rooms[verb] : undefined;
if (room) {
  // What reads the words after the verb expects them to be all there is.
  process.argv.splice(2, 1);
  room();
} else {
  import('./cli/main.ts').then(() => {
    if (!asksForHelp) return;
    console.log('  start\n      Serves. What it needs stands in the environment, or in .env.');
    console.log('  sandbox [--port <number>] [--repo <path>]\n      A GitHub in a box to try it on: no App, no network.');
  });
}
