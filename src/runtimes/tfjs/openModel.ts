import { ExrayError, isExrayError } from '../../errors.ts';
import { shownPath } from '../../formats/shownPath.ts';
import type { ModelSource } from '../runtime.ts';
import { type Engine, inScope, loadedEngine, readyEngine } from './engine.ts';
import { loadLibrary } from './library.ts';
import { type Artifacts, readModelFiles } from './modelFiles.ts';
import { isSavedModel } from './opens.ts';
import { toTf } from './tensors.ts';
import { type GraphModel, type LayersModel, type LoadedModel, loadedModel, type Tf } from './tf.ts';
import { isAsIn, type WeightsSnapshot } from './weights/snapshot.ts';

/** A model to run, and how to let it go. */
export interface OpenedModel {
  engine: Engine;
  loaded: LoadedModel;
  /** The model is not the app's own: it was loaded, or made anew. */
  isOwn: boolean;
  close(): void;
}

/**
 * Opens a model: the app's own object as it is, or a file, loaded for as long as it is open.
 *
 * @throws ExrayError `tfjs-not-a-model`, `tfjs-model-file`, `tfjs-model-refused`, `tfjs-disposed`, and what the library says
 */
export const openModel = async (source: ModelSource): Promise<OpenedModel> => {
  if (source.instance !== undefined) return { engine: readyEngine(), ...appModel(source.instance), close: () => {} };
  const file = source.path as string;
  const tf = loadLibrary();
  await tf.ready();
  const load = isSavedModel(file) ? savedModel(tf, file) : loadArtifacts(tf, readModelFiles(file));
  const model = await load.catch((cause: unknown) => {
    throw isExrayError(cause) ? cause : refused(shownPath(file), cause);
  });
  const loaded = loadedModel(model as object) as LoadedModel;
  return { engine: loadedEngine() as Engine, loaded, isOwn: true, close: () => loaded.model.dispose() };
};

const appModel = (instance: object): { loaded: LoadedModel; isOwn: boolean } => {
  const loaded = loadedModel(instance);
  if (loaded) return { loaded, isOwn: false };
  throw new ExrayError('tfjs-not-a-model', {
    what: 'this object is no model of tfjs that exray can run',
    fix: 'Give what tf.loadGraphModel or tf.loadLayersModel returned, or a model made with tf.model or tf.sequential',
  });
};

const loadArtifacts = (tf: Tf, artifacts: Artifacts): Promise<unknown> => {
  const handler = { load: async () => artifacts };
  return isGraph(artifacts) ? tf.loadGraphModel(handler) : tf.loadLayersModel(handler);
};

/** What tfjs-node opens besides tfjs's own models. */
interface NodeLibrary {
  node?: { loadSavedModel(folder: string, tags: string[], signature: string): Promise<object> };
}

const savedModel = async (tf: Tf, folder: string): Promise<object> => {
  const { node } = tf as NodeLibrary;
  if (node !== undefined) return node.loadSavedModel(folder, ['serve'], 'serving_default');
  throw new ExrayError('tfjs-saved-model', {
    what: `${shownPath(folder)} is a SavedModel, which only tfjs-node runs`,
    why: 'This project has tfjs without it',
    fix: 'Run `npm install --save-dev @tensorflow/tfjs-node`, or convert it: tensorflowjs_converter --input_format=tf_saved_model',
  });
};

/** A graph by its format; files of old converters have none. */
export const isGraph = ({ format, modelTopology }: Artifacts): boolean =>
  format === 'graph-model' || (format === undefined && 'node' in ((modelTopology ?? {}) as object));

/**
 * The app's model as it was when it was recorded: itself where it has its weights still, else made anew from what was kept.
 *
 * @throws ExrayError `tfjs-disposed` where nothing was kept, `tfjs-model-refused`
 */
export const modelAsRecorded = (instance: object, snapshot: WeightsSnapshot | undefined): OpenedModel => {
  const engine = readyEngine();
  const { loaded } = appModel(instance);
  if (snapshot === undefined) throw disposed();
  if (loaded.kind === 'saved' || isAsIn(loaded, snapshot)) return { engine, loaded, isOwn: false, close: () => {} };
  return {
    engine,
    loaded: copyOf(engine, loaded, snapshot),
    isOwn: true,
    close() {
      this.loaded.model.dispose();
    },
  };
};

/** A model of the same class and structure with these weights. */
export const copyOf = (engine: Engine, loaded: LoadedModel, snapshot: WeightsSnapshot): LoadedModel => {
  try {
    if (loaded.kind === 'graph') return { kind: 'graph', model: copyOfGraph(loaded.model) };
    if (loaded.kind === 'layers') return { kind: 'layers', model: copyOfLayers(engine, loaded.model, snapshot) };
  } catch (cause) {
    throw refused('the model', cause);
  }
  return loaded;
};

/** A GraphModel of the same parts, with weights of its own. */
export const copyOfGraph = (model: GraphModel): GraphModel => {
  const Model = model.constructor as new (handler: object) => GraphModel;
  const copy = new Model({ load: () => model.artifacts });
  copy.load();
  return copy;
};

const copyOfLayers = (engine: Engine, model: LayersModel, snapshot: WeightsSnapshot): LayersModel => {
  const Model = model.constructor as { fromConfig(cls: unknown, config: unknown): LayersModel & Weighted };
  // Variables outlive the scope; what else is made on the way does not.
  return inScope(engine, () => {
    const copy = Model.fromConfig(Model, model.getConfig());
    copy.setWeights(snapshot.values.map((value) => toTf(engine, value)));
    return copy;
  });
};

interface Weighted {
  setWeights(values: unknown[]): void;
}

export const disposed = (): ExrayError =>
  new ExrayError('tfjs-disposed', {
    what: 'the layers of this inference cannot be captured: its model is disposed',
    why: 'Its weights were gone before exray could keep them',
    fix: 'Dispose the model after the test: in afterAll, not inside of record',
  });

export const refused = (label: string, cause: unknown): ExrayError => {
  const message = String((cause as Error | undefined)?.message ?? cause).split('\n')[0] as string;
  const unknown = /Unknown layer: (\S+?)\.? /.exec(`${message} `)?.[1];
  return new ExrayError(
    'tfjs-model-refused',
    {
      what: `tfjs does not load ${label}: ${message}`,
      ...(unknown === undefined
        ? { fix: 'Check that the app loads it; a model of another version of tfjs has to be converted again' }
        : {
            why: `${unknown} is a layer of the project's own`,
            fix: `Register it before: tf.serialization.registerClass(${unknown})`,
          }),
    },
    { cause },
  );
};
