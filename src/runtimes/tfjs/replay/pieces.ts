import type { LayerInfo } from '../../../trace/trace.ts';
import type { HeldTensor, Piece } from '../../runtime.ts';

/** A layer as a replay sees it: what it reads, and whether it may be cut there. */
export interface Step {
  info: LayerInfo;
  /** Its value can be given to the layers that read it. */
  isFed: boolean;
  /** Nobody can say what it makes of its inputs: it draws random numbers, or remembers earlier calls. */
  isUnsure: boolean;
}

/**
 * Cuts a model at the tensors that somebody holds: for each, the layers between it and the held tensors before it.
 *
 * @param steps in execution order
 */
export const piecesOf = (steps: readonly Step[], inputs: ReadonlySet<string>, held: readonly HeldTensor[]): Piece[] => {
  const byId = new Map(steps.map((step) => [step.info.id, step]));
  const places = new Map(steps.map(({ info }, index) => [info.id, index]));
  const isHeld = new Set(held.filter((tensor) => fits(tensor, byId.get(tensor.id))).map(({ id }) => id));
  return steps
    .filter(({ info }) => isHeld.has(info.id))
    .flatMap(({ info }) => {
      const piece = pieceOf(info.id, byId, inputs, isHeld);
      if (!piece) return [];
      const inOrder = piece.layers.sort((a, b) => (places.get(a) as number) - (places.get(b) as number));
      // A node with several results is one.
      const nodes = new Map(
        inOrder.map((id) => byId.get(id)?.info as LayerInfo).map((one) => [one.node ?? one.id, one.op]),
      );
      return [{ output: info.id, inputs: piece.inputs, nodes: [...nodes].map(([node, op]) => ({ op, node })) }];
    });
};

/** The ids of a piece's layers and of what it reads; undefined where it can't be run. */
const pieceOf = (
  output: string,
  byId: ReadonlyMap<string, Step>,
  inputs: ReadonlySet<string>,
  isHeld: ReadonlySet<string>,
): { layers: string[]; inputs: string[] } | undefined => {
  const layers = new Set<string>();
  const read = new Set<string>();
  const open = [output];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const step = byId.get(id);
    if (inputs.has(id) || (id !== output && step?.isFed && isHeld.has(id))) read.add(id);
    else if (!step || step.isUnsure) return undefined;
    else if (!layers.has(id)) {
      layers.add(id);
      open.push(...step.info.inputs);
    }
  }
  return { layers: [...layers], inputs: [...read] };
};

/** A tensor of the type and rank that the layer has; sides that are known must divide its elements. */
const fits = ({ dtype, shape }: HeldTensor, step: Step | undefined): boolean => {
  if (step === undefined || step.info.constant) return false;
  const { info } = step;
  if (info.dtype !== undefined && info.dtype !== dtype) return false;
  if (info.shape === undefined) return true;
  return info.shape.length === shape.length && info.shape.every((side, axis) => side === null || side === shape[axis]);
};
