import { KNOWN_KINDS, kindsNamed, type KnownKind, movedKind } from '#src/engine/model/known-kinds.js';
import { kindKey } from '#src/engine/model/raw-object.js';
import type { Finding } from './check-metadata.js';

/** Groups without a domain are Kubernetes' own: no custom resource can live there. */
function isBuiltIn(group: string): boolean {
  return !group.includes('.') || group.endsWith('.k8s.io');
}

/** Objection to the apiVersion of an object: a version no server of today serves, or a group that has no such kind. */
export function checkVersion(apiVersion: string, kind: string): Finding[] {
  const key = kindKey(apiVersion, kind);
  const known = KNOWN_KINDS.get(key);
  if (known !== undefined) return isServed(apiVersion, known) ? [] : [old(apiVersion, known)];
  const moved = movedKind(key);
  if (moved !== undefined) return [old(apiVersion, moved)];
  const namesakes = kindsNamed(kind);
  const [likely] = namesakes;
  if (likely === undefined || !isBuiltIn(key.slice(0, key.indexOf('/')))) return [];
  const choices = namesakes.map(versionOf).join(' or ');
  const message = `apiVersion ${apiVersion} has no kind ${kind}, so the object is not evaluated; use ${choices}`;
  return [{ severity: 'error', code: 'OBJECT.WRONG_API_VERSION', field: 'apiVersion', message }];
}

function isServed(apiVersion: string, known: KnownKind): boolean {
  return known.versions.length === 0 || known.versions.includes(apiVersion.slice(apiVersion.indexOf('/') + 1));
}

/** An old policy would be refused and protects nobody; an old workload or service still shows what is meant. */
function old(apiVersion: string, known: KnownKind): Finding {
  const fix = `use ${versionOf(known)}`;
  return known.role === 'policy'
    ? {
        severity: 'error',
        code: 'OBJECT.WRONG_API_VERSION',
        field: 'apiVersion',
        message: `no supported Kubernetes serves ${known.kind} as ${apiVersion}, so this policy may not exist in the cluster; ${fix}`,
      }
    : {
        severity: 'warning',
        code: 'OBJECT.OLD_API_VERSION',
        field: 'apiVersion',
        message: `no supported Kubernetes serves ${known.kind} as ${apiVersion}; it is read as if it were current: ${fix}`,
      };
}

function versionOf(known: KnownKind): string {
  const version = known.versions[0] ?? '';
  if (known.group === 'core') return version;
  return version === '' ? known.group : `${known.group}/${version}`;
}
