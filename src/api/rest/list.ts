import { z } from 'zod';
import type { Page } from '#src/services/paging/page.js';

/** Where a page ends. */
export const pageInfoView = z
  .object({
    endCursor: z.string().nullable().describe('Pass as `after` to read the next page'),
    hasNextPage: z.boolean(),
  })
  .meta({ id: 'PageInfo', description: 'Where a page ends.' });

/** The schema of a list answer. */
export function listView(item: z.ZodObject): z.ZodObject {
  const name = item.meta()?.id ?? 'Item';
  return z
    .object({ items: z.array(item), pageInfo: pageInfoView })
    .meta({ id: `${name}List`, description: `A page of ${name} items.` });
}

/** A page as REST answers it. */
export interface List<T> {
  readonly items: readonly T[];
  readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
}

/** Turns a page into its REST form. */
export function listOf<T>({ edges, hasNextPage }: Page<T>): List<T> {
  return {
    items: edges.map(({ node }) => node),
    pageInfo: { endCursor: edges.at(-1)?.cursor ?? null, hasNextPage },
  };
}
