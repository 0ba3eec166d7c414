import { Problem } from '#src/lib/problem.js';

const MEANINGS: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'the connection was refused'],
  ['ECONNRESET', 'the receiver closed the connection'],
  ['UND_ERR_SOCKET', 'the receiver closed the connection'],
  ['UND_ERR_CONNECT_TIMEOUT', 'no connection within the time limit'],
  ['UND_ERR_HEADERS_TIMEOUT', 'no answer within the time limit'],
  ['ENOTFOUND', 'the host name does not resolve'],
  ['EAI_AGAIN', 'the host name does not resolve at the moment'],
  ['ABORT_ERR', 'the sender was stopped'],
  ['UND_ERR_ABORTED', 'the sender was stopped'],
]);

/** What a failed connection means, in words without addresses: a receiver's owner must not learn our inner network. */
export function transportError(error: unknown): string {
  if (error instanceof Problem) return error.message;
  if (!(error instanceof Error)) return 'the connection failed';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  if (code === 'AbortError') return 'the sender was stopped';
  return MEANINGS.get(code) ?? `the connection failed (${code})`;
}
