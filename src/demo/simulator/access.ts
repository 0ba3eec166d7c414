import type { ServedResource } from './served-resource.js';

/** One permission, as an RBAC rule has it; `*` matches everything. */
export interface Power {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
}

/** The user every valid credential stands for. */
export const READER = 'system:serviceaccount:fenceline:fenceline-reader';

/** Nobody with Fenceline's own role lists these; single ConfigMaps may be got by name. */
const PRIVATE = new Set(['secrets', 'configmaps']);

/** What the simulated credential may do: read every resource but the private and the forbidden, plus its extra powers. */
export class Access {
  readonly #forbidden: ReadonlySet<string>;
  readonly #powers: readonly Power[];

  /** @param forbidden `resource` or `resource.group`, e.g. `networkpolicies.networking.k8s.io`. */
  constructor(forbidden: readonly string[] = [], powers: readonly Power[] = []) {
    this.#forbidden = new Set(forbidden);
    this.#powers = powers;
  }

  allows(verb: string, group: string, resource: string): boolean {
    const matches = (rule: string, value: string): boolean => rule === '*' || rule === value;
    if (this.#powers.some((p) => matches(p.verb, verb) && matches(p.group, group) && matches(p.resource, resource)))
      return true;
    if (verb !== 'get' && verb !== 'list') return group === 'authorization.k8s.io' && verb === 'create';
    const byName = verb === 'get' && resource === 'configmaps';
    if (resource === '*' || (group === '' && PRIVATE.has(resource) && !byName)) return false;
    return !this.#forbidden.has(group === '' ? resource : `${resource}.${group}`) && !this.#forbidden.has(resource);
  }

  /** The rules a SelfSubjectRulesReview lists. */
  rules(resources: readonly ServedResource[]): object[] {
    const readable = resources.filter(
      ({ group, resource }) => this.allows('list', group, resource) && group !== 'authorization.k8s.io',
    );
    const powers = this.#powers.map(({ verb, group, resource }) => ({
      verbs: [verb],
      apiGroups: [group],
      resources: [resource],
    }));
    const groups = [...new Set(readable.map(({ group }) => group))];
    return [
      ...powers,
      ...groups.map((group) => ({
        verbs: ['get', 'list'],
        apiGroups: [group],
        resources: readable.filter((resource) => resource.group === group).map(({ resource }) => resource),
      })),
    ];
  }
}
