import type { NetworkModel } from '#src/engine/model/network-model.js';
import { type ConnectionEnd, nameOfEnd } from '#src/engine/reachability/connections.js';
import type { End } from '#src/engine/reachability/flow.js';
import type { Reachability } from '#src/engine/reachability/reachability.js';
import { formatIp } from '#src/engine/sets/ip-address.js';
import type { ListAnswer } from '../input/list-answer.js';
import type { LoadedCluster } from '../input/load-cluster.js';
import { pairReasons } from '../questions/reasons.js';
import { type ListContext, byNamespace, connectionSummary, connectionTable } from './connectivity-text.js';
import { endpointText } from './endpoint-names.js';
import { exposureText } from './exposure-text.js';
import { count } from './plural.js';
import { portsJson, portsText } from './ports.js';
import { wrap } from './table.js';

/** What to add to the list. */
export interface ReportParts {
  readonly exposure?: boolean;
  readonly explain?: boolean;
}

/** The text of `connectivity`: summary, who reaches what, what is not known, then the parts that were asked for. */
export function connectivityReport(
  cluster: LoadedCluster,
  answer: ListAnswer,
  context: ListContext,
  parts: ReportParts,
): string {
  const { model, reach, assumption } = cluster;
  const { connections, uncertain } = answer;
  const { colours } = context;
  const sections = [
    `${inputSummary(model, reach)}\n${connectionSummary(connections)}\n${assumption ?? `network plugin: ${model.cni.evidence}`}\n`,
    `${connections.length === 0 ? '' : connectionTable(connections, context)}${unreached(answer, context)}`,
  ];
  if (uncertain.length > 0) {
    const why = doubtsOf(answer, reach).flatMap((doubt) => wrap(`because ${doubt}`, context.width));
    sections.push(
      `${colours.yellow('Not known')} (neither proven nor ruled out):\n${connectionTable(uncertain, context)}${why.join('\n')}\n`,
    );
  }
  if (parts.exposure === true) sections.push(exposureText(cluster, context));
  if (parts.explain === true) sections.push(explainText(reach, answer, context));
  return sections.join('\n');
}

function inputSummary(model: NetworkModel, reach: Reachability): string {
  return `${count(model.workloads.length, 'workload')} in ${count(model.namespaces.size, 'namespace')}, ${count(reach.policies.length, 'policy', 'policies')}.`;
}

/** Workloads that nothing reaches, not even perhaps. */
function unreached({ connections, uncertain }: ListAnswer, { workloads, width, colours }: ListContext): string {
  const reached = new Set([...connections, ...uncertain].map(({ dst }) => dst));
  const alone = workloads.filter((workload) => !reached.has(workload));
  if (alone.length === 0) return '';
  return `${wrap(`Nothing may reach ${byNamespace(alone).join(', ')}.`, width)
    .map(colours.dim)
    .join('\n')}\n`;
}

const SHOWN_DOUBTS = 5;
const ASKED_PAIRS = 200;

/** Why connections are not known: the distinct reasons of the first pairs. */
function doubtsOf({ listed }: ListAnswer, reach: Reachability): string[] {
  const doubts = new Set<string>();
  const unsure = listed.filter(({ must, may }) => !may.subtract(must).isEmpty);
  for (const { src, dst } of unsure.slice(0, ASKED_PAIRS)) {
    const [from, to] = [endOf(src), endOf(dst)];
    if (from === undefined || to === undefined) continue;
    const { because, egress, ingress } = reach.explain(from, to);
    for (const doubt of [...because, ...(egress?.notes ?? []), ...(ingress?.notes ?? [])]) doubts.add(doubt);
  }
  const all = [...doubts];
  const more = all.length - SHOWN_DOUBTS;
  return more > 0 ? [...all.slice(0, SHOWN_DOUBTS), `of ${count(more, 'more reason')}`] : all;
}

function explainText(reach: Reachability, { listed }: ListAnswer, { colours }: ListContext): string {
  const lines = listed.flatMap(({ src, dst, must, may }) => {
    const from = endOf(src);
    const to = endOf(dst);
    if (from === undefined || to === undefined) return [];
    const ports = portsText(portsJson(must.isEmpty ? may : must));
    const title = `${endpointText(nameOfEnd(src))} → ${endpointText(nameOfEnd(dst))}  ${ports}`;
    const reasons = pairReasons(reach.explain(from, to), endpointText(nameOfEnd(src)), endpointText(nameOfEnd(dst)));
    return [colours.bold(title), ...reasons.map((reason) => `  ${reason}`)];
  });
  return `${colours.underline('Why')}\n${lines.join('\n')}\n`;
}

/** One member that stands for an end: the workload's first group, the first address of a range; nobody for a controller. */
export function endOf(end: ConnectionEnd): End | undefined {
  if (end.kind === 'ingress-controller') return undefined;
  if (end.kind === 'workload') return { group: end.workload.groups[0] ?? 0 };
  const [first] = end.ranges;
  return first === undefined ? undefined : { ip: formatIp({ family: first.family, value: first.lo }) };
}
