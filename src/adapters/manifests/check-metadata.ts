import type { Diagnostic } from '#src/engine/model/diagnostic.js';
import { asRecord, member } from '#src/engine/model/json-value.js';
import { labelKeyProblem, labelValueProblem } from '#src/engine/model/selector-syntax.js';

/** A diagnostic before its object and source are known. */
export type Finding = Pick<Diagnostic, 'severity' | 'code' | 'message' | 'field'>;

const FIELDS = new Set([
  'name', 'generateName', 'namespace', 'labels', 'annotations', 'ownerReferences', 'uid', 'resourceVersion', 'generation',
  'creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds', 'finalizers', 'managedFields', 'selfLink', 'clusterName',
]); // prettier-ignore

const SUBDOMAIN = /^[a-z\d](?:[a-z\d-]*[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]*[a-z\d])?)*$/;
const LABEL = /^[a-z\d](?:[a-z\d-]*[a-z\d])?$/;

/**
 * What the API server would refuse about `metadata`.
 * @param strictNames false for kinds whose names may hold any character (RBAC).
 */
export function checkMetadata(metadata: unknown, strictNames: boolean): Finding[] {
  const record = asRecord(metadata);
  if (record === undefined) {
    const found = metadata === undefined || metadata === null ? 'is missing' : 'is not an object';
    return [error('OBJECT.NO_NAME', 'metadata', `metadata ${found}; add metadata.name`)];
  }
  return [
    ...checkName(record, strictNames),
    ...checkNamespace(record),
    ...checkLabels(member(record, 'labels'), 'metadata.labels'),
    ...Object.keys(record)
      .filter((key) => !FIELDS.has(key))
      .map((key): Finding => {
        const message = `metadata.${key} is not a field of Kubernetes metadata and is dropped; remove or correct it`;
        return { severity: 'warning', code: 'OBJECT.UNKNOWN_METADATA', field: `metadata.${key}`, message };
      }),
  ];
}

/** Labels must be texts with the syntax of label keys and values. */
export function checkLabels(labels: unknown, field: string): Finding[] {
  if (labels === undefined || labels === null) return [];
  const record = asRecord(labels);
  if (record === undefined)
    return [error('OBJECT.INVALID_LABELS', field, `${field} must be a map of label keys to texts`)];
  return Object.entries(record).flatMap(([key, value]): Finding[] => {
    const at = `${field}.${key}`;
    const keyProblem = labelKeyProblem(key);
    if (keyProblem !== null) return [error('OBJECT.INVALID_LABELS', at, keyProblem)];
    if (typeof value !== 'string') {
      return [
        error(
          'OBJECT.INVALID_LABELS',
          at,
          `${at} is ${JSON.stringify(value)}, which the API server refuses; write it as a text: "${String(value)}"`,
        ),
      ];
    }
    const valueProblem = labelValueProblem(value);
    return valueProblem === null ? [] : [error('OBJECT.INVALID_LABELS', at, valueProblem)];
  });
}

function checkName(record: Readonly<Record<string, unknown>>, strictNames: boolean): Finding[] {
  const name = member(record, 'name');
  if (name === undefined || name === null || name === '') {
    const generated = member(record, 'generateName');
    if (typeof generated === 'string' && generated !== '') return [];
    return [error('OBJECT.NO_NAME', 'metadata.name', 'metadata.name is missing; give the object a name')];
  }
  if (typeof name !== 'string') {
    return [
      error(
        'OBJECT.INVALID_NAME',
        'metadata.name',
        `metadata.name is ${JSON.stringify(name)}, not a text; put it in quotes`,
      ),
    ];
  }
  if (name.length > 253)
    return [error('OBJECT.INVALID_NAME', 'metadata.name', 'metadata.name is longer than 253 characters')];
  if (!strictNames || SUBDOMAIN.test(name)) return [];
  const message = `metadata.name "${name}" is not a valid name: use lower-case letters, digits, "-" and "."`;
  return [{ severity: 'warning', code: 'OBJECT.INVALID_NAME', field: 'metadata.name', message }];
}

function checkNamespace(record: Readonly<Record<string, unknown>>): Finding[] {
  const namespace = member(record, 'namespace');
  if (namespace === undefined || namespace === null || namespace === '') return [];
  if (typeof namespace === 'string' && namespace.length <= 63 && LABEL.test(namespace)) return [];
  const message = `metadata.namespace ${JSON.stringify(namespace)} is not a namespace name: use at most 63 lower-case letters, digits and "-"`;
  return [error('OBJECT.INVALID_NAMESPACE', 'metadata.namespace', message)];
}

function error(code: string, field: string, message: string): Finding {
  return { severity: 'error', code, field, message };
}
