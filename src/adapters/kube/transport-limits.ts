/** Bounds of one request. */
export interface TransportLimits {
  /** From sending the request to the last byte of the answer. */
  readonly pageTimeoutMs: number;
  readonly maxPageBytes: number;
}
