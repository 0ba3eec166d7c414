import { asInteger, asRecord, asStringRecord, memberAt } from './json-value.js';
import { KNOWN_KINDS, movedKind } from './known-kinds.js';
import { kindKey, type RawObject } from './raw-object.js';

/** The pods a controller would create. */
export interface WorkloadTemplate {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: unknown;
  /** Two stands for "more than one": counts never change a verdict. */
  readonly replicas: 1 | 2;
}

/** True for kinds that create pods, in the groups that serve them now or used to. */
export function isController(object: RawObject): boolean {
  const key = kindKey(object.apiVersion, object.kind);
  const known = KNOWN_KINDS.get(key) ?? movedKind(key);
  return known?.role === 'workload' && known.kind !== 'Pod';
}

/** The pod template of a controller object; undefined when it has none that can be read. */
export function templateOf(object: RawObject): WorkloadTemplate | undefined {
  const { spec, kind } = object;
  if (kind === 'VirtualMachineInstance') {
    return {
      labels: object.metadata.labels ?? {},
      annotations: object.metadata.annotations ?? {},
      spec: {},
      replicas: 1,
    };
  }
  const template = kind === 'CronJob' ? memberAt(spec, 'jobTemplate', 'spec', 'template') : memberAt(spec, 'template');
  if (asRecord(template) === undefined) return undefined;
  const wanted = asInteger(memberAt(spec, 'replicas')) ?? asInteger(memberAt(spec, 'parallelism')) ?? 1;
  return {
    labels: asStringRecord(memberAt(template, 'metadata', 'labels')),
    annotations: asStringRecord(memberAt(template, 'metadata', 'annotations')),
    spec: memberAt(template, 'spec') ?? {},
    replicas: wanted > 1 ? 2 : 1,
  };
}
