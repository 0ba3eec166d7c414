import { readFile, stat } from 'node:fs/promises';
import { load, YAMLException } from 'js-yaml';
import type { z } from 'zod';
import { messageOf, Problem } from '#src/lib/problem.js';

const MAX_BYTES = 4 * 1024 * 1024;

/**
 * Reads a YAML or JSON file that goes with the manifests (tenants, namespace labels) and checks it.
 * @param option the option that named it, for messages
 * @throws Problem `INPUT.INVALID` naming option, file, field, and what is expected there
 */
export async function readSideFile<T>(path: string, option: string, schema: z.ZodType<T>): Promise<T> {
  const result = schema.safeParse(parse(await text(path, option), path, option));
  if (result.success) return result.data;
  const fields = result.error.issues.map(({ path: at, message }) => ({ field: fieldName(at), message }));
  const [first] = fields;
  const more = fields.length > 1 ? ` (and ${String(fields.length - 1)} more)` : '';
  throw new Problem(
    'INPUT.INVALID',
    `${option}: ${path}: ${first?.field ?? ''}: ${first?.message ?? 'not valid'}${more}`,
    { fields },
  );
}

async function text(path: string, option: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > MAX_BYTES) throw Problem.field(option, `${path} is larger than ${String(MAX_BYTES)} bytes`);
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw Problem.field(option, `${path} cannot be read (${messageOf(error)})`);
  }
}

function parse(content: string, path: string, option: string): unknown {
  try {
    return load(content, { filename: path });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    throw Problem.field(option, `${path} is neither YAML nor JSON: ${error.message}`);
  }
}

function fieldName(path: readonly PropertyKey[]): string {
  const name = path.map((key) => (typeof key === 'number' ? `[${String(key)}]` : `.${String(key)}`)).join('');
  return name === '' ? 'the document' : name.replace(/^\./, '');
}
