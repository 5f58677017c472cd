/** What is said about being quiet; what becomes of a thing of ours, that thing says itself. */
import { code } from '../../text/inert.ts';
import { momentOf } from '../../time/moment.ts';

export const clock = (time: Date, timezone: string): string => `${momentOf(time, timezone)} (${timezone})`;
export const ends = (word: string): string => `${code(word)} ends that.`;
export const nothingHere = (word: string, which: string[]): string =>
  `😕 ${code(word)} is for ${which.join(', and for ')}, and this is none of them.`;
export const notYours = (word: string): string =>
  `😕 ${code(word)} is for whoever this thread waits for, and for people with the role ${code('triage')}.`;
export const notQuiet = '😕 Nobody asked me to be quiet here, so there is nothing to end.';
export const notQuietForYou = '😕 You did not ask me to be quiet, so there is nothing to end.';
export const nobodyCalled = '😕 I remind nobody in this repository, so there is nothing to be quiet about.';
export const over = (time: Date, timezone: string, prefix: string): string =>
  `😕 ${clock(time, timezone)} is over already. Name a later day, or say how long: ${code(`${prefix}snooze 2d`)}.`;
export const tooLong = (prefix: string): string => `😕 A quarter of a year is the longest; ${code(`${prefix}mute`)} is for good.`;
