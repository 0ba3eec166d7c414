import { type ControlContext, defineControl, type Judgement } from '../control.js';
import { aboutWorkload } from '../workload-judgement.js';
import type { Subject } from '../workloads.js';
import { describeDoor, doorEvidence, openDoors } from './exposed.js';
import { managementOf } from './management.js';

export default defineControl({
  id: 'SEG-EX-007',
  title: 'Management interfaces are never public',
  area: 'exposure',
  severity: 'critical',
  why: 'Dashboards, CI servers and consoles control what runs; a login does not help against their flaws or stolen passwords.',
  fix: 'Give the interface an internal address only, and allow it from the network of its administrators.',
  needs: ['core/Pod', 'core/Service', 'networking.k8s.io/Ingress'],
  frameworks: ['OWASP Docker D03', 'NIST 800-53 SC-7(3)', 'PCI DSS 1.4.2'],
  check: (context) => context.workloads.subjects.map((subject) => judge(context, subject)),
});

function judge(context: ControlContext, subject: Subject): Judgement {
  const product = managementOf(subject);
  if (product === undefined)
    return aboutWorkload(subject, 'not-applicable', 'it does not look like a management interface');
  const doors = openDoors(context, subject).filter(
    ({ entry, target }) => entry.scope === 'public' && managementOf(subject, target.port) !== undefined,
  );
  const rests = `recognised as ${product.product} by image, label or name: it ${product.risk}`;
  const [open] = doors.filter(({ verdict }) => verdict === 'allowed');
  const evidence = { objects: doorEvidence(context, doors), notes: [rests, ...doors.map(describeDoor)] };
  if (open !== undefined) {
    return aboutWorkload(
      subject,
      'fail',
      `${product.product} is reachable from outside through ${describeDoor(open)}`,
      {
        evidence,
        aggravation: { internetExposed: true },
      },
    );
  }
  const [possible] = doors;
  if (possible !== undefined) {
    return aboutWorkload(
      subject,
      'unknown',
      `${product.product} may be reachable through ${describeDoor(possible)}: ${possible.because}`,
      {
        evidence: { ...evidence, missing: [possible.because] },
      },
    );
  }
  return aboutWorkload(subject, 'pass', 'no public entry point leads to it', { evidence: { notes: [rests] } });
}
