import { type FieldNode, type FragmentDefinitionNode, Kind, parse, type SelectionSetNode } from 'graphql';

/**
 * What a GraphQL question costs by GitHub's own formula: each list that is asked for counts as many requests as there are things it is
 * asked of, at most; all of them together, by the hundred, are its points, and one is the least.
 */
export function pointsOf({ query, variables }: { query: string; variables: Record<string, unknown> }): number {
  const { definitions } = parse(query);
  const fragments = new Map(
    definitions.flatMap((one): [string, FragmentDefinitionNode][] =>
      one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one]] : [],
    ),
  );

  const requestsIn = (set: SelectionSetNode | undefined, of: number): number =>
    (set?.selections ?? []).reduce((sum, one) => {
      if (one.kind === Kind.FIELD) return sum + requestsOf(one, of);
      const inner = one.kind === Kind.INLINE_FRAGMENT ? one : fragments.get(one.name.value);
      return sum + requestsIn(inner?.selectionSet, of);
    }, 0);

  function requestsOf(field: FieldNode, of: number): number {
    const size = sizeOf(field);
    return size === null ? requestsIn(field.selectionSet, of) : of + requestsIn(field.selectionSet, of * size);
  }

  function sizeOf({ name, arguments: given }: FieldNode): number | null {
    const [ids] = (given ?? []).filter(one => name.value === 'nodes' && one.name.value === 'ids');
    const value = ids?.value ?? given?.find(one => one.name.value === 'first' || one.name.value === 'last')?.value;
    if (value?.kind === Kind.INT) return Number(value.value);
    if (value?.kind !== Kind.VARIABLE) return null;
    const said = variables[value.name.value];
    return Array.isArray(said) ? said.length : Number(said);
  }

  const [asked] = definitions.filter(one => one.kind === Kind.OPERATION_DEFINITION);
  return Math.max(1, Math.round(requestsIn(asked?.selectionSet, 1) / 100));
}
