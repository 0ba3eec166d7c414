import type { Intention } from './intentions.js';
import type { Permission } from './schema.js';

/** What one intention does with the connections of its source. */
export interface Outcome {
  readonly allows: boolean;
  /** What must also hold for them to pass; empty for nothing. */
  readonly conditions: readonly string[];
}

/** Permissions and tokens turn an intention into a condition; without a permission that allows only the default may. */
export function outcomeOf({ source, needsToken }: Intention, allowsByDefault: boolean | undefined): Outcome {
  const permissions = source.permissions ?? [];
  if (permissions.length === 0) return { allows: source.action === 'allow', conditions: needsToken ? ['a valid token'] : [] };
  const restrains = permissions.some(({ action, jwt }) => action !== 'allow' || (jwt !== undefined && jwt !== null));
  // What no permission speaks about follows the default, so allowing some requests under an open default limits nothing.
  if (allowsByDefault === true && !restrains) return { allows: true, conditions: needsToken ? ['a valid token'] : [] };
  const allowing = permissions.filter(({ action }) => action === 'allow').map(textOfPermission);
  if (allowsByDefault !== false) allowing.push('a request no permission speaks about');
  const text = [...new Set(allowing)].sort().join(' or ');
  return { allows: allowing.length > 0, conditions: [needsToken ? `${text}, with a valid token` : text] };
} // prettier-ignore

function textOfPermission({ http, jwt }: Permission): string {
  const methods = (http?.methods ?? []).join('|');
  const paths = [http?.pathExact, http?.pathPrefix && `${http.pathPrefix}*`, http?.pathRegex].filter(Boolean);
  const header = (http?.header ?? []).length > 0 ? 'certain headers' : '';
  const token = jwt === undefined || jwt === null ? '' : 'a valid token';
  const words = [methods, paths.join(''), header, token].filter((word) => word !== '');
  return words.length === 0 ? 'any request' : `HTTP ${words.join(' ')}`;
}
