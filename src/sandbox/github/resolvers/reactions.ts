/** GraphQL's words for reactions. */
import { GraphQLError } from 'graphql';
import { type ReactionContent, reactionContents } from '../rows.ts';

export function contentOf(word: string): ReactionContent {
  const found = reactionContents.find(content => wordOf(content) === word);
  if (!found) throw new GraphQLError(`${word} is no reaction.`);
  return found;
}

export function wordOf(content: ReactionContent): string {
  if (content === '+1') return 'THUMBS_UP';
  return content === '-1' ? 'THUMBS_DOWN' : content.toUpperCase();
}
