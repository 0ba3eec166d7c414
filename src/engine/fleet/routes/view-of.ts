import type { Route } from '../route.js';
import type { ClusterPair } from './cluster-pair.js';
import { DoorsView } from './doors-view.js';
import { everyAddress } from './families.js';
import { GatewayView } from './gateway-view.js';
import { IdentitiesView } from './identities-view.js';
import { NodesView } from './nodes-view.js';
import { podPlace, within } from './place.js';
import { PodsView } from './pods-view.js';
import type { RouteView } from './route-view.js';
import { sourcePlaces } from './source-places.js';

/** Makes a route ready for questions about policy. */
export function viewOf(pair: ClusterPair, route: Route): RouteView {
  const { from, to, families } = pair;
  switch (route.kind) {
    case 'pods':
      return new PodsView(pair, {
        targets: route.targets,
        trust: route.trust,
        labelsMayMatch: route.labelsMayMatch ?? false,
        onlyTargets: false,
        seenAs: (group) => sourcePlaces(from, group, families, route.sourceKept),
        liesAt: (group) => podPlace(to, group, families),
      });
    case 'global': {
      const anywhere = within(everyAddress(families));
      const door = route.addresses === null ? anywhere : within(route.addresses);
      return new PodsView(pair, {
        targets: route.targets,
        trust: null,
        labelsMayMatch: false,
        onlyTargets: true,
        seenAs: (group) => {
          const set = route.sources.get(from.model.groups[group]?.namespace ?? '') ?? route.sources.get('*');
          return [set === undefined ? anywhere : within(set)];
        },
        liesAt: () => door,
      });
    }
    case 'identities':
      return new IdentitiesView(pair, route);
    case 'doors':
      return new DoorsView(pair, route);
    case 'nodes':
      return new NodesView(pair);
    case 'gateway':
      return new GatewayView(pair, route);
  }
}
