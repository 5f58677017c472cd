/** What others wrote, in a line of ours: bounded, and with its line breaks and control characters spelled out. */
export function quoted(text: string, most = 80): string {
  const shown = text.length > most ? `${text.slice(0, most)}…` : text;
  return JSON.stringify(shown).replace(/[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, spelled);
}

export type Quote = typeof quoted;
type Hide = (text: string) => string;

/** The same of what may hold a secret, which is hidden before it is cut. */
export const quoting =
  (hide: Hide): Quote =>
  (text, most) =>
    quoted(beginningOf(text, hide), most);

/** Far more than is ever shown, and far less than somebody may answer. */
export const mostOfBeginning = 65_536;
export const beginningOf = (text: string, hide: Hide): string => hide(text.slice(0, mostOfBeginning));

const spelled = (sign: string): string => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
