import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { FastifyInstance } from 'fastify';
import { expect } from 'vitest';

interface Answer {
  readonly content?: Readonly<Record<string, { readonly schema?: object }>>;
}
interface Document {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly responses: Readonly<Record<string, Answer>> }>>>
  >;
}

const document = JSON.parse(readFileSync(new URL('../../openapi/openapi.json', import.meta.url), 'utf8')) as Document;
const ajv = new Ajv2020({ strict: false, validateFormats: false }).addSchema(document, 'openapi');
const validators = new Map<string, ValidateFunction>();

/** Compares every REST answer of an application with the committed OpenAPI document: status, content type and shape. */
export class OpenApiWatch {
  readonly #broken = new Set<string>();

  constructor(server: FastifyInstance) {
    server.addHook('onSend', (request, reply, payload, done) => {
      const path = (request.routeOptions.url ?? '').replace(/:(\w+)/g, '{$1}');
      const operation = document.paths[path]?.[request.method.toLowerCase()];
      if (operation !== undefined) {
        const type = String(reply.getHeader('content-type') ?? '').split(';')[0] ?? '';
        this.#compare(`${request.method} ${path}`, operation.responses, reply.statusCode, type, payload);
      }
      done();
    });
  }

  /** Fails when an answer was not what the document promises. */
  assertKept(): void {
    expect([...this.#broken]).toEqual([]);
  }

  #compare(
    name: string,
    answers: Readonly<Record<string, Answer>>,
    status: number,
    type: string,
    payload: unknown,
  ): void {
    if (status === 304) return;
    const answer = answers[String(status)];
    if (answer === undefined) {
      this.#broken.add(`${name}: ${String(status)} is not documented`);
      return;
    }
    const schema = answer.content?.[type]?.schema;
    if (answer.content !== undefined && schema === undefined) {
      this.#broken.add(`${name}: ${String(status)} answers ${type}, which is not documented`);
    }
    if (schema === undefined || !type.includes('json') || typeof payload !== 'string') return;
    const validate = validatorOf(schema);
    if (!validate(JSON.parse(payload))) {
      this.#broken.add(`${name}: ${String(status)} ${ajv.errorsText(validate.errors)}`);
    }
  }
}

/** References in the document point into it, so a schema is compiled with the document as its base. */
function validatorOf(schema: object): ValidateFunction {
  const key = JSON.stringify(schema);
  const known = validators.get(key);
  if (known !== undefined) return known;
  const validate = ajv.compile(JSON.parse(key.replaceAll('"#/components/', '"openapi#/components/')) as object);
  validators.set(key, validate);
  return validate;
}
