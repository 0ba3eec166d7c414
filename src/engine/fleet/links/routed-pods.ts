import type { Evidence } from '../evidence.js';
import { noted, seen } from '../evidence.js';
import { objectsOf } from '../facts/read-objects.js';
import type { FleetMember } from '../fleet-member.js';
import type { LinkDetector } from '../link-detector.js';
import { overlapIn } from '../overlaps.js';
import { sharedGround } from './shared-ground.js';

/**
 * R1: pod addresses that the network between the clusters routes. That network is not in any API, so this is never more
 * than possible; equal addresses on both sides exclude it (semantics 09 §2).
 */
export const routedPods: LinkDetector = {
  technology: 'routed-pods',
  detect(from, to) {
    const overlap = overlapIn('pods', from, to);
    const isExcluded = overlap.verdict === 'overlap';
    return [
      {
        kind: 'R1',
        technology: 'routed-pods',
        subject: '',
        from: from.name,
        to: to.name,
        premise: isExcluded ? 'excluded' : 'possible',
        strength: 'plausible',
        because: isExcluded
          ? [`both clusters use the pod addresses ${overlap.ranges.join(', ')}, so no route can tell them apart`]
          : ['whether the network between the clusters routes pod addresses is not in the API'],
        evidence: [
          ...overlap.because.map((text) => noted(text.startsWith(`${to.name}:`) ? to.name : from.name, text)),
          ...sharedGround(from, to),
          ...advertised(from),
          ...advertised(to),
        ],
        route: { kind: 'pods', sourceKept: false, targets: null, trust: null },
      },
    ];
  },
};

const PEERINGS = [
  'projectcalico.org/BGPPeer',
  'crd.projectcalico.org/BGPPeer',
  'cilium.io/CiliumBGPPeeringPolicy',
  'cilium.io/CiliumBGPClusterConfig',
];

function advertised({ model, name }: FleetMember): Evidence[] {
  return PEERINGS.flatMap((kind) => {
    const [first] = objectsOf(model, kind);
    return first === undefined ? [] : [seen(name, first, 'may advertise pod addresses to the network outside')];
  });
}
