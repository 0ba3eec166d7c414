import { applyDecorators, HttpCode } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiParam, ApiQuery, ApiResponse } from '@nestjs/swagger';
import type { z } from 'zod';
import { PROBLEMS, type ProblemCode } from '#src/lib/problem.js';
import { listView } from '../list.js';
import { once, schemaOf } from './schema-register.js';

/** How one REST operation is documented; types come from the schemas that check and describe its data. */
export interface OperationDocument {
  /** One line, imperative. */
  readonly summary: string;
  /** What a caller must know beyond the summary. */
  readonly description?: string;
  readonly answers?: z.ZodType;
  /** A page of these. */
  readonly lists?: z.ZodObject;
  /** HTTP status of success; default 200. */
  readonly status?: number;
  readonly body?: z.ZodType;
  /** Accepts manifests instead of a JSON input. */
  readonly manifests?: true;
  readonly query?: z.ZodObject;
  /** Path parameters and what they name. */
  readonly params?: Readonly<Record<string, string>>;
  /** Problems of its own; those every operation can answer are added. */
  readonly problems?: readonly ProblemCode[];
  /** Example of a body. */
  readonly example?: object;
  /** Content types of an answer that is not JSON. */
  readonly produces?: readonly string[];
}

const ALWAYS: readonly ProblemCode[] = ['AUTH.REQUIRED', 'AUTH.FORBIDDEN', 'INTERNAL'];
/** What any request with a body can run into before its input is looked at. */
const OF_BODIES: readonly ProblemCode[] = ['INPUT.MALFORMED', 'INPUT.TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'];

/** Documents one REST operation in `openapi.json`. */
export function Operation(document: OperationDocument): MethodDecorator {
  const { summary, description, status = 200, body, query, params = {}, problems = [], example } = document;
  const takesBody = body !== undefined || document.manifests === true;
  const common = [
    ...ALWAYS,
    ...(takesBody ? OF_BODIES : []),
    ...(takesBody || query !== undefined ? (['INPUT.INVALID'] as const) : []),
  ];
  return applyDecorators(
    HttpCode(status),
    ApiOperation({ summary, ...(description === undefined ? {} : { description }) }),
    ...Object.entries(params).map(([name, text]) => ApiParam({ name, description: text, schema: { type: 'string' } })),
    ...queryParameters(query),
    ...(body === undefined ? [] : [requestBody(body, example)]),
    ...(document.manifests === true ? [manifestBody()] : []),
    answer(document, status),
    ...byStatus([...common, ...problems]).map(problemResponse),
  );
}

function queryParameters(query: z.ZodObject | undefined): MethodDecorator[] {
  return Object.entries(query?.shape ?? {}).map(([name, schema]) => {
    const field = schema as z.ZodType;
    const isList = field.def.type === 'optional' && (field as z.ZodOptional<z.ZodType>).unwrap().def.type === 'array';
    return ApiQuery({
      name,
      required: !field.safeParse(undefined).success,
      schema: schemaOf(field, 'input'),
      ...(field.description === undefined ? {} : { description: field.description }),
      ...(isList ? { style: 'form', explode: false } : {}),
    });
  });
}

function requestBody(body: z.ZodType, example: object | undefined): MethodDecorator {
  const schema = schemaOf(body, 'input') as Record<string, string>;
  return ApiBody({
    required: true,
    schema,
    ...(example === undefined ? {} : { examples: { typical: { value: example } } }),
  });
}

function manifestBody(): MethodDecorator {
  const schema = { type: 'string', description: 'Kubernetes manifests; several documents are allowed' };
  return applyDecorators(
    ApiConsumes('application/yaml', 'application/json', 'text/plain'),
    ApiBody({ required: false, description: 'Manifests, for bundle clusters only', schema }),
  );
}

function answer({ answers, lists, produces, summary }: OperationDocument, status: number): MethodDecorator {
  const schema = lists === undefined ? answers : once(lists, listView);
  const types = produces ?? ['application/json'];
  const content =
    produces === undefined && schema === undefined
      ? {}
      : {
          content: Object.fromEntries(
            types.map((type) => [
              type,
              { schema: schema === undefined ? { type: 'string' } : schemaOf(schema, 'output') },
            ]),
          ),
        };
  return ApiResponse({ status, description: schema?.description ?? summary, ...content });
}

/** One response for each status: several codes may share it. */
function byStatus(codes: readonly ProblemCode[]): [number, ProblemCode[]][] {
  const found = new Map<number, ProblemCode[]>();
  for (const code of new Set(codes))
    found.set(PROBLEMS[code].status, [...(found.get(PROBLEMS[code].status) ?? []), code]);
  return [...found].sort(([a], [b]) => a - b);
}

function problemResponse([status, codes]: [number, ProblemCode[]]): MethodDecorator {
  return ApiResponse({
    status,
    description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code].title}`).join('; '),
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  });
}
