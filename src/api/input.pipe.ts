import type { PipeTransform } from '@nestjs/common';
import type { z } from 'zod';
import { parseInput } from '#src/services/input/parse-input.js';

/** Checks a body or argument against its schema, so that handlers receive typed, complete input. */
export class InputPipe<T extends z.ZodType> implements PipeTransform<unknown, z.output<T>> {
  constructor(private readonly schema: T) {}

  transform(value: unknown): z.output<T> {
    return parseInput(this.schema, value ?? {});
  }
}
