import { type Agent, type CniEvidence } from './cni-evidence.js';
import { asStringMap, byText, member } from './json-value.js';

/**
 * The documented switches of one engine: keys of its ConfigMap, allow-listed flags (without the dashes) and variables of
 * its agents. Sorted by name; a flag beats the ConfigMap, as it does for the programs.
 */
export function switchesOf(
  evidence: CniEvidence,
  agents: readonly Agent[],
  configMap: string | undefined,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const map = configMap === undefined ? undefined : evidence.configMaps.get(configMap);
  for (const [key, value] of asStringMap(member(map, 'data'))) found.set(key, value);
  for (const { args, env, image } of agents.flatMap(({ containers }) => containers)) {
    const flavour = flavourOf(image);
    if (flavour !== undefined) found.set('flavour', flavour);
    for (const [name, value] of env) found.set(name, value);
    for (const word of args) {
      const [, name = '', value] = /^--?([a-z-]+)(?:=(.*))?$/.exec(word) ?? [];
      if (name !== '') found.set(name, value ?? 'true');
    }
  }
  return new Map([...found].sort(([a], [b]) => byText(a, b)));
}

/** Builds of kube-network-policies differ in what they know; their images say which. */
function flavourOf(image: string): string | undefined {
  if (!/(?:^|\/)kube-network-policies/.test(image)) return undefined;
  return /npa-v1alpha\d|npa|iptracker/.exec(image)?.[0] ?? 'standard';
}
