// In front of every script: the Node that npm installed beside us runs `src` as it is; an older one would fail with a riddle.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 20)) {
  console.error(
    `Shipmate needs Node 22.20 or newer and this is ${process.versions.node}. On Linux and Windows "npm ci" brings one along; elsewhere install Node 24.`,
  );
  process.exit(1);
}

// Compiled once: the next start takes half the time. In a folder of ours, because code in a shared one could be anybody's;
// NODE_COMPILE_CACHE names another one, for whoever may not write here.
require('node:module').enableCompileCache?.(require('node:path').join(__dirname, '../node_modules/.cache/compiled'));
