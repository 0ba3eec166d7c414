/**
 * Every failure Fenceline raises on purpose, with the HTTP status it answers and whether trying again can help.
 * Codes are a public contract: REST shows them as the problem `type`, GraphQL as `extensions.code`, jobs read `retry`.
 */
export const PROBLEMS = {
  'INPUT.INVALID': { status: 422, retry: false, title: 'The input is not valid' },
  'INPUT.MALFORMED': { status: 400, retry: false, title: 'The request could not be read' },
  'INPUT.TOO_LARGE': { status: 413, retry: false, title: 'The input is larger than the limit' },
  'AUTH.REQUIRED': { status: 401, retry: false, title: 'A valid credential is required' },
  'AUTH.FORBIDDEN': { status: 403, retry: false, title: 'Your role does not permit this' },
  NOT_FOUND: { status: 404, retry: false, title: 'No such resource' },
  METHOD_NOT_ALLOWED: { status: 405, retry: false, title: 'This method is not supported here' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, retry: false, title: 'This content type is not supported here' },
  CONFLICT: { status: 409, retry: false, title: 'The request conflicts with the current state' },
  RATE_LIMITED: { status: 429, retry: true, title: 'Too many requests' },
  'KUBECONFIG.REFUSED': { status: 422, retry: false, title: 'The kubeconfig uses something that is not accepted' },
  'MANIFEST.UNREADABLE': { status: 422, retry: false, title: 'The manifests could not be read' },
  'CREDENTIAL.TOO_POWERFUL': { status: 422, retry: false, title: 'The credential can do more than Fenceline needs' },
  'CREDENTIAL.REJECTED': { status: 422, retry: false, title: 'The cluster rejected the credential' },
  'CREDENTIAL.UNREADABLE': { status: 500, retry: false, title: 'The stored credential cannot be decrypted' },
  'CLUSTER.UNREACHABLE': { status: 502, retry: true, title: 'The cluster did not answer' },
  'CLUSTER.THROTTLED': { status: 503, retry: true, title: 'The cluster asked us to slow down' },
  'CLUSTER.PROTOCOL': {
    status: 502,
    retry: false,
    title: 'The cluster answered something that is not the Kubernetes API',
  },
  'CLUSTER.TLS': { status: 502, retry: false, title: 'The cluster certificate could not be verified' },
  'CLUSTER.CHANGED': { status: 409, retry: false, title: 'Another cluster answers at this address' },
  'EGRESS.DENIED': { status: 422, retry: false, title: 'Connections to this address are not permitted' },
  'SNAPSHOT.FENCED': { status: 409, retry: false, title: 'Another run has taken over this cluster' },
  'SNAPSHOT.TOO_LARGE': { status: 422, retry: false, title: 'The cluster exceeds the snapshot limits' },
  'DELIVERY.FAILED': { status: 502, retry: true, title: 'The receiver did not accept the delivery' },
  'CONFIG.INVALID': { status: 500, retry: false, title: 'The configuration is not valid' },
  'DEPENDENCY.UNAVAILABLE': { status: 503, retry: true, title: 'A service Fenceline depends on is not reachable' },
  INTERNAL: { status: 500, retry: true, title: 'Something went wrong on our side' },
} as const satisfies Record<string, { status: number; retry: boolean; title: string }>;

/** Stable, public error code. */
export type ProblemCode = keyof typeof PROBLEMS;

/** One invalid field of an input: where, and what to do about it. */
export interface FieldProblem {
  /** Dotted path or JSON pointer of the field, e.g. `server.url`. */
  readonly field: string;
  /** What is wrong and how to fix it, naming the refused value unless it is secret. */
  readonly message: string;
}

/** Facts that help a machine react to a problem; never secrets. */
export interface ProblemFacts {
  readonly fields?: readonly FieldProblem[];
  readonly retryAfterSeconds?: number;
  readonly [fact: string]: string | number | boolean | readonly string[] | readonly FieldProblem[] | undefined;
}

/** The only error thrown on purpose. REST, GraphQL and BullMQ each translate it once. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly code: ProblemCode,
    message: string,
    readonly facts: ProblemFacts = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** HTTP status that answers this problem. */
  get status(): number {
    return PROBLEMS[this.code].status;
  }

  /** Whether the same attempt can succeed later without anybody changing anything. */
  get retry(): boolean {
    return PROBLEMS[this.code].retry;
  }

  /** Shorthand for the most common problem: one input field is wrong. */
  static field(field: string, message: string): Problem {
    return new Problem('INPUT.INVALID', `${field}: ${message}`, { fields: [{ field, message }] });
  }
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
