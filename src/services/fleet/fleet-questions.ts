import { Injectable } from '@nestjs/common';
import type { FleetQuestion, FleetWays } from '#src/adapters/threads/fleet-tasks.js';
import type { FleetCrossing } from '#src/engine/fleet/fleet-crossing.js';
import type { Verdict } from '#src/engine/isolation/crossing.js';
import { EngineQuestions } from '../isolation/engine-questions.js';
import { AnswerCache } from './answer-cache.js';
import type { FleetMemberRow } from './fleet-members.js';

const VERDICTS: readonly Verdict[] = ['allowed', 'denied', 'unknown'];

/** Puts questions about pairs of clusters to the engine's threads and keeps the answers as long as nothing changed. */
@Injectable()
export class FleetQuestions {
  private readonly crossings = new AnswerCache<FleetCrossing>();
  private readonly ways = new AnswerCache<FleetWays>();

  constructor(private readonly engine: EngineQuestions) {}

  /** Crossings from one cluster into another. */
  crossingsOf(
    from: FleetMemberRow,
    to: FleetMemberRow,
    verdict: Verdict | undefined,
  ): Promise<readonly FleetCrossing[]> {
    const verdicts = verdict === undefined ? VERDICTS : [verdict];
    return this.crossings.get([from.key, to.key, ...verdicts].join(' → '), () =>
      this.engine.ask('fleet-crossings', [from.snapshot, to.snapshot], questionOf(from, to, verdicts)),
    );
  }

  /** Links from one cluster into another, and overlaps of the two. */
  async waysOf(from: FleetMemberRow, to: FleetMemberRow): Promise<FleetWays> {
    const [ways] = await this.ways.get(`${from.key} → ${to.key}`, async () => [
      await this.engine.ask('fleet-ways', [from.snapshot, to.snapshot], questionOf(from, to, VERDICTS)),
    ]);
    return ways ?? { links: [], overlaps: [], gaps: [] };
  }
}

function questionOf(from: FleetMemberRow, to: FleetMemberRow, verdicts: readonly Verdict[]): FleetQuestion {
  const [a, b] = [from, to].map(({ ref, tenancy }) => ({ name: ref.name, tenancy }));
  return { sides: [a, b] as FleetQuestion['sides'], verdicts };
}
