/** An error a person meets: its message is the whole story, never printed with a stack. */
export class Sentence extends Error {}
