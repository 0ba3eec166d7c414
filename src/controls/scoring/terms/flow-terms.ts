import { groupBy } from '#src/engine/isolation/group-by.js';
import type { FlowFact, Share } from '#src/engine/isolation/flow-fact.js';
import { portSummary } from '#src/engine/isolation/crossings.js';
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
  const terms = facts.flatMap((fact) => {
    const own = fact.units.map((unit) => unit - first);
    const peerTier = workloads.tierOf(fact.peerParty);
    const sensitiveTerm = draftOf(
      view,
      fact,
      own,
      peerTier,
      fact.sensitive,
      TIS.port.sensitive,
      fact.may.intersect(sensitive),
    );
    const otherTerm = draftOf(view, fact, own, peerTier, fact.other, TIS.port.other, fact.may.subtract(sensitive));
    // The same flow on harmless ports adds nothing to what its dangerous ones already cost.
    const isAdded =
      otherTerm.value.lower > sensitiveTerm.value.lower || otherTerm.value.upper > sensitiveTerm.value.upper;
    return [sensitiveTerm, ...(isAdded ? [otherTerm] : [])].filter(({ value }) => value.upper > 0);
  });
  const merged = groupBy(terms, ({ channel, peer, value, ports, because }) =>
    [channel, peer, value.lower, value.upper, ports, because].join('\n'),
  );
  return [...merged.values()].flatMap((same) => worded(view, same));
}

/** A term before its workloads are named. */
interface Draft extends Omit<Term, 'subject'> {
  readonly ports: string;
}

/** One term for drafts that differ in nothing but their workloads. */
function worded(view: TenantView, [first, ...more]: readonly Draft[]): Term[] {
  if (first === undefined) return [];
  const workloads = [first, ...more].flatMap((draft) => draft.workloads).sort((a, b) => a - b);
  const { ports, ...term } = first;
  const own = namesOf(view, workloads);
  const subject = term.channel === 'I' ? `${term.peer} → ${own}: ${ports}` : `${own} → ${term.peer}: ${ports}`;
  return [{ ...term, workloads, subject }];
}

function draftOf(
  view: TenantView,
  fact: FlowFact,
  workloads: readonly number[],
  peerTier: Tier,
  share: Share,
  port: number,
  ports: PortSet,
): Draft {
  const isIngress = fact.direction === 'ingress';
  const [source, destination] = isIngress ? [peerTier, view.tier] : [view.tier, peerTier];
  const at = (part: number): number =>
    part === 0 ? 0 : sigma({ verdict: { lower: 1, upper: 1 }, port, source, destination, share: part }).upper;
  const value: Interval = { lower: at(share.must), upper: at(share.may) };
  const whole = portSummary(fact.may);
  const control = isIngress ? 'SEG-TN-002' : 'SEG-TN-003';
  return {
    channel: isIngress ? 'I' : 'E',
    peer: fact.peer,
    workloads,
    value,
    // Shared services outside their contract have a control of their own, which is not built yet.
    ...(fact.peerParty === 'shared' ? {} : { control }),
    ports: whole.endsWith('all ports') ? whole : portSummary(ports),
    because: becauseOf(share),
  };
}

function becauseOf({ must, may }: Share): string {
  const percent = (share: number): string => `${String(Math.round(share * 100))} %`;
  if (must === 0) return 'it cannot be ruled out with what was read';
  if (must === may) return `usable by ${percent(must)} of the workloads at the other end`;
  return `usable by ${percent(must)} to ${percent(may)} of the workloads at the other end`;
}
