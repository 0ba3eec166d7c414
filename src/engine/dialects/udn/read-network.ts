import { asText, member, memberAt } from '../../model/json-value.js';
import { type RawObject } from '../../model/raw-object.js';
import { Selector } from '../../model/selector.js';
import { NAME_LABEL } from '../../endpoints/namespace-matcher.js';
import { ProblemList } from '../problem-list.js';
import { readLabelSelector } from '../read-label-selector.js';

/** Without this label on its namespace a primary network is not used (OVN-Kubernetes). */
const PRIMARY_LABEL = 'k8s.ovn.org/primary-user-defined-network';

const API_VERSION = 'k8s.ovn.org/v1';
const TOPOLOGIES = ['Layer2', 'Layer3', 'Localnet'];
/** Namespaces in which a UserDefinedNetwork may not be. */
const RESERVED = /^(?:default|kube-.*|openshift-.*|openshift)$/;

/** A user-defined network as its object describes it. */
export interface UserNetwork {
  readonly object: RawObject;
  /** `udn:NAMESPACE` or `cudn:NAME`. */
  readonly id: string;
  readonly role: 'Primary' | 'Secondary';
  /** Namespaces whose pods it may connect; for a primary network only those that are labelled for one. */
  readonly namespaces: Selector;
}

/** A read object: its network, or null when nobody can say what it does. */
export interface ReadNetwork {
  readonly network: UserNetwork | null;
  readonly problems: ProblemList;
}

/** Reads a UserDefinedNetwork or a ClusterUserDefinedNetwork. */
export function readNetwork(object: RawObject): ReadNetwork {
  const problems = new ProblemList();
  const { name, namespace = 'default' } = object.metadata;
  const isCluster = object.kind === 'ClusterUserDefinedNetwork';
  const named = isCluster ? name : `${namespace}/${name}`;
  if (object.apiVersion !== API_VERSION) problems.error('UDN.INVALID', 'apiVersion', `${named}: ${object.apiVersion} is not ${API_VERSION}`); // prettier-ignore
  const field = isCluster ? 'spec.network' : 'spec';
  const spec = isCluster ? member(object.spec, 'network') : object.spec;
  const topology = asText(member(spec, 'topology'));
  if (topology === undefined || !TOPOLOGIES.includes(topology)) {
    const message = `${named}: topology ${topology ?? 'is missing; it'} is not known; write ${TOPOLOGIES.join(', ')}`;
    problems.error('UDN.INVALID', `${field}.topology`, message);
    return { network: null, problems };
  }
  if (!isCluster) refusePlace(name, namespace, named, problems);
  const role = memberAt(spec, topology.toLowerCase(), 'role');
  if (role !== 'Primary' && role !== 'Secondary') {
    const message = `${named}: role ${asText(role) ?? 'is missing; it'} is not known; write Primary or Secondary`;
    problems.error('UDN.INVALID', `${field}.${topology.toLowerCase()}.role`, message);
    return { network: null, problems };
  }
  const namespaces = isCluster
    ? readLabelSelector(member(object.spec, 'namespaceSelector'), 'spec.namespaceSelector', problems)
    : new Selector([{ key: NAME_LABEL, operator: 'In', values: [namespace] }]);
  if (namespaces === null || problems.all.length > 0) return { network: null, problems };
  const id = isCluster ? `cudn:${name}` : `udn:${namespace}`;
  return {
    network: { object, id, role, namespaces: role === 'Primary' ? labelled(namespaces) : namespaces },
    problems,
  };
}

function labelled({ requirements }: Selector): Selector {
  return new Selector([...requirements, { key: PRIMARY_LABEL, operator: 'Exists', values: [] }]);
}

function refusePlace(name: string, namespace: string, named: string, problems: ProblemList): void {
  if (name === 'default') problems.error('UDN.INVALID', 'metadata.name', `${named}: a network cannot be named default`);
  if (RESERVED.test(namespace)) {
    const message = `${named}: a UserDefinedNetwork cannot be in namespace ${namespace}, which belongs to the platform`;
    problems.error('UDN.INVALID', 'metadata.namespace', message);
  }
}
