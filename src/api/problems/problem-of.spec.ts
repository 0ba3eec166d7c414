import { ForbiddenException, NotFoundException } from '@nestjs/common';
import { expect, it } from 'vitest';
import { Problem } from '#src/lib/problem.js';
import { problemDocument } from './problem-document.js';
import { problemOf } from './problem-of.js';

const withCode = (code: string, statusCode?: number) =>
  Object.assign(new Error('postgres://user:secret@host'), { code, statusCode });

it.each([
  ['a problem', new Problem('CONFLICT', 'taken'), 'CONFLICT'],
  ['a missing route', new NotFoundException(), 'NOT_FOUND'],
  ['a framework refusal', new ForbiddenException(), 'AUTH.FORBIDDEN'],
  ['a large body', withCode('FST_ERR_CTP_BODY_TOO_LARGE', 413), 'INPUT.TOO_LARGE'],
  ['a lost database', withCode('ECONNREFUSED'), 'DEPENDENCY.UNAVAILABLE'],
  ['a bug', new TypeError('secret'), 'INTERNAL'],
  ['somebody else’s status', withCode('EVIL', 400), 'INTERNAL'],
  ['nothing', undefined, 'INTERNAL'],
])('%s', (_, error, code) => {
  expect(problemOf(error).code).toBe(code);
});

it('never shows the message of an error that was not meant for callers', () => {
  for (const error of [withCode('ECONNREFUSED'), withCode('EVIL', 400), new Error('secret')]) {
    expect(JSON.stringify(problemDocument(problemOf(error)))).not.toContain('secret');
  }
});

it('answers RFC 9457 members whatever the facts are called', () => {
  const document = problemDocument(new Problem('CONFLICT', 'taken', { status: 1, code: 'x', title: 'y' }), '/api/v1/x');
  expect(document).toEqual({
    type: 'urn:fenceline:problem:CONFLICT',
    title: 'The request conflicts with the current state',
    status: 409,
    detail: 'taken',
    instance: '/api/v1/x',
    code: 'CONFLICT',
  });
});
