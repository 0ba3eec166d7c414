import type { PipeTransform } from '@nestjs/common';
import type { z } from 'zod';
import { parseInput } from '#src/services/input/parse-input.js';

/**
 * Reads query parameters, which are all text, as the types their schema asks for, then checks them. Lists may repeat the
 * parameter or separate values by commas.
 */
export class QueryPipe<T extends z.ZodObject> implements PipeTransform<unknown, z.output<T>> {
  constructor(private readonly schema: T) {}

  transform(query: unknown): z.output<T> {
    const shape: Readonly<Record<string, z.core.$ZodType | undefined>> = this.schema.shape;
    const read = Object.entries(query as Readonly<Record<string, unknown>>).map(([key, value]) => {
      const wanted = Object.hasOwn(shape, key) ? kindOf(shape[key]) : undefined;
      return [key, readAs(wanted, value)] as const;
    });
    return parseInput(this.schema, Object.fromEntries(read));
  }
}

function kindOf(schema: z.core.$ZodType | undefined): string | undefined {
  const def = schema?._zod.def as { readonly type: string; readonly innerType?: z.core.$ZodType } | undefined;
  return def?.innerType === undefined ? def?.type : kindOf(def.innerType);
}

function readAs(wanted: string | undefined, value: unknown): unknown {
  if (wanted === 'array')
    return [value].flat().flatMap((item) => (typeof item === 'string' ? item.split(',') : [item]));
  if (typeof value !== 'string') return value;
  if (wanted === 'number' && /^-?\d+(?:\.\d+)?$/.test(value)) return Number(value);
  if (wanted === 'boolean' && (value === 'true' || value === 'false')) return value === 'true';
  return value;
}
