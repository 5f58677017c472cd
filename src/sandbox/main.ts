/** `npm run sandbox`: reads its options, starts the sandbox, prints one address, and ends cleanly on Ctrl-C. */
import { environment, storeSettings } from '../config/env.ts';
import { Sentence } from '../core/sentence.ts';
import { readOptions, usage } from './options.ts';
import { sandboxFolder, startSandbox } from './sandbox.ts';

/** The bot may take ten seconds for its own ending. */
const patience = 15_000;

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) console.log(usage);
  else await run(options);
} catch (error) {
  console.error(error instanceof Sentence ? error.message : error);
  process.exit(1);
}

async function run(options: Parameters<typeof startSandbox>[1]): Promise<void> {
  const { dataFolder } = storeSettings({ DATA_FOLDER: environment().DATA_FOLDER });
  const { url, house, notes, stop } = await startSandbox(sandboxFolder(dataFolder), options);
  if (house.bot.state !== 'running')
    console.error(`The bot did not start. Its last words:\n${house.bot.log.slice(-5).join('\n')}`);
  for (const note of notes) console.error(note);
  console.log(url);
  let stopping = false;
  const end = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), patience).unref();
    void stop().then(() => process.exit(0));
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
}
