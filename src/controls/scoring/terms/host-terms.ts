import type { Verdict } from '#src/engine/isolation/crossing.js';
import { best } from '../../egress/outside-view.js';
import type { HostView } from '../../host/host-view.js';
import type { Term } from '../term.js';
import { TIS } from '../weights.js';
import { TermCollector, type TenantView, weighed } from './tenant-view.js';

/** Channel H: the node, its agents and the API server. */
export function hostTerms(view: TenantView, host: HostView): Term[] {
  const collector = new TermCollector();
  const { hostNetwork, controlPlanePort, nodeRange, apiWithToken } = TIS.host;
  for (const [index, { pods, groups }] of view.subjects.entries()) {
    const add = (verdict: Verdict, weight: number, subject: string, because: string, control?: string): void => {
      collector.add(index, weighed(verdict, weight), {
        channel: 'H',
        ...(control === undefined ? {} : { control }),
        subject,
        because,
      });
    };
    if (pods.some((pod) => pod.hostNetwork)) {
      add('allowed', hostNetwork, 'the node itself', 'pods share the network of their node', 'SEG-HN-001');
    }
    const worst = (answer: (group: number) => Verdict): Verdict => best(groups.map(answer));
    const control = worst((group) => host.controlPorts(group));
    add(control, controlPlanePort, 'kubelet or etcd', 'egress to a node port that controls it is open');
    // Whoever reaches the kubelet gains nothing from the other services of the node.
    const services = control === 'allowed' ? 'denied' : worst((group) => host.nodeServices(group));
    add(services, nodeRange, 'services of the nodes', 'egress to node addresses is open');
    const token = best(pods.map(({ automountToken }) => tokenVerdict(automountToken)));
    const api = worst((group) => host.apiServer(group));
    add(
      both(token, api),
      apiWithToken,
      'the API server',
      'egress to it is open and a service account token may be mounted',
    );
  }
  return collector.finish(view);
}

/** A pod that does not say takes the answer of its ServiceAccount, which is not collected. */
function tokenVerdict(automount: boolean | null): Verdict {
  if (automount === null) return 'unknown';
  return automount ? 'allowed' : 'denied';
}

function both(a: Verdict, b: Verdict): Verdict {
  if (a === 'denied' || b === 'denied') return 'denied';
  return a === 'allowed' && b === 'allowed' ? 'allowed' : 'unknown';
}
