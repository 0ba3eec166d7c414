import type { Endpoint } from '../../endpoints/endpoint-finder.js';
import type { AuthPolicy } from './auth-rule.js';
import type { CaptureMode } from './capture-mode.js';
import { hasLabels } from './peer-authentication.js';
import { type Certainty, anyOf } from '../three-valued.js';

const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name';
const GATEWAY_CLASS = 'gateway.networking.k8s.io/gateway-class-name';

/** The policies that can reach a pod: those of the root namespace and of its own (semantics 05 §4). */
export class PolicyIndex {
  readonly #byNamespace = new Map<string, AuthPolicy[]>();

  constructor(
    policies: readonly AuthPolicy[],
    private readonly rootNamespace: string,
  ) {
    for (const policy of policies) {
      const own = this.#byNamespace.get(policy.namespace);
      if (own === undefined) this.#byNamespace.set(policy.namespace, [policy]);
      else own.push(policy);
    }
  }

  /** Is some policy attached to something, so that waypoints may have a say? */
  get hasTargets(): boolean {
    return [...this.#byNamespace.values()].some((own) => own.some(({ targets }) => targets.length > 0));
  }

  /** Policies in force on a pod with a proxy of this kind, and whether that is certain. */
  applying(
    { group }: Endpoint,
    mode: CaptureMode,
  ): readonly { readonly policy: AuthPolicy; readonly certain: boolean }[] {
    const spaces = new Set([this.rootNamespace, group.namespace]);
    return [...spaces].flatMap((space) =>
      (this.#byNamespace.get(space) ?? []).flatMap((policy) => {
        const applies = this.#applies(policy, group, mode);
        return applies === false ? [] : [{ policy, certain: applies === true }];
      }),
    );
  }

  /** Sidecars and ztunnel never see policies with targets; gateways see both kinds. */
  #applies({ targets, selector, namespace }: AuthPolicy, group: Endpoint['group'], mode: CaptureMode): Certainty {
    if (targets.length === 0) return selector === null ? undefined : hasLabels(group.labels, selector);
    if (mode !== 'gateway') return false;
    return anyOf(
      ...targets.map(({ kind, name }): Certainty => {
        if (kind === 'Gateway') return namespace === group.namespace && group.labels[GATEWAY_NAME] === name;
        if (kind === 'GatewayClass') return namespace === this.rootNamespace && group.labels[GATEWAY_CLASS] === name;
        return kind === '' ? undefined : false;
      }),
    );
  }
}
