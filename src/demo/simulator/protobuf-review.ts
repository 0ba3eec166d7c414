/** Every protobuf body of Kubernetes starts with these four bytes, then `runtime.Unknown` {1: type, 2: raw object}. */
const MAGIC = Buffer.from('k8s\0');

/**
 * Reads a self review as kubectl posts it in protobuf (field numbers of k8s.io/api/authorization/v1), as the JSON a review
 * would have. @returns undefined when the bytes are something else.
 */
export function readProtobufReview(bytes: Buffer): object | undefined {
  if (!bytes.subarray(0, 4).equals(MAGIC)) return undefined;
  const object = lengthDelimited(lengthDelimited(bytes.subarray(4)).get(2));
  const spec = lengthDelimited(object.get(2));
  const text = (fields: ReadonlyMap<number, Buffer>, field: number): string => fields.get(field)?.toString() ?? '';
  const resource = spec.get(1);
  const nonResource = spec.get(2);
  if (resource === undefined)
    return { spec: { nonResourceAttributes: { verb: text(lengthDelimited(nonResource), 2) } } };
  const fields = lengthDelimited(resource);
  return {
    spec: {
      resourceAttributes: {
        namespace: text(fields, 1),
        verb: text(fields, 2),
        group: text(fields, 3),
        version: text(fields, 4),
        resource: text(fields, 5),
      },
    },
  };
}

/** The length-delimited fields of a message (strings, messages) by number; numbers are passed over. */
function lengthDelimited(bytes: Buffer | undefined): ReadonlyMap<number, Buffer> {
  const fields = new Map<number, Buffer>();
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; shift < 35 && at < (bytes?.length ?? 0); shift += 7) {
      const byte = bytes?.[at++] ?? 0;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    return value;
  };
  while (bytes !== undefined && at < bytes.length) {
    const tag = varint();
    const wireType = tag & 7;
    if (wireType === 0) varint();
    else if (wireType === 2) {
      const length = varint();
      if (length < 0) break;
      fields.set(tag >>> 3, bytes.subarray(at, at + length));
      at += length;
    } else break;
  }
  return fields;
}
