import fs from 'node:fs';
import path from 'node:path';
import type { io } from '@tensorflow/tfjs';
import { ExrayError } from '../../errors.ts';
import { shownPath } from '../../formats/shownPath.ts';

/** A model.json as tfjs writes it. */
export interface ModelJson {
  format?: string;
  generatedBy?: string;
  convertedBy?: string | null;
  modelTopology: Record<string, unknown>;
  weightsManifest?: { paths: string[]; weights: io.WeightsManifestEntry[] }[];
  [more: string]: unknown;
}

/** A model's parts as tfjs takes them from whoever loads it. */
export type Artifacts = io.ModelArtifacts;

/**
 * Reads a model.json and the files of its weights, as tfjs would load them.
 *
 * @throws ExrayError `tfjs-model-file`
 */
export const readModelFiles = (file: string): Artifacts => {
  const json = readModelJson(file);
  const { weightsManifest = [], ...rest } = json;
  const parts = weightsManifest.flatMap(({ paths }) => paths.map((part) => readPart(file, part)));
  return {
    ...rest,
    weightSpecs: weightsManifest.flatMap(({ weights }) => weights),
    weightData: joined(parts),
  } as Artifacts;
};

/** A model.json, checked for being one. */
export const readModelJson = (file: string): ModelJson => {
  let json: unknown;
  try {
    json = JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (cause) {
    throw broken(file, (cause as Error).message, cause);
  }
  if (!isModelJson(json)) {
    throw broken(file, 'It has no modelTopology: it is another JSON file');
  }
  return json;
};

export const isModelJson = (json: unknown): json is ModelJson => {
  const topology = (json as Partial<ModelJson> | null)?.modelTopology;
  return typeof topology === 'object' && topology !== null;
};

const readPart = (file: string, part: string): Uint8Array => {
  try {
    return fs.readFileSync(path.join(path.dirname(file), part));
  } catch (cause) {
    throw broken(file, `Its weights ${part} can't be read: ${(cause as Error).message}`, cause);
  }
};

const joined = (parts: readonly Uint8Array[]): ArrayBuffer => {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all.buffer;
};

const broken = (file: string, why: string, cause?: unknown): ExrayError =>
  new ExrayError(
    'tfjs-model-file',
    {
      what: `${shownPath(file)} is no tfjs model that can be read`,
      why,
      fix: 'Give the model.json that the converter or model.save wrote, with its weight files beside it',
    },
    { cause },
  );
