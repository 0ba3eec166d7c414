import { asInteger, asLabels, asList, asRecord, asText, asTextList, byText, member, memberAt } from './json-value.js';
import { keptAnnotations } from './kept-annotations.js';
import { projectPodSpec } from './project-pod-spec.js';

/** The parts of an object outside `metadata` that are kept. */
export type ProjectedBody = Readonly<Record<string, unknown>>;

/** A pod: what policies, services and the scheduler say about it, and its addresses. */
export function projectPod(object: unknown): ProjectedBody {
  const status = member(object, 'status');
  const podIPs = asList(member(status, 'podIPs')).flatMap((item) => address(member(item, 'ip')));
  const single = address(member(status, 'podIP'));
  const hostIP = asText(member(status, 'hostIP'));
  return {
    spec: projectPodSpec(member(object, 'spec'), { pluginSwitches: false }),
    status: {
      phase: asText(member(status, 'phase')) ?? '',
      podIPs: (podIPs.length > 0 ? podIPs : single).map((ip) => ({ ip })),
      ...notReady(status),
      ...(hostIP === undefined ? {} : { hostIP }),
    },
  };
}

/** The condition `Ready` when it is not true: only agents of network plugins are asked for it. */
function notReady(status: unknown): { conditions?: readonly { readonly type: string; readonly status: string }[] } {
  const ready = asList(member(status, 'conditions')).find((item) => member(item, 'type') === 'Ready');
  const state = asText(member(ready, 'status'));
  return state === undefined || state === 'True' ? {} : { conditions: [{ type: 'Ready', status: state }] };
}

/** A controller: its pod template and how many pods it wants. DaemonSets keep the switches of network plugins. */
export function projectController(object: unknown): ProjectedBody {
  const spec = member(object, 'spec');
  const kind = member(object, 'kind');
  const jobTemplate = member(spec, 'jobTemplate');
  const replicas = asInteger(member(spec, 'replicas'));
  const parallelism = asInteger(member(spec, 'parallelism'));
  const template = member(spec, 'template');
  const pluginSwitches = kind === 'DaemonSet';
  return {
    spec: {
      ...(replicas === undefined ? {} : { replicas }),
      ...(parallelism === undefined ? {} : { parallelism }),
      ...(asRecord(template) === undefined ? {} : { template: projectTemplate(template, pluginSwitches) }),
      ...(asRecord(jobTemplate) === undefined
        ? {}
        : { jobTemplate: { spec: { template: projectTemplate(memberAt(jobTemplate, 'spec', 'template'), false) } } }),
    },
    ...(kind === 'DaemonSet' ? { status: projectReadiness(member(object, 'status')) } : {}),
  };
}

function projectTemplate(template: unknown, pluginSwitches: boolean): Record<string, unknown> {
  const metadata = member(template, 'metadata');
  return {
    metadata: {
      labels: asLabels(member(metadata, 'labels')),
      annotations: keptAnnotations({
        ...asRecord(member(metadata, 'annotations')),
        ...(pluginSwitches ? meshPeers(member(template, 'spec')) : {}),
      }),
    },
    spec: projectPodSpec(member(template, 'spec'), { pluginSwitches }),
  };
}

const PEER_SUFFIX = '.mesh.cilium.io';

/** Newer charts of Cilium name the clusters of its mesh as host aliases of the agent (semantics 09 §3.1). */
function meshPeers(spec: unknown): Record<string, string> {
  const names = asList(member(spec, 'hostAliases')).flatMap((item) => asTextList(member(item, 'hostnames')));
  const peers = names.filter((name) => name.endsWith(PEER_SUFFIX)).map((name) => name.slice(0, -PEER_SUFFIX.length));
  return peers.length === 0 ? {} : { 'env.fenceline.io/clustermesh-peers': [...new Set(peers)].sort(byText).join(',') };
}

function projectReadiness(status: unknown): Record<string, number> {
  const readiness: Record<string, number> = {};
  for (const field of ['desiredNumberScheduled', 'numberReady']) {
    const count = asInteger(member(status, field));
    if (count !== undefined) readiness[field] = count;
  }
  return readiness;
}

function address(value: unknown): string[] {
  const text = asText(value);
  return text === undefined || text.length > 64 ? [] : [text];
}
