import type { OpenAPIObject } from '@nestjs/swagger';

interface Operation {
  responses?: Record<string, { readonly description?: string; readonly $ref?: string }>;
}

/** Names failures that several operations answer alike once, under `components.responses`, and refers to them. */
export function withSharedResponses(document: OpenAPIObject): OpenAPIObject {
  const shared = new Map<string, { readonly name: string; readonly response: object }>();
  for (const path of Object.values(document.paths)) {
    for (const operation of Object.values(path as Record<string, Operation>)) {
      for (const [status, response] of Object.entries(operation.responses ?? {})) {
        if (Number(status) < 400 || operation.responses === undefined) continue;
        const key = JSON.stringify([status, response.description]);
        const known = shared.get(key) ?? { name: nameOf(response.description ?? '', status), response };
        shared.set(key, known);
        operation.responses[status] = { $ref: `#/components/responses/${known.name}` };
      }
    }
  }
  const responses = Object.fromEntries(
    [...shared.values()].sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ name, response }) => [name, response]),
  );
  return { ...document, components: { ...document.components, responses: responses as Record<string, never> } };
}

/** `AUTH.REQUIRED` becomes `AuthRequired`; several codes are joined by `Or`. */
function nameOf(description: string, status: string): string {
  const codes = [...description.matchAll(/`([A-Z._]+)`/g)].map(([, code = '']) =>
    code
      .toLowerCase()
      .split(/[._]/)
      .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
      .join(''),
  );
  return codes.length === 0 ? `Status${status}` : codes.join('Or');
}
