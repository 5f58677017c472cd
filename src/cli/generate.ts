/** `npm run generate`: writes every generated file anew; the contract tests hold what is committed against the same functions. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { schemaText, withTable } from '../config/reference.ts';
import { sections } from '../features.ts';
import { writeSchema } from '../store/describe.ts';

const config = join(import.meta.dirname, '../config');
const page = join(config, 'README.md');

await writeFile(join(config, 'schema.json'), schemaText(sections));
await writeFile(page, withTable(await readFile(page, 'utf8'), sections));
await writeSchema();
