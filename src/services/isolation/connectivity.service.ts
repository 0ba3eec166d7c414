import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { EndAnswer } from '#src/adapters/threads/explain-pair.js';
import type { FlatEnd } from '#src/engine/questions/flat.js';
import { type FlatDecision, refText } from '#src/engine/questions/flat.js';
import type { Scope } from '../auth/scope.js';
import { pageArray } from '../paging/page-array.js';
import type { Page } from '../paging/page.js';
import type { NameMask } from '../privacy/name-mask.js';
import { Neighbours } from '../privacy/neighbours.js';
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
    private readonly neighbours: Neighbours,
  ) {}

  /**
   * Connections that are or may be possible, by from and to.
   * @throws Problem `NOT_FOUND`; `INPUT.INVALID` when the snapshot has no such workload
   */
  async list(scope: Scope, cluster: string, input: z.infer<typeof connectivityInput>): Promise<Page<ConnectionView>> {
    const { from, to, at, ...request } = input;
    const [{ snapshot }, mask] = await this.#asked(scope, cluster, at);
    mask.requireVisible(from, 'from');
    mask.requireVisible(to, 'to');
    const filter = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
    const connections = await this.engine.ask('connections', [snapshot], filter);
    const views = new Map(
      connections
        .filter((connection) => [connection.from, connection.to].some((end) => isOwn(end, mask)))
        .map((connection): ConnectionView => ({
          from: endOf(connection.from, mask),
          to: endOf(connection.to, mask),
          must: connection.must,
          may: connection.may,
        }))
        .map((view) => [keyOf(view), view]),
    );
    const sorted = [...views.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    return pageArray(sorted, keyOf, request);
  }

  #asked(scope: Scope, cluster: string, at: string | undefined) {
    return Promise.all([this.snapshots.rowsAt(scope, cluster, at), this.neighbours.maskFor(scope)]);
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
    const [{ snapshot }, mask] = await this.#asked(scope, cluster, at);
    mask.requireVisible(question.from, 'from');
    mask.requireVisible(question.to, 'to');
    const answer = await this.engine.ask('explain', [snapshot], question);
    return {
      ...question,
      verdict: answer.verdict,
      enforcement: answer.enforcement,
      must: answer.must,
      may: answer.may,
      sequence: snapshot.seq,
      observedAt: snapshot.observedAt.toISOString(),
      egress: atEnd(answer.egress, mask),
      ingress: atEnd(answer.ingress, mask),
      because: answer.because.map((reason) => mask.text(reason)),
    };
  }
}

function atEnd(end: EndAnswer | null, mask: NameMask): ExplanationView['egress'] {
  if (end === null) return null;
  const { isolated, rules, because, notes, decisions } = end;
  return {
    isolated,
    rules: rules.flatMap((rule) => ruleOf(rule, mask)),
    decisions: decisions.map((decision) => decisionOf(decision, mask)),
    because: because.map((reason) => mask.text(reason)),
    notes: [...notes],
  };
}

function decisionOf(
  { layer, rung, by, effect, ports, policy, policies, rule, name, conditions, certain }: FlatDecision,
  mask: NameMask,
): NonNullable<ExplanationView['egress']>['decisions'][number] {
  const shown = [...(policy === undefined ? [] : [policy]), ...(policies ?? [])];
  return {
    layer,
    rung: rung ?? null,
    by,
    effect,
    ports,
    policies: shown.map((ref) => mask.text(refText(ref))),
    rule: rule ?? null,
    name: name === undefined ? null : mask.text(name),
    conditions: [...(conditions ?? [])],
    certain,
  };
}

/** Addresses belong to nobody; a connection is shown when the caller may see one of its ends by name. */
function isOwn(end: FlatEnd, mask: NameMask): boolean {
  return !('range' in end) && mask.showsNamespace(end.namespace);
}

function endOf(end: FlatEnd, mask: NameMask): string {
  return 'range' in end ? end.range : mask.text(flatEndText(end));
}

/** Masked ends may repeat, so the ports are part of the key. */
function keyOf({ from, to, must, may }: ConnectionView): string {
  return JSON.stringify([from, to, must, may]);
}
