import { JointReach } from '../federation/joint-reach.js';
import { onlyMesh } from '../mesh-dialects.js';
import type { MeshTrust } from '../route.js';
import type { ClusterPair } from './cluster-pair.js';
import { type PortBounds, whichever } from './port-bounds.js';
import type { Leg } from './route-view.js';
import { NOWHERE, sampleAddress } from './place.js';
import { sourcePlaces } from './source-places.js';

/**
 * What the mesh of the destination says about a client of another cluster. With a common root and trust domain the
 * client is whoever its namespace and service account say, indistinguishable from a local one of that name; without a
 * common root it has no identity (semantics 09 §3.2).
 */
export class MeshAuthority {
  private readonly joint: JointReach;

  constructor(
    private readonly pair: ClusterPair,
    private readonly trust: MeshTrust,
  ) {
    this.joint = new JointReach(pair.to, pair.from, pair.ports, {
      languages: onlyMesh(),
      defaultLocal: 'no',
      labels: { local: pair.to.name, remote: pair.from.name },
    });
  }

  sourceKey(group: number): string {
    return this.joint.remoteKey(group);
  }

  destinationKey(group: number): string {
    return `${this.joint.localKey(group)} ${String(this.pair.meshIngress.listOf(group))}`;
  }

  permits(source: number, destination: number): PortBounds {
    const { sameRoot, sameDomain } = this.trust;
    const named = this.joint.permits('ingress', destination, source);
    const nameless = this.nameless(source, destination);
    if (sameRoot === 'yes' && sameDomain === 'yes') return named;
    if (sameRoot === 'no') return nameless;
    return whichever(this.pair.ports, [named, nameless]);
  }

  leg(source: number, destination: number): Leg {
    const { sameRoot, sameDomain } = this.trust;
    const address = sampleAddress(this.places(source)[0] ?? NOWHERE);
    const explanation =
      sameRoot === 'no'
        ? this.pair.to.meshReach.explain({ ip: address }, { group: destination }).ingress
        : this.joint.explain('ingress', destination, source);
    return {
      cluster: this.pair.to.name,
      what: `mesh authorization of ${this.pair.to.name}`,
      bounds: this.permits(source, destination),
      explanation,
      because: [
        ...(sameRoot === 'yes' ? [] : [sameRoot === 'no' ? NO_ROOT : UNKNOWN_ROOT]),
        ...(sameDomain === 'yes' || sameRoot === 'no' ? [] : [UNKNOWN_DOMAIN]),
      ],
    };
  }

  private nameless(source: number, destination: number): PortBounds {
    const { meshIngress, ports } = this.pair;
    const list = meshIngress.listOf(destination);
    return whichever(
      ports,
      this.places(source).map((place) => meshIngress.permits(list, meshIngress.placeOf(place))),
    );
  }

  private places(source: number) {
    return sourcePlaces(this.pair.from, source, this.pair.families, false);
  }
}

const NO_ROOT = 'the clusters have different root certificates, so the client has no identity there';
const UNKNOWN_ROOT = 'whether the clusters share a root certificate is not known';
const UNKNOWN_DOMAIN = 'the trust domains differ or are not known, so policies may not recognise the client';
