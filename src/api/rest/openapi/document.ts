import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { PROBLEMS } from '#src/lib/problem.js';
import { registeredSchemas } from './schema-register.js';
import { withSharedResponses } from './shared-responses.js';

const ABOUT = `Fenceline proves tenant isolation across a fleet of Kubernetes clusters.

Send an API key as \`Authorization: Bearer fl_…\`. Lists take \`first\` (1 to 100) and \`after\` (the \`endCursor\` of the page before).
Errors are RFC 9457 problem documents; \`code\` is stable. What a key may not see answers exactly like what does not exist.`;

const PROBLEM_SCHEMA = {
  type: 'object',
  description: 'RFC 9457 problem document.',
  required: ['type', 'title', 'status', 'detail', 'code'],
  properties: {
    type: { type: 'string', description: 'Identifies the kind of problem.' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'What happened this time and what to do.' },
    instance: { type: 'string', description: 'Address it happened at.' },
    code: { type: 'string', enum: Object.keys(PROBLEMS), description: 'Stable machine name.' },
    fields: {
      type: 'array',
      description: 'Wrong fields of the input.',
      items: {
        type: 'object',
        required: ['field', 'message'],
        properties: { field: { type: 'string' }, message: { type: 'string' } },
      },
    },
    retryAfterSeconds: { type: 'number' },
  },
  additionalProperties: true,
};

/** The OpenAPI 3.1 document of the REST doors. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const options = new DocumentBuilder()
    .setTitle('Fenceline')
    .setDescription(ABOUT)
    .setVersion('1')
    .setOpenAPIVersion('3.1.0')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addServer('/', 'This service')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An API key, `fl_…`' }, 'apiKey')
    .addSecurityRequirements('apiKey')
    .build();
  const made = SwaggerModule.createDocument(app, options, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '').toLowerCase()}_${method}`,
  });
  const schemas = { Problem: PROBLEM_SCHEMA, ...registeredSchemas() } as NonNullable<
    OpenAPIObject['components']
  >['schemas'];
  return withSharedResponses({
    ...made,
    tags: tagsOf(made),
    components: { ...made.components, schemas: schemas ?? {} },
  });
}

/** Serves the document and a page to read it at `/docs`. */
export function documentUi(app: INestApplication): void {
  SwaggerModule.setup('docs', app, () => openApiDocument(app), {
    jsonDocumentUrl: 'docs/openapi.json',
    raw: ['json'],
    customSiteTitle: 'Fenceline API',
  });
}

const TAGS: Readonly<Record<string, string>> = {
  administration: 'API keys, the caller and the audit record',
  clusters: 'Registered sources of snapshots',
  controls: 'The catalogue of judgements',
  exports: 'Files of findings and scores, once or periodically',
  findings: 'What is wrong, since when, and what proves it',
  isolation: 'Who can reach whom',
  scores: 'The Tenant Isolation Score now and over time',
  snapshots: 'Collections of a cluster and the runs that make them',
  subscriptions: 'Outgoing webhooks and their deliveries',
  tenants: 'The registry of owners',
};

function tagsOf({ paths }: OpenAPIObject): { name: string; description: string }[] {
  const used = new Set(
    Object.values(paths).flatMap((path) =>
      Object.values(path as Record<string, { tags?: string[] }>).flatMap(({ tags = [] }) => tags),
    ),
  );
  return [...used].sort().map((name) => ({ name, description: TAGS[name] ?? name }));
}
