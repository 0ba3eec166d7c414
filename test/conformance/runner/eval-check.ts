import { answer } from '#src/cli/questions/answer.js';
import { portsJson } from '#src/cli/output/ports.js';
import type { Reachability } from '#src/engine/reachability/reachability.js';
import { parseIp } from '#src/engine/sets/ip-address.js';
import { parseCidr } from '#src/engine/sets/ip-range.js';
import { IpSet } from '#src/engine/sets/ip-set.js';
import { messageOf } from '#src/lib/problem.js';
import { canonicalPorts } from './canonical-ports.js';
import type { Check, PortsValue, Query } from './case-file.js';
import type { Outcome } from './tally.js';

const SHOWN = 3;

/** Asks every question of an `eval` check. Loopback rows are counted apart: tools and plugins differ about them. */
export function evalOutcome(check: Check, reach: Reachability): Outcome {
  const wrong: string[] = [];
  let selfDiffers = 0;
  let isProjected = false;
  for (const query of [...(check.queries ?? []), ...matrixQueries(check)]) {
    const difference = differenceOf(query, reach);
    if (difference === undefined) continue;
    if (difference === CONDITIONAL) isProjected = true;
    else if (query.self === true) selfDiffers += 1;
    else wrong.push(difference);
  }
  if (wrong.length > 0) {
    return { result: 'fail', message: `${String(wrong.length)} answers differ: ${wrong.slice(0, SHOWN).join('; ')}` };
  }
  return {
    result: 'pass',
    ...(selfDiffers === 0 ? {} : { notes: [`${String(selfDiffers)} loopback rows differ`] }),
    ...(isProjected ? { projected: true } : {}),
  };
}

/** What a request asks at layer 7 is a condition here: some request on this connection passes and another does not. */
const CONDITIONAL = 'conditional';

function matrixQueries({ matrix }: Check): Query[] {
  if (matrix === undefined) return [];
  return matrix.rows.flatMap(({ src, dst, allow, self = false }) =>
    matrix.ports.map((point): Query => {
      const [protocol = '', port = ''] = point.split('/');
      return { src, dst, protocol, port, expect: allow.includes(point) ? 'allow' : 'deny', self };
    }),
  );
}

const ANYWHERE = '0.0.0.0/0';
const ADDRESSES = ['203.0.113.77', '198.18.77.7', '8.8.4.4', '45.33.32.156', '151.101.1.69'];

/** "Any external address" is asked about as one that no object of the case singles out. */
function someAddress(end: string, { model }: Reachability): string {
  if (end !== ANYWHERE) return end;
  const text = JSON.stringify([...model.objects.values()]);
  const blocks = [...text.matchAll(/\d+\.\d+\.\d+\.\d+\/\d+/g)].flatMap(([cidr]) => parseCidr(cidr) ?? []);
  const singled = IpSet.of(blocks.filter(({ lo, hi }) => hi - lo < 2n ** 31n));
  return ADDRESSES.find((address) => !singled.contains(parseIp(address) ?? { family: 4, value: 0n })) ?? end;
}

function differenceOf(query: Query, reach: Reachability): string | undefined {
  const { protocol = 'TCP', port, expect, allowed } = query;
  const [src, dst] = [someAddress(query.src, reach), someAddress(query.dst, reach)];
  const name = `${src} => ${dst} ${protocol} ${String(port ?? '')}`;
  try {
    const got = answer(reach, { from: src, to: dst, protocol, port: String(port ?? 1) });
    const verdict = got.verdict === 'allowed' ? 'allow' : got.verdict === 'denied' ? 'deny' : 'unknown';
    if (verdict === 'unknown' && query['l7'] !== undefined) return CONDITIONAL;
    if (port !== undefined && expect !== undefined && verdict !== expect)
      return `${name}: expected ${expect}, got ${verdict}`;
    if (allowed === undefined) return undefined;
    const want = canonicalPorts(allowed);
    const have = canonicalPorts(portsJson(got.flow.must) as PortsValue);
    return want === have ? undefined : `${name}: expected ports ${want}, got ${have}`;
  } catch (error) {
    return `${name}: ${messageOf(error)}`;
  }
}
