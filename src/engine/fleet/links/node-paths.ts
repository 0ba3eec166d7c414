import { noted } from '../evidence.js';
import type { LinkDetector } from '../link-detector.js';
import { overlapIn } from '../overlaps.js';
import { isPrivateOnly } from '../routes/families.js';
import { sharedGround } from './shared-ground.js';

/** R2: addresses of nodes: host-network pods, kubelets, API servers. */
export const nodePaths: LinkDetector = {
  technology: 'node-addresses',
  detect(from, to) {
    const target = to.facts.nodes.all.union(to.facts.publicNodes.all);
    if (target.isEmpty) return [];
    const isTaken = target.subtract(from.facts.nodes.all).isEmpty;
    const overlap = overlapIn('nodes', from, to);
    return [
      {
        kind: 'R2',
        technology: 'node-addresses',
        subject: '',
        from: from.name,
        to: to.name,
        premise: isTaken ? 'excluded' : 'possible',
        strength: 'plausible',
        because: [
          isTaken
            ? `nodes of both clusters have the addresses ${overlap.ranges.join(', ')}, so packets stay at the local ones`
            : isPrivateOnly(target)
              ? 'node addresses are private: whether the clusters share a network is not in the API'
              : 'firewalls in front of public node addresses are not in the API',
        ],
        evidence: [
          ...overlap.because.map((text) => noted(text.startsWith(`${to.name}:`) ? to.name : from.name, text)),
          ...sharedGround(from, to),
        ],
        route: { kind: 'nodes' },
      },
    ];
  },
};
