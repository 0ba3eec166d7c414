/** Where an object was read from, so that a diagnostic can send the reader there. */
export interface SourceRef {
  readonly file: string;
  /** 1-based position of the YAML/JSON document (or list item) in the file. */
  readonly document: number;
  /** 1-based line the document begins on, when the file is text with lines. */
  readonly line?: number;
}

/** The parts of `metadata` Fenceline keeps (kubernetes.io API reference, ObjectMeta). */
export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Only annotations that decide networking; everything else is dropped where objects are parsed. */
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly OwnerReference[];
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly deletionTimestamp?: string;
  /** RFC 3339; kept for policies, whose age breaks ties in some languages. */
  readonly creationTimestamp?: string;
}

/** `metadata.ownerReferences[]`. */
export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly controller?: boolean;
}

/** A Kubernetes object as data: identified, but its `spec` and `status` not yet judged. */
export interface RawObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  readonly spec?: unknown;
  readonly status?: unknown;
  /** Fields some kinds keep outside `spec` (EndpointSlice endpoints, RBAC rules…). */
  readonly [field: string]: unknown;
  readonly source?: SourceRef;
}

/** Names one object of one cluster. */
export interface ObjectRef {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** `group/Kind` of an apiVersion and kind; the core group is written `core`, e.g. `core/Pod`. */
export function kindKey(apiVersion: string, kind: string): string {
  const slash = apiVersion.indexOf('/');
  return `${slash < 0 ? 'core' : apiVersion.slice(0, slash)}/${kind}`;
}

/** The reference of an object. */
export function refOf(object: RawObject): ObjectRef {
  const { name, namespace } = object.metadata;
  return { apiVersion: object.apiVersion, kind: object.kind, name, ...(namespace === undefined ? {} : { namespace }) };
}
