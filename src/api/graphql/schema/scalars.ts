import { GraphQLScalarType, Kind, valueFromASTUntyped } from 'graphql';

/** RFC 3339 time in UTC. */
export const DateTimeScalar = new GraphQLScalarType<string, string>({
  name: 'DateTime',
  description: 'A time as RFC 3339 text in UTC, for example `2026-11-22T03:00:00.000Z`.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
  serialize: (value) => (value instanceof Date ? value.toISOString() : String(value)),
  parseValue: String,
  parseLiteral: (node) => (node.kind === Kind.STRING ? node.value : ''),
});

/** Any JSON value: label maps, selectors and evidence whose members are data. */
export const JsonScalar = new GraphQLScalarType<unknown, unknown>({
  name: 'JSON',
  description: 'Any JSON value.',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
});
