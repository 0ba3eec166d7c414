import { z } from 'zod';

type JsonSchema = Readonly<Record<string, unknown>>;

const components = new Map<string, JsonSchema>();
const listed = new WeakMap<z.ZodObject, z.ZodType>();

/**
 * The JSON Schema of a view or an input, as a reference into `components.schemas` when the schema has a name.
 * @param io `input`: what may be sent (defaults are optional). `output`: what is answered.
 */
export function schemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const made = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Record<string, unknown>;
  const rewritten = rewrite(made) as Record<string, unknown>;
  const root = without(rewritten, ['$schema', '$defs']);
  for (const [name, definition] of Object.entries((rewritten['$defs'] ?? {}) as Record<string, JsonSchema>)) {
    if (!components.has(name)) components.set(name, definition);
  }
  const name = schema.meta()?.id;
  if (name === undefined) return root;
  if (root['$ref'] === undefined && !components.has(name)) {
    components.set(name, without(root, ['id']));
  }
  return { $ref: `#/components/schemas/${name}` };
}

/** Remembers one list schema for each item schema, so that its name is defined once. */
export function once(item: z.ZodObject, make: (item: z.ZodObject) => z.ZodObject): z.ZodObject {
  const known = listed.get(item) ?? make(item);
  listed.set(item, known);
  return known as z.ZodObject;
}

/** Every named schema used so far, sorted by name. */
export function registeredSchemas(): Record<string, JsonSchema> {
  return Object.fromEntries([...components].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function without(schema: JsonSchema, keys: readonly string[]): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => !keys.includes(key)));
}

function rewrite(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rewrite);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) => {
      if (key === '$ref' && typeof member === 'string')
        return [[key, member.replace('#/$defs/', '#/components/schemas/')]];
      // zod repeats the safe integer range on every integer; it says nothing.
      if ((key === 'minimum' || key === 'maximum') && Math.abs(member as number) === Number.MAX_SAFE_INTEGER) return [];
      return [[key, rewrite(member)]];
    }),
  );
}
