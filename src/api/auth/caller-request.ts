import type { Scope } from '#src/services/auth/scope.js';

/** The parts of a request the guards read, and where they leave the answer. */
export interface CallerRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Who asks, once the guard has found out; one look-up for each request, however many fields it resolves. */
  scope?: Promise<Scope>;
}
