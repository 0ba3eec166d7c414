import type { EndExplanation } from '../../reachability/explanation.js';
import type { EndBlock } from './end-block.js';
import type { PortBounds } from './port-bounds.js';

/** One of the things that all have to let a connection pass. */
export interface Leg {
  /** Cluster whose policies decide. */
  readonly cluster: string;
  /** Who decides, as a sentence begins: `egress of c1`, `the proxy in c2`. */
  readonly what: string;
  readonly bounds: PortBounds;
  /** Absent where no policy decides but a fact does. */
  readonly explanation: EndExplanation | null;
  /** Why it is not certain, or why nothing passes, beside what the explanation says. */
  readonly because: readonly string[];
}

/** One route between two clusters, ready for questions about policy. The premise of its link is not part of it. */
export interface RouteView {
  readonly sources: readonly EndBlock[];
  readonly destinations: readonly EndBlock[];
  /** What policy lets pass from one block to another. */
  flow(source: EndBlock, destination: EndBlock): PortBounds;
  /** What decided between the samples of two blocks, each with its own bounds. */
  legs(source: EndBlock, destination: EndBlock): readonly Leg[];
  /** What holds beside the ports, such as a host name; empty for plain packets. */
  conditions(destination: EndBlock): readonly string[];
}
