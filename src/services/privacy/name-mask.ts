import { RESERVED_SLUGS } from '#src/engine/isolation/party.js';
import { Problem } from '#src/lib/problem.js';

/** What a restricted caller may and may not read. */
export interface MaskFacts {
  /** Slugs of the tenants the caller sees. */
  readonly visible: ReadonlySet<string>;
  /** Namespaces of these tenants. */
  readonly ownNamespaces: ReadonlySet<string>;
  /** Slugs and names of all other tenants, and all other namespaces of the clusters the caller sees. */
  readonly foreign: ReadonlySet<string>;
  /** A stable name that says nothing, the same for the same tenant and caller. */
  pseudonym(name: string): string;
}

const TOKEN = /[\p{L}\p{N}_][\p{L}\p{N}_.-]*(?:\/[\p{L}\p{N}_.:*-]+)*/gu;
const HIDDEN = '(another tenant)';

/**
 * Takes the names of neighbours out of answers for callers who may see some tenants only. Names are replaced where they
 * stand as a party, and wherever texts mention them; what is not known to be the caller's own counts as a neighbour's.
 */
export class NameMask {
  /** For callers who see everything. */
  static readonly none = new NameMask(null);

  constructor(private readonly facts: MaskFacts | null) {}

  /** Whether a tenant may be named. */
  shows(slug: string): boolean {
    return this.facts === null || this.facts.visible.has(slug);
  }

  /** A party of a crossing: itself, or its pseudonym. */
  party(name: string): string {
    if (this.facts === null || this.facts.visible.has(name)) return name;
    return RESERVED_SLUGS.some((reserved) => reserved === name) ? name : this.facts.pseudonym(name);
  }

  /** Whether a namespace may be named. */
  showsNamespace(namespace: string): boolean {
    return this.facts === null || this.facts.ownNamespaces.has(namespace);
  }

  /**
   * Refuses to look at a neighbour's workload (`namespace/…`), in the words for one that does not exist.
   * @throws Problem `INPUT.INVALID`
   */
  requireVisible(end: string | undefined, field: string): void {
    const slash = end?.indexOf('/') ?? -1;
    if (end === undefined || slash < 0 || this.showsNamespace(end.slice(0, slash))) return;
    throw Problem.field(field, `the snapshot has no pod or workload "${end}"`);
  }

  /** A sentence with every neighbour's name replaced. */
  text(text: string): string {
    const { facts } = this;
    if (facts === null) return text;
    let masked = text;
    for (const name of facts.foreign) {
      if (/\s/.test(name)) masked = masked.replaceAll(name, HIDDEN);
    }
    return masked.replace(TOKEN, (token) => this.token(token, facts));
  }

  /** Data with every text in it masked. */
  json(value: unknown): unknown {
    if (this.facts === null) return value;
    if (typeof value === 'string') return this.text(value);
    if (Array.isArray(value)) return value.map((item) => this.json(item));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [this.text(key), this.json(member)]));
  }

  private token(token: string, facts: MaskFacts): string {
    // A full stop at the end of a sentence is no part of a name.
    const end = /[.:]+$/.exec(token)?.[0] ?? '';
    const word = end === '' ? token : token.slice(0, -end.length);
    const segments = word.split('/');
    if (segments.length === 1) return facts.foreign.has(word) ? facts.pseudonym(word) + end : token;
    const [first = '', second = ''] = segments;
    // `namespace/Kind/name`, or `Kind/namespace/name` of a policy; ranges and API groups have dots and start neither.
    const namespace = /^\p{Lu}/u.test(first) && segments.length > 2 ? second : first;
    const isReference = segments.length > 2 && !namespace.includes('.') && !facts.ownNamespaces.has(namespace);
    return isReference || segments.some((segment) => facts.foreign.has(segment)) ? HIDDEN + end : token;
  }
}
