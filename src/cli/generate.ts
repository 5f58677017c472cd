/** `npm run generate`: writes every generated file anew; the contract tests hold what is committed against the same functions. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inputTable, manifestText } from '../../action/src/reference.ts';
import { between, schemaText, withTable } from '../config/reference.ts';
import { commandTable } from '../features/help/table.ts';
import { commands, sections } from '../features.ts';
import { writeSchema } from '../store/describe.ts';
import { permissionTable } from './register/permissions.ts';

const config = join(import.meta.dirname, '../config');
const page = join(config, 'README.md');
const action = join(import.meta.dirname, '../../action');
const actionPage = join(action, 'README.md');
const front = join(import.meta.dirname, '../../README.md');

await writeFile(join(config, 'schema.json'), schemaText(sections));
await writeFile(page, withTable(await readFile(page, 'utf8'), sections));
const withCommands = between(await readFile(front, 'utf8'), commandTable(commands.everywhere.all), 'commands');
await writeFile(front, between(withCommands, permissionTable(), 'permissions'));
await writeFile(join(action, 'action.yml'), manifestText());
await writeFile(actionPage, between(await readFile(actionPage, 'utf8'), inputTable()));
await writeSchema();
