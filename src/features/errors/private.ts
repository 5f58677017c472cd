/** Takes out of text what is secret or somebody's own: what an error says was written for a log, and an issue is read by more. Pure. */
import { withoutSecrets } from '../../text/secrets.ts';

/** Whoever masks a megabyte for one line waits: more than this nobody shows. */
const longest = 20_000;

const mails = /[\w.+%-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}\b/gi;
const mailsOfLinks = new RegExp(mails.source.replace('@', '(?:@|%40)'), 'gi');
const withoutMails = (link: string): string => (/@|%40/.test(link) ? link.replace(mailsOfLinks, '***@***') : link);
/** The path stays, it says where; what stands behind it are people's searches, tokens and names. */
const queries = /(\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s'"`<>?#)\]]{1,500}|\/[\w./~%-]{1,500})\?[\w.~%+-]{1,100}=[^\s'"`<>)\]]*/gi;
const cards = /(?<![\d.-])(?:\d[ -]?){12,18}\d(?![\d.-])/g;
const numbers = /\b\d{3}-\d{2}-\d{4}\b|\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b/g;

/** Of what has long numbers that are times or names. */
export const withoutSecretsAndMails = (text: string): string => withoutSecrets(text).replace(mails, '***@***');

export const withoutPrivate = (text: string): string =>
  withoutSecretsAndMails(text.slice(0, longest).replace(queries, '$1?***'))
    .replace(cards, digits => (isCard(digits) ? '***' : digits))
    .replace(numbers, '***');

/** By their names; a short value is a code of something. */
const keys = /(?:^|[^a-z])(?:auth|code|credential|jwt|key|pass|session|sid|sig|signature)$|sess(?:ion)?_?id$/i;
const shortest = 10;

/** A link to a dashboard is nothing without its query: of that only what is secret or somebody's own goes. */
export const linkWithoutPrivate = (address: string): string =>
  withoutMails(
    withoutSecrets(
      address.replace(/([?&#;])([^?&#;=]{1,200})=([^?&#;]+)/g, (whole, sign: string, name: string, value: string) => {
        const inside = decoded(value);
        const said = `${decoded(name)}=${inside}`;
        const isSecret = keys.test(decoded(name)) && value.length >= shortest;
        const holdsOne = inside !== value && linkWithoutPrivate(inside) !== inside;
        return isSecret || holdsOne || withoutSecretsAndMails(said) !== said ? `${sign}${name}=` : whole;
      }),
    ),
  );

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** By its check digit: order numbers are long, too, and say what broke. */
function isCard(text: string): boolean {
  const digits = [...text].filter(sign => sign >= '0' && sign <= '9').map(Number);
  const sum = digits
    .toReversed()
    .reduce((all, digit, place) => all + (place % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2), 0);
  return digits.length >= 13 && sum % 10 === 0 && new Set(digits).size > 1;
}
