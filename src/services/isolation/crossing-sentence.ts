import { RESERVED_SLUGS } from '#src/engine/isolation/party.js';
import type { CrossingView } from './crossing.view.js';
import type { EndpointView } from './flow.view.js';

/** What a sentence needs to know of a crossing. */
type Told = Pick<CrossingView, 'from' | 'to' | 'verdict' | 'must' | 'may' | 'withinContract' | 'cluster' | 'witness'>;

/** A crossing in words, for people who read a list rather than a matrix; names one pair that proves it. */
export function crossingSentence({ from, to, verdict, must, may, withinContract, cluster, witness }: Told): string {
  const say = (verb: string) => `${nameOf(from)} ${verb} ${nameOf(to)} in ${cluster.name}`;
  if (verdict === 'denied') return say('cannot reach');
  const proof = witness === null ? '' : `, e.g. ${endName(witness.from)} → ${endName(witness.to)}`;
  if (verdict === 'unknown') return `${say('may be able to reach')} on ${portsName(may)}${proof}: not known`;
  return `${say('can reach')} on ${portsName(must)}${withinContract ? ', as agreed' : ''}${proof}`;
}

function portsName(ports: string): string {
  return ports === 'all' ? 'all ports' : ports;
}

function endName({ namespace, name, range }: EndpointView): string {
  return range ?? `${namespace ?? ''}/${name ?? ''}`;
}

function nameOf(party: string): string {
  const known: Readonly<Record<(typeof RESERVED_SLUGS)[number], string>> = {
    shared: 'shared services',
    unowned: 'namespaces nobody owns',
    external: 'the outside',
  };
  const reserved = RESERVED_SLUGS.find((slug) => slug === party);
  return reserved === undefined ? party : known[reserved];
}
