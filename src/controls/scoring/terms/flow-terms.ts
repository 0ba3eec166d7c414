import type { FlowFact, Share } from '#src/engine/isolation/flow-fact.js';
import { portText } from '#src/engine/isolation/crossings.js';
import type { PortSet } from '#src/engine/sets/port-set.js';
import type { Workloads } from '../../workloads.js';
import { type Interval, sigma, type Tier } from '../sigma.js';
import type { Term } from '../term.js';
import { TIS } from '../weights.js';
import { namesOf, type TenantView } from './tenant-view.js';

/**
 * Channels I and E: what foreign parties and the tenant can exchange outside contracts. Each fact becomes one term for
 * its sensitive ports and one for the others; where both touch the same workloads the worse one counts.
 */
export function flowTerms(
  view: TenantView,
  facts: readonly FlowFact[],
  workloads: Workloads,
  sensitive: PortSet,
): Term[] {
  const first = view.subjects[0]?.id ?? 0;
  return facts.flatMap((fact) => {
    const own = fact.units.map((unit) => unit - first);
    const peerTier = workloads.tierOf(fact.peerParty);
    const sensitiveTerm = termOf(
      view,
      fact,
      own,
      peerTier,
      fact.sensitive,
      TIS.port.sensitive,
      fact.may.intersect(sensitive),
    );
    const otherTerm = termOf(view, fact, own, peerTier, fact.other, TIS.port.other, fact.may.subtract(sensitive));
    // The same flow on harmless ports adds nothing to what its dangerous ones already cost.
    const isAdded =
      otherTerm.value.lower > sensitiveTerm.value.lower || otherTerm.value.upper > sensitiveTerm.value.upper;
    return [sensitiveTerm, ...(isAdded ? [otherTerm] : [])].filter((term) => term.value.upper > 0);
  });
}

function termOf(
  view: TenantView,
  fact: FlowFact,
  workloads: readonly number[],
  peerTier: Tier,
  share: Share,
  port: number,
  ports: PortSet,
): Term {
  const isIngress = fact.direction === 'ingress';
  const [source, destination] = isIngress ? [peerTier, view.tier] : [view.tier, peerTier];
  const at = (part: number): number =>
    part === 0 ? 0 : sigma({ verdict: { lower: 1, upper: 1 }, port, source, destination, share: part }).upper;
  const value: Interval = { lower: at(share.must), upper: at(share.may) };
  const shown = fact.may.isEveryTransport ? 'all ports' : portText(ports);
  const own = namesOf(view, workloads);
  return {
    channel: isIngress ? 'I' : 'E',
    peer: fact.peer,
    workloads,
    value,
    control: isIngress ? 'SEG-TN-002' : 'SEG-TN-003',
    subject: isIngress ? `${fact.peer} → ${own}: ${shown}` : `${own} → ${fact.peer}: ${shown}`,
    because: becauseOf(share),
  };
}

function becauseOf({ must, may }: Share): string {
  const percent = (share: number): string => `${String(Math.round(share * 100))} %`;
  if (must === 0) return 'it cannot be ruled out with what was read';
  if (must === may) return `usable by ${percent(must)} of the workloads at the other end`;
  return `usable by ${percent(must)} to ${percent(may)} of the workloads at the other end`;
}
