/** What Fenceline does with a kind. */
export type KindRole =
  /** Becomes pod groups. */
  | 'workload'
  /** Decides who may talk to whom. */
  | 'policy'
  /** Carries traffic in from outside, or names pods: services, ingresses, gateways, routes. */
  | 'entry'
  /** Describes the cluster: namespaces, nodes, configuration of the network plugin. */
  | 'cluster'
  /** Known to exist, without meaning for segmentation. */
  | 'other';
