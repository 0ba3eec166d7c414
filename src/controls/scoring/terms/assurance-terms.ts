import type { Truth } from '#src/engine/reachability/flow.js';
import type { Reachability } from '#src/engine/reachability/reachability.js';
import { faultOf, type PolicyFault } from '../../policies/policy-faults.js';
import type { Term } from '../term.js';
import { TIS } from '../weights.js';
import { TermCollector, type TenantView, weighedAbsence } from './tenant-view.js';

const CERTAIN_NO: Truth = 'no';

/**
 * Channel P: is there a fence at all, does it do what it says, and can its labels be forged?
 * Who may write labels is not collected yet, so owners found by labels carry the last part as unknown.
 */
export function assuranceTerms(
  view: TenantView,
  reach: Reachability,
  faults: ReadonlyMap<string, PolicyFault>,
): Term[] {
  const collector = new TermCollector();
  const { noIngressDeny, noEgressDeny, brokenPolicy, forgeableLabels } = TIS.assurance;
  for (const [index, { groups, unit }] of view.subjects.entries()) {
    const isolation = groups.map((group) => reach.isolation(group));
    const weakest = (direction: 'ingress' | 'egress'): Truth => {
      const answers = isolation.map((one) => one[direction]);
      return answers.includes('no') ? 'no' : answers.includes('unknown') ? 'unknown' : 'yes';
    };
    collector.add(index, weighedAbsence(weakest('ingress'), noIngressDeny), {
      channel: 'P',
      control: 'SEG-NP-001',
      subject: 'no ingress deny',
      because: 'no policy isolates incoming traffic',
    });
    collector.add(index, weighedAbsence(weakest('egress'), noEgressDeny), {
      channel: 'P',
      control: 'SEG-NP-002',
      subject: 'no egress deny',
      because: 'no policy isolates outgoing traffic',
    });
    const fault = groups.map((group) => faultOf(reach, faults, group)).find((one) => one !== undefined);
    if (fault !== undefined) {
      collector.add(index, weighedAbsence(CERTAIN_NO, brokenPolicy), {
        channel: 'P',
        control: fault.control,
        subject: 'a policy that does not protect',
        because: fault.because,
      });
    }
    if (unit.ownership.byLabel) {
      collector.add(index, weighedAbsence('unknown', forgeableLabels), {
        channel: 'P',
        subject: 'labels that name the owner',
        because: `${unit.ownership.rule}: who may write these labels was not read`,
      });
    }
  }
  return collector.finish(view);
}
