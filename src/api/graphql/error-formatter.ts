import { Logger } from '@nestjs/common';
import { GraphQLError } from 'graphql';
import mercurius, { type MercuriusOptions } from 'mercurius';
import { problemOf } from '../problems/problem-of.js';

type ErrorFormatter = NonNullable<MercuriusOptions['errorFormatter']>;

const log = new Logger('GraphQL');

/**
 * Answers every GraphQL error with a stable `extensions.code`. Syntax and validation errors belong to Mercurius (its own
 * formatter unpacks them); errors of resolvers are translated as over REST, so an unexpected one says nothing.
 */
export const errorFormatter: ErrorFormatter = (execution, context) => {
  if (execution.errors.some(isMercuriusError)) return fromMercurius(execution, context);
  const errors = execution.errors.map(({ message, originalError, path, locations, extensions }) => {
    if (originalError === undefined || originalError instanceof GraphQLError) {
      return new GraphQLError(message, { ...placed(path), extensions: { ...extensions, code: codeOf(extensions) } });
    }
    const problem = problemOf(originalError);
    if (problem.status >= 500) log.error(originalError);
    const facts = { ...problem.facts, code: problem.code };
    const error = new GraphQLError(problem.message, { ...placed(path), extensions: facts });
    return Object.assign(error, { locations });
  });
  return { statusCode: 200, response: { data: execution.data ?? null, errors } };
};

function fromMercurius(...[execution, context]: Parameters<ErrorFormatter>): ReturnType<ErrorFormatter> {
  const { statusCode, response } = mercurius.defaultErrorFormatter(execution, context);
  const errors = response.errors?.map((error) => ({ ...error, extensions: { code: codeOf(error.extensions) } }));
  return { statusCode: statusCode < 400 ? 400 : statusCode, response: { ...response, errors } as typeof response };
}

function isMercuriusError({ originalError }: GraphQLError): boolean {
  const code = (originalError as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' && code.startsWith('MER_ERR');
}

function codeOf(extensions: Readonly<Record<string, unknown>> | undefined): string {
  const code = extensions?.['code'];
  return typeof code === 'string' ? code : 'GRAPHQL_VALIDATION_FAILED';
}

function placed(path: GraphQLError['path']): { path?: readonly (string | number)[] } {
  return path === undefined ? {} : { path };
}
