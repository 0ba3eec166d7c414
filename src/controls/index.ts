import ingressDefaultDeny from './baseline/seg-np-001-ingress-default-deny.control.js';
import egressDefaultDeny from './baseline/seg-np-002-egress-default-deny.control.js';
import noAllowAll from './baseline/seg-np-003-no-allow-all.control.js';
import policyIntent from './baseline/seg-np-007-policy-intent.control.js';
import cniEnforces from './cni/seg-cn-001-cni-enforces.control.js';
import type { Control } from './control.js';
import metadata from './egress/seg-eg-001-metadata.control.js';
import blockUndone from './egress/seg-eg-002-block-undone.control.js';
import classicalServices from './exposure/seg-ex-006-classical-services.control.js';
import managementInterfaces from './exposure/seg-ex-007-management-interfaces.control.js';
import collectionComplete from './governance/seg-gv-003-collection-complete.control.js';
import hostNetwork from './host/seg-hn-001-host-network.control.js';
import oneOwner from './tenancy/seg-tn-001-one-owner.control.js';
import crossTenantIngress from './tenancy/seg-tn-002-cross-tenant-ingress.control.js';
import crossTenantEgress from './tenancy/seg-tn-003-cross-tenant-egress.control.js';

/** Every control, sorted by id. One more control is one file and one line here. */
export const CONTROLS: readonly Control[] = [
  cniEnforces,
  metadata,
  blockUndone,
  classicalServices,
  managementInterfaces,
  collectionComplete,
  hostNetwork,
  ingressDefaultDeny,
  egressDefaultDeny,
  noAllowAll,
  policyIntent,
  oneOwner,
  crossTenantIngress,
  crossTenantEgress,
];
