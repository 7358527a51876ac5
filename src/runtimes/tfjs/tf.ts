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
  /** Its name in the model's signature, where it is an input or an output. */
  signatureKey?: string;
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

/** What runs a GraphModel, or one of its functions. */
export interface GraphExecutor {
  graph: {
    nodes: Record<string, GraphNode>;
    inputs: GraphNode[];
    outputs: GraphNode[];
    weights: GraphNode[];
    functions?: Record<string, { nodes: Record<string, GraphNode> }>;
  };
  weightMap: Record<string, TfTensor[]>;
  functionExecutorMap?: Record<string, GraphExecutor>;
  disposeIntermediateTensors(): void;
}

/** What exray uses of a GraphModel. */
export interface GraphModel {
  executor: GraphExecutor;
  artifacts: tfjs.io.ModelArtifacts;
  inputNodes: string[];
  outputNodes: string[];
  structuredOutputKeys?: string[];
  signature?: {
    inputs?: Record<string, { name?: string; resourceId?: unknown }>;
    outputs?: Record<string, { name?: string }>;
  };
  execute(feeds: Record<string, TfTensor>, names: string[]): TfTensor | TfTensor[];
  executeAsync(feeds: Record<string, TfTensor>, names: string[]): Promise<TfTensor | TfTensor[]>;
  getIntermediateTensors(): Record<string, (TfTensor | null | undefined)[] | null> | null | undefined;
  disposeIntermediateTensors(): void;
  load(): unknown;
  executeInitializerGraphAsync(): Promise<TfTensor[]>;
  setResourceIdToCapturedInput(tensors: TfTensor[]): void;
  dispose(): void;
  constructor: unknown;
}

/** A value of a LayersModel before anything runs (tfjs-layers 4.22, engine/topology). */
export interface SymbolicTensor {
  id: number;
  name: string;
  shape: readonly (number | null)[];
  dtype: string;
  sourceLayer: Layer;
  nodeIndex: number;
  tensorIndex: number;
  inputs: SymbolicTensor[];
}

/** A variable of a layer. */
export interface LayerVariable {
  originalName: string;
  shape: readonly number[];
  /** What it holds now. */
  val: TfTensor;
}

/** What exray uses of a layer; a model is one, too. */
export interface Layer {
  name: string;
  weights: LayerVariable[];
  inboundNodes: { outputTensors: SymbolicTensor[] }[];
  stateful?: boolean;
  getClassName(): string;
  getConfig(): Record<string, unknown>;
  apply(inputs: TfTensor | TfTensor[], kwargs?: Record<string, unknown>): TfTensor | TfTensor[];
  /** Where it is a model. */
  layers?: Layer[];
  inputs?: SymbolicTensor[];
  outputs?: SymbolicTensor[];
}

/** What exray uses of a LayersModel. */
export interface LayersModel extends Layer {
  layers: Layer[];
  inputs: SymbolicTensor[];
  outputs: SymbolicTensor[];
  inputNames: string[];
  outputNames: string[];
  predict(inputs: TfTensor | TfTensor[], options?: { batchSize?: number }): TfTensor | TfTensor[];
  toJSON(unused?: unknown, asString?: boolean): Record<string, unknown>;
  dispose(): unknown;
  constructor: unknown;
}

/** A SavedModel that tfjs-node opened (tfjs-node 4.22, saved_model). */
export interface SavedModel {
  inputs: { name: string; dtype: string; shape?: readonly number[] }[];
  outputs: { name: string; dtype: string; shape?: readonly number[] }[];
  outputNodeNames: Record<string, string>;
  /** In the order of {@link inputs}. */
  predict(inputs: TfTensor[]): TfTensor | TfTensor[];
  dispose(): void;
}

/** A model of the runtime, told apart by what it has: each copy of tfjs has classes of its own, perhaps without names. */
export type LoadedModel =
  | { kind: 'graph'; model: GraphModel }
  | { kind: 'layers'; model: LayersModel }
  | { kind: 'saved'; model: SavedModel };

/** The model that an object is; undefined for what is none. */
export const loadedModel = (instance: object): LoadedModel | undefined => {
  const has = instance as Partial<GraphModel & LayersModel & SavedModel>;
  if (has.executor?.graph?.nodes && has.executor.weightMap) return { kind: 'graph', model: instance as GraphModel };
  if (Array.isArray(has.layers) && typeof (has as { predictOnBatch?: unknown }).predictOnBatch === 'function') {
    return { kind: 'layers', model: instance as LayersModel };
  }
  if (has.outputNodeNames && typeof has.predict === 'function') return { kind: 'saved', model: instance as SavedModel };
  return undefined;
};

/** Names of a LayersModel's inputs, in their order; a Sequential has them when it was first called. */
export const inputNamesOf = ({ inputNames, inputs }: LayersModel): string[] =>
  inputNames?.length > 0 ? inputNames : inputs.map(({ sourceLayer }) => sourceLayer.name);
