import { describe, expect, it } from 'vitest';
import { Reachability } from '#src/engine/reachability/reachability.js';
import { authorization, type MeshMode, meshPod } from '../../support/istio-objects.js';
import { groupNamed } from '../../support/flow-verdict.js';
import { modelOf } from '../../support/network-model.js';

/** A NetworkPolicy that lets `from` reach some TCP ports of srv, and nothing else. */
function admitting(ports: readonly number[]): object {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'np', namespace: 'foo' },
    spec: {
      podSelector: { matchLabels: { app: 'srv' } },
      ingress: [{ from: [{ namespaceSelector: {} }], ports: ports.map((port) => ({ port })) }],
    },
  };
}

function flowOf(
  objects: readonly object[],
  client: MeshMode,
  server: MeshMode = 'ambient',
): { must: string; may: string } {
  const reach = Reachability.build(modelOf([meshPod('foo', 'srv', server), meshPod('bar', 'cli', client), ...objects]));
  const { must, may } = reach.flow(groupNamed(reach, 'bar/cli'), groupNamed(reach, 'foo/srv'));
  return { must: must.toString(), may: may.toString() };
}

const TCP = 'TCP';

describe('ambient tunnels and NetworkPolicy (semantics 05 §7)', () => {
  it.each([
    {
      name: 'the port of the application does not cover mesh traffic',
      ports: [8080],
      client: 'ambient',
      must: 'none',
      may: 'TCP 8080',
    },
    { name: 'the port of the tunnel opens every TCP port', ports: [15008], client: 'ambient', must: TCP, may: TCP },
    { name: 'both', ports: [8080, 15008], client: 'ambient', must: TCP, may: TCP },
    {
      name: 'a client outside the mesh uses no tunnel',
      ports: [8080, 15008],
      client: 'none',
      must: 'TCP 8080,15008',
      may: 'TCP 8080,15008',
    },
    {
      name: 'releases differ about sidecars: without the port',
      ports: [8080],
      client: 'sidecar',
      must: 'none',
      may: 'TCP 8080',
    },
    {
      name: 'releases differ about sidecars: with the port',
      ports: [8080, 15008],
      client: 'sidecar',
      must: 'TCP 8080,15008',
      may: TCP,
    },
  ] as const)('$name', ({ ports, client, must, may }) => {
    expect(flowOf([admitting(ports)], client)).toEqual({ must, may });
  });

  it('a sidecar receives what is sent, port by port', () => {
    expect(flowOf([admitting([8080])], 'ambient', 'sidecar')).toEqual({ must: 'TCP 8080', may: 'TCP 8080' });
  });

  it('authorization still judges what the tunnel brings', () => {
    const policy = authorization('foo', { rules: [{ to: [{ operation: { ports: ['8080'] } }] }] });
    expect(flowOf([admitting([15008]), policy], 'ambient')).toEqual({ must: 'TCP 8080', may: 'TCP 8080' });
  });

  it('a pod that keeps its inbound traffic from the mesh has no tunnel', () => {
    const reach = Reachability.build(
      modelOf([
        meshPod('foo', 'srv', 'ambient', { annotations: { 'ambient.istio.io/bypass-inbound-capture': 'true' } }),
        meshPod('bar', 'cli', 'ambient'),
        admitting([8080]),
        authorization('foo', {}),
      ]),
    );
    const flow = reach.flow(groupNamed(reach, 'bar/cli'), groupNamed(reach, 'foo/srv'));
    expect([flow.must.toString(), flow.may.toString()]).toEqual(['TCP 8080', 'TCP 8080']);
  });

  it('egress policies must permit the tunnel, too', () => {
    const egress = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'out', namespace: 'bar' },
      spec: {
        podSelector: {},
        policyTypes: ['Egress'],
        egress: [{ to: [{ namespaceSelector: {} }], ports: [{ port: 8080 }] }],
      },
    };
    expect(flowOf([egress], 'ambient')).toEqual({ must: 'none', may: 'TCP 8080' });
  });

  it('what is not TCP never enters a tunnel', () => {
    const udp = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'np', namespace: 'foo' },
      spec: { podSelector: {}, ingress: [{ ports: [{ protocol: 'UDP', port: 53 }] }] },
    };
    expect(flowOf([udp], 'ambient')).toEqual({ must: 'UDP 53', may: 'UDP 53' });
  });
});
