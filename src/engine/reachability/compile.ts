import { DIRECTIONS, type Direction } from '../dialects/policy.js';
import { NETWORK_LAYER } from '../dialects/rung.js';
import type { NetworkModel } from '../model/network-model.js';
import type { PortSets } from '../sets/port-sets.js';
import { classify } from './classes.js';
import { Compiled, type CompiledDirection } from './compiled.js';
import { DoubtIndex } from './doubt-index.js';
import { FactorBuilder } from './factor-builder.js';
import { GroupSets } from '../endpoints/group-sets.js';
import type { Knowledge } from './knowledge.js';
import { hasContest } from './ladder.js';
import { NamedPorts } from './named-ports.js';
import { findNodeNeighbours } from './node-locality.js';
import type { Settings } from './options.js';
import { RuleCompiler } from './rule-compiler.js';
import { Sides } from './side.js';
import type { Subject } from './subject.js';
import { type SubjectSources, tabulateSubjects } from './subject-table.js';
import { TunnelTable } from './tunnel-table.js';

/** Compiles a cluster: selections → classes → subjects → rows. */
export function compile(
  model: NetworkModel,
  { policies, doubts, tunnels: hidden, ground, context }: Knowledge,
  settings: Settings,
  ports: PortSets,
): Compiled {
  const { index, namespaces, addresses } = ground;
  const groupSets = new GroupSets(index, namespaces, settings.cni.selectorsMayMatchHostNetwork);
  const compiler = new RuleCompiler(ports, groupSets, addresses);
  const sides = new Sides(compiler);
  for (const policy of policies) {
    groupSets.subjectOf(policy);
    for (const direction of DIRECTIONS) sides.of(policy, direction);
  }

  const tunnels = new TunnelTable(hidden);
  for (const set of tunnels.sets()) groupSets.use(set);

  const namedPorts = new NamedPorts(model.groups, index.isNode, compiler.usedNames, ports);
  const doubtIndex = new DoubtIndex(doubts);
  const neighbours = findNodeNeighbours(model.groups, index.isNode);
  const sets = [...groupSets.answers(), ...addresses.answers()];
  const table = classify({ index, namedPorts, doubts: doubtIndex, neighbours, sets });

  const sources = { policies, groupSets, sides, index, table, doubts: doubtIndex, neighbours, tunnels };
  const builder = new FactorBuilder(ports, table, namedPorts, { limits: settings.limits });
  const ingress = compileDirection('ingress', sources, builder);
  const egress = compileDirection('egress', sources, builder);
  return new Compiled({
    model,
    ports,
    policies,
    table,
    index,
    namedPorts,
    doubts: doubtIndex,
    neighbours,
    tunnels,
    compiler,
    groupSets,
    sides,
    context,
    dialects: settings.dialects,
    ingress,
    egress,
  });
}

function compileDirection(direction: Direction, sources: SubjectSources, builder: FactorBuilder): CompiledDirection {
  const subjects = tabulateSubjects(direction, sources);
  const must = builder.build(subjects.subjects, subjects.rowOf, 'must');
  if (must.limited.size === 0 && !subjects.subjects.some(isUncertain)) {
    return { subjects, factor: { must: must.factor, may: must.factor }, limited: must.limited };
  }
  const may = builder.build(subjects.subjects, subjects.rowOf, 'may');
  const limited = new Set([...must.limited, ...may.limited]);
  return { subjects, factor: { must: must.factor, may: may.factor }, limited };
}

function isUncertain({ sides, doubts, neighbours, tunnels, direction }: Subject): boolean {
  return (
    (tunnels.length > 0 && sides.some(({ side }) => side.rung.layer.id === NETWORK_LAYER.id)) ||
    doubts.closes ||
    doubts.opens ||
    sides.some(({ side, certain }) => !certain || side.rules.some((rule) => rule.certain !== rule.possible)) ||
    hasContest(sides) ||
    (sides.length > 0 &&
      (direction === 'egress'
        ? neighbours.possible.length > 0
        : neighbours.possible.length > neighbours.certain.length))
  );
}
