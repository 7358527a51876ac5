import type { Crop, Pad, Recipe, Resize, SourceCrop } from '../../preprocessing/recipe/recipe.ts';
import { sideOf, sizeOf } from '../../preprocessing/recipe/sizeOf.ts';
import { halfEvenLine, rounded } from './expressions.ts';
import { type CodeLine, line } from './fix.ts';

interface Rectangle {
  left: string;
  top: string;
  width: string;
  height: string;
}

/** A recipe's geometry as JavaScript: declarations that read `w` and `h`, the decoded picture's size, and expressions. */
export interface GeometryCode {
  lines: CodeLine[];
  /** Whether the lines or expressions read `w` and `h`. */
  readsSize: boolean;
  source?: Rectangle;
  resized?: { width: string; height: string };
  crop?: Rectangle;
  pad?: { left: string; top: string; right: string; bottom: string };
  /** Of the tensor. */
  size: { width: string; height: string };
}

/** The same whole numbers as `planGeometry`, as code that a reader follows. */
export function geometryCode(recipe: Recipe): GeometryCode {
  const source = sourceCode(recipe.sourceCrop, recipe);
  const [w, h] = source.rectangle === undefined ? ['w', 'h'] : [source.rectangle.width, source.rectangle.height];
  const resize = resizeCode(recipe.resize, recipe, w, h);
  const [rw, rh] = resize.resized === undefined ? [w, h] : [resize.resized.width, resize.resized.height];
  const crop = cropCode(recipe.crop, recipe, rw, rh);
  const pad = padCode(recipe.pad, recipe, crop?.width ?? rw, crop?.height ?? rh);
  const lines = [...source.lines, ...resize.lines, ...pad.lines].map((text) => line(text, 'geometry'));
  const size = pad.size ?? { width: crop?.width ?? rw, height: crop?.height ?? rh };
  const all = JSON.stringify([lines, source, resize, crop, pad, size]);
  return {
    lines: all.includes('halfEven(') ? [halfEvenLine, ...lines] : lines,
    readsSize: /\b[wh]\b/.test(all.replaceAll(/"(width|height)":/g, '')),
    ...(source.rectangle && { source: source.rectangle }),
    ...(resize.resized && { resized: resize.resized }),
    ...(crop && { crop }),
    ...(pad.pad && { pad: pad.pad }),
    size,
  };
}

function sourceCode(crop: SourceCrop | undefined, recipe: Recipe): { lines: string[]; rectangle?: Rectangle } {
  if (crop === undefined) return { lines: [] };
  const target = sizeOf(recipe);
  const square = { left: 'x0', top: 'y0', width: 'side', height: 'side' };
  const centered = (rule: Parameters<typeof rounded>[1]) =>
    `const [x0, y0] = [w, h].map((n) => ${rounded('(n - side) / 2', rule)});`;
  switch (crop.kind) {
    case 'central-fraction':
      return {
        lines: [`const [x0, y0] = [w, h].map((n) => Math.trunc((n - n * ${crop.fraction}) / 2));`],
        rectangle: { left: 'x0', top: 'y0', width: 'w - 2 * x0', height: 'h - 2 * y0' },
      };
    case 'central-square': {
      const side = crop.fraction === 1 ? 'Math.min(w, h)' : `Math.trunc(${crop.fraction} * Math.min(w, h))`;
      return { lines: [`const side = ${side};`, centered(crop.offset)], rectangle: square };
    }
    case 'central-aspect': {
      const { width, height } = target;
      if (width === height)
        return { lines: ['const side = Math.min(w, h);', centered(crop.offset)], rectangle: square };
      return {
        lines: [
          `const [sw, sh] = [Math.min(w, Math.trunc((h * ${width}) / ${height})), Math.min(h, Math.trunc((w * ${height}) / ${width}))];`,
          `const [x0, y0] = [${rounded('(w - sw) / 2', crop.offset)}, ${rounded('(h - sh) / 2', crop.offset)}];`,
        ],
        rectangle: { left: 'x0', top: 'y0', width: 'sw', height: 'sh' },
      };
    }
    case 'padded-square': {
      const longer = Math.max(target.width, target.height);
      const share = Math.fround(longer / (longer + sideOf(crop.padding, recipe)));
      return {
        lines: [`const side = Math.trunc(Math.fround(${share} * Math.min(w, h)));`, centered('ceil')],
        rectangle: square,
      };
    }
    case 'box': {
      const { x, y, width, height } = crop;
      return {
        lines: [],
        rectangle: { left: String(x), top: String(y), width: String(width), height: String(height) },
      };
    }
  }
}

type ResizeCode = { lines: string[]; resized?: { width: string; height: string } };

function resizeCode(resize: Resize | undefined, recipe: Recipe, w: string, h: string): ResizeCode {
  if (resize === undefined) return { lines: [] };
  const { width, height } = sizeOf(recipe);
  const resized = { width: 'rw', height: 'rh' };
  switch (resize.to) {
    case 'size':
      return { lines: [], resized: { width: String(width), height: String(height) } };
    case 'pixels':
      return { lines: [], resized: { width: String(resize.width), height: String(resize.height) } };
    case 'short-side': {
      const side = sideOf(resize.side, recipe);
      if (resize.other === 'float32')
        return {
          lines: [
            `const f = Math.fround(${side} / Math.min(${w}, ${h}));`,
            `const [rw, rh] = [${w}, ${h}].map((n) => Math.trunc(Math.fround(n * f)));`,
          ],
          resized,
        };
      const [across, down] = [
        rounded(`(${side} * ${w}) / ${h}`, resize.other),
        rounded(`(${side} * ${h}) / ${w}`, resize.other),
      ];
      return {
        lines: [`const [rw, rh] = ${w} <= ${h} ? [${side}, ${down}] : [${across}, ${side}];`],
        resized,
      };
    }
    case 'cover':
      return {
        lines: [
          `const f = Math.max(${width} / ${w}, ${height} / ${h});`,
          `const [rw, rh] = [${w}, ${h}].map((n) => halfEven(n * f));`,
        ],
        resized,
      };
    case 'contain':
      return {
        lines: [
          `const f = Math.min(${width} / ${w}, ${height} / ${h}${resize.enlarge ? '' : ', 1'});`,
          `const [rw, rh] = [${w}, ${h}].map((n) => Math.max(halfEven(n * f), 1));`,
        ],
        resized,
      };
    case 'multiple': {
      const limit = sideOf(resize.limit, recipe);
      const side = `Math.${resize.limits === 'longer' ? 'max' : 'min'}(${w}, ${h})`;
      const factor = `Math.${resize.limits === 'longer' ? 'min' : 'max'}(${limit} / ${side}, 1)`;
      return {
        lines: [
          `const f = ${factor};`,
          `const [rw, rh] = [${w}, ${h}].map((n) => Math.max(${resize.of} * halfEven(Math.trunc(n * f) / ${resize.of}), ${resize.of}));`,
        ],
        resized,
      };
    }
    case 'height': {
      const wide = `Math.trunc(${resize.height} * Math.max(${resize.width} / ${resize.height}, ${w} / ${h}))`;
      return {
        lines: [`const rw = Math.min(Math.ceil((${resize.height} * ${w}) / ${h}), ${wide});`],
        resized: { width: 'rw', height: String(resize.height) },
      };
    }
  }
}

function cropCode(crop: Crop | undefined, recipe: Recipe, rw: string, rh: string): Rectangle | undefined {
  if (crop === undefined) return undefined;
  const { width, height } = sizeOf(recipe);
  const size = { width: String(width), height: String(height) };
  if (crop.at === 'pixels') return { left: String(crop.x), top: String(crop.y), ...size };
  return {
    left: rounded(`(${rw} - ${width}) / 2`, crop.offset),
    top: rounded(`(${rh} - ${height}) / 2`, crop.offset),
    ...size,
  };
}

type PadCode = { lines: string[]; pad?: GeometryCode['pad']; size?: GeometryCode['size'] };

function padCode(pad: Pad | undefined, recipe: Recipe, rw: string, rh: string): PadCode {
  if (pad === undefined) return { lines: [] };
  const { resize } = recipe;
  const target = sizeOf(recipe);
  const [width, height] =
    resize?.to === 'height'
      ? [`Math.max(${rw}, ${Math.trunc(resize.height * (resize.width / resize.height))})`, String(resize.height)]
      : [String(target.width), String(target.height)];
  const stride = pad.stride === undefined ? '' : ` % ${pad.stride}`;
  const lacking = (wanted: string, side: string) =>
    stride === '' ? `${wanted} - ${side}` : `(${wanted} - ${side})${stride}`;
  const lines = [`const [px, py] = [${lacking(width, rw)}, ${lacking(height, rh)}];`];
  const size = stride === '' ? { width, height } : { width: `${rw} + px`, height: `${rh} + py` };
  if (pad.picture === 'top-left') return { lines, pad: { left: '0', top: '0', right: 'px', bottom: 'py' }, size };
  const sides = { left: 'Math.trunc(px / 2)', top: 'Math.trunc(py / 2)' };
  return { lines, pad: { ...sides, right: 'Math.ceil(px / 2)', bottom: 'Math.ceil(py / 2)' }, size };
}
