import type { NetworkModel } from '../../model/network-model.js';
import { type Requirement, Selector } from '../../model/selector.js';
import { LabelPattern } from './label-pattern.js';
import { readSwitches } from './switch-reader.js';

/** Kept whatever else a filter says, because Cilium adds these labels itself. */
const ALWAYS = ['io\\.kubernetes\\.pod\\.namespace', 'io\\.cilium\\.k8s\\.namespace\\.labels', 'io\\.cilium\\.k8s\\.policy\\.cluster', 'io\\.cilium\\.k8s\\.policy\\.serviceaccount', 'app\\.kubernetes\\.io', 'fenceline\\.io/remote-cluster']; // prettier-ignore

/** Dropped unless a longer pattern keeps them (semantics 04 §3). */
const NEVER = ['io\\.kubernetes', 'kubernetes\\.io', '.*beta\\.kubernetes\\.io', 'k8s\\.io', 'pod-template-generation', 'pod-template-hash', 'controller-revision-hash', 'annotation.*', 'etcd_node']; // prettier-ignore

/** Dropped by some releases only. */
const SOMETIMES = ['statefulset\\.kubernetes\\.io/pod-name', 'apps\\.kubernetes\\.io/pod-index', 'batch\\.kubernetes\\.io/job-completion-index', 'batch\\.kubernetes\\.io/controller-uid', 'controller-uid', 'topology\\.kubernetes\\.io']; // prettier-ignore

const PROFILES: ReadonlySet<string> = new Set(['cilium', 'gke-dataplane-v2']);

interface Pattern {
  /** Undefined when it could not be read: then it may match any key. */
  readonly pattern: LabelPattern | undefined;
  readonly ignores: boolean;
}

/** Which labels of a pod take part in its identity; policies see no others. */
export class IdentityFilter {
  readonly #known = new Map<string, boolean | undefined>();
  readonly #patterns: readonly Pattern[];
  readonly #isWhitelist: boolean;
  private readonly sometimes: readonly (LabelPattern | undefined)[];

  /** @param configured the `labels` switch: patterns separated by spaces */
  constructor(configured = '') {
    const own = configured.split(/\s+/).filter((text) => text !== '');
    const patterns = own.flatMap((text) => readPattern(text) ?? []);
    this.#isWhitelist = patterns.some(({ ignores }) => !ignores);
    this.#patterns = [...builtIn(ALWAYS, false), ...builtIn(NEVER, true), ...patterns];
    this.sometimes = SOMETIMES.map((text) => LabelPattern.read(text));
  }

  /** Does a label take part? Undefined when that depends on the release or on a pattern nobody could read. */
  keeps(key: string): boolean | undefined {
    if (this.#known.has(key)) return this.#known.get(key);
    const answer = this.#judge(key);
    this.#known.set(key, answer);
    return answer;
  }

  /** A selector as it works on identities: a label that is left out is on no pod. */
  selector(selector: Selector): Selector {
    const dropped = selector.requirements.filter(({ key }) => this.keeps(key) === false);
    if (dropped.length === 0) return selector;
    const rest = selector.requirements.filter((requirement) => !dropped.includes(requirement));
    return new Selector([...rest, ...dropped.flatMap(onAbsentLabel)]);
  }

  /** The longest pattern that keeps a label must be longer than the shortest that ignores it. */
  #judge(key: string): boolean | undefined {
    let kept = 0;
    let ignored = 0;
    let isVague = false;
    for (const { pattern, ignores } of this.#patterns) {
      if (pattern === undefined) isVague = true;
      const length = pattern?.match(key);
      if (length === undefined) continue;
      if (!ignores) kept = Math.max(kept, length);
      else if (ignored === 0 || length < ignored) ignored = length;
    }
    if (isVague) return undefined;
    if ((this.#isWhitelist && kept === 0) || (ignored > 0 && kept <= ignored)) return false;
    return this.sometimes.some((pattern) => pattern?.match(key) !== undefined) ? undefined : true;
  }
}

/** The filter of a cluster; on other network plugins every label counts. */
export function identityFilterOf(model: NetworkModel): { selector(selector: Selector): Selector } {
  if (!PROFILES.has(model.cni.profile)) return { selector: (selector) => selector };
  return new IdentityFilter(readSwitches(model).get('labels'));
}

function builtIn(texts: readonly string[], ignores: boolean): Pattern[] {
  return texts.map((text) => ({ pattern: LabelPattern.read(text), ignores }));
}

/** `k8s:key`, `!key` or `k8s:!key`; patterns for labels of other sources say nothing about pods' labels. */
function readPattern(text: string): Pattern | undefined {
  const [, first = '', source, second = '', body = ''] = /^(!?)(?:([a-z0-9-]*):)?(!?)(.*)$/.exec(text) ?? [];
  if (source !== undefined && source !== '' && source !== 'k8s' && source !== 'any') return undefined;
  return { pattern: LabelPattern.read(body), ignores: first === '!' || second === '!' };
}

function onAbsentLabel({ key, operator }: Requirement): Requirement[] {
  if (operator === 'NotIn' || operator === 'DoesNotExist') return [];
  return [
    { key, operator: 'Exists', values: [] },
    { key, operator: 'DoesNotExist', values: [] },
  ];
}
