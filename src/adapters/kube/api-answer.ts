import type { Dispatcher } from 'undici';
import { asText, member } from '#src/engine/model/json-value.js';
import { Problem } from '#src/lib/problem.js';

/** What an API server said: a document, or a refusal that names a reason (Kubernetes `Status`). */
export type ApiAnswer =
  | { readonly ok: true; readonly body: unknown; readonly bytes: number }
  | {
      readonly ok: false;
      readonly status: number;
      /** Machine reason of the Status, e.g. `Expired`. */
      readonly reason: string;
      /** Safe to show: shortened, without control characters. */
      readonly message: string;
      readonly retryAfterSeconds: number | undefined;
    };

/** A real server answers this text, not a Status, below groups it does not know. */
const UNKNOWN_PATH = '404 page not found';

/**
 * Reads a response whole and judges whether an API server can have written it.
 * @throws Problem `CREDENTIAL.REJECTED` for 401 and `CLUSTER.PROTOCOL` for everything that is not the Kubernetes API.
 */
export async function readAnswer(path: string, response: Dispatcher.ResponseData): Promise<ApiAnswer> {
  const { statusCode: status, headers, body } = response;
  if (status >= 300 && status < 400) {
    await drop(body);
    throw protocol(path, `it answered ${status}, a redirect; redirects are never followed, register the final address`);
  }
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    await drop(body);
    throw protocol(path, 'it sent a compressed answer although none was asked for');
  }
  const bytes = Buffer.from(await body.arrayBuffer());
  const document = isJson(headers['content-type']) ? parse(bytes) : undefined;
  if (status === 401) throw rejected(document);
  if (status >= 200 && status < 300) {
    if (document === undefined)
      throw protocol(path, `it answered ${status} with ${contentOf(headers['content-type'])} in place of JSON`);
    return { ok: true, body: document, bytes: bytes.length };
  }
  const isStatus = member(document, 'kind') === 'Status';
  // A 404 from a proxy in front would make a kind look absent; only the API server's own counts.
  if (status === 404 && !isStatus && bytes.toString('latin1', 0, 64).trim() !== UNKNOWN_PATH) {
    throw protocol(path, 'it answered 404 without a Kubernetes Status; something else answers at this address');
  }
  return {
    ok: false,
    status,
    reason: asText(member(document, 'reason')) ?? '',
    message: shown(asText(member(document, 'message'))) ?? `HTTP ${status}`,
    retryAfterSeconds: retryAfter(headers['retry-after']),
  };
}

/** Text of a cluster made safe to show: one line of at most 300 characters. */
export function shown(text: string | undefined): string | undefined {
  return text
    ?.replace(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, 300);
}

function rejected(document: unknown): Problem {
  const detail = shown(asText(member(document, 'message')));
  const why = detail === undefined || detail === 'Unauthorized' ? '' : ` (${detail})`;
  return new Problem(
    'CREDENTIAL.REJECTED',
    `The cluster rejected the credential: it is wrong, expired or revoked${why}`,
  );
}

function protocol(path: string, what: string): Problem {
  return new Problem(
    'CLUSTER.PROTOCOL',
    `The server does not speak the Kubernetes API at ${path.split('?')[0] ?? path}: ${what}`,
  );
}

function isJson(contentType: string | string[] | undefined): boolean {
  return typeof contentType === 'string' && /^application\/json\b/i.test(contentType);
}

function contentOf(contentType: string | string[] | undefined): string {
  return shown(typeof contentType === 'string' ? contentType.split(';')[0] : undefined) ?? 'an unnamed content';
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Seconds or a date (RFC 9110); nonsense counts as absent. */
function retryAfter(value: string | string[] | undefined): number | undefined {
  if (typeof value !== 'string') return undefined;
  const seconds = /^\d{1,9}$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined;
}

async function drop(body: Dispatcher.ResponseData['body']): Promise<void> {
  await body.dump({ limit: 16 * 1024 }).catch(() => undefined);
}
