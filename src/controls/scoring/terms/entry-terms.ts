import type { EntryFlow } from '#src/engine/isolation/entry-exposure.js';
import { isDeclaredEntry } from '#src/engine/isolation/port-register.js';
import { entryPortText } from '#src/engine/model/entry-port-text.js';
import type { TenancyRules } from '#src/engine/isolation/tenancy.js';
import { managementOf } from '../../exposure/management.js';
import { isSensitivePort } from '../../sensitive-ports.js';
import type { Subject } from '../../workloads.js';
import type { Term } from '../term.js';
import { TIS } from '../weights.js';
import { TermCollector, type TenantView, weighed } from './tenant-view.js';

/** Channel X: doors from outside that nobody declared, weighed by what kind of door they are. */
export function entryTerms(
  view: TenantView,
  flowsOf: (subject: Subject) => readonly EntryFlow[],
  tenancy: TenancyRules,
): Term[] {
  const collector = new TermCollector();
  for (const [index, subject] of view.subjects.entries()) {
    for (const flow of flowsOf(subject)) {
      const { entry, target } = flow;
      if (isDeclaredEntry(tenancy, view.slug, flow)) continue;
      const { weight, control, what } = weightOf(subject, flow);
      collector.add(index, weighed(flow.verdict, weight), {
        channel: 'X',
        ...(control === undefined ? {} : { control }),
        subject: `${entry.type} ${entry.source.kind} ${entry.namespace}/${entry.source.name} ${target.protocol} ${entryPortText(entry)}`,
        because: flow.because === '' ? what : `${what}; ${flow.because}`,
      });
    }
  }
  return collector.finish(view);
}

function weightOf(
  subject: Subject,
  { entry, target }: EntryFlow,
): { readonly weight: number; readonly control?: string; readonly what: string } {
  const weights = TIS.entry;
  const images = subject.pods.flatMap((pod) => pod.images);
  const management = managementOf(subject, target.port);
  if (entry.scope === 'internal' || entry.sourceRanges.length > 0) {
    return { weight: weights.internal, what: 'an undeclared entry point for internal or named clients' };
  }
  if (management !== undefined) {
    return {
      weight: weights.management,
      control: 'SEG-EX-007',
      what: `a management interface (${management.product})`,
    };
  }
  if (isSensitivePort(target.protocol, target.port, images)) {
    return { weight: weights.sensitive, control: 'SEG-EX-006', what: `a port for insiders (${String(target.port)})` };
  }
  switch (entry.type) {
    case 'node-port':
    case 'host-port':
    case 'external-ip':
      return { weight: weights.nodePort, what: 'an undeclared port on every node or on an outside address' };
    case 'load-balancer':
      return { weight: weights.openLoadBalancer, what: 'an undeclared load balancer open to everyone' };
    case 'ingress':
    case 'gateway':
      return entry.tls
        ? { weight: weights.undeclared, what: 'an undeclared route with TLS' }
        : { weight: weights.openLoadBalancer, what: 'an undeclared route without TLS' };
  }
}
