/** Signs that steer a terminal or turn text round. Other people wrote what the command line shows. */
export const unseen = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;
export const escaped = (sign: string) => (sign === '\n' ? sign : `\\u{${sign.codePointAt(0)?.toString(16)}}`);
export const plain = (text: string) => text.replace(unseen, escaped);
