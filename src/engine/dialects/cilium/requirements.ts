import { asList, member } from '../../model/json-value.js';
import { DIRECTIONS, type Direction } from '../policy.js';
import { ProblemList } from '../problem-list.js';
import type { Ground } from './ground.js';
import { type Condition, readingsOfPeer, readingsOfSubject } from './identity-selector.js';
import { readTerms } from './identity-term.js';
import { prefixOf } from './lower-peers.js';
import type { SpecPlace } from './lower-spec.js';
import type { PlacedSpec } from './specs.js';

const NONE: SpecPlace['required'] = { ingress: [], egress: [] };

interface Requirement {
  readonly direction: Direction;
  readonly subject: ReadonlySet<number>;
  readonly conditions: readonly Condition[];
}

/**
 * `fromRequires` and `toRequires`: conditions on the endpoint peers of every policy that shares a pod with the one that
 * states them. Releases since 1.19 do not know them; before, they count only for what is certain (semantics 04 §5).
 */
export class Requirements {
  readonly #all: readonly Requirement[];

  constructor(
    specs: readonly PlacedSpec[],
    private readonly ground: Ground,
  ) {
    this.#all = ground.settings.knowsRequires === false ? [] : specs.flatMap((spec) => this.#statedBy(spec));
  }

  /** What the peers of one policy must also meet. */
  of(spec: PlacedSpec): SpecPlace['required'] {
    if (this.#all.length === 0) return NONE;
    const own = this.#subjectOf(spec);
    const shared = this.#all.filter(({ subject }) => [...own].some((group) => subject.has(group)));
    const towards = (direction: Direction): (readonly Condition[])[] =>
      shared.flatMap((requirement) => (requirement.direction === direction ? [requirement.conditions] : []));
    return { ingress: towards('ingress'), egress: towards('egress') };
  }

  #statedBy(spec: PlacedSpec): Requirement[] {
    return DIRECTIONS.flatMap((direction) =>
      asList(member(spec.raw, direction)).flatMap((item) =>
        asList(member(item, `${prefixOf(direction)}Requires`)).flatMap((raw) => this.#read(raw, direction, spec)),
      ),
    );
  }

  #read(raw: unknown, direction: Direction, spec: PlacedSpec): Requirement[] {
    const terms = readTerms(raw, '', new ProblemList());
    // What cannot be read may be met by nobody.
    const unmet: Condition = { kind: 'term', term: { source: 'unreadable', key: 'x', operator: 'Exists', values: [] } };
    const [conditions] = terms === null ? [[unmet]] : readingsOfPeer(terms, spec.own, this.ground.settings).slice(-1);
    return [{ direction, subject: this.#subjectOf(spec), conditions: conditions ?? [] }];
  }

  #subjectOf({ raw, own }: PlacedSpec): ReadonlySet<number> {
    const terms = readTerms(member(raw, 'endpointSelector'), '', new ProblemList());
    return new Set(terms === null ? [] : this.ground.finder.groups(readingsOfSubject(terms, own)).possible);
  }
}
