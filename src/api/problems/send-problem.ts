import type { FastifyReply, FastifyRequest } from 'fastify';
import { PROBLEMS, type Problem } from '#src/lib/problem.js';
import { PROBLEM_JSON, problemDocument } from './problem-document.js';

/** Answers a request with a problem document and the headers its status asks for. */
export function sendProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply): void {
  if (reply.sent) return;
  const { status, facts } = problem;
  if (status === PROBLEMS['AUTH.REQUIRED'].status) void reply.header('www-authenticate', 'Bearer');
  if (facts.retryAfterSeconds !== undefined) void reply.header('retry-after', String(facts.retryAfterSeconds));
  const { allow } = facts;
  if (typeof allow === 'string') void reply.header('allow', allow);
  void reply
    .status(status)
    .header('content-type', PROBLEM_JSON)
    .header('cache-control', 'no-store')
    .send(JSON.stringify(problemDocument(problem, request.url.split('?')[0])));
}
