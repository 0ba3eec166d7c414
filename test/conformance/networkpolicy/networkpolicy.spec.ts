import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { offlineFacts } from '#src/adapters/manifests/offline-facts.js';
import { capabilitiesOf } from '#src/engine/dialects/cni-capabilities.js';
import { buildModel } from '#src/engine/model/build-model.js';
import type { NetworkModel } from '#src/engine/model/network-model.js';
import type { End } from '#src/engine/reachability/flow.js';
import { Reachability } from '#src/engine/reachability/reachability.js';
import { verdictOn } from '#src/engine/reachability/verdict.js';
import { PacketOracle, type Place } from '../../support/packet-oracle.js';
import type { Plugin } from '../../support/packet-oracle-match.js';

/**
 * One folder per rule of semantics 01: N1…N19 are the rows of its table, x… pin the rest of the text. Each case runs
 * three ways: the engine, the packet oracle and the written truth must all agree.
 */
const CASES = import.meta.dirname;

const expectation = z.strictObject({
  title: z.string(),
  cni: z.enum(['conformant', 'calico', 'cilium', 'weave', 'ovn-kubernetes', 'flannel']),
  queries: z.array(
    z.strictObject({
      from: z.string(),
      to: z.string(),
      protocol: z.string(),
      port: z.number(),
      verdict: z.enum(['allowed', 'denied', 'unknown']),
    }),
  ),
});

const folders = readdirSync(CASES, { withFileTypes: true }).filter((entry) => entry.isDirectory());

describe.each(folders.map(({ name }) => name).sort())('%s', (name) => {
  const expected = expectation.parse(load(readFileSync(join(CASES, name, 'expected.yaml'), 'utf8')));

  it.each(expected.queries)(`${expected.title}: $from → $to $protocol $port is $verdict`, async (query) => {
    const { facts, diagnostics } = await offlineFacts([join(CASES, name, 'cluster.yaml')], {
      observedAt: '2026-01-01T00:00:00Z',
      cni: expected.cni,
    });
    expect(diagnostics.filter(({ severity }) => severity === 'fatal')).toEqual([]);
    const model = buildModel(facts);
    const reach = Reachability.build(model);
    const explained = reach.explain(endOf(model, query.from), endOf(model, query.to));
    expect(verdictOn(explained, query.protocol, query.port)).toBe(query.verdict);
    if (query.protocol === 'ICMP' || query.from === query.to) return; // the oracle judges ports between different pods
    const { must, may } = new PacketOracle(model, pluginOf(model)).connect(
      placeOf(model, query.from),
      placeOf(model, query.to),
      query,
    );
    expect(must ? 'allowed' : may ? 'unknown' : 'denied').toBe(query.verdict);
  });
});

function endOf(model: NetworkModel, text: string): End {
  const place = placeOf(model, text);
  if ('ip' in place) return place;
  return { group: model.groups.indexOf(place.group), ...(place.member === null ? {} : { pod: place.member.name }) };
}

function placeOf(model: NetworkModel, text: string): Place {
  const [namespace, name] = text.split('/');
  if (name === undefined) return { ip: text };
  for (const group of model.groups) {
    const member = group.members.find((pod) => pod.name === name);
    if (group.namespace === namespace && member !== undefined) return { group, member };
  }
  throw new Error(`${text} is not a pod of the case`);
}

/** The oracle's own words for what a plugin does. */
function pluginOf(model: NetworkModel): Plugin {
  const cni = capabilitiesOf(model.cni);
  return {
    ipBlocksMatchPods: cni.ipBlocksMatchPods,
    ipBlocksMatchNodes: cni.ipBlocksMatchNodes,
    hostNetworkAsPods: false,
    endPort: cni.endPort === 'range',
    namedPorts: cni.namedPort,
    sctpDoubtful: cni.sctp === 'doubtful',
    numbersHidePortless: cni.numbersHidePortless,
    selectorsMayMatchHostNetwork: cni.selectorsMayMatchHostNetwork,
  };
}
