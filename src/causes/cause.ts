/** Numbers of a layer, as reals. */
export type Values = Float32Array | Float64Array;

/** What a hypothesis found out beside its name: `{ rows: 1, columns: 0 }`. */
export type Details = Readonly<Record<string, number | string>>;

/** Why a layer is not what it should be. */
export interface Cause {
  /** Of the rack: `channels-reversed`. */
  name: string;
  /** Nothing is left but rounding once the fault is undone; otherwise the layer only looks like it. */
  exact: boolean;
  /** Share of the squared difference that is left once the fault is undone. */
  left: number;
  /** The smallest share that any other hypothesis leaves. */
  next: number;
  details: Details;
}
