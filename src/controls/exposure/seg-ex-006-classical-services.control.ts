import { type ControlContext, defineControl, type Judgement } from '../control.js';
import type { FlowFact } from '#src/engine/isolation/flow-fact.js';
import { openEnds, portText } from '#src/engine/isolation/crossings.js';
import type { PortSet } from '#src/engine/sets/port-set.js';
import { isSensitivePort } from '../sensitive-ports.js';
import { aboutWorkload } from '../workload-judgement.js';
import type { Subject } from '../workloads.js';
import { describeDoor, doorEvidence, openDoors } from './exposed.js';

export default defineControl({
  id: 'SEG-EX-006',
  title: 'Databases, file shares and shells stay inside their tenant',
  area: 'exposure',
  severity: 'high',
  why: 'These services trust whoever can connect; an attacker who reaches one reads or changes what it holds.',
  fix: 'Allow only the workloads that use the service, and take away load balancers, node ports and routes that lead to it.',
  needs: ['core/Namespace', 'core/Pod', 'core/Service', 'networking.k8s.io/NetworkPolicy', 'networking.k8s.io/Ingress'],
  frameworks: ['OWASP K8s Top Ten 2022 K07', 'PCI DSS 1.4.4', 'NIST 800-53 CM-7(1)'],
  check: (context) => {
    const behindServices = serviceTargets(context);
    const ingress = ingressFacts(context);
    return context.workloads.owned.map((subject) =>
      judge(context, subject, behindServices, ingress.get(subject.id) ?? []),
    );
  },
});

/** What foreigners can send to each unit. */
function ingressFacts({ isolation }: ControlContext): ReadonlyMap<number, readonly FlowFact[]> {
  const byUnit = new Map<number, FlowFact[]>();
  for (const fact of isolation.facts) {
    if (fact.direction !== 'ingress') continue;
    for (const unit of fact.units) {
      const known = byUnit.get(unit);
      if (known === undefined) byUnit.set(unit, [fact]);
      else known.push(fact);
    }
  }
  return byUnit;
}

/** Ports Services send to, by group: many images declare no container port at all. */
function serviceTargets({ model, reach }: ControlContext): ReadonlyMap<number, PortSet> {
  const targets = new Map<number, PortSet>();
  for (const { ports } of model.services) {
    for (const { group, protocol, port } of ports.flatMap((one) => one.targets)) {
      const known = targets.get(group) ?? reach.ports.none;
      targets.set(group, known.union(reach.ports.of(protocol, port)));
    }
  }
  return targets;
}

function judge(
  context: ControlContext,
  subject: Subject,
  behindServices: ReadonlyMap<number, PortSet>,
  facts: readonly FlowFact[],
): Judgement {
  const ports = listening(context, subject, behindServices);
  if (ports.isEmpty) return aboutWorkload(subject, 'not-applicable', 'it serves none of these ports');
  const doors = openDoors(context, subject).filter(({ target }) => ports.contains(target.protocol, target.port));
  const open = doors.find(({ verdict }) => verdict === 'allowed');
  if (open !== undefined) {
    return aboutWorkload(subject, 'fail', `${portText(ports)} is open to the outside through ${describeDoor(open)}`, {
      portClass: portText(ports),
      aggravation: { sensitivePort: true, internetExposed: open.entry.scope === 'public' },
      evidence: { objects: doorEvidence(context, doors), notes: doors.map(describeDoor) },
    });
  }
  const peers = (bound: 'must' | 'may'): string[] => [
    ...new Set(facts.filter((fact) => !fact[bound].intersect(ports).isEmpty).map(({ peer }) => peer)),
  ];
  const certain = peers('must');
  if (certain.length > 0) {
    const [fact] = facts.filter(({ must }) => !must.intersect(ports).isEmpty);
    const from = context.workloads.subjects[fact?.peerUnit ?? -1]?.ref;
    return aboutWorkload(subject, 'fail', `${portText(ports)} is open to ${shortList(certain)}`, {
      portClass: portText(ports),
      aggravation: { sensitivePort: true },
      evidence: {
        notes: certain.map((peer) => `reachable from ${peer}`),
        ...(from === undefined
          ? {}
          : { flow: { from, to: subject.ref, ports: portText(ports), verdict: 'allowed' as const, rules: [] } }),
      },
    });
  }
  const possible = [...doors.map(describeDoor), ...peers('may')];
  if (possible.length > 0) {
    return aboutWorkload(subject, 'unknown', `${portText(ports)} may be open to ${shortList(possible)}`, {
      portClass: portText(ports),
      evidence: { missing: [...doors.map(({ because }) => because), ...doubtsOf(context, subject, facts)] },
    });
  }
  return aboutWorkload(subject, 'pass', `only its own tenant reaches ${portText(ports)}`);
}

/** Why it is not known whether foreigners get through: what the first of them is asked about. */
function doubtsOf(
  { reach, workloads }: ControlContext,
  subject: Subject,
  facts: readonly FlowFact[],
): readonly string[] {
  const [first] = facts;
  if (first === undefined) return [];
  const { from, to } = openEnds(reach, workloads.subjects[first.peerUnit]?.groups ?? [], subject.groups);
  return reach.explain({ group: from }, { group: to }).because;
}

/** Sensitive ports the workload declares or a Service sends to. */
function listening({ reach }: ControlContext, subject: Subject, behindServices: ReadonlyMap<number, PortSet>): PortSet {
  let found = reach.ports.none;
  for (const [index, pod] of subject.pods.entries()) {
    const served = behindServices.get(subject.groups[index] ?? -1)?.ranges() ?? [];
    const all = [...pod.ports, ...served.map(({ lane, lo }) => ({ protocol: lane, port: lo }))];
    for (const { protocol, port } of all) {
      if (isSensitivePort(protocol, port, pod.images)) found = found.union(reach.ports.of(protocol, port));
    }
  }
  return found;
}

function shortList(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} and ${String(names.length - 3)} more` : shown;
}
