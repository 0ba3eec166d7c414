import { byText } from '../model/json-value.js';
import type { Diagnostic } from '../model/diagnostic.js';
import type { Reachability } from '../reachability/reachability.js';
import type { PortSet } from '../sets/port-set.js';
import { foldUnits } from './blocks.js';
import { Contracts } from './contracts.js';
import { crossingMatrix } from './crossing-matrix.js';
import type { Crossing } from './crossing.js';
import { CrossingWriter } from './crossings.js';
import { EntryExposure } from './entry-exposure.js';
import type { FlowFact } from './flow-fact.js';
import type { TenancyRules } from './tenancy.js';
import { type Membership, resolveMembership } from './units.js';
import { outsideCrossings } from './outside-crossings.js';

/** Who owns what, and who can reach whom across owners. */
export interface Isolation {
  readonly membership: Membership;
  /** Every ordered pair of parties present, with `external`; sorted by from, to. */
  readonly crossings: readonly Crossing[];
  /** What scores and tenancy controls count, by tenant and peer. */
  readonly facts: readonly FlowFact[];
  /** Doors from outside and what policy says about them. */
  readonly exposure: EntryExposure;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Finds the crossings of one cluster.
 * @param sensitive ports that count as dangerous to open
 */
export function isolate(reach: Reachability, tenancy: TenancyRules, sensitive: PortSet): Isolation {
  const membership = resolveMembership(reach.model, tenancy);
  const contracts = new Contracts(reach.model, reach.ports, tenancy);
  const blocks = foldUnits(membership, reach.classOf, contracts);
  const matrix = crossingMatrix(reach, blocks, contracts, sensitive);
  const inside = new CrossingWriter(reach, blocks).write(matrix);
  const exposure = new EntryExposure(reach);
  const outside = outsideCrossings(reach, membership, contracts, exposure, tenancy);
  return {
    membership,
    crossings: [...inside, ...outside].sort((a, b) => byText(a.from, b.from) || byText(a.to, b.to)),
    facts: matrix.facts,
    exposure,
    diagnostics: refusedNames(membership),
  };
}

/** Namespaces whose labels try to name a tenant like one of the other parties. */
function refusedNames(membership: Membership): Diagnostic[] {
  return [...membership.namespaces].flatMap(([name, { refused, rule }]): Diagnostic[] =>
    refused === undefined
      ? []
      : [
          {
            severity: 'warning',
            code: 'TENANCY.RESERVED_NAME',
            message: `${rule} names the tenant "${refused}", which is a reserved word; the namespace counts as unowned`,
            object: { apiVersion: 'v1', kind: 'Namespace', name },
          },
        ],
  );
}
