import { environment, readEnv, whatIsMissing } from './config/env.ts';
import { Sentence } from './core/sentence.ts';
import { start } from './server.ts';

/** `npm start`: the environment is read, and either the server runs or a few lines say what is missing. */

const read = readEnv(environment());
if (!read.ok) {
  for (const line of whatIsMissing(read)) console.error(line);
  process.exit(1);
}

/** Whoever stops us waits ten seconds, and a busy machine needs one of them. */
const patience = 9_000;

const starting = start(read.settings);
let stopping = false;
/** From the first moment: it answers before all of it has begun, and whoever is told to end then ends as cleanly. */
const end = () => {
  if (stopping) return;
  stopping = true;
  setTimeout(() => process.exit(1), patience).unref();
  starting
    .then(({ stop }) => stop())
    .then(
      () => process.exit(0),
      () => process.exit(1),
    );
};
process.on('SIGTERM', end);
process.on('SIGINT', end);

try {
  await starting;
} catch (error) {
  // A sentence is the whole story; anything else is a mistake of ours, and its stack is the story.
  console.error(error instanceof Sentence ? error.message : error);
  process.exit(1);
}
