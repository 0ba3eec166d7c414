import { asRecord, type JsonRecord } from '../../model/json-value.js';
import type { ProblemList } from '../problem-list.js';
import { shown } from '../shown-value.js';

/** Reads the fields of one part of a policy; what has the wrong shape is reported and counts as absent. */
export class FieldReader {
  /** True when something here could not be read: the API would refuse the object (semantics 03 §3). */
  isBroken = false;

  constructor(
    private readonly record: JsonRecord,
    readonly field: string,
    private readonly problems: ProblemList,
    private readonly code: string,
  ) {}

  /** A text; the empty text counts as absent. */
  text(name: string): string | undefined {
    const value = this.#value(name);
    if (value === undefined || value === '') return undefined;
    if (typeof value === 'string') return value;
    this.refuse(name, `${shown(value)} is not a text`);
    return undefined;
  }

  number(name: string): number | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    this.refuse(name, `${shown(value)} is not a number`);
    return undefined;
  }

  flag(name: string): boolean {
    const value = this.#value(name);
    if (value === undefined || typeof value === 'boolean') return value ?? false;
    this.refuse(name, `${shown(value)} is neither true nor false`);
    return false;
  }

  /** A list; absent and empty lists are one thing in Calico. */
  list(name: string): readonly unknown[] {
    const value = this.#value(name);
    if (value === undefined) return [];
    if (Array.isArray(value)) return value;
    this.refuse(name, `${shown(value)} is not a list`);
    return [];
  }

  /** A list of texts. */
  texts(name: string): readonly string[] {
    return this.list(name).flatMap((item, index) => {
      if (typeof item === 'string') return [item];
      this.refuse(`${name}[${String(index)}]`, `${shown(item)} is not a text`);
      return [];
    });
  }

  /** A part with fields of its own, or undefined when it is absent. */
  part(name: string): FieldReader | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    const record = asRecord(value);
    if (record === undefined) {
      this.refuse(name, `${shown(value)} is not an object`);
      return undefined;
    }
    return new FieldReader(record, `${this.field}.${name}`, this.problems, this.code);
  }

  /** The value as it stands, for fields that take several types. */
  raw(name: string): unknown {
    return this.#value(name);
  }

  /** Reports every field that is not in the list; true when there is one. */
  hasOthers(known: ReadonlySet<string>): boolean {
    const others = Object.keys(this.record).filter((name) => !known.has(name) && this.#value(name) !== undefined);
    for (const name of others) {
      this.problems.error(
        'POLICY.UNKNOWN_FIELD',
        `${this.field}.${name}`,
        `Fenceline does not know the field ${name}; what it restricts is unknown`,
      );
    }
    return others.length > 0;
  }

  /** Reports that a field cannot be read. */
  refuse(name: string, message: string, code = this.code): void {
    this.isBroken = true;
    this.problems.error(code, `${this.field}${name === '' ? '' : `.${name}`}`, message);
  }

  #value(name: string): unknown {
    const value = Object.hasOwn(this.record, name) ? this.record[name] : undefined;
    return value === null ? undefined : value;
  }
}
