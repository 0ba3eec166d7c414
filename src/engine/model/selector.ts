/** One condition on labels (metav1.LabelSelectorRequirement; `matchLabels` entries become `In` with one value). */
export interface Requirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  /** Sorted; empty for Exists and DoesNotExist. */
  readonly values: readonly string[];
}

/** Labels as they arrive in objects; keys such as `__proto__` are ordinary. */
export type Labels = Readonly<Record<string, string>>;

/**
 * A valid label selector: the conjunction of its requirements (semantics 01 §3).
 * Invariant: requirements are sorted and without duplicates, so equal selectors have equal `text`.
 */
export class Selector {
  /** `{}`: matches everything. */
  static readonly everything = new Selector([]);

  readonly requirements: readonly Requirement[];
  /** Canonical, readable form, e.g. `app=web,tier notin (db)`; `*` when it matches everything. */
  readonly text: string;

  constructor(requirements: readonly Requirement[]) {
    const distinct = new Map(requirements.map((requirement) => [textOf(requirement), requirement]));
    const sorted = [...distinct.entries()].sort(([a], [b]) => (a < b ? -1 : 1));
    this.requirements = sorted.map(([, requirement]) => requirement);
    this.text = sorted.length === 0 ? '*' : sorted.map(([text]) => text).join(',');
  }

  get matchesEverything(): boolean {
    return this.requirements.length === 0;
  }

  /** Do the labels meet every requirement? Exact and case-sensitive. */
  matches(labels: Labels): boolean {
    for (const requirement of this.requirements) {
      if (!meets(requirement, valueOf(labels, requirement.key))) return false;
    }
    return true;
  }
}

/** The value of a label, or undefined when the key is absent. */
export function valueOf(labels: Labels, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined;
}

/** Is the requirement met by a label value? An absent key meets NotIn and DoesNotExist. */
export function meets({ operator, values }: Requirement, value: string | undefined): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
  }
}

function textOf({ key, operator, values }: Requirement): string {
  switch (operator) {
    case 'In':
      return values.length === 1 ? `${key}=${values[0] ?? ''}` : `${key} in (${values.join('|')})`;
    case 'NotIn':
      return `${key} notin (${values.join('|')})`;
    case 'Exists':
      return key;
    case 'DoesNotExist':
      return `!${key}`;
  }
}
