import type { PipeTransform } from '@nestjs/common';
import type { z } from 'zod';
import { parseInput } from '#src/services/input/parse-input.js';

/** Checks the arguments of a list (page, `filter` and others) against the schema REST uses for its query parameters. */
export class ListArgsPipe<T extends z.ZodType> implements PipeTransform<unknown, z.output<T>> {
  /** @param others arguments of the same field that are no part of the list: GraphQL hands over all of them together */
  constructor(
    private readonly schema: T,
    private readonly others: readonly string[] = [],
  ) {}

  transform(args: unknown): z.output<T> {
    const { filter, ...rest } = args as { readonly filter?: object | null } & Readonly<Record<string, unknown>>;
    const given = withoutNulls({ ...rest, ...filter });
    for (const other of this.others) delete given[other];
    return parseInput(this.schema, given);
  }
}

/** Clients write null for "not given"; the schemas leave it out. */
function withoutNulls(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null && member !== undefined));
}
