import type { PodGroup } from '../model/pod-group.js';
import { NO_PORTS, type PortSets } from '../sets/port-sets.js';
import type { Transport } from '../sets/protocol.js';

/**
 * What port names mean on each group. Only names that some rule uses count, so other names never split a class.
 * Invariant: groups with equal signatures resolve every used name to the same ports.
 */
export class NamedPorts {
  /** Signature of each group. */
  readonly signatureOf: Int32Array;
  readonly #used: ReadonlySet<string>;
  readonly #bySignature: ReadonlyMap<string, number>[] = [new Map()];

  constructor(groups: readonly PodGroup[], isNode: Uint8Array, used: ReadonlySet<string>, ports: PortSets) {
    this.#used = new Set(used);
    this.signatureOf = new Int32Array(groups.length);
    if (used.size === 0) return;
    const signatures = new Map<string, number>();
    for (const [id, group] of groups.entries()) {
      const names = isNode[id] === 1 ? new Map<string, number>() : namesOf(group, used, ports);
      if (names.size === 0) continue;
      const text = JSON.stringify([...names].sort());
      let signature = signatures.get(text);
      if (signature === undefined) {
        signature = this.#bySignature.push(names) - 1;
        signatures.set(text, signature);
      }
      this.signatureOf[id] = signature;
    }
  }

  /** Were all these names told apart when classes were made? */
  knowsAll(names: Iterable<string>): boolean {
    return [...names].every((name) => this.#used.has(name));
  }

  /** Port-set id that a name opens on pods of this signature; empty when they do not declare it. */
  resolve(signature: number, name: string): number {
    return this.#bySignature[signature]?.get(name) ?? NO_PORTS;
  }
}

/** How a name is keyed: protocol and name must both match the container port. */
export function portName(protocol: Transport, name: string): string {
  return `${protocol} ${name}`;
}

function namesOf(group: PodGroup, used: ReadonlySet<string>, ports: PortSets): Map<string, number> {
  const names = new Map<string, number>();
  for (const { name, protocol, port } of group.ports) {
    if (name === undefined) continue;
    const key = portName(protocol, name);
    if (used.has(key)) names.set(key, ports.union(names.get(key) ?? NO_PORTS, ports.of(protocol, port).id));
  }
  return names;
}
