import type { ObjectRef } from '#src/engine/model/raw-object.js';
import type { EndExplanation, Explanation } from '#src/engine/reachability/explanation.js';
import { listed } from '../output/plural.js';
import type { Answer } from './answer.js';

/** Why an answer is what it is, a sentence for each end that has a say, then what is not known. */
export function reasons({ from, to, protocol, port, self, explanation }: Answer): string[] {
  if (self || explanation === null) return ['a pod always reaches itself; no policy can forbid it'];
  const number = Number(port);
  const about = { protocol, ...(Number.isNaN(number) ? {} : { port: number }) };
  return [
    ...endReasons(explanation.egress, from.name, `${protocol} ${port} to ${to.name}`, about),
    ...endReasons(explanation.ingress, to.name, `${protocol} ${port} from ${from.name}`, about),
    ...explanation.because.map((missing) => `not known: ${missing}`),
  ];
}

/** Why a pair of workloads can talk, without asking about one port: the deciding rule at each end. */
export function pairReasons({ egress, ingress, because }: Explanation, from: string, to: string): string[] {
  return [
    ...endReasons(egress, from, `traffic to ${to}`, {}),
    ...endReasons(ingress, to, `traffic from ${from}`, {}),
    ...because.map((missing) => `not known: ${missing}`),
  ];
}

function endReasons(
  end: EndExplanation | null,
  name: string,
  traffic: string,
  about: { readonly protocol?: string; readonly port?: number },
): string[] {
  if (end === null) return [];
  const { direction, isolated, policies, rules, notes } = end;
  if (notes.length > 0) return notes.map((note) => `${direction} at ${name}: ${note}`);
  const matching = rules.filter(
    ({ effect, ports }) =>
      effect !== 'no-matching-rule' &&
      (about.protocol === undefined || about.port === undefined || ports.contains(about.protocol, about.port)),
  );
  const certain = matching.filter((rule) => rule.certain);
  const deciding = certain.length > 0 ? certain : matching;
  if (deciding.length > 0) {
    const texts = deciding.map(
      ({ policy, rule, effect }) =>
        `${VERBS[effect]} by ${refText(policy)}${rule === undefined ? '' : `, rule ${String(rule + 1)}`}`,
    );
    return [`${direction} at ${name}: ${traffic} is ${certain.length > 0 ? '' : 'perhaps '}${listed(texts)}`];
  }
  if (isolated === 'no' || policies.length === 0) return [`${direction} at ${name}: ${unselected(end)}`];
  return [
    `${direction} at ${name}: ${listed(policies.map(refText))} ${policies.length === 1 ? 'selects' : 'select'} it, and no rule allows ${traffic}`,
  ];
}

/** What it means that no policy is known to select the pod: open, unless something is in doubt. */
function unselected({ direction, must, may }: EndExplanation): string {
  return must === may
    ? `no policy selects it, so all ${direction} is open`
    : `no policy that could be evaluated selects it; whether its ${direction} is open is not known`;
}

const VERBS = { allow: 'allowed', deny: 'denied', pass: 'passed on', 'no-matching-rule': 'not matched' } as const;

/** `NetworkPolicy shop/web`. */
export function refText({ kind, namespace, name }: ObjectRef): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}
