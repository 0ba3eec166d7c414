import { request } from 'undici';
import { Problem } from '#src/lib/problem.js';

/** A page of a REST list. */
interface Page<T> {
  readonly items: readonly T[];
  readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
}

/** Speaks to the demo's own service over its public REST API, like any portal would. */
export class DemoClient {
  constructor(
    readonly baseUrl: string,
    private readonly key: string,
  ) {}

  /** GET one resource. */
  async get<T>(path: string): Promise<T> {
    return (await this.send('GET', path)) as T;
  }

  /** POST a body. */
  async post<T>(path: string, body: unknown): Promise<T> {
    return (await this.send('POST', path, body)) as T;
  }

  /** Every item of a list, page by page. */
  async list<T>(path: string): Promise<T[]> {
    const items: T[] = [];
    let after: string | null = null;
    do {
      const join = path.includes('?') ? '&' : '?';
      const page: Page<T> = await this.get(
        `${path}${join}first=100${after === null ? '' : `&after=${encodeURIComponent(after)}`}`,
      );
      items.push(...page.items);
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    return items;
  }

  private async send(method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown> {
    const answer = await request(`${this.baseUrl}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 300)
      throw new Problem('INTERNAL', `${method} ${path} answered ${String(answer.statusCode)}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }
}
