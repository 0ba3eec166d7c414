import type { z } from 'zod';

/** Something in a policy that the API would refuse or that does not do what it seems to. Paths begin at the object. */
export interface PolicyProblem {
  readonly severity: 'error' | 'warning';
  readonly code: string;
  readonly field: string;
  readonly message: string;
}

/** Collects the problems of one policy while it is lowered. */
export class ProblemList {
  readonly #problems: PolicyProblem[] = [];

  get all(): readonly PolicyProblem[] {
    return this.#problems;
  }

  /** Not understood: the answers it touches become unknown. */
  error(code: string, field: string, message: string): void {
    this.#problems.push({ severity: 'error', code, field, message });
  }

  /** Understood, but probably not what was meant. */
  warn(code: string, field: string, message: string): void {
    this.#problems.push({ severity: 'warning', code, field, message });
  }

  /** Reports every issue of a failed schema at its own path below `field`. */
  refuse(code: string, field: string, error: z.ZodError): void {
    for (const issue of error.issues) {
      const path = issue.path
        .map((step) => (typeof step === 'number' ? `[${String(step)}]` : `.${String(step)}`))
        .join('');
      this.error(code, `${field}${path}`, issue.message);
    }
  }
}
