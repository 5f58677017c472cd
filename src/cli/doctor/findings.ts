/** What the doctor says: one line, with the fix in it. */
export interface Finding {
  /** `wrong` is to be mended; a `note` only tells. */
  weight: 'wrong' | 'note';
  says: string;
}

export const wrong = (says: string): Finding => ({ weight: 'wrong', says });
export const note = (says: string): Finding => ({ weight: 'note', says });
