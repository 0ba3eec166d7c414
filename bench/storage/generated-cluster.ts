import type { PodGroup, PodMember } from '#src/engine/model/pod-group.js';
import type { RawObject } from '#src/engine/model/raw-object.js';
import type { SnapshotFacts } from '#src/engine/model/snapshot-facts.js';
import { Random } from './random.js';

const START = Date.parse('2026-09-01T00:30:00Z');
const HOUR = 3_600_000;

/** How many of each, for 5,000 raw objects; other sizes scale it (storage.md, set-up). */
const MIX = { pods: 3000, workloads: 500, services: 450, policies: 300, namespaces: 100, other: 160, groups: 535 };
const RAW_OBJECTS = 5000;
/** Share of pods replaced between two snapshots, and of those the share replaced by roll-outs. */
const CHURN = { replaced: 0.02, byRollOut: 0.6, edits: 2 };

/**
 * A cluster that lives: pods come and go, workloads roll out, now and then somebody edits a policy or a service.
 * Derivable EndpointSlices are left out, as the collector leaves them out; they count among the raw objects.
 */
export class GeneratedCluster {
  readonly #random: Random;
  readonly #objects: RawObject[];
  readonly #groups: PodGroup[];
  #snapshots = 0;

  constructor(
    readonly name: string,
    seed: number,
    rawObjects: number,
  ) {
    this.#random = new Random(seed);
    const count = (of: keyof typeof MIX) => Math.max(1, Math.round((MIX[of] * rawObjects) / RAW_OBJECTS));
    const make = (of: keyof typeof MIX, apiVersion: string, kind: string) =>
      Array.from({ length: count(of) }, (_, i) =>
        this.#object(apiVersion, kind, `${kind.toLowerCase()}-${String(i)}`, i % count('namespaces')),
      );
    this.#objects = [
      ...make('namespaces', 'v1', 'Namespace'),
      ...make('workloads', 'apps/v1', 'DaemonSet'),
      ...make('services', 'v1', 'Service'),
      ...make('policies', 'networking.k8s.io/v1', 'NetworkPolicy'),
      ...make('other', 'networking.k8s.io/v1', 'Ingress'),
    ];
    const replicas = Math.round(count('pods') / count('groups'));
    this.#groups = Array.from({ length: count('groups') }, (_, i) => this.#group(i, replicas, count('namespaces')));
  }

  /** The next hourly snapshot. */
  next(): SnapshotFacts {
    if (this.#snapshots > 0) this.#live();
    this.#snapshots += 1;
    return {
      cluster: { name: this.name, uid: this.name, version: 'v1.33.2' },
      observedAt: new Date(START + this.#snapshots * HOUR).toISOString(),
      objects: [...this.#objects],
      podGroups: [...this.#groups],
      coverage: [],
      origin: 'live',
    };
  }

  #live(): void {
    const pods = this.#groups.reduce((sum, { members }) => sum + members.length, 0);
    let byRollOut = pods * CHURN.replaced * CHURN.byRollOut;
    while (byRollOut > 0) byRollOut -= this.#rollOut();
    for (let i = 0; i < pods * CHURN.replaced * (1 - CHURN.byRollOut); i += 1) this.#replacePod();
    for (let i = 0; i < CHURN.edits; i += 1) this.#edit();
  }

  #rollOut(): number {
    const at = this.#random.below(this.#groups.length);
    const group = this.#groups[at];
    if (group === undefined) return 1;
    const members = group.members.map(() => this.#member(group.owner.name)).sort(byName);
    this.#groups[at] = { ...group, images: [`registry.example/${group.owner.name}:${this.#random.text(7)}`], members };
    return Math.max(1, members.length);
  }

  #replacePod(): void {
    const at = this.#random.below(this.#groups.length);
    const group = this.#groups[at];
    if (group === undefined || group.members.length === 0) return;
    const members = [...group.members];
    members[this.#random.below(members.length)] = this.#member(group.owner.name);
    this.#groups[at] = { ...group, members: members.sort(byName) };
  }

  #edit(): void {
    const at = this.#random.below(this.#objects.length);
    const object = this.#objects[at];
    if (object !== undefined) this.#objects[at] = { ...object, spec: this.#spec() };
  }

  #object(apiVersion: string, kind: string, name: string, namespace: number): RawObject {
    const place = kind === 'Namespace' ? {} : { namespace: `ns-${String(namespace)}` };
    const labels = {
      'app.kubernetes.io/name': name,
      'app.kubernetes.io/part-of': this.#random.text(8),
      team: `t${String(namespace % 12)}`,
    };
    return { apiVersion, kind, metadata: { name, ...place, labels, uid: this.#random.text(32) }, spec: this.#spec() };
  }

  /** A body of about a kilobyte with the nesting real policies have. */
  #spec(): unknown {
    const peer = () => ({
      podSelector: { matchLabels: { app: this.#random.text(12), tier: this.#random.text(6) } },
      namespaceSelector: { matchLabels: { team: this.#random.text(10) } },
    });
    const rule = () => ({ from: [peer(), peer()], ports: [{ protocol: 'TCP', port: this.#random.below(65_535) }] });
    return {
      podSelector: { matchLabels: { app: this.#random.text(12) } },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [rule(), rule()],
      egress: [rule()],
    };
  }

  #group(index: number, replicas: number, namespaces: number): PodGroup {
    const name = `app-${String(index)}`;
    const labels = {
      app: name,
      'app.kubernetes.io/name': name,
      'app.kubernetes.io/instance': this.#random.text(10),
      'app.kubernetes.io/managed-by': 'Helm',
      team: `t${String(index % 12)}`,
    };
    return {
      namespace: `ns-${String(index % namespaces)}`,
      owner: { kind: 'Deployment', name },
      labels,
      serviceAccount: name,
      hostNetwork: false,
      ports: [
        { name: 'http', protocol: 'TCP', port: 8080 },
        { name: 'metrics', protocol: 'TCP', port: 9090 },
      ],
      images: [`registry.example/${name}:${this.#random.text(7)}`],
      automountToken: null,
      annotations: {},
      members: Array.from({ length: replicas }, () => this.#member(name)).sort(byName),
      fromTemplate: false,
    };
  }

  #member(owner: string): PodMember {
    const ip = `10.${String(this.#random.below(200))}.${String(this.#random.below(256))}.${String(this.#random.below(256))}`;
    return {
      name: `${owner}-${this.#random.text(9)}-${this.#random.text(5)}`,
      ips: [ip],
      node: `node-${String(this.#random.below(100))}`,
    };
  }
}

function byName(a: PodMember, b: PodMember): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
