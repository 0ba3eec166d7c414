import { KNOWN_KINDS, kindLike, kindsNamed, type KnownKind, movedKind } from '#src/engine/model/known-kinds.js';
import { kindKey } from '#src/engine/model/raw-object.js';
import type { Finding } from './check-metadata.js';

/** Groups without a domain are Kubernetes' own: no custom resource can live there. */
function isBuiltIn(group: string): boolean {
  return !group.includes('.') || group.endsWith('.k8s.io');
}

/** The apiVersion an object is read as, and what is wrong with the one it has. */
export interface CheckedVersion {
  readonly apiVersion: string;
  readonly findings: readonly Finding[];
}

/**
 * Checks that a server of today serves the kind under the apiVersion. A workload or service with an old or mistaken
 * apiVersion still shows what is meant and is read under the right one; a policy is not, because the cluster would have
 * refused it and it protects nobody.
 */
export function checkVersion(apiVersion: string, kind: string): CheckedVersion {
  const key = kindKey(apiVersion, kind);
  const known = KNOWN_KINDS.get(key);
  if (known !== undefined) return { apiVersion, findings: isServed(apiVersion, known) ? [] : [old(apiVersion, known)] };
  const meant = movedKind(key) ?? onlyNamesake(key, kind);
  if (meant === undefined) return { apiVersion, findings: confused(apiVersion, key, kind) };
  const findings = [old(apiVersion, meant)];
  return { apiVersion: meant.role === 'policy' ? apiVersion : versionOf(meant), findings };
}

/** The one kind of that name, when the group it was given is Kubernetes' own and so cannot hold a custom resource. */
function onlyNamesake(key: string, kind: string): KnownKind | undefined {
  const namesakes = kindsNamed(kind);
  return namesakes.length === 1 && isBuiltIn(key.slice(0, key.indexOf('/'))) ? namesakes[0] : undefined;
}

function confused(apiVersion: string, key: string, kind: string): readonly Finding[] {
  const namesakes = kindsNamed(kind);
  if (!isBuiltIn(key.slice(0, key.indexOf('/')))) return [];
  if (namesakes.length === 0) return misspelt(kind);
  const builtIn = namesakes.filter(({ group }) => isBuiltIn(group));
  const choices = (builtIn.length > 0 ? builtIn : namesakes).map(versionOf).join(' or ');
  const message = `apiVersion ${apiVersion} has no kind ${kind}, so the object is not evaluated; use ${choices}`;
  return [{ severity: 'error', code: 'OBJECT.WRONG_API_VERSION', field: 'apiVersion', message }];
}

/** Kinds are case-sensitive: the API server has no `networkPolicy`, and nothing would be protected. */
function misspelt(kind: string): readonly Finding[] {
  const meant = kindLike(kind);
  if (meant === undefined) return [];
  const message = `there is no kind ${kind}, so the object is not evaluated; write ${meant.kind}`;
  return [{ severity: 'error', code: 'OBJECT.WRONG_KIND', field: 'kind', message }];
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
