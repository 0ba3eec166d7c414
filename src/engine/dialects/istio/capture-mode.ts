/**
 * What stands in front of a pod (semantics 05 §2).
 * - `gateway`: the pod is itself a proxy at the edge; `waypoint`: one inside an ambient mesh.
 * - `none`: nothing does, so no policy has an effect on what arrives and the pod has no identity of its own.
 */
export type CaptureMode = 'sidecar' | 'ambient' | 'gateway' | 'waypoint' | 'none';

/** How a pod takes part in the mesh. Not certain means: perhaps like this, perhaps not at all. */
export interface Capture {
  readonly mode: CaptureMode;
  readonly certain: boolean;
  /** Taken for granted by an option: then the ports a real proxy keeps for itself do not count either. */
  readonly assumed?: boolean;
}

/** Not part of the mesh. */
export const UNCAPTURED: Capture = { mode: 'none', certain: true };
