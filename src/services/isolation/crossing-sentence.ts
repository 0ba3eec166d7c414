import { RESERVED_SLUGS } from '#src/engine/isolation/party.js';
import type { CrossingView } from './crossing.view.js';

/** A crossing in words, for people who read a list rather than a matrix. */
export function crossingSentence(crossing: Pick<CrossingView, 'from' | 'to' | 'verdict' | 'must' | 'may' | 'withinContract' | 'cluster'>): string {
  const { from, to, verdict, must, may, withinContract, cluster } = crossing;
  const ends = `${nameOf(from)} %s ${nameOf(to)}`;
  const place = ` in ${cluster.name}`;
  if (verdict === 'denied') return `${ends.replace('%s', 'cannot reach')}${place}`;
  if (verdict === 'unknown') return `${ends.replace('%s', 'may be able to reach')}${place} on ${may}: not known`;
  return `${ends.replace('%s', 'can reach')}${place} on ${must}${withinContract ? ', as agreed' : ''}`;
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
