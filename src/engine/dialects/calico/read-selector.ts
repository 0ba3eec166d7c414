import type { FieldReader } from './field-reader.js';
import type { SelectorExpression } from './selector.js';
import { parseSelector } from './selector-parser.js';
import {
  NAMESPACE_LABEL,
  NAMESPACE_PREFIX,
  scoped,
  SERVICE_ACCOUNT_LABEL,
  SERVICE_ACCOUNT_PREFIX,
  usesGlobal,
} from './selector-scope.js';

/** The selector in a field; undefined when it is absent or (after its problem was reported) not readable. */
export function readSelector(reader: FieldReader, name: string, allowsGlobal = false): SelectorExpression | undefined {
  const text = reader.text(name);
  if (text === undefined) return undefined;
  const parsed = parseSelector(text);
  if ('message' in parsed) {
    reader.refuse(
      name,
      `"${text.slice(0, 80)}" is not a selector: ${parsed.message} at character ${String(parsed.at + 1)}`,
      'POLICY.INVALID_SELECTOR',
    );
    return undefined;
  }
  if (!allowsGlobal && usesGlobal(parsed)) {
    reader.refuse(name, 'global() is only valid in the namespaceSelector of a rule', 'POLICY.INVALID_SELECTOR');
    return undefined;
  }
  return parsed;
}

/** A `namespaceSelector` as a selector of endpoints. */
export function readNamespaceSelector(reader: FieldReader, allowsGlobal: boolean): SelectorExpression | undefined {
  const selector = readSelector(reader, 'namespaceSelector', allowsGlobal);
  return selector === undefined ? undefined : scoped(selector, NAMESPACE_PREFIX, NAMESPACE_LABEL);
}

/** A selector of service accounts as a selector of endpoints. */
export function readServiceAccountSelector(reader: FieldReader, name: string): SelectorExpression | undefined {
  const selector = readSelector(reader, name);
  return selector === undefined ? undefined : scoped(selector, SERVICE_ACCOUNT_PREFIX, SERVICE_ACCOUNT_LABEL);
}
