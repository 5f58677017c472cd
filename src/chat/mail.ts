/** Where a reply by mail stops being the person's own words: the mail it answers, or a signature. */

/** The line above a quoted mail, which mail programs wrap over up to three lines. */
const intros: [begins: RegExp, ends: RegExp][] = [
  [/^On\s/, /\bwrote:$/],
  [/^Am\s/, /\bschrieb\b.*:$/],
  // Gmail on a German phone.
  [/\S\s+schrieb am\s/, /\b\d{4}\b.*:$/],
  [/^Le\s/, /\ba écrit\s?:$/],
  [/^El\s/, /\bescribió:$/],
];

const alone = [
  /^--\s?$/,
  /^Sent (?:from (?:my|mail|outlook|yahoo|proton|gmail|samsung)|via|with)\b/i,
  /^(?:Gesendet (?:von|mit)|Envoyé (?:de mon|depuis)|Enviado desde) /i,
  /^Von meinem .* gesendet/i,
  /^(?:Get|Download) Outlook for /i,
  /^(?:Holen Sie sich )?Outlook für (?:iOS|Android|Mac)\b/i,
  // Outlook's own line above the mail; a rule in Markdown is shorter.
  /^_{20,}$/,
  /^-{3,} ?(?:Original Message|Forwarded message|Ursprüngliche Nachricht|Weitergeleitete Nachricht|Message d'origine|Mensaje original) ?-{3,}$/i,
  /^(?:Reply to this email directly|You are receiving this because)\b/i,
];

/** Outlook's way: no quote marks, only these headings of the mail it answers. */
const from = /^\*{0,2}(?:From|Von|De):/i;
const sent = /^\*{0,2}(?:Sent|Date|Gesendet|Datum|Envoyé|Enviado)(?: |\u00a0)?:/i;

/** The first line of the tail, looked for up to `last`; the number of lines when there is none. */
export function mailTail(lines: string[], last = lines.length - 1): number {
  for (let place = 0; place <= last; place++) if (endsHere(lines, place)) return place;
  return lines.length;
}

/** Whether this is the line above a quoted mail, and nothing else. */
export const isIntro = (text: string): boolean => intros.some(([begins, ends]) => begins.test(text) && ends.test(text));

function endsHere(lines: string[], place: number): boolean {
  const line = lineAt(lines, place);
  if (line === '') return false;
  if (alone.some(pattern => pattern.test(line))) return true;
  if (from.test(line))
    return [1, 2, 3, 4, 5].some(next => sent.test(lineAt(lines, place + next))) || /\b(?:Sent|Gesendet):/.test(line);
  return intros.some(([begins, ends]) => begins.test(line) && introduces(lines, place, ends));
}

/** Above lines that begin with `>` an intro ends nothing: Markdown knows those as a quote, and the answer may stand below them. */
function introduces(lines: string[], place: number, ends: RegExp): boolean {
  let text = '';
  for (let next = place; next < place + 3; next++) {
    text += ` ${lineAt(lines, next)}`;
    if (text.endsWith(':') && ends.test(text)) return !quoted(lines, next + 1);
  }
  return false;
}

function quoted(lines: string[], place: number): boolean {
  const next = lineAt(lines, place) === '' ? place + 1 : place;
  return lineAt(lines, next).startsWith('>');
}

function lineAt(lines: string[], place: number): string {
  return (lines[place] ?? '').slice(0, 500).trim();
}
