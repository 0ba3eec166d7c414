import type { RawObject } from '#src/engine/model/raw-object.js';
import { kindKey } from '#src/engine/model/raw-object.js';
import type { Check } from './case-file.js';

/** A class of inputs about which a peer and the official documentation disagree. */
interface Deviation {
  readonly suite: string;
  readonly kinds: readonly string[];
  /** As docs/conformance-deviations.md calls it. */
  readonly reason: string;
  /** The input holds some object of one of these kinds. */
  readonly objects: readonly string[];
}

const DEVIATIONS: readonly Deviation[] = [
  {
    suite: 'np-guard-nca',
    kinds: ['connlist', 'relation', 'error'],
    reason: 'Istio Sidecar and ServiceEntry limit configuration, not traffic',
    objects: ['networking.istio.io/Sidecar', 'networking.istio.io/ServiceEntry'],
  },
  {
    suite: 'np-guard-nca',
    kinds: ['connlist'],
    reason: 'an ingress gateway is a pod like any other: routes do not limit what it can send',
    objects: ['networking.istio.io/Gateway', 'networking.istio.io/VirtualService'],
  },
];

/** Why a difference is intended, by what the input holds; undefined when it is not. */
export function deviationOf(suite: string, check: Check, objects: readonly RawObject[]): string | undefined {
  const present = new Set(objects.map(({ apiVersion, kind }) => kindKey(apiVersion, kind)));
  return DEVIATIONS.find(
    (deviation) =>
      deviation.suite === suite &&
      deviation.kinds.includes(check.kind) &&
      deviation.objects.some((kind) => present.has(kind)),
  )?.reason;
}
