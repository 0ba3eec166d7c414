import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { FlatChange } from '#src/engine/questions/diff-answer.js';
import type { ExposureAnswer, FlatDirection } from '#src/engine/questions/exposure-answer.js';
import type { FactChange } from '#src/engine/questions/blame/fact-changes.js';
import type { FlatEnd } from '#src/engine/questions/flat.js';
import type { ObjectRef } from '#src/engine/model/raw-object.js';
import { Problem } from '#src/lib/problem.js';
import type { Scope } from '../auth/scope.js';
import { pageArray } from '../paging/page-array.js';
import type { Page } from '../paging/page.js';
import type { NameMask } from '../privacy/name-mask.js';
import { Neighbours } from '../privacy/neighbours.js';
import { SnapshotsService } from '../snapshots/snapshots.service.js';
import { EngineQuestions } from './engine-questions.js';
import { flatEndText } from './flat-end-text.js';
import type {
  blameInput,
  BlameView,
  blastInput,
  BlastView,
  exposureInput,
  ExposureView,
  whatIfInput,
  WhatIfView,
} from './question.view.js';

const TARGETS = 1_000;
const PATHS = 100;
const CHANGES = 500;
const DIAGNOSTICS = 100;
const RANGES = 200;

/**
 * Exposure, blast radius, what-if and blame on stored snapshots, answered beside the event loop. Names of tenants a caller
 * may not see are replaced in every answer; how many there are is not hidden.
 */
@Injectable()
export class QuestionsService {
  constructor(
    private readonly engine: EngineQuestions,
    private readonly snapshots: SnapshotsService,
    private readonly neighbours: Neighbours,
  ) {}

  /** By workload. @throws Problem `NOT_FOUND`; `INPUT.INVALID` when the snapshot has no such workload */
  async exposure(scope: Scope, cluster: string, input: z.infer<typeof exposureInput>): Promise<Page<ExposureView>> {
    const { workload, at, ...request } = input;
    const [{ snapshot }, mask] = await Promise.all([
      this.snapshots.rowsAt(scope, cluster, at),
      this.neighbours.maskFor(scope),
    ]);
    mask.requireVisible(workload, 'workload');
    const answers = await this.engine.ask('exposure', [snapshot], workload === undefined ? {} : { workload });
    const views = answers
      .filter(({ workload: one }) => mask.showsNamespace(one.namespace))
      .map((answer) => exposureOf(answer, mask))
      .sort((a, b) => (a.workload < b.workload ? -1 : 1));
    return pageArray(views, (view) => view.workload, request);
  }

  /** @throws Problem `NOT_FOUND`; `INPUT.INVALID` when the snapshot has no such start */
  async blast(scope: Scope, cluster: string, input: z.infer<typeof blastInput>): Promise<BlastView> {
    const { from, direction, hops, protocol, port, at } = input;
    const [{ snapshot }, mask] = await Promise.all([
      this.snapshots.rowsAt(scope, cluster, at),
      this.neighbours.maskFor(scope),
    ]);
    mask.requireVisible(from, 'from');
    const answer = await this.engine.ask('blast', [snapshot], {
      from,
      direction,
      limit: TARGETS,
      paths: PATHS,
      ...(hops === undefined ? {} : { hops }),
      ...(port === undefined ? {} : { port: { protocol, port } }),
    });
    return {
      from,
      sequence: snapshot.seq,
      must: answer.total.must,
      may: answer.total.may,
      byHops: answer.byHops.map((counts) => ({ ...counts })),
      targets: answer.targets.map(({ workload, must, may, path }) => ({
        workload: endOf(workload, mask),
        must,
        may,
        path: path.map((step) => ({
          from: endOf(step.from, mask),
          to: endOf(step.to, mask),
          ports: step.ports,
          policies: [...new Set(step.rules.map(({ policy }) => objectOf(policy, mask)))],
        })),
      })),
      truncated: answer.truncated,
    };
  }

  /** @throws Problem `NOT_FOUND`; `INPUT.INVALID` when the change cannot be read or names what is not there */
  async whatIf(scope: Scope, cluster: string, input: z.infer<typeof whatIfInput>): Promise<WhatIfView> {
    const { manifests, remove, at } = input;
    if (scope.isRestricted)
      throw new Problem(
        'AUTH.FORBIDDEN',
        'A what-if answers for the whole cluster, and this key sees some tenants only',
      );
    const [{ snapshot }, mask] = await Promise.all([
      this.snapshots.rowsAt(scope, cluster, at),
      this.neighbours.maskFor(scope),
    ]);
    const { applied, diff, diagnostics } = await this.engine.ask('what-if', [snapshot], {
      manifests,
      remove,
      limit: CHANGES,
    });
    return {
      sequence: snapshot.seq,
      applied: applied.map(({ ref, action }) => ({ object: objectOf(ref, mask), action })),
      isEmpty: diff.isEmpty,
      must: { ...diff.must },
      may: { ...diff.may },
      outsideWorkloads: diff.outsideWorkloads,
      changes: diff.changes.map((change) => changeOf(change, mask)),
      truncated: diff.truncated,
      diagnostics: diagnostics.slice(0, DIAGNOSTICS).map(({ message }) => mask.text(message)),
    };
  }

  /** @throws Problem `NOT_FOUND`; `INPUT.INVALID` when neither snapshot has such an end */
  async blame(scope: Scope, id: string, input: z.infer<typeof blameInput>): Promise<BlameView> {
    const { base, ...question } = input;
    const [rows, mask] = await Promise.all([this.snapshots.rows(scope, id), this.neighbours.maskFor(scope)]);
    mask.requireVisible(question.from, 'from');
    mask.requireVisible(question.to, 'to');
    const before = await this.snapshots.base(rows, base);
    const answer = await this.engine.ask('blame', [before, rows.snapshot], question);
    const known = (verdict: (typeof answer)['before']): BlameView['before'] => (verdict === 'absent' ? null : verdict);
    return {
      base: before.seq,
      head: rows.snapshot.seq,
      before: known(answer.before),
      after: known(answer.after),
      unchanged: answer.unchanged,
      causes: answer.causes.map((cause) => causeOf(cause, mask)),
      minimal: answer.minimal,
      alternatives: answer.alternatives.map((cause) => causeOf(cause, mask)),
      considered: answer.considered,
    };
  }
}

function endOf(end: FlatEnd, mask: NameMask): string {
  return 'range' in end ? end.range : mask.text(flatEndText(end));
}

function objectOf({ kind, namespace, name }: Pick<ObjectRef, 'kind' | 'namespace' | 'name'>, mask: NameMask): string {
  return mask.text([kind, namespace, name].filter((part) => part !== undefined).join('/'));
}

function exposureOf({ workload, ingress, egress, doors }: ExposureAnswer, mask: NameMask): ExposureView {
  return {
    workload: endOf(workload, mask),
    ingress: directionOf(ingress, mask),
    egress: directionOf(egress, mask),
    doors: doors.map((door) => mask.text(door)),
  };
}

function directionOf(direction: FlatDirection, mask: NameMask): ExposureView['ingress'] {
  const { entireCluster, patterns, addresses } = direction;
  return {
    protected: direction.protected,
    entireCluster: { ...entireCluster, names: [...entireCluster.names] },
    patterns: patterns.slice(0, RANGES).map(({ namespaces, pods, names, ...rest }) => ({
      ...rest,
      namespaces: mask.text(namespaces),
      pods: mask.text(pods),
      names: [...names],
    })),
    addresses: addresses.slice(0, RANGES).map((one) => ({ ...one })),
    truncated: patterns.length > RANGES || addresses.length > RANGES,
  };
}

function changeOf({ type, from, to, before, after }: FlatChange, mask: NameMask): WhatIfView['changes'][number] {
  return {
    change: type,
    from: endOf(from, mask),
    to: endOf(to, mask),
    before: before?.may ?? '',
    after: after?.may ?? '',
  };
}

function causeOf({ change, fields, before, after, ...ref }: FactChange, mask: NameMask): BlameView['causes'][number] {
  return {
    change,
    object: objectOf(ref, mask),
    fields: [...fields],
    generationBefore: before?.generation ?? null,
    generationAfter: after?.generation ?? null,
    versionBefore: before?.resourceVersion ?? null,
    versionAfter: after?.resourceVersion ?? null,
  };
}
