import { expect, test } from 'vitest';
import { commandLines } from './lex.ts';

const answered = (tail: string) => commandLines(`Fine.\n\n/ping\n\n${tail}\n\n/deploy prod`).map(line => line.letters.name);

test.each<[who: string, tail: string]>([
  ['Gmail', 'On Fri, Nov 20, 2026 at 9:00 AM Bob <bob@example.org> wrote:\n'],
  ['Gmail, wrapped', 'On Fri, Nov 20, 2026 at 9:00 AM Bob Long-Name <\nnotifications@example.org> wrote:\n'],
  ['Apple Mail, wrapped twice', 'On 20. Nov 2026, at 09:00, Bob\n<notifications@example.org>\nwrote:'],
  ['German', 'Am Fr., 20. Nov. 2026 um 09:00 Uhr schrieb Bob <bob@example.org>:'],
  ['German, wrapped', 'Am Fr., 20. Nov. 2026 um 09:00 Uhr schrieb Bob <\nbob@example.org>:'],
  ['German, from a phone', 'Bob <bob@example.org> schrieb am Fr., 20. Nov. 2026, 09:00:'],
  ['Outlook on a German phone', 'Outlook für Android<https://aka.ms/x> herunterladen'],
  ['Outlook, its line', '________________________________'],
  [
    'Outlook on a Mac',
    'From: Bob <bob@example.org>\nReply-To: acme/web\nTo: acme/web\nCc: alice\nDate: Friday, 20 November 2026',
  ],
  ['French', 'Le ven. 20 nov. 2026 à 09:00, Bob <bob@example.org> a écrit :'],
  ['Spanish', 'El vie, 20 nov 2026 a las 9:00, Bob (<bob@example.org>) escribió:'],
  ['Outlook', 'From: Bob <bob@example.org>\nSent: Friday, November 20, 2026 9:00 AM\nTo: acme/web'],
  ['Outlook, bold', '**From:** Bob\n**Sent:** Friday'],
  ['Outlook in one line', 'From: Bob Sent: Friday, November 20, 2026 To: acme/web'],
  ['Outlook, German', 'Von: Bob\nGesendet: Freitag, 20. November 2026 09:00'],
  ['Outlook, old', '-----Original Message-----'],
  ['a signature', '-- \nAlice'],
  ['a signature without its space', '--\nAlice'],
  ['an iPhone', 'Sent from my iPhone'],
  ['a German iPhone', 'Von meinem iPhone gesendet'],
  ['Outlook on a phone', 'Get Outlook for iOS'],
  ["GitHub's own footer", 'Reply to this email directly, view it on GitHub, or unsubscribe.'],
])('what follows is not of the person who answers with %s', (_, tail) => {
  expect(answered(tail)).toEqual(['ping']);
});

test.each<[what: string, text: string]>([
  [
    'the quoted mail stands above the answer',
    'On Fri, Nov 20, 2026 at 9:00 AM Bob <bob@example.org> wrote:\n\n> Shall we?\n> /rollback',
  ],
  ['a sentence begins like a mail', 'On Friday we ship. Bob wrote: it works'],
  ['a list begins with a dash', '- one\n- two'],
  ['somebody writes of a sender', 'From: here\nto there'],
  ['a rule stands between', '---'],
  ['a rule of another kind stands between', '___'],
  ['somebody tells what was written', 'Bob schrieb am Freitag:'],
])('it is still the person when %s', (_, text) => {
  expect(answered(text)).toEqual(['ping', 'deploy']);
});
