import type { NetworkModel } from '../../model/network-model.js';
import { type Switches, readSwitches } from './switch-reader.js';

/** A yes-or-no setting; undefined when the input does not show it. */
type Setting = boolean | undefined;

/** What an installation of Cilium is configured to do (semantics 04 §2). */
export interface CiliumSettings {
  /** Is every endpoint in default deny, selected or not (`enable-policy: always`)? */
  readonly alwaysEnforced: Setting;
  /** Do CIDRs also match the addresses of nodes? */
  readonly cidrsMatchNodes: Setting;
  /** Are policies for nodes in force at all? */
  readonly hostFirewall: Setting;
  /** Do nodes have identities of their own labels, so that fromNodes and toNodes work? */
  readonly nodeLabels: Setting;
  /** Is `enableDefaultDeny` of a policy heeded? */
  readonly optionalDefaultDeny: Setting;
  /** Do selectors that name no cluster mean the local one only? */
  readonly localByDefault: Setting;
  /** Is SCTP enforced? */
  readonly sctp: Setting;
  /** Do packets travel between nodes as they are, so that a forwarding node becomes the client? */
  readonly nativeRouting: Setting;
  /** Do processes of a pod's own node always reach it? */
  readonly localHostAllowed: Setting;
  /** Name of the cluster in its mesh. */
  readonly clusterName: string | undefined;
  /** Does the release understand `fromRequires` and `toRequires` (until 1.18)? */
  readonly knowsRequires: Setting;
  /** Does the release understand port ranges (since 1.16)? */
  readonly knowsPortRanges: Setting;
}

/** Reads the settings of a cluster. */
export function settingsOf(model: NetworkModel): CiliumSettings {
  const switches = readSwitches(model);
  const { version } = model.cni;
  const since119 = isSince(version, 1, 19);
  return {
    alwaysEnforced: either(switches, 'enable-policy', (text) => text === 'always', false),
    cidrsMatchNodes: either(
      switches,
      'policy-cidr-match-mode',
      (text) => /(?:^|[\s,])nodes(?:$|[\s,])/.test(text),
      false,
    ),
    hostFirewall: flag(switches, 'enable-host-firewall', false),
    nodeLabels: flag(switches, 'enable-node-selector-labels', false),
    optionalDefaultDeny: flag(switches, 'enable-non-default-deny-policies', true),
    localByDefault:
      switches.get('policy-default-local-cluster') === undefined
        ? since119
        : flag(switches, 'policy-default-local-cluster', false),
    sctp: flag(switches, 'enable-sctp', false),
    nativeRouting: nativeRouting(switches),
    localHostAllowed: either(switches, 'allow-localhost', (text) => text !== 'policy', true),
    clusterName: switches.get('cluster-name') ?? (switches.isHidden ? undefined : 'default'),
    knowsRequires: since119 === undefined ? undefined : !since119,
    knowsPortRanges: isSince(version, 1, 16),
  };
}

function either(switches: Switches, key: string, read: (text: string) => boolean, unset: boolean): Setting {
  const text = switches.get(key);
  if (text !== undefined) return read(text);
  return switches.isHidden ? undefined : unset;
}

function flag(switches: Switches, key: string, unset: boolean): Setting {
  return either(switches, key, (text) => text.toLowerCase() === 'true', unset);
}

/** `tunnel: disabled` is how releases before 1.14 say it. */
function nativeRouting(switches: Switches): Setting {
  if (switches.get('routing-mode') === undefined && switches.get('tunnel') !== undefined)
    return switches.get('tunnel') === 'disabled';
  return either(switches, 'routing-mode', (text) => text === 'native', false);
}

/** Is a release at least this one? Undefined when it is not known. */
function isSince(version: string | undefined, major: number, minor: number): Setting {
  const [, x, y] = /^v?(\d+)\.(\d+)/.exec(version ?? '') ?? [];
  if (x === undefined || y === undefined) return undefined;
  return Number(x) > major || (Number(x) === major && Number(y) >= minor);
}
