import type { PipeTransform } from '@nestjs/common';
import type { z } from 'zod';
import { parseInput } from '#src/services/input/parse-input.js';

/** Checks the arguments of a list (page, `filter` and others) against the schema REST uses for its query parameters. */
export class ListArgsPipe<T extends z.ZodType> implements PipeTransform<unknown, z.output<T>> {
  constructor(private readonly schema: T) {}

  transform(args: unknown): z.output<T> {
    const { filter, ...rest } = args as { readonly filter?: object | null } & Readonly<Record<string, unknown>>;
    return parseInput(this.schema, withoutNulls({ ...rest, ...filter }));
  }
}

/** Clients write null for "not given"; the schemas leave it out. */
function withoutNulls(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null && member !== undefined));
}
