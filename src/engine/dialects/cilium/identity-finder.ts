import type { Endpoint, SearchHints } from '../../endpoints/endpoint-finder.js';
import type { MatchedGroups, NamespaceScope, PodSelection } from '../../endpoints/pod-selection.js';
import { NAME_LABEL } from '../../endpoints/namespace-matcher.js';
import { type Requirement, Selector, meets, valueOf } from '../../model/selector.js';
import type { LowerContext } from '../dialect.js';
import { type IdentityFilter } from './identity-filter.js';
import { type Condition, type Readings, isDerived, textOfReadings } from './identity-selector.js';
import { ACCOUNT_KEY, CLUSTER_KEY, NAMESPACE_KEY, NAMESPACE_LABELS, REMOTE_KEY, type Term } from './identity-term.js';
import type { CiliumSettings } from './settings.js';

/** Pods a selector finds: as a plain selection where it can be written as one, otherwise as groups. */
export type FoundPods = { readonly selection: PodSelection } | { readonly groups: MatchedGroups };

const OWN: NamespaceScope = { kind: 'own' };

/** Finds the identities that selectors match. */
export class IdentityFinder {
  /** Are pods of several clusters evaluated together? Then only groups can tell them apart. */
  readonly #isJoint: boolean;

  constructor(
    private readonly context: LowerContext,
    private readonly settings: CiliumSettings,
    private readonly filter: IdentityFilter,
  ) {
    this.#isJoint = context.model.groups.some(({ labels }) => Object.hasOwn(labels, REMOTE_KEY));
  }

  /** True when no pod of another cluster is in sight. */
  get isSingle(): boolean {
    return !this.#isJoint;
  }

  /** The pods that the readings match; `own` is the policy's namespace. */
  pods(readings: Readings, own: string): FoundPods {
    const selection = this.#isJoint ? undefined : this.#plainly(readings, own);
    return selection === undefined ? { groups: this.groups(readings) } : { selection };
  }

  /** The same as groups. */
  groups(readings: Readings): MatchedGroups {
    const text = `cilium pods ${textOfReadings(readings)}`;
    return this.context.endpoints.where(text, (endpoint) => this.#matches(readings, endpoint), this.#hints(readings));
  }

  /** Does a special identity with these `reserved:` labels match? Undefined when releases differ. */
  reserved(readings: Readings, labels: readonly string[]): boolean | undefined {
    return together(
      readings.map((reading) =>
        reading.every((condition) => {
          if (condition.kind !== 'term') return false;
          const { term } = condition;
          const isThere = term.source !== 'k8s' && labels.includes(term.key);
          return meets(term, isThere ? '' : undefined);
        }),
      ),
    );
  }

  #matches(readings: Readings, endpoint: Endpoint): boolean | undefined {
    return together(readings.map((reading) => all(reading.map((condition) => this.#holds(condition, endpoint)))));
  }

  #holds(condition: Condition, { group, namespaceLabels }: Endpoint): boolean | undefined {
    switch (condition.kind) {
      case 'namespace':
        return condition.name === null || condition.name === group.namespace;
      case 'local':
        return !Object.hasOwn(group.labels, REMOTE_KEY);
      case 'term':
        break;
    }
    const { term } = condition;
    if (term.source === 'reserved') return meets(term, undefined);
    if (term.source !== 'any' && term.source !== 'k8s') return undefined;
    if (term.key === NAMESPACE_KEY) return meets(term, group.namespace);
    if (term.key === ACCOUNT_KEY) return meets(term, group.serviceAccount);
    if (term.key === CLUSTER_KEY) {
      const cluster = valueOf(group.labels, CLUSTER_KEY) ?? this.settings.clusterName;
      return cluster === undefined ? unlessPresence(term) : meets(term, cluster);
    }
    const isKept = this.filter.keeps(term.key);
    if (isKept === false) return meets(term, undefined);
    const answer = this.#labelHolds(term, group.labels, namespaceLabels);
    return isKept === undefined ? together([answer, meets(term, undefined)]) : answer;
  }

  #labelHolds(
    term: Term,
    labels: Endpoint['group']['labels'],
    ofNamespace: Endpoint['namespaceLabels'],
  ): boolean | undefined {
    if (!term.key.startsWith(NAMESPACE_LABELS)) return meets(term, valueOf(labels, term.key));
    return ofNamespace === null
      ? undefined
      : meets(term, valueOf(ofNamespace, term.key.slice(NAMESPACE_LABELS.length)));
  }

  /** One reading of plain labels and namespaces is what the shared selection means. */
  #plainly(readings: Readings, own: string): PodSelection | undefined {
    const [reading, ...others] = readings.map((conditions) => conditions.filter(({ kind }) => kind !== 'local'));
    if (reading === undefined || others.some((other) => textOfReadings([other]) !== textOfReadings([reading])))
      return undefined;
    const ofPods: Requirement[] = [];
    const ofNamespaces: Requirement[] = [];
    let isOwn = false;
    for (const condition of reading) {
      if (condition.kind === 'namespace') isOwn ||= condition.name !== null;
      else if (condition.kind === 'term' && !this.#sort(condition.term, ofPods, ofNamespaces)) return undefined;
    }
    if (isOwn && (ofNamespaces.length > 0 || own === '')) return undefined;
    const pods = this.filter.selector(new Selector(ofPods));
    return { namespaces: isOwn ? OWN : { kind: 'matching', selector: new Selector(ofNamespaces) }, pods };
  }

  /** Files a term under pods or namespaces; false when it fits neither. */
  #sort(term: Term, ofPods: Requirement[], ofNamespaces: Requirement[]): boolean {
    const { source, key, operator, values } = term;
    if ((source !== 'any' && source !== 'k8s') || this.filter.keeps(key) === undefined) return false;
    if (!isDerived(term)) ofPods.push({ key, operator, values });
    else if (key === NAMESPACE_KEY) ofNamespaces.push({ key: NAME_LABEL, operator, values });
    else if (key.startsWith(NAMESPACE_LABELS) && this.filter.keeps(key) === true)
      ofNamespaces.push({ key: key.slice(NAMESPACE_LABELS.length), operator, values });
    else return false;
    return true;
  }

  /** Where to look: what every reading demands. */
  #hints(readings: Readings): SearchHints {
    const [namespace, ...otherNamespaces] = readings.map(namespaceOf);
    const inNamespace =
      namespace !== undefined && otherNamespaces.every((other) => other === namespace) ? { namespace } : {};
    const [first] = readings;
    const label = (first ?? []).flatMap((condition) => this.#labelHint(condition, readings)).at(0);
    return { ...inNamespace, ...(label === undefined ? {} : { label }) };
  }

  #labelHint(condition: Condition, readings: Readings): NonNullable<SearchHints['label']>[] {
    if (condition.kind !== 'term') return [];
    const { term } = condition;
    const isPlain =
      term.operator === 'In' && term.source !== 'reserved' && !isDerived(term) && this.filter.keeps(term.key) !== false;
    return isPlain && readings.every((reading) => reading.includes(condition))
      ? [{ key: term.key, values: term.values }]
      : [];
  }
}

function namespaceOf(reading: readonly Condition[]): string | undefined {
  for (const condition of reading) {
    if (condition.kind === 'namespace' && condition.name !== null) return condition.name;
    if (condition.kind !== 'term') continue;
    const { key, operator, values, source } = condition.term;
    if (key === NAMESPACE_KEY && source !== 'reserved' && operator === 'In' && values.length === 1) return values[0];
  }
  return undefined;
}

/** With an unknown value only questions about its presence have an answer. */
function unlessPresence(term: Term): boolean | undefined {
  return term.operator === 'Exists' ? true : term.operator === 'DoesNotExist' ? false : undefined;
}

/** True when all are, false when one is. */
function all(answers: readonly (boolean | undefined)[]): boolean | undefined {
  if (answers.includes(false)) return false;
  return answers.includes(undefined) ? undefined : true;
}

/** The common answer of several readings. */
function together(answers: readonly (boolean | undefined)[]): boolean | undefined {
  const [first] = answers;
  return answers.every((answer) => answer === first) ? first : undefined;
}
