/** Where npm put GitHub's own styles and icons: beside us, or beside whoever installed us. */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const { resolve } = createRequire(import.meta.url);

/** Ends with a slash. */
export const primer = (name: 'css' | 'octicons' | 'primitives'): URL =>
  new URL('./', pathToFileURL(resolve(`@primer/${name}/package.json`)));
