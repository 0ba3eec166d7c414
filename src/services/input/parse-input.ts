import type { z } from 'zod';
import { Problem, type FieldProblem } from '#src/lib/problem.js';

/**
 * Checks an input against its schema: the one place where REST, GraphQL and the demo are told what is wrong with it.
 * Unknown members are refused, so nobody can set what the schema does not offer (reliability §1, row 14).
 * @throws Problem `INPUT.INVALID` with one entry for each wrong field; refused values are not repeated, they may be secret.
 */
export function parseInput<T extends z.ZodType>(schema: T, input: unknown): z.output<T> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.flatMap(fieldsOf);
  const [first] = fields;
  const more = fields.length > 1 ? ` (and ${String(fields.length - 1)} more)` : '';
  throw new Problem(
    'INPUT.INVALID',
    first === undefined ? 'The input is not valid' : `${first.field}: ${first.message}${more}`,
    {
      fields,
    },
  );
}

function fieldsOf(issue: z.core.$ZodIssue): FieldProblem[] {
  const at = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      field: [...at, key].join('.'),
      message: 'is not a field of this input: remove it',
    }));
  }
  return [{ field: at.join('.') || 'body', message: issue.message }];
}
