import type { Direction, Peer, Policy } from '../dialects/policy.js';
import { ALL_PORTS, NO_PORTS } from '../sets/port-sets.js';
import type { Compiled } from './compiled.js';
import type { Flow } from './flow.js';
import { type Reading, climb } from './ladder.js';
import { isLimited } from './limit-diagnostics.js';
import { type PolicySide, type PolicyStep, policySides } from './policy-sides.js';
import { RowFold } from './row-fold.js';
import type { StepPorts } from './rule-compiler.js';

/** Does a rule's peer match a pod that no input holds? `trust` says whether it must certainly, or may possibly do so. */
export type Admission = (peer: Peer, policy: Policy, trust: PolicyStep['trust']) => boolean;

/** What a group exchanges with a pod that no input holds. */
export interface HypotheticalFlow extends Flow {
  /** Port names (`TCP http`) that are open towards it whatever their number; sorted. Empty for ingress. */
  readonly names: readonly string[];
}

/** What one group's own policies permit with a pod of which only what `admits` knows is known. */
export function flowWithHypothetical(
  compiled: Compiled,
  direction: Direction,
  group: number,
  admits: Admission,
): HypotheticalFlow {
  const { ports } = compiled.parts;
  const climber = new HypotheticalClimb(compiled, direction, group, admits);
  const must = climber.ports('must');
  return { must: ports.get(must), may: ports.get(climber.ports('may')), names: climber.names(must) };
}

class HypotheticalClimb {
  readonly #sides: readonly PolicySide[];
  readonly #signature: number;

  constructor(
    private readonly compiled: Compiled,
    private readonly direction: Direction,
    private readonly group: number,
    private readonly admits: Admission,
  ) {
    this.#sides = policySides(compiled, direction, group);
    this.#signature = compiled.parts.namedPorts.signatureOf[group] ?? 0;
  }

  ports(reading: Reading): number {
    const { doubts, index } = this.compiled.parts;
    const effect = doubts.effectOn(index.identityOf(this.group), this.direction);
    const isGivenUp = isLimited(this.compiled, this.direction, this.group);
    if (reading === 'may' && (effect.opens || isGivenUp)) return ALL_PORTS;
    if (reading === 'must' && (effect.closes || isGivenUp)) return NO_PORTS;
    return this.#climb(reading, (step) => this.#portsOf(step.ports));
  }

  /** Names are looked up on destinations; a hypothetical one may give them any number. */
  names(open: number): string[] {
    if (this.direction === 'ingress') return [];
    const names = new Set(
      this.#sides.flatMap(({ side }) => side.rules.flatMap(({ possible }) => [...possible.ports.names])),
    );
    return [...names].filter((name) => !this.#holdsLane(open, name) && this.#isOpen(name)).sort();
  }

  #isOpen(name: string): boolean {
    const verdict = this.#climb('must', ({ ports }) =>
      ports.names.includes(name) || this.#holdsLane(ports.fixed, name) ? ALL_PORTS : NO_PORTS,
    );
    return verdict === ALL_PORTS;
  }

  #climb(reading: Reading, portsOf: (step: PolicyStep) => number): number {
    const fold = new RowFold(this.compiled.parts.ports, 0);
    fold.begin();
    climb(this.#sides, reading, {
      machine: fold,
      onStep: (step) => {
        const own = step as PolicyStep;
        const isAdmitted = own.rule.peers.some(
          (peer) => (own.trust === 'possible' || peer.certain) && this.admits(peer, own.policy, own.trust),
        );
        if (isAdmitted) fold.applyToAll(own.effect, portsOf(own));
      },
    });
    return fold.finish(() => undefined);
  }

  #portsOf({ fixed, names }: StepPorts): number {
    if (this.direction === 'egress') return fixed;
    const { namedPorts, ports } = this.compiled.parts;
    return names.reduce((sum, name) => ports.union(sum, namedPorts.resolve(this.#signature, name)), fixed);
  }

  #holdsLane(ports: number, name: string): boolean {
    const [protocol = ''] = name.split(' ');
    const lane = protocol === 'TCP' || protocol === 'UDP' || protocol === 'SCTP' ? protocol : 'other';
    return this.compiled.parts.ports.of(lane).isWithin(this.compiled.parts.ports.get(ports));
  }
}
