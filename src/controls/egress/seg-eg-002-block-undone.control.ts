import type { RawObject } from '#src/engine/model/raw-object.js';
import { readSelector } from '#src/engine/model/selector-reader.js';
import { member } from '#src/engine/model/json-value.js';
import { type ControlContext, defineControl, type Judgement } from '../control.js';
import { objectEvidence, referenceEvidence } from '../evidence.js';
import { blocksAddress } from '../policies/metadata-block.js';
import { networkPolicies } from '../policies/policy-faults.js';
import { aboutWorkload } from '../workload-judgement.js';
import type { Subject } from '../workloads.js';
import { cloudOf, type MetadataTarget } from './metadata.js';
import { rulesOf } from '#src/engine/isolation/crossings.js';

export default defineControl({
  id: 'SEG-EG-002',
  title: 'A metadata block is not undone',
  area: 'egress',
  severity: 'critical',
  why: 'Policies add up, so a second policy that allows the address cancels an exception in the first; pods on the network of their node ignore both.',
  fix: 'Close the address in every policy that selects the pod, or deny it in a rung that namespaces cannot override.',
  needs: ['core/Pod', 'networking.k8s.io/NetworkPolicy'],
  frameworks: ['OWASP K8s Top Ten 2022 K07', 'NIST 800-53 SC-7(10)'],
  check: (context) => {
    const blocks = blocksOf(context);
    return context.workloads.owned.map((subject) => judge(context, subject, blocks));
  },
});

/** A policy that leaves a metadata address out of what it allows. */
interface Block {
  readonly policy: RawObject;
  readonly target: MetadataTarget;
  readonly path: string;
}

function blocksOf({ model }: ControlContext): Block[] {
  const known = cloudOf(model).targets;
  return networkPolicies(model).flatMap((policy) =>
    known.flatMap((target): Block[] => {
      const path = blocksAddress(policy, target.address);
      return path === undefined ? [] : [{ policy, target, path }];
    }),
  );
}

function judge(context: ControlContext, subject: Subject, blocks: readonly Block[]): Judgement {
  const own = blocks.filter(({ policy }) => selects(policy, subject));
  const [first] = own;
  if (first === undefined)
    return aboutWorkload(subject, 'not-applicable', 'no policy tries to keep it from a metadata service');
  let doubt: Judgement | undefined;
  for (const { policy, target, path } of own) {
    const name = `${policy.metadata.namespace ?? 'default'}/${policy.metadata.name}`;
    const blocked = `${name} leaves ${target.text} out`;
    for (const [index, group] of subject.groups.entries()) {
      const verdict = context.outside.toAddress(group, target.address, 'TCP', target.port);
      if (verdict === 'denied') continue;
      const hostNetwork = subject.pods[index]?.hostNetwork === true;
      const explanation = context.reach.explain({ group }, { ip: target.text });
      const rules = hostNetwork ? [] : rulesOf(explanation);
      const others = rules.filter((rule) => rule.effect === 'allow').map((rule) => rule.policy);
      const why = hostNetwork
        ? 'its pods share the network of their node, which policies do not cover'
        : others.length > 0
          ? `${[...new Set(others.map((ref) => ref.name))].join(', ')} allows it again`
          : 'nothing enforces the policy';
      const evidence = {
        objects: [objectEvidence(policy, path), ...referenceEvidence(context.model, others)],
        flow: {
          from: subject.ref,
          to: { range: target.text },
          ports: `TCP ${String(target.port)}`,
          verdict,
          rules,
        },
      };
      if (verdict === 'allowed') return aboutWorkload(subject, 'fail', `${blocked}, but ${why}`, { evidence });
      doubt ??= aboutWorkload(subject, 'unknown', `${blocked}, but whether that holds is not known`, {
        evidence: { ...evidence, missing: explanation.because },
      });
    }
  }
  return (
    doubt ??
    aboutWorkload(
      subject,
      'pass',
      `${first.policy.metadata.name} keeps it from ${first.target.text}, and nothing undoes that`,
    )
  );
}

/** Does the policy name the subject's pods, whether or not it can bind them? */
function selects(policy: RawObject, subject: Subject): boolean {
  if ((policy.metadata.namespace ?? 'default') !== subject.ref.namespace) return false;
  const { selector } = readSelector(member(policy.spec, 'podSelector'));
  return selector !== null && subject.pods.some(({ labels }) => selector.matches(labels));
}
