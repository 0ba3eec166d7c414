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
    // Clients write null for "not given"; the schemas leave it out.
    const given = Object.entries({ ...rest, ...filter }).filter(
      ([key, value]) => value !== null && value !== undefined && !this.others.includes(key),
    );
    return parseInput(this.schema, Object.fromEntries(given));
  }
}
