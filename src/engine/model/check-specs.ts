import type { Diagnostic } from './diagnostic.js';
import { SPEC_SCHEMAS } from './object-schemas.js';
import { type RawObject, refOf } from './raw-object.js';

/** Fields of services and entry points that hold something the API server would refuse; they count as absent. */
export function checkSpecs(byKind: ReadonlyMap<string, readonly RawObject[]>): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const [kind, schema] of SPEC_SCHEMAS) {
    for (const object of byKind.get(kind) ?? []) {
      const result = schema.safeParse(object.spec ?? {});
      if (result.success) continue;
      for (const issue of result.error.issues) diagnostics.push(invalidField(object, issue.path, issue.message));
    }
  }
  return diagnostics;
}

function invalidField(object: RawObject, path: readonly PropertyKey[], reason: string): Diagnostic {
  const steps = path.map((step) => (typeof step === 'number' ? `[${String(step)}]` : `.${String(step)}`));
  const field = `spec${steps.join('')}`;
  return {
    severity: 'error',
    code: 'OBJECT.INVALID_FIELD',
    message: `${field} is ${shown(valueAt(object.spec, path))}: it ${reason}`,
    object: refOf(object),
    field,
    ...(object.source === undefined ? {} : { source: object.source }),
  };
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Readonly<Record<PropertyKey, unknown>>)[step];
  }
  return value;
}

function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
