import type { Direction } from '../dialects/policy.js';
import { type Rung, NETWORK_LAYER, compareRungs } from '../dialects/rung.js';
import type { ObjectRef } from '../model/raw-object.js';
import type { Compiled } from './compiled.js';
import type { Decision } from './decision.js';
import { DecisionRecorder } from './decision-recorder.js';
import { portsMatched } from './explain-rules.js';
import type { End, Truth } from './flow.js';
import { sharesNode } from './flow-at-end.js';
import { type Reading, climb } from './ladder.js';
import { isLimited } from './limit-diagnostics.js';
import type { PolicySide, PolicyStep } from './policy-sides.js';
import type { SubjectDoubts } from './subject.js';
import { throughTunnel } from './tunnel-change.js';
import { tunnelsBetween } from './tunnels-between.js';

/** Who decided what at one end in one bound, in ladder order. */
export function explainDecisions(
  compiled: Compiled,
  direction: Direction,
  group: number,
  far: End,
  sides: readonly PolicySide[],
  reading: Reading,
): readonly Decision[] {
  const neighbour = sharesNode(compiled, group, far);
  const recorder = new DecisionRecorder(compiled.parts.ports, (rung) => isolating(sides, rung));
  if ('ip' in far && passesAsNeighbour(direction, neighbour, reading)) {
    recorder.admit(neighbour === 'yes');
    return recorder.finish();
  }
  if ('group' in far && isLimited(compiled, direction, group)) return inDoubt(compiled, reading);
  const doubts = doubtsOf(compiled, direction, group);
  if (reading === 'may' && ('ip' in far ? doubts.opensExternal : doubts.opens)) return inDoubt(compiled, reading);
  const isClosed = reading === 'must' && ('ip' in far ? doubts.closesExternal : doubts.closes);
  if (isClosed) {
    recorder.close();
    if ('ip' in far) return recorder.finish();
    if (!doubts.closesOwnNode && passesAsNeighbour(direction, neighbour, reading)) recorder.admit(neighbour === 'yes');
  }
  const climbed = isClosed ? sides.filter(({ side }) => side.rung.layer.order > NETWORK_LAYER.order) : sides;
  if (isClosed && climbed.length > 0) recorder.endLayer();
  climb(climbed, reading, {
    machine: recorder,
    onRung: (rung) => {
      recorder.enter(rung);
    },
    onStep: (step) => {
      recorder.apply(step as PolicyStep, portsMatched(compiled, step, direction, group, far));
    },
    afterNetwork: () => {
      for (const { tunnel, certain } of tunnelsBetween(compiled, direction, group, far)) {
        recorder.tunnel((ports) => throughTunnel(ports, tunnel, certain, reading, compiled.parts.ports), certain);
      }
      if ('group' in far && passesAsNeighbour(direction, neighbour, reading)) recorder.admit(neighbour === 'yes');
    },
  });
  return recorder.finish();
}

/** Towards its own node a plugin may filter a pod; from there it never does (semantics 01 §8). */
function passesAsNeighbour(direction: Direction, neighbour: Truth, reading: Reading): boolean {
  if (neighbour === 'no') return false;
  return reading === 'may' || (direction === 'ingress' && neighbour === 'yes');
}

function doubtsOf(compiled: Compiled, direction: Direction, group: number): SubjectDoubts {
  const { doubts, index } = compiled.parts;
  return doubts.effectOn(index.identityOf(group), direction);
}

function inDoubt({ parts: { ports } }: Compiled, reading: Reading): readonly Decision[] {
  const effect = reading === 'may' ? 'allow' : 'deny';
  return [{ layer: NETWORK_LAYER.id, by: 'doubt', effect, ports: ports.all, certain: false }];
}

function isolating(sides: readonly PolicySide[], rung: Rung): readonly ObjectRef[] {
  return sides
    .filter(({ side }) => side.isolates && compareRungs(side.rung, rung) === 0)
    .map(({ policy }) => policy.ref);
}
