/** How much manifest text is read before reading stops with a diagnostic. */
export interface ReadLimits {
  /** Bytes of one file or upload. */
  readonly maxBytes: number;
  /** YAML documents and list items of one file or upload. */
  readonly maxObjects: number;
  /** Nesting of one document. */
  readonly maxDepth: number;
  /** YAML aliases in one document; 0 refuses them all. */
  readonly maxAliases: number;
  /** Values in one document after its aliases are expanded. */
  readonly maxNodes: number;
}

/** Text a stranger sent to the service (reliability, row 21): few aliases are enough for 2^25 values, so none is accepted. */
export const UPLOAD_LIMITS: ReadLimits = {
  maxBytes: 5 * 1024 * 1024,
  maxObjects: 20_000,
  maxDepth: 50,
  maxAliases: 0,
  maxNodes: 5_000_000,
};

/** Files a person reads on their own machine: whole cluster dumps, and hand-written YAML with anchors. */
export const FILE_LIMITS: ReadLimits = {
  maxBytes: 512 * 1024 * 1024,
  maxObjects: 1_000_000,
  maxDepth: 50,
  maxAliases: 1000,
  maxNodes: 50_000_000,
};
