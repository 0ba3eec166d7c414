import { ArgsType, Field, Int, ObjectType } from '@nestjs/graphql';
import type { Page } from '#src/services/paging/page.js';
import { PAGE_MAX } from '#src/services/paging/page.js';

type TypeRef = abstract new (...args: never[]) => object;

@ObjectType({ description: 'Where a page ends.' })
export class PageInfo {
  @Field(() => String, { nullable: true, description: 'Pass as `after` to read the next page.' })
  endCursor: string | null;

  @Field(() => Boolean)
  hasNextPage: boolean;

  @Field(() => String, { nullable: true })
  startCursor: string | null;

  @Field(() => Boolean, { description: 'True when the page was asked for with `after`.' })
  hasPreviousPage: boolean;
}

/** The arguments that choose a page. */
@ArgsType()
export class PageArgs {
  @Field(() => Int, { defaultValue: 20, description: `How many, 1 to ${String(PAGE_MAX)}.` })
  first: number;

  @Field(() => String, { nullable: true, description: 'Cursor of the last item of the previous page.' })
  after?: string | undefined;
}

const made = new Map<string, TypeRef>();

/** The Relay connection type of a node type. */
export function connectionType(node: TypeRef): TypeRef {
  const { name } = node;
  const known = made.get(name);
  if (known !== undefined) return known;
  const edge = newType(`${name}Edge`);
  field(edge, 'cursor', () => String);
  field(edge, 'node', () => node);
  ObjectType(`${name}Edge`, { description: `One ${name} of a page.` })(edge);
  const connection = newType(`${name}Connection`);
  field(connection, 'edges', () => [edge]);
  field(connection, 'nodes', () => [node]);
  field(connection, 'pageInfo', () => PageInfo);
  ObjectType(`${name}Connection`, { description: `A page of ${name} items.` })(connection);
  made.set(name, connection);
  return connection;
}

/** Where a page ends, as data. */
export type PageEnd = { readonly [key in keyof PageInfo]: PageInfo[key] };

/** A page as GraphQL answers it. */
export interface Connection<T> {
  readonly edges: readonly { readonly cursor: string; readonly node: T }[];
  readonly nodes: readonly T[];
  readonly pageInfo: PageEnd;
}

/** Turns a page into its GraphQL form. */
export function connectionOf<A, B>(
  { edges, hasNextPage }: Page<A>,
  after: string | undefined,
  toNode: (view: A) => B,
): Connection<B> {
  const shown = edges.map(({ cursor, node }) => ({ cursor, node: toNode(node) }));
  return {
    edges: shown,
    nodes: shown.map(({ node }) => node),
    pageInfo: {
      startCursor: shown[0]?.cursor ?? null,
      endCursor: shown.at(-1)?.cursor ?? null,
      hasNextPage,
      hasPreviousPage: after !== undefined,
    },
  };
}

function newType(name: string): TypeRef {
  return { [name]: class {} }[name] as TypeRef;
}

function field(type: TypeRef, name: string, of: () => unknown): void {
  Field(of as () => typeof String)(type.prototype as object, name);
}
