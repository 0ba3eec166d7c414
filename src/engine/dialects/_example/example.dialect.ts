import type { Dialect } from '../dialect.js';
import { lowerTrafficRule } from './lower.js';

/**
 * A made-up language that shows the shape of a dialect: one cluster-wide kind on two rungs. It is compiled and tested
 * but not registered.
 */
export const exampleDialect: Dialect = {
  id: 'example',
  reads: [{ group: 'example.test', version: 'v1', kind: 'TrafficRule', plural: 'trafficrules', namespaced: false }],
  lower(objects) {
    const lowered = objects.map(lowerTrafficRule);
    return {
      policies: lowered.flatMap((part) => ('rung' in part ? part : [])),
      doubts: lowered.flatMap((part) => ('rung' in part ? [] : part)),
      diagnostics: [],
    };
  },
};
