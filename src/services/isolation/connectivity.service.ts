import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { EndAnswer } from '#src/adapters/threads/explain-pair.js';
import type { Scope } from '../auth/scope.js';
import { pageArray } from '../paging/page-array.js';
import type { Page } from '../paging/page.js';
import { NameMask } from '../privacy/name-mask.js';
import { SnapshotsService } from '../snapshots/snapshots.service.js';
import type { connectivityInput, ConnectionView, explainInput, ExplanationView } from './connectivity.view.js';
import { EngineQuestions } from './engine-questions.js';
import { ruleOf } from './evidence-view-of.js';
import { flatEndText } from './flat-end-text.js';

/** Who can talk to whom in one cluster, now or at a past time, and why. */
@Injectable()
export class ConnectivityService {
  constructor(
    private readonly engine: EngineQuestions,
    private readonly snapshots: SnapshotsService,
  ) {}

  /**
   * Connections that are or may be possible, by from and to.
   * @throws Problem `NOT_FOUND`; `INPUT.INVALID` when the snapshot has no such workload
   */
  async list(scope: Scope, cluster: string, input: z.infer<typeof connectivityInput>): Promise<Page<ConnectionView>> {
    const { from, to, at, ...request } = input;
    const { snapshot } = await this.snapshots.rowsAt(scope, cluster, at);
    const filter = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
    const connections = await this.engine.ask('connections', [snapshot], filter);
    const views = connections
      .map((connection) => ({
        from: flatEndText(connection.from),
        to: flatEndText(connection.to),
        must: connection.must,
        may: connection.may,
      }))
      .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    return pageArray(views, keyOf, request);
  }

  /**
   * Whether one port of one pair is open, with the deciding rules at both ends.
   * @throws Problem `NOT_FOUND`; `INPUT.INVALID` when the snapshot has no such end
   */
  async explain(
    scope: Scope,
    cluster: string,
    { at, ...question }: z.infer<typeof explainInput>,
  ): Promise<ExplanationView> {
    const { snapshot } = await this.snapshots.rowsAt(scope, cluster, at);
    const answer = await this.engine.ask('explain', [snapshot], question);
    return {
      ...question,
      verdict: answer.verdict,
      must: answer.must,
      may: answer.may,
      sequence: snapshot.seq,
      observedAt: snapshot.observedAt.toISOString(),
      egress: endOf(answer.egress),
      ingress: endOf(answer.ingress),
      because: [...answer.because],
    };
  }
}

function endOf(end: EndAnswer | null): ExplanationView['egress'] {
  if (end === null) return null;
  const { isolated, rules, because, notes } = end;
  return {
    isolated,
    rules: rules.flatMap((rule) => ruleOf(rule, NameMask.none)),
    because: [...because],
    notes: [...notes],
  };
}

function keyOf({ from, to }: ConnectionView): string {
  return JSON.stringify([from, to]);
}
