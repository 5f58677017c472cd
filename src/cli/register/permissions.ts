/** The table of permissions in README.md, made from `app.yml` and the reasons that stand there. */
import { readFileSync } from 'node:fs';
import { isMap, isScalar, parseDocument } from 'yaml';

export function permissionTable(): string {
  const permissions = parseDocument(readFileSync(new URL('../../../app.yml', import.meta.url), 'utf8')).get(
    'default_permissions',
  );
  if (!isMap(permissions)) throw new Error('app.yml asks for no permissions');
  const rows = permissions.items.map(({ key, value }) => {
    const reason = isScalar(value) ? value.comment?.trim() : undefined;
    if (!reason) throw new Error(`app.yml gives no reason for ${key}`);
    return [`\`${key}\``, String(value), reason.replaceAll('|', '\\|')];
  });
  return [['permission', 'access', 'because'], ['---', '---', '---'], ...rows].map(row => `| ${row.join(' | ')} |`).join('\n');
}
