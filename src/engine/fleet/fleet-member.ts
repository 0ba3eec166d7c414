import { EntryExposure } from '../isolation/entry-exposure.js';
import type { TenancyRules } from '../isolation/tenancy.js';
import { type Membership, resolveMembership } from '../isolation/units.js';
import type { NetworkModel } from '../model/network-model.js';
import { Reachability } from '../reachability/reachability.js';
import { withoutMesh, onlyMesh } from './mesh-dialects.js';
import { type ClusterFacts, clusterFacts } from './facts/cluster-facts.js';

/** One cluster as a member of the fleet. What only some questions need is computed when it is first asked for. */
export class FleetMember {
  #facts: ClusterFacts | undefined;
  #membership: Membership | undefined;
  #reach: Reachability | undefined;
  #exposure: EntryExposure | undefined;
  #policyReach: Reachability | undefined;
  #meshReach: Reachability | undefined;

  /**
   * @param name unique in the fleet; what answers call the cluster
   * @param built the cluster's reachability when the caller has it already
   */
  constructor(
    readonly name: string,
    readonly model: NetworkModel,
    private readonly tenancy: TenancyRules,
    built?: Reachability,
  ) {
    this.#reach = built;
  }

  get facts(): ClusterFacts {
    return (this.#facts ??= clusterFacts(this.model));
  }

  get membership(): Membership {
    return (this.#membership ??= resolveMembership(this.model, this.tenancy));
  }

  /** Every policy language of the cluster together. */
  get reach(): Reachability {
    return (this.#reach ??= Reachability.build(this.model));
  }

  /** The doors of the cluster and what policy says about them. */
  get exposure(): EntryExposure {
    return (this.#exposure ??= new EntryExposure(this.reach));
  }

  /** Network plugins alone, without the authorization of meshes. */
  get policyReach(): Reachability {
    return (this.#policyReach ??= Reachability.build(this.model, { dialects: withoutMesh() }));
  }

  /** The authorization of meshes alone. */
  get meshReach(): Reachability {
    return (this.#meshReach ??= Reachability.build(this.model, { dialects: onlyMesh() }));
  }
}
