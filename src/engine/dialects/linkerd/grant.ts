import type { ObjectRef } from '../../model/raw-object.js';
import type { Client } from './client.js';

/** What an authorization is attached to, in its own namespace. */
export type GrantTarget =
  | { readonly kind: 'server'; readonly name: string }
  | { readonly kind: 'servers'; readonly isSelected: (labels: Readonly<Record<string, string>>) => boolean }
  | { readonly kind: 'namespace' }
  | { readonly kind: 'route'; readonly group: string; readonly routeKind: string; readonly name: string };

/** Clients that an authorization lets in at its target. */
export interface Grant {
  readonly by: ObjectRef;
  readonly namespace: string;
  readonly target: GrantTarget;
  readonly clients: readonly Client[];
}
