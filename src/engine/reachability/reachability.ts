import type { Direction, Policy } from '../dialects/policy.js';
import { LiveReachability } from '../live/live-reachability.js';
import type { Diagnostic } from '../model/diagnostic.js';
import type { NetworkModel } from '../model/network-model.js';
import { PortSets } from '../sets/port-sets.js';
import { compile } from './compile.js';
import type { Bounded, Compiled } from './compiled.js';
import { asDeclared } from './declared.js';
import { explain } from './explain.js';
import type { Explanation } from './explanation.js';
import { type Factor, cellOf } from './factor.js';
import type { End, ExternalFlow, Flow, FlowRow, Truth } from './flow.js';
import type { HypotheticalFlow } from './hypothetical.js';
import { gatherKnowledge } from './knowledge.js';
import { BEYOND_LIMITS, isLimited, limitDiagnostics } from './limit-diagnostics.js';
import { type ReachabilityOptions, settingsFor } from './options.js';
import type { CountedUnit } from './party-cell.js';
import { PartyMatrix } from './party-matrix.js';
import { type PodPattern, flowWithPattern } from './pod-pattern.js';
import { rowFrom, rowTo } from './rows.js';
import { flowFromStranger } from './stranger.js';

/**
 * Who can open connections to whom in one cluster, exactly, without ever building the matrix: two sparse halves, what
 * each source may send and what each destination may receive, joined on demand (engine §3).
 *
 * Answers about two groups speak of two different pods; a pod always reaches itself. Where replicas of a group differ
 * (host-network pods on several nodes) they say what some pair of pods can do.
 */
export class Reachability {
  private constructor(
    readonly model: NetworkModel,
    /** The table every port set in every answer belongs to. */
    readonly ports: PortSets,
    private readonly compiled: Compiled,
    /** What the policy languages had to say about objects they could not, or only partly, read. */
    readonly diagnostics: readonly Diagnostic[],
  ) {}

  /** Never throws: what cannot be understood becomes a diagnostic and an unknown. */
  static build(model: NetworkModel, options: ReachabilityOptions = {}): Reachability {
    const judged = options.assumeEnforced === true ? asDeclared(model) : model;
    const settings = settingsFor(judged, options);
    const knowledge = gatherKnowledge(judged, settings);
    const ports = new PortSets();
    const compiled = compile(judged, knowledge, settings, ports);
    return new Reachability(judged, ports, compiled, [...knowledge.diagnostics, ...limitDiagnostics(compiled)]);
  }

  /** Group → class. Groups of one class answer every question alike. */
  get classOf(): Int32Array {
    return this.compiled.parts.table.classOf;
  }

  get classCount(): number {
    return this.compiled.parts.table.members.length;
  }

  /** Number of exceptions both lower-bound factors hold: the size of the answer, whatever the number of pods. */
  get entries(): number {
    const { egress, ingress } = this.compiled.parts;
    return egress.factor.must.classes.length + ingress.factor.must.classes.length;
  }

  /** Policies in force, in the order `selecting` numbers them. */
  get policies(): readonly Policy[] {
    return this.compiled.parts.policies;
  }

  /** True when no answer of the whole cluster differs between its bounds for traffic between pods. */
  get isCertain(): boolean {
    return this.compiled.isCertain;
  }

  /** What one group can send to another. */
  flow(src: number, dst: number): Flow {
    const from = this.compiled.classOf(src);
    const to = this.compiled.classOf(dst);
    const must = this.#joined('must', from, to);
    const may = this.isCertain ? must : this.#joined('may', from, to);
    return { must: this.ports.get(must), may: this.ports.get(may) };
  }

  /** What one end alone permits: the source's egress, or the destination's ingress. */
  permits(direction: Direction, group: number, far: number): Flow {
    const { must, may } = this.compiled.parts[direction].factor;
    const own = this.compiled.classOf(group);
    const other = this.compiled.classOf(far);
    return {
      must: this.ports.get(cellOf(must, must.rowOf[own] ?? 0, other)),
      may: this.ports.get(cellOf(may, may.rowOf[own] ?? 0, other)),
    };
  }

  /** Half of every answer in one bound: what each subject permits with every class. */
  factor(direction: Direction, reading: 'must' | 'may'): Factor {
    return this.compiled.parts[direction].factor[reading];
  }

  /** What a class can send, by class of the destination. */
  rowOfClass(source: number): FlowRow {
    return rowFrom(this.compiled, source);
  }

  /** What a class can receive, by class of the source. */
  columnOfClass(destination: number): FlowRow {
    return rowTo(this.compiled, destination);
  }

  /** What a group can send, by class of the destination. */
  rowFrom(srcGroup: number): FlowRow {
    return rowFrom(this.compiled, this.compiled.classOf(srcGroup));
  }

  /** What a group can receive, by class of the source. */
  rowTo(dstGroup: number): FlowRow {
    return rowTo(this.compiled, this.compiled.classOf(dstGroup));
  }

  /** What addresses outside the cluster can send to a group. Covers both address spaces; parts are merged and sorted. */
  externalTo(dstGroup: number): readonly ExternalFlow[] {
    return this.compiled.outside('ingress', this.compiled.classOf(dstGroup));
  }

  /** What a group can send to addresses outside the cluster. */
  externalFrom(srcGroup: number): readonly ExternalFlow[] {
    return this.compiled.outside('egress', this.compiled.classOf(srcGroup));
  }

  /** What a group receives from an arbitrary pod in an unknown namespace: one without labels, in a namespace without labels. */
  fromStranger(dstGroup: number): Flow {
    return flowFromStranger(this.compiled, dstGroup);
  }

  /** What one end's own policies permit with an arbitrary pod of a pattern, whether or not the input holds one. */
  withPattern(direction: Direction, group: number, pattern: PodPattern): HypotheticalFlow {
    return flowWithPattern(this.compiled, direction, group, pattern);
  }

  /**
   * Exact totals between parties; `partyOf` maps each group to 0 … parties-1, or -1 to leave it out. When the cluster is
   * certain both bounds are one matrix.
   */
  partyMatrix(partyOf: ArrayLike<number>, parties: number, unit: CountedUnit = 'workloads'): Bounded<PartyMatrix> {
    const must = PartyMatrix.count(this.compiled, partyOf, parties, unit, 'must');
    return { must, may: this.isCertain ? must : PartyMatrix.count(this.compiled, partyOf, parties, unit, 'may') };
  }

  /** Does a policy isolate the group in each direction? */
  isolation(group: number): { readonly ingress: Truth; readonly egress: Truth } {
    const own = this.compiled.classOf(group);
    return { ingress: this.compiled.isolation('ingress', own), egress: this.compiled.isolation('egress', own) };
  }

  /** The policies that select a group in one direction. */
  selecting(direction: Direction, group: number): readonly Policy[] {
    const positions = this.compiled.parts[direction].subjects.selecting[this.compiled.classOf(group)] ?? [];
    return positions.flatMap((position) => this.compiled.parts.policies[position] ?? []);
  }

  /** Why answers about a group's traffic in one direction are not certain; empty when nothing is in doubt about it. */
  doubts(direction: Direction, group: number): readonly string[] {
    const { index, doubts } = this.compiled.parts;
    const reasons = doubts.about(index.identityOf(group), direction).map((doubt) => doubt.reason);
    return isLimited(this.compiled, direction, group) ? [...reasons, BEYOND_LIMITS] : reasons;
  }

  /** Deciding policies and rules at both ends, or the knowledge that is missing. */
  explain(src: End, dst: End): Explanation {
    return explain(this.compiled, src, dst);
  }

  /** The same cluster, ready to take policy edits without a full build. */
  live(): LiveReachability {
    return new LiveReachability(this.compiled.parts);
  }

  #joined(reading: 'must' | 'may', from: number, to: number): number {
    const egress = this.compiled.parts.egress.factor[reading];
    const ingress = this.compiled.parts.ingress.factor[reading];
    return this.ports.intersect(
      cellOf(egress, egress.rowOf[from] ?? 0, to),
      cellOf(ingress, ingress.rowOf[to] ?? 0, from),
    );
  }
}
