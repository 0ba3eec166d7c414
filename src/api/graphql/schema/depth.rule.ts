import { GraphQLError, Kind, type SelectionSetNode, type ValidationContext, type ValidationRule } from 'graphql';

/**
 * Refuses operations whose fields nest deeper than `limit`. Introspection does not count: tools read the schema with a
 * deep query, graphql-js bounds what it costs, and production closes it.
 */
export function depthRule(limit: number): ValidationRule {
  return (context) => {
    const fragments = new Map<string, number>();
    return {
      OperationDefinition(node) {
        const depth = depthOf(node.selectionSet, context, fragments);
        if (depth <= limit) return;
        context.reportError(
          new GraphQLError(`The document is ${String(depth)} fields deep, more than ${String(limit)}`),
        );
      },
    };
  };
}

/** Each fragment is measured once; one that contains itself counts as nothing here and is refused by another rule. */
function depthOf(set: SelectionSetNode, context: ValidationContext, fragments: Map<string, number>): number {
  const depths = set.selections.map((selection) => {
    if (selection.kind === Kind.INLINE_FRAGMENT) return depthOf(selection.selectionSet, context, fragments);
    const name = selection.name.value;
    if (selection.kind === Kind.FIELD) {
      if (name.startsWith('__')) return 0;
      return 1 + (selection.selectionSet === undefined ? 0 : depthOf(selection.selectionSet, context, fragments));
    }
    const known = fragments.get(name);
    if (known !== undefined) return known;
    fragments.set(name, 0);
    const fragment = context.getFragment(name);
    const depth = fragment ? depthOf(fragment.selectionSet, context, fragments) : 0;
    fragments.set(name, depth);
    return depth;
  });
  return Math.max(0, ...depths);
}
