import { realValues } from '../../tensor/realValues.ts';
import { constantValue } from './constants.ts';
import { isRandom, type OnnxGraph, type OnnxNode, randomFunctions } from './graph.ts';

/** Nodes whose results differ from run to run: random generators, and Dropout that was exported in training mode. */
export const randomNodes = (graph: OnnxGraph): OnnxNode[] => {
  const functions = randomFunctions(graph.model);
  return graph.nodes.filter((node) => isRandom(node.proto, functions) || dropsOut(graph, node));
};

const dropsOut = (graph: OnnxGraph, node: OnnxNode): boolean => {
  const training = node.op === 'Dropout' ? node.inputs[2] : undefined;
  if (!training) return false;
  const value = constantValue(graph, training, {});
  return value === undefined || (value.dtype !== 'string' && realValues(value)[0] !== 0);
};
