import { z } from 'zod';
import type { RawObject } from '#src/engine/model/raw-object.js';
import { readSideFile } from './side-file.js';

const labelsFile = z.record(
  z.string(),
  z.record(z.string(), z.string('write the label as a string')),
  'expected namespace: {label: value}',
);

/** Labels by namespace, from `--namespace-labels FILE`: `{shop: {tenant: shop}, …}`. */
export type NamespaceLabels = z.infer<typeof labelsFile>;

/** Reads and checks the file. */
export function readNamespaceLabels(path: string): Promise<NamespaceLabels> {
  return readSideFile(path, '--namespace-labels', labelsFile);
}

/** Adds the labels to the Namespace objects, and makes objects for namespaces that have none; the file wins. */
export function labelNamespaces(objects: readonly RawObject[], labels: NamespaceLabels): RawObject[] {
  const wanted = new Map(Object.entries(labels));
  const labelled = objects.map((object) => {
    const extra =
      object.kind === 'Namespace' && object.apiVersion === 'v1' ? wanted.get(object.metadata.name) : undefined;
    if (extra === undefined) return object;
    wanted.delete(object.metadata.name);
    return { ...object, metadata: { ...object.metadata, labels: { ...object.metadata.labels, ...extra } } };
  });
  const made = [...wanted].map(([name, extra]): RawObject => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: extra },
  }));
  return [...labelled, ...made];
}
