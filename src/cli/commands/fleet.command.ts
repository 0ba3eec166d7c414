import type { Command } from 'commander';
import { fleetCrossings, fleetLinks, fleetOverlaps } from '#src/engine/fleet/fleet.js';
import { FleetMember } from '#src/engine/fleet/fleet-member.js';
import { gapsOf } from '#src/engine/fleet/gaps.js';
import type { Verdict } from '#src/engine/isolation/crossing.js';
import { type TenancyRules, tenancyRulesSchema } from '#src/engine/isolation/tenancy.js';
import { readFleetArguments } from '../input/fleet-arguments.js';
import { type LoadedCluster, loadCluster } from '../input/load-cluster.js';
import { readSideFile } from '../input/side-file.js';
import { type CliIo, coloursFor } from '../io.js';
import { type OfflineOptions, withOfflineOptions } from '../offline-options.js';
import { type FleetAnswer, fleetJson } from '../output/fleet-answer.js';
import { fleetText } from '../output/fleet-text.js';
import { Stopwatch } from '../stopwatch.js';

interface FleetOptions extends OfflineOptions {
  readonly json?: boolean;
  readonly denied?: boolean;
  readonly tenants?: string;
}

const EXAMPLES = `
Examples:
  $ fenceline fleet east=examples/fleet/east west=examples/fleet/west
  $ fenceline fleet prod=dumps/prod.yaml edge=dumps/edge --tenants examples/tenants.yaml --json
  $ fenceline fleet east=east.yaml west=west.yaml --denied

PATH is a file or folder of YAML or JSON, best a dump of the cluster: nodes, Services with their status, and the custom
resources of meshes are what proves a way between clusters. Secrets are read for their names only, never their values.

PREMISE says whether the network carries it: proven by a status or by configuration on both sides, possible, or excluded.
Only what a proven way and the policies of both clusters let pass is open; only what something certainly stops is denied.
Without --tenants, namespaces belong to the tenant their labels name, and a namespace without such a label is a tenant of
its own, the same in every cluster.`;

/** `fleet`: ways between clusters and who may use them. */
export function registerFleet(program: Command, io: CliIo): void {
  const command = program
    .command('fleet')
    .description('Find the ways between several clusters, overlapping addresses, and who can reach whom across them.')
    .argument('<name=path...>', 'the clusters: a name, and files or folders of manifests; two or more')
    .option('--tenants <file>', 'YAML or JSON file with tenants and the rules that give them namespaces')
    .option('--denied', 'list denied crossings as well, with what stops them')
    .option('--json', 'print one JSON document')
    .addHelpText('after', EXAMPLES);
  withOfflineOptions(command).action(async (texts: string[], options: FleetOptions) => {
    const watch = new Stopwatch();
    const named = readFleetArguments(texts);
    const tenancy = await readTenancy(options.tenants);
    const members: FleetMember[] = [];
    for (const { name, path } of named) {
      const { model, reach } = await loadNamed(name, path, options, io, watch);
      members.push(new FleetMember(name, model, tenancy, reach));
    }
    const answer = await watch.stage('compare', () => answerOf(members, options.denied === true));
    io.stdout.write(
      await watch.stage('write', () =>
        options.json === true
          ? fleetJson(answer)
          : fleetText(answer, { width: io.stdout.columns ?? 120, colours: coloursFor(io.stdout) }),
      ),
    );
    if (options.timing === true) watch.print(io.stderr);
  });
}

/** Messages about input name the cluster it belongs to. */
function loadNamed(
  name: string,
  path: string,
  options: FleetOptions,
  io: CliIo,
  watch: Stopwatch,
): Promise<LoadedCluster> {
  const { isTTY = false, columns = 80 } = io.stderr;
  const stderr = { isTTY, columns, write: (text: string) => io.stderr.write(`${name}: ${text}`) };
  return loadCluster([path], options, { ...io, stderr }, watch);
}

function readTenancy(file: string | undefined): Promise<TenancyRules> {
  return file === undefined
    ? Promise.resolve(tenancyRulesSchema.parse({ unassigned: 'namespace' }))
    : readSideFile(file, '--tenants', tenancyRulesSchema);
}

function answerOf(members: readonly FleetMember[], isDeniedWanted: boolean): FleetAnswer {
  const wanted: readonly Verdict[] = isDeniedWanted ? ['allowed', 'unknown', 'denied'] : ['allowed', 'unknown'];
  return {
    clusters: members.map(({ name, model }) => ({
      name,
      workloads: model.workloads.length,
      networkPlugin: model.cni.evidence,
      assumed: model.cni.assumed,
    })),
    overlaps: fleetOverlaps(members),
    links: fleetLinks(members),
    crossings: fleetCrossings(members, new Set(wanted)),
    gaps: members.flatMap(gapsOf),
  };
}
