import { Field, ID, InterfaceType } from '@nestjs/graphql';

/** Anything with an id of its own; `node(id:)` reads it back. */
@InterfaceType('Node', {
  description: 'An object with a global id.',
  resolveType: (value: { readonly __typename: string }) => value.__typename,
})
export abstract class NodeType {
  @Field(() => ID, { description: 'Global id, opaque; `node(id:)` reads the object back.' })
  id: string;
}
