import { best, type OutsideView } from '../../egress/outside-view.js';
import { type CloudFacts, metadataReach } from '../../egress/metadata.js';
import type { Term } from '../term.js';
import { TIS } from '../weights.js';
import { TermCollector, type TenantView, weighed } from './tenant-view.js';

/** Channel O: metadata services, the internet, broad ranges. */
export function outsideTerms(view: TenantView, outside: OutsideView, cloud: CloudFacts): Term[] {
  const collector = new TermCollector();
  for (const [index, { groups }] of view.subjects.entries()) {
    const reaches = groups.map((group) => metadataReach(outside, group, cloud));
    const target = reaches.find(({ verdict }) => verdict !== 'denied')?.target;
    const metadata = best(reaches.map(({ verdict }) => verdict));
    const isSure = cloud.cloud === 'yes' || metadata !== 'allowed';
    if (cloud.cloud !== 'no') {
      collector.add(index, weighed(isSure ? metadata : 'unknown', TIS.outside.metadata), {
        channel: 'O',
        control: 'SEG-EG-001',
        subject: `metadata service ${target?.text ?? ''}`,
        because: isSure ? 'egress to it is open' : `egress to it is open; ${cloud.because}`,
      });
    }
    const breadth = groups.map((group) => outside.breadth(group));
    const internet = best(breadth.map((one) => one.internet));
    collector.add(index, weighed(internet, TIS.outside.internet), {
      channel: 'O',
      subject: 'the internet',
      because: 'egress to most addresses is open',
    });
    // Most addresses are a broad range too; only what goes beyond that is worth a line.
    const broad = internet === 'allowed' ? 'denied' : best(breadth.map((one) => one.broad));
    collector.add(index, weighed(broad, TIS.outside.broadRange), {
      channel: 'O',
      subject: 'a broad address range',
      because: 'egress to a large block of addresses is open',
    });
  }
  return collector.finish(view);
}
