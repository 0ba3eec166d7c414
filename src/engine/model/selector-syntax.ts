/** Why a selector would be refused by the Kubernetes API, and where. */
export interface SelectorProblem {
  /** Path below the selector, e.g. `.matchExpressions[0].values`; empty for the selector itself. */
  readonly field: string;
  readonly message: string;
}

/** Longest label value and longest name part of a label key (apimachinery validation). */
const MAX_NAME = 63;
const MAX_PREFIX = 253;

const NAME = /^[a-z\d](?:[\w.-]*[a-z\d])?$/i;
const DNS_SUBDOMAIN = /^[a-z\d](?:[a-z\d-]*[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]*[a-z\d])?)*$/;

/** Underscore is legal in names and only there; object names such as `__proto__` are therefore never label keys. */
function isQualifiedName(text: string): boolean {
  return text.length > 0 && text.length <= MAX_NAME && NAME.test(text);
}

/** Explains what is wrong with a label key, or null: `[prefix/]name` as the API validates it. */
export function labelKeyProblem(key: string): string | null {
  const slash = key.indexOf('/');
  const prefix = slash < 0 ? null : key.slice(0, slash);
  const name = key.slice(slash + 1);
  if (!isQualifiedName(name))
    return `"${key}" is not a label key: its name must be 1-63 letters, digits, "-", "_" or ".", beginning and ending with a letter or digit`;
  if (prefix !== null && (prefix.length > MAX_PREFIX || !DNS_SUBDOMAIN.test(prefix))) {
    return `"${key}" is not a label key: the part before "/" must be a lower-case DNS name`;
  }
  return null;
}

/** Explains what is wrong with a label value, or null: empty, or a name of at most 63 characters. */
export function labelValueProblem(value: string): string | null {
  if (value === '' || isQualifiedName(value)) return null;
  return `"${value}" is not a label value: at most 63 letters, digits, "-", "_" or ".", beginning and ending with a letter or digit`;
}
