import { flattenConfigMap } from './flatten-config-map.js';
import { projectObject } from '#src/engine/model/allow-list.js';
import type { Diagnostic } from '#src/engine/model/diagnostic.js';
import { asRecord, asText, member, memberAt } from '#src/engine/model/json-value.js';
import { KNOWN_KINDS, movedKind } from '#src/engine/model/known-kinds.js';
import { kindKey, type ObjectRef, type RawObject, refOf, type SourceRef } from '#src/engine/model/raw-object.js';
import { checkLabels, checkMetadata, type Finding } from './check-metadata.js';
import { checkVersion } from './check-version.js';

const SHOWN_FIELDS = 3;
const MAX_EXCERPT = 40;

/** An object that may enter, and what is wrong with it. */
export interface AdmittedObject {
  readonly object?: RawObject;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Lets one parsed document or list item into Fenceline: checks its identity, drops every field that is not on the
 * allow-list, and notes where it came from.
 */
export function admitObject(value: unknown, source: SourceRef): AdmittedObject {
  const record = asRecord(value);
  const apiVersion = member(value, 'apiVersion');
  const kind = member(value, 'kind');
  if (record === undefined || (apiVersion === undefined && kind === undefined)) {
    return { diagnostics: [{ ...notKubernetes(value), source }] };
  }
  const findings = [...checkIdentity(apiVersion, kind)];
  if (findings.length > 0) return { diagnostics: findings.map((finding) => ({ ...finding, source })) };
  const name = asText(kind) ?? '';
  const { apiVersion: version, findings: objections } = checkVersion(asText(apiVersion) ?? '', name);
  const known = KNOWN_KINDS.get(kindKey(version, name)) ?? movedKind(kindKey(version, name));
  findings.push(
    ...objections,
    ...checkMetadata(member(value, 'metadata'), known !== undefined && known.role !== 'other'),
  );
  if (known?.role === 'workload') findings.push(...checkTemplate(value));
  const projected = projectObject(flattenConfigMap(withName({ ...record, apiVersion: version })));
  const object = projected === undefined ? undefined : { ...projected, source };
  if (object === undefined && !findings.some((finding) => finding.severity === 'error')) {
    findings.push({
      severity: 'error',
      code: 'OBJECT.UNREADABLE',
      field: 'metadata.name',
      message: 'the object has no usable name or is nested too deeply',
    });
  }
  const ref = object === undefined ? guessRef(value, version, name) : refOf(object);
  const diagnostics = findings.map((finding) => ({ ...finding, object: ref, source }));
  return { ...(object === undefined ? {} : { object }), diagnostics };
}

function checkIdentity(apiVersion: unknown, kind: unknown): Finding[] {
  if (asText(kind) === undefined) {
    return [
      {
        severity: 'error',
        code: 'OBJECT.NO_KIND',
        field: 'kind',
        message: `kind ${shown(kind)}; say which kind of object this is`,
      },
    ];
  }
  if (asText(apiVersion) === undefined) {
    return [
      {
        severity: 'error',
        code: 'OBJECT.NO_API_VERSION',
        field: 'apiVersion',
        message: `apiVersion ${shown(apiVersion)}; add it, for example networking.k8s.io/v1`,
      },
    ];
  }
  return [];
}

function checkTemplate(value: unknown): Finding[] {
  const cron = member(value, 'kind') === 'CronJob';
  const path = cron ? ['spec', 'jobTemplate', 'spec', 'template'] : ['spec', 'template'];
  return checkLabels(memberAt(value, ...path, 'metadata', 'labels'), `${path.join('.')}.metadata.labels`);
}

function notKubernetes(value: unknown): Finding {
  return {
    severity: 'info',
    code: 'DOCUMENT.NOT_KUBERNETES',
    message: `${described(value)} is not a Kubernetes object; it is left out`,
  };
}

function described(value: unknown): string {
  const record = asRecord(value);
  if (record === undefined) return value === null ? 'an empty item' : `the ${typeof value} ${excerpt(value)}`;
  const fields = Object.keys(record).slice(0, SHOWN_FIELDS).join(', ');
  return `a document with ${fields === '' ? 'no field' : fields} and without apiVersion and kind`;
}

function excerpt(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > MAX_EXCERPT ? `${text.slice(0, MAX_EXCERPT)}…` : text;
}

/** Objects that let the server choose their name still need one here. */
function withName(record: Readonly<Record<string, unknown>>): unknown {
  const metadata = asRecord(member(record, 'metadata'));
  const prefix = asText(member(metadata, 'generateName'));
  if (metadata === undefined || prefix === undefined || asText(member(metadata, 'name')) !== undefined) return record;
  return { ...record, metadata: { ...metadata, name: `${prefix}generated` } };
}

function guessRef(value: unknown, apiVersion: string, kind: string): ObjectRef {
  const name = memberAt(value, 'metadata', 'name');
  const namespace = asText(memberAt(value, 'metadata', 'namespace'));
  return {
    apiVersion: apiVersion.slice(0, 253),
    kind: kind.slice(0, 253),
    name: typeof name === 'string' ? name.slice(0, 253) : '(no name)',
    ...(namespace === undefined ? {} : { namespace: namespace.slice(0, 63) }),
  };
}

function shown(value: unknown): string {
  return value === undefined || value === null || value === ''
    ? 'is missing'
    : `is ${JSON.stringify(value)}, not a text`;
}
