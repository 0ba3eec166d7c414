import type { FleetCrossing } from '#src/engine/fleet/fleet-crossing.js';
import type { FleetGap } from '#src/engine/fleet/gaps.js';
import type { Link } from '#src/engine/fleet/link.js';
import type { Overlap } from '#src/engine/fleet/overlaps.js';
import { fleetSentence } from '#src/engine/fleet/sentence.js';

/** What the engine found about the fleet. */
export interface FleetAnswer {
  readonly clusters: readonly {
    readonly name: string;
    readonly workloads: number;
    readonly networkPlugin: string;
    readonly assumed: boolean;
  }[];
  readonly overlaps: readonly Overlap[];
  readonly links: readonly Link[];
  readonly crossings: readonly FleetCrossing[];
  readonly gaps: readonly FleetGap[];
}

/** One JSON document; how a link routes packets is the engine's own business and left out. */
export function fleetJson({ links, crossings, ...rest }: FleetAnswer): string {
  const document = {
    ...rest,
    links: links.map(({ kind, technology, subject, from, to, premise, strength, because, evidence }) => ({
      kind,
      technology,
      subject,
      from,
      to,
      premise,
      strength,
      because,
      evidence,
    })),
    crossings: crossings.map((crossing) => ({ ...crossing, sentence: fleetSentence(crossing) })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
