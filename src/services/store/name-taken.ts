import { Problem } from '#src/lib/problem.js';

/**
 * Runs a write and turns the database's complaint about a name used twice into a problem that names the field.
 * @throws Problem `CONFLICT`
 */
export async function withUniqueName<T>(
  noun: string,
  field: string,
  value: string,
  write: () => Promise<T>,
): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'P2002') throw error;
    throw nameTaken(noun, field, value);
  }
}

/** A name is used already. */
export function nameTaken(noun: string, field: string, value: string): Problem {
  const message = `There is a ${noun} with the ${field} "${value}" already: choose another ${field}`;
  return new Problem('CONFLICT', message, { fields: [{ field, message }] });
}
