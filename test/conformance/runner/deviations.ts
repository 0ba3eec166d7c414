import type { RawObject } from '#src/engine/model/raw-object.js';
import { kindKey } from '#src/engine/model/raw-object.js';
import type { Check } from './case-file.js';

/** A class of inputs about which a peer and the official documentation disagree. */
interface Deviation {
  readonly suite: string;
  readonly kinds: readonly string[];
  /** As docs/conformance-deviations.md calls it. */
  readonly reason: string;
  /** The input holds some object of one of these kinds… */
  readonly objects?: readonly string[];
  /** …or it is one of these checks, `case check`. */
  readonly checks?: readonly string[];
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
  {
    suite: 'np-guard-nca',
    kinds: ['connlist', 'relation'],
    reason: 'Calico policies of equal order come by name',
    checks: ['calico-testcase15-ports-testcase15 connlist[equiv-games1]'],
  },
  {
    suite: 'np-guard-nca',
    kinds: ['connlist', 'relation'],
    reason: 'Calico refuses what the peer accepts: global() outside rules, a stray quote, an empty map as selector',
    checks: [
      'calico-testcase24-selector-expression-testcase24 connlist[np_c]',
      'calico-testcase24-selector-expression-testcase24-new connlist[np_c]',
      'calico-testcase24-selector-expression-testcase24 relation[4]',
      'calico-calico-demo-sanity3 connlist[np_redundacy]',
      'calico-testcase26-multi-layer-policies-testcase26-multi-layer-connectivity connlist[testcase26-config-1-k8s-calico-istio-ingress-2]',
    ],
  },
  {
    suite: 'np-guard-nca',
    kinds: ['relation'],
    reason: 'source ports and ICMP types decide, which are conditions here',
    checks: [
      'calico-testcase13-protocol-testcase13 relation[9]',
      'calico-testcase15-ports-testcase15 relation[6]',
      'calico-testcase15-ports-testcase15 relation[7]',
      'calico-testcase15-ports-testcase15 relation[24]',
    ],
  },
  {
    suite: 'np-guard-nca',
    kinds: ['connlist'],
    reason: 'Istio policies of the root namespace reach the whole mesh',
    checks: [
      'fw_rules_tests-policies-istio-allow-nothing connlist[istio-allow-nothing-3]',
      'calico-testcase26-multi-layer-policies-testcase26-multi-layer-disjointness connlist[testcase26-config-2-k8s-istio-ingress]',
      'calico-testcase26-multi-layer-policies-testcase26-multi-layer-disjointness connlist[testcase26-config-3-k8s-istio-ingress-calico]',
    ],
  },
  {
    suite: 'np-guard-nca',
    kinds: ['connlist', 'relation'],
    reason: 'negative identities hold for clients without one; an empty list counts as unset',
    checks: [
      'fw_rules_tests-policies-istio-test1 connlist[istio-policy2]',
      'istio-testcase1-testcase1-istio connlist[istio1]',
      'istio-testcase1-testcase1-istio connlist[istio2]',
      'istio-bookinfo-demo-bookinfo-test-principals relation[4]',
    ],
  },
  {
    suite: 'np-guard-nca',
    kinds: ['connlist', 'relation'],
    reason: 'HTTP fields on a port of undeclared protocol may decide or be ignored',
    checks: [
      'istio-bookinfo-demo-bookinfo-test-equiv connlist[istio-test-methods-3]',
      'istio-bookinfo-demo-bookinfo-test-equiv connlist[istio-test-operation-regex]',
      'istio-bookinfo-demo-bookinfo-test-request-attrs connlist[istio-test-methods-basic-3]',
    ],
  },
];

/** Why a difference is intended, by what the input holds; undefined when it is not. */
export function deviationOf(
  suite: string,
  check: Check,
  name: string,
  objects: readonly RawObject[],
): string | undefined {
  const present = new Set(objects.map(({ apiVersion, kind }) => kindKey(apiVersion, kind)));
  return DEVIATIONS.find(
    (deviation) =>
      deviation.suite === suite &&
      deviation.kinds.includes(check.kind) &&
      (deviation.checks?.includes(name) === true || deviation.objects?.some((kind) => present.has(kind)) === true),
  )?.reason;
}
