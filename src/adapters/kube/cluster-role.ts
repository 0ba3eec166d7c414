import { CONFIG_MAP_NAMES } from './wanted-config-maps.js';
import { WANTED_KINDS } from './wanted-kinds.js';

const HEADER = `# What Fenceline needs in a cluster it reads: lists, one object to recognise the cluster by, and the ConfigMaps in which
# network plugins and meshes keep their policy switches, each by name. No secrets, no other configuration, no watch, no
# write. Generated from src/adapters/kube/wanted-kinds.ts by \`npm run generate\`.
# Kinds a cluster does not have are harmless here; leaving out one that it has makes the answers it decides unknown.
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: fenceline-reader
rules:
`;

/** The ClusterRole manifest of the credential Fenceline is given, made from the kinds the collector reads. */
export function renderClusterRole(): string {
  const groups = [...new Set(WANTED_KINDS.map(({ group }) => group))];
  const lists = groups.map((group) => {
    const resources = WANTED_KINDS.filter((kind) => kind.group === group).map(({ resource }) => resource);
    return rule(group, resources.sort(), '[list]');
  });
  const [core = '', ...others] = lists;
  const pin = rule('', ['namespaces'], '[get]', '    resourceNames: [kube-system]\n');
  const switches = rule('', ['configmaps'], '[get]', `    resourceNames: [${CONFIG_MAP_NAMES.join(', ')}]\n`);
  return HEADER + [core, pin, switches, ...others].join('');
}

function rule(group: string, resources: readonly string[], verbs: string, more = ''): string {
  return `  - apiGroups: ['${group}']\n    resources: [${resources.join(', ')}]\n${more}    verbs: ${verbs}\n`;
}
