import type * as tfjs from '@tensorflow/tfjs';

/**
 * The library as an object: the app's own copy, or the one that the project resolves. exray imports its types only, so
 * every function that computes is given one.
 */
export type Tf = typeof tfjs;

export type TfTensor = tfjs.Tensor;

/** A node of a GraphModel, as its executor holds it (tfjs-converter 4.22, operations/types). */
export interface GraphNode {
  name: string;
  op: string;
  category: string;
  inputNames: string[];
  inputs: GraphNode[];
  children: GraphNode[];
  /** Parsed attributes by the executor's names (`strides`, `pad`, `fusedOps`). */
  attrParams: Record<string, { type: string; value?: unknown } | undefined>;
  /** Attributes as in the GraphDef. */
  rawAttrs?: Record<string, unknown>;
  outputs?: string[];
}

/** What exray uses of a GraphModel besides its public methods. */
export interface GraphModelParts {
  executor: {
    graph: { nodes: Record<string, GraphNode>; inputs: GraphNode[]; outputs: GraphNode[]; weights: GraphNode[] };
    weightMap: Record<string, TfTensor[]>;
    isControlFlowModel?: () => boolean;
  };
  artifacts: tfjs.io.ModelArtifacts;
}
