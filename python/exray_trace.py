"""Writes reference traces for exray: every layer of a model, as the place that it was trained in computes it.

    import exray_trace
    exray_trace.from_torch(module, {"images": images}).save("reference.safetensors")

`from_onnx`, `from_torch`, `from_keras`, `from_tflite` and `from_arrays` return a Trace; `.save(path)` writes one
.safetensors file in the format `exray.trace/1` (docs/trace-format.md of exray). Needs NumPy, and what made the model.
The file is written here rather than by the safetensors package, which does not keep the order of metadata: the same
trace gives the same bytes. `safetensors.numpy.load_file` reads it.
"""

import hashlib
import inspect
import json
import math
import os
import platform
import struct
import tempfile

import numpy as np

__all__ = ["Trace", "from_arrays", "from_keras", "from_onnx", "from_tflite", "from_torch"]

FORMAT = "exray.trace/1"


class Trace:
    """One inference: inputs, layers in execution order, outputs (dicts of arrays by name), and what is known of them.

    `graph` maps a layer's id to {"op", "inputs", "weights", "attributes", ...}, `names` to the name that the layer has
    in the deployed model, where that differs. `result` is what the app should return, as plain data.
    """

    def __init__(self, layers, inputs=None, outputs=None, **known):
        self.layers = dict(layers)
        self.inputs = dict(inputs or {})
        self.outputs = dict(outputs or {})
        self.model = known.pop("model", {"format": "arrays"})
        self.runtime = known.pop("runtime", {"name": "numpy", "version": np.__version__})
        self.layout = known.pop("layout", "unknown")
        self.graph = known.pop("graph", {})
        self.names = known.pop("names", None) or {}
        self.quantization = known.pop("quantization", {})
        self.stored_as = known.pop("stored_as", {})
        self.unseen = known.pop("unseen", [])
        self.notes = known.pop("notes", [])
        self.image = known.pop("image", None)
        self.result = known.pop("result", None)
        if known:
            raise TypeError(f"unknown arguments: {', '.join(sorted(known))}")
        if self.layout not in ("NCHW", "NHWC", "unknown"):
            raise ValueError(f"layout is {self.layout!r}; expected 'NCHW', 'NHWC' or 'unknown'")

    def save(self, path):
        """Writes the trace, atomically; missing folders are made."""
        parts = [("input", self.inputs), ("layer", self.layers), ("output", self.outputs)]
        tensors, dtypes, shapes = [], {}, {}
        for part, arrays in parts:
            for name, array in arrays.items():
                key = f"{part}/{name}"
                stored, dtype, shape = _stored(key, array)
                tensors.append((key, stored))
                if dtype:
                    dtypes[key] = dtype
                if shape is not None:
                    shapes[key] = shape
        metadata = {"format": FORMAT, "capture": "original", "layout": self.layout}
        members = {
            "order": list(self.layers),
            "inputs": list(self.inputs),
            "outputs": list(self.outputs),
            "model": self.model,
            "runtime": self.runtime,
            "names": self.names,
            "graph": self.graph,
            "quantization": self.quantization,
            "storedAs": self.stored_as,
            "dtypes": dtypes,
            "shapes": shapes,
            "unseen": self.unseen,
            "notes": self.notes,
            "image": _image(self.image),
            "result": self.result,
        }
        for key, member in members.items():
            if member is not None and member != {}:
                metadata[key] = _json(member)
        _write(path, tensors, metadata)


def from_arrays(arrays, inputs=None, outputs=None, **known):
    """A trace of arrays by layer id, in execution order. `names`, `layout` ('NCHW' or 'NHWC'), `image`, `result` may follow."""
    return Trace(_arrays(arrays), _arrays(inputs), _arrays(outputs), **known)


def _arrays(arrays):
    return {name: _numpy(array) for name, array in (arrays or {}).items()}


def _numpy(value):
    """An array of its own of whatever holds numbers: NumPy, PyTorch, Keras, lists."""
    if hasattr(value, "detach"):
        value = value.detach().cpu()
        if str(value.dtype) == "torch.bfloat16":
            return _Bits(value.contiguous().view(dtype=_torch().int16).numpy().view(np.uint16).copy(), "bfloat16")
        if "float8" in str(value.dtype):
            name = str(value.dtype).removeprefix("torch.").replace("_", "")
            return _Bits(value.contiguous().view(dtype=_torch().uint8).numpy().copy(), name)
    return value if isinstance(value, _Bits) else np.array(value)


def _torch():
    import torch

    return torch


class _Bits:
    """The bits of a dtype that NumPy does not have."""

    def __init__(self, array, dtype):
        self.array = array
        self.dtype = dtype
        self.shape = array.shape


# --- The file ---------------------------------------------------------------------------------------------------------

_TYPES = {
    "float64": "F64", "float32": "F32", "float16": "F16", "bool": "BOOL",
    "int64": "I64", "int32": "I32", "int16": "I16", "int8": "I8",
    "uint64": "U64", "uint32": "U32", "uint16": "U16", "uint8": "U8",
}  # fmt: skip

# Names of the ml_dtypes package, exray's names, and the integers whose bits hold them in the file.
_CARRIED = {
    "bfloat16": ("bfloat16", np.uint16),
    "float8_e4m3fn": ("float8e4m3fn", np.uint8),
    "float8_e4m3fnuz": ("float8e4m3fnuz", np.uint8),
    "float8_e5m2": ("float8e5m2", np.uint8),
    "float8_e5m2fnuz": ("float8e5m2fnuz", np.uint8),
}


def _stored(key, value):
    """The array as the file holds it, and the true dtype and shape where these differ."""
    if isinstance(value, _Bits):
        return value.array, value.dtype, None
    array = np.asarray(value)
    name = array.dtype.name
    if name in _CARRIED:
        dtype, bits = _CARRIED[name]
        return array.view(bits), dtype, None
    if name in ("int4", "uint4"):
        return array.astype(np.int8 if name == "int4" else np.uint8), name, None
    if array.dtype.kind in "USO":
        strings = [item.decode() if isinstance(item, bytes) else item for item in array.ravel().tolist()]
        if not all(isinstance(item, str) for item in strings):
            raise TypeError(f"{key} holds {array.dtype}, which a trace cannot hold")
        text = json.dumps(strings, ensure_ascii=True).encode()
        return np.frombuffer(text, np.uint8), "string", list(array.shape)
    if name not in _TYPES:
        raise TypeError(f"{key} holds {name}, which a trace cannot hold; convert it to float32")
    return array, None, None


def _plain(value):
    """Plain data for JSON; NaN, infinities and -0 in the words of the format."""
    if isinstance(value, dict):
        return {str(key): _plain(member) for key, member in value.items() if member is not None}
    if isinstance(value, (list, tuple)):
        return [_plain(member) for member in value]
    if isinstance(value, (np.ndarray, np.generic)):
        return _plain(value.tolist())
    if isinstance(value, float):
        if math.isnan(value):
            return {"$number": "NaN"}
        if math.isinf(value):
            return {"$number": "Infinity" if value > 0 else "-Infinity"}
        if value == 0 and math.copysign(1, value) < 0:
            return {"$number": "-0"}
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 2**53:
        return {"$bigint": str(value)}
    return value


def _json(value):
    try:
        return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    except (TypeError, RecursionError) as error:
        raise TypeError(f"a trace keeps this as JSON, which it cannot be: {error}") from error


def _image(image):
    """The hash of an image file or of its bytes, or a list of these for a batch; the image itself is not kept."""
    if isinstance(image, (list, tuple)):
        return [_image(each) for each in image]
    if image is None or isinstance(image, (bytes, bytearray)):
        return None if image is None else {"sha256": hashlib.sha256(image).hexdigest()}
    with open(image, "rb") as file:
        return {"sha256": hashlib.sha256(file.read()).hexdigest(), "path": _kept_path(image)}


def _kept_path(path):
    """Relative to the working directory, or the name alone: never a path of this machine."""
    try:
        inside = os.path.relpath(path)
    except ValueError:  # another drive
        inside = os.pardir
    return os.path.basename(path) if inside.startswith(os.pardir) else inside.replace(os.sep, "/")


def _write(path, tensors, metadata):
    # Widest elements first: each tensor is aligned, and the format allows no gaps. The sort is stable.
    tensors = sorted(tensors, key=lambda item: -item[1].dtype.itemsize)
    header, offset = {"__metadata__": metadata}, 0
    for key, array in tensors:
        end = offset + array.nbytes
        header[key] = {"dtype": _TYPES[array.dtype.name], "shape": list(array.shape), "data_offsets": [offset, end]}
        offset = end
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path = os.path.abspath(os.fspath(path))
    os.makedirs(os.path.dirname(path), exist_ok=True)
    handle, new = tempfile.mkstemp(dir=os.path.dirname(path), prefix=os.path.basename(path), suffix=".new")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(struct.pack("<Q", len(text)) + text)
            for _, array in tensors:
                little = array.astype(array.dtype.newbyteorder("<"), copy=False)
                file.write(np.ascontiguousarray(little).tobytes())
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(new, 0o666 & ~mask)  # mkstemp makes it private; a reference is shared
        os.replace(new, path)
    except BaseException:
        os.unlink(new)
        raise


# --- Fingerprints of weights ------------------------------------------------------------------------------------------


def _word(index, seed):
    bits = index.astype(np.uint32) * np.uint32(0x9E3779B9) + np.uint32(seed)
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        bits ^= bits >> np.uint32(shift)
        bits *= np.uint32(factor)
    return bits ^ (bits >> np.uint32(16))


def _signs(first, blocks, seed):
    words = _word(np.arange(4 * first, 4 * (first + blocks), dtype=np.uint64).astype(np.uint32), seed)
    bits = (words[:, None] >> np.arange(32, dtype=np.uint32)) & np.uint32(1)
    return (1.0 - 2.0 * bits).reshape(blocks, 128)


def sketch(values):
    """The linear sketch `bhs1-128` of docs/trace-format.md: 128 sums of signed Walsh-Hadamard transforms of blocks."""
    values = np.asarray(values, np.float64).ravel()
    values = np.where(np.isfinite(values), values, 0.0)
    sums = np.zeros(128)
    for start in range(0, values.size, 128 * 8192):
        piece = values[start : start + 128 * 8192]
        blocks = -(-piece.size // 128)
        rows = np.pad(piece, (0, blocks * 128 - piece.size)).reshape(blocks, 128)
        rows = rows * _signs(start // 128, blocks, 0x243F6A88)
        for stride in (16, 32, 64, 1, 2, 4, 8):
            pairs = rows.reshape(blocks, 64 // stride, 2, stride)
            low, high = pairs[:, :, 0], pairs[:, :, 1]
            rows = np.stack([low + high, low - high], axis=2).reshape(blocks, 128)
        # One row after the other, so that the last bit is the same everywhere.
        sums = np.add.reduce(np.concatenate([sums[None], rows * _signs(start // 128, blocks, 0x13198A2E)]), axis=0)
    return sums


def _fingerprint(role, values, dtype, per_channel=None):
    """What identifies a constant operand, in its canonical shape ([out, in/groups, ...]) and dequantized."""
    values = np.asarray(values, np.float64).astype("<f4")
    if role == "bias":
        values = values.reshape([side for side in values.shape if side != 1])
    values = np.ascontiguousarray(values).reshape(values.shape)
    return {
        "role": role,
        "shape": list(values.shape),
        "hash": hashlib.sha256(values.tobytes()).hexdigest()[:16],
        "sketch": (sketch(values) + 0.0).tolist(),
        "dtype": dtype,
        "perChannel": per_channel,
        "scalar": float(values.ravel()[0]) if values.size == 1 else None,
    }


def _machine():
    return {"x86_64": "x64", "AMD64": "x64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())


def _named(inputs, names, what):
    """Inputs by name: a dict as it is, a list or a single array in the order of `names`."""
    if isinstance(inputs, dict):
        unknown = [name for name in inputs if name not in names]
        if unknown:
            raise ValueError(f"{what} has no input {unknown[0]!r}; it has {', '.join(names)}")
        return inputs
    listed = list(inputs) if isinstance(inputs, (list, tuple)) else [inputs]
    if len(listed) > len(names):
        raise ValueError(f"{what} has {len(names)} inputs ({', '.join(names)}), {len(listed)} were given")
    return dict(zip(names, listed))


# --- ONNX -------------------------------------------------------------------------------------------------------------

_SAME, _IN_OUT, _TRANSPOSED = "same", "in-out", "transposed-kernel"

# Operand positions of weights and biases; other constant operands are constants. A quantized operand has the positions
# of its scale and zero point, a quantized bias the position of the input's scale as well.
_KERNEL = {1: ("weight", _SAME), 2: ("bias", _SAME)}
_OPERANDS = {
    "Conv": _KERNEL,
    "FusedConv": _KERNEL,
    "ConvTranspose": {1: ("weight", _TRANSPOSED), 2: ("bias", _SAME)},
    "MatMul": {0: ("weight", _SAME), 1: ("weight", _IN_OUT)},
    "LSTM": {1: ("weight", _SAME), 2: ("weight", _SAME), 3: ("bias", _SAME)},
    "Gather": {0: ("weight", _SAME)},
    "EmbedLayerNormalization": {2: ("weight", _SAME), 3: ("weight", _SAME), 4: ("weight", _SAME)},
    "Attention": {1: ("weight", _IN_OUT), 2: ("bias", _SAME)},
    "QLinearConv": {3: ("weight", _SAME, 4, 5), 8: ("bias", _SAME, 4, None, 1)},
    "QLinearMatMul": {3: ("weight", _IN_OUT, 4, 5)},
    "QLinearAdd": {0: ("constant", _SAME, 1, 2), 3: ("constant", _SAME, 4, 5)},
    "QLinearMul": {0: ("constant", _SAME, 1, 2), 3: ("constant", _SAME, 4, 5)},
    "MatMulInteger": {1: ("weight", _IN_OUT)},
    "ConvInteger": {1: ("weight", _SAME)},
}
_OPERANDS["GRU"] = _OPERANDS["RNN"] = _OPERANDS["LSTM"]
# Operands of quantized operators that are data; the others are scales and zero points.
_DATA = {
    "QuantizeLinear": (0,),
    "DequantizeLinear": (0,),
    "QLinearConv": (0, 3, 8),
    "QLinearMatMul": (0, 3),
    "QLinearAdd": (0, 3),
    "QLinearMul": (0, 3),
    "MatMulInteger": (0, 1),
    "ConvInteger": (0, 1),
    "MatMulNBits": (0, 5),
}
_VIEWS = ("Identity", "Cast", "DequantizeLinear", "Transpose", "Reshape", "Squeeze", "Unsqueeze", "Flatten")
_MOVES = set(
    "Flatten Reshape Transpose MaxPool Squeeze Unsqueeze Identity Slice Gather Expand Tile Split DepthToSpace "
    "SpaceToDepth Pad Concat".split()
)
_RANDOM = set("RandomNormal RandomUniform RandomNormalLike RandomUniformLike Bernoulli Multinomial".split())
_ONNX_DTYPES = {
    1: "float32", 2: "uint8", 3: "int8", 4: "uint16", 5: "int16", 6: "int32", 7: "int64", 8: "string", 9: "bool",
    10: "float16", 11: "float64", 12: "uint32", 13: "uint64", 16: "bfloat16", 17: "float8e4m3fn",
    18: "float8e4m3fnuz", 19: "float8e5m2", 20: "float8e5m2fnuz", 21: "uint4", 22: "int4",
}  # fmt: skip
# Types that onnxruntime does not hand to Python, and the type that each is cast to, exactly.
_CAST_TO = {16: 1, 17: 1, 18: 1, 19: 1, 20: 1, 21: 2, 22: 3}


class _OnnxGraph:
    """The main graph of a model: who makes and reads each tensor, and what depends on nothing but the file."""

    def __init__(self, model, folder):
        self.model, self.folder, self.proto = model, folder, model.graph
        self.nodes = list(self.proto.node)
        self.initializers = {tensor.name: tensor for tensor in self.proto.initializer}
        sparse = [tensor.values.name for tensor in self.proto.sparse_initializer]
        self.inputs = [value.name for value in self.proto.input if value.name not in self.initializers]
        self.outputs = [value.name for value in self.proto.output]
        self.producers = {name: node for node in self.nodes for name in node.output if name}
        self.consumers = {}
        self.kinds = {name: "constant" for name in ["", *self.initializers, *sparse]}
        for node in self.nodes:
            reads = self.reads(node)
            for name in dict.fromkeys(reads):
                self.consumers.setdefault(name, []).append(node)
            kinds = [self.kinds.get(name) for name in reads]
            if self.draws(node):
                continue
            if all(kind == "constant" for kind in kinds):
                kind = "constant"
            elif node.op_type in ("Shape", "Size") or all(kinds):
                kind = "shape"
            else:
                continue
            self.kinds.update({name: kind for name in node.output})

    def reads(self, node):
        return [*node.input, *self.captured(node)]

    def captured(self, node):
        """What the bodies of If, Loop and Scan read of the tensors around them."""
        return list(dict.fromkeys(name for body in _bodies(node) for name in self._captured_by(body)))

    def _captured_by(self, body):
        own = {"", *(v.name for v in body.input), *(t.name for t in body.initializer)}
        own.update(name for node in body.node for name in node.output)
        read = [name for node in body.node for name in self.reads(node)] + [value.name for value in body.output]
        return [name for name in read if name not in own]

    def draws(self, node):
        return node.op_type in _RANDOM or any(self.draws(inner) for body in _bodies(node) for inner in body.node)

    def constant(self, name):
        return self.kinds.get(name) == "constant"

    def stored(self, name):
        """The tensor in the file behind a name, or None."""
        node = self.producers.get(name)
        if name in self.initializers:
            return self.initializers[name]
        return _attribute(node, "value") if node is not None and node.op_type == "Constant" else None

    def stored_dtype(self, name, depth=0):
        """The dtype of a constant as stored, looked at through what only changes its form; and whether it has several scales."""
        tensor, node = self.stored(name), self.producers.get(name)
        if tensor is not None:
            return _ONNX_DTYPES.get(tensor.data_type), None
        if node is None or depth > 16 or node.output[0] != name:
            return None, None
        if node.op_type == "Constant":
            kind = node.attribute[0].name
            dtype = {"value_float": "float32", "value_floats": "float32", "value_int": "int64", "value_ints": "int64"}
            return dtype.get(kind), None
        if node.op_type not in _VIEWS:
            return None, None
        if node.op_type == "Cast" and _attribute(node, "to") not in (1, 10, 11, 16):
            return None, None
        dtype, per_channel = self.stored_dtype(node.input[0], depth + 1)
        if node.op_type == "DequantizeLinear":
            per_channel = self.value_count(node.input[1]) > 1
        return dtype, per_channel

    def value_count(self, name):
        tensor = self.stored(name)
        return 1 if tensor is None else math.prod(tensor.dims)


def _bodies(node):
    bodies = []
    for attribute in node.attribute:
        bodies += ([attribute.g] if attribute.HasField("g") else []) + list(attribute.graphs)
    return bodies


def _attribute(node, name, otherwise=None):
    import onnx

    for attribute in node.attribute:
        if attribute.name == name:
            return onnx.helper.get_attribute_value(attribute)
    return otherwise


def _attributes(node):
    """Numbers, strings and lists; tensors and bodies are left out."""
    plain = {}
    for attribute in node.attribute:
        value = _attribute(node, attribute.name)
        if attribute.type in (1, 2, 6, 7):
            plain[attribute.name] = value if attribute.type in (1, 2) else list(value)
        elif attribute.type == 3:
            plain[attribute.name] = value.decode(errors="replace")
        elif attribute.type == 8:
            plain[attribute.name] = [text.decode(errors="replace") for text in value]
    return plain


def _op(node):
    return node.op_type if node.domain in ("", "ai.onnx") else f"{node.domain}.{node.op_type}"


def from_onnx(model, inputs, **known):
    """Runs an ONNX model (a path, bytes or a ModelProto) with onnxruntime, graph optimizations off, every tensor kept.

    `inputs` are arrays by input name, a list in the model's order, or one array. `image`, `result`, `names`, `layout`
    may follow. Tensors inside If, Loop and Scan are listed as unseen.
    """
    import onnx
    import onnxruntime

    path = os.fspath(model) if isinstance(model, (str, os.PathLike)) else None
    raw = open(path, "rb").read() if path else model if isinstance(model, (bytes, bytearray)) else None
    proto = onnx.load_model_from_string(bytes(raw)) if raw is not None else model
    graph = _OnnxGraph(proto, os.path.dirname(os.path.abspath(path)) if path else None)
    wanted = [name for node in graph.nodes for name in node.output if name and not graph.constant(name)]
    constants = _wanted_constants(graph)
    values = _run(onnxruntime, graph, inputs, [*wanted, *constants])
    layers, unseen, stored_as, info = {}, [], {}, {}
    for node in graph.nodes:
        unseen += [
            {"id": name, "reason": f"inside {node.op_type} {node.name or node.output[0]}"}
            for body in _bodies(node)
            for name in _inside(body)
        ]
        reads = [name for name in graph.reads(node) if name and not graph.constant(name)]
        for output, name in enumerate(node.output):
            if not name or graph.constant(name):
                continue
            value, cast_from = values.layers[name]
            if not isinstance(value, np.ndarray):
                unseen.append({"id": name, "reason": "sequence" if isinstance(value, list) else "optional"})
                continue
            layers[name] = value
            if cast_from:
                stored_as[name] = cast_from
            info[name] = {
                "op": _op(node),
                "node": node.name or None,
                "output": output or None,
                "inputs": reads,
                "weights": _onnx_weights(graph, node, values),
                "attributes": _attributes(node),
                "constant": True if graph.kinds.get(name) == "shape" else None,
            }
    outputs = {name: layers[name] if name in layers else values.read(graph, name) for name in graph.outputs}
    outputs = {name: value for name, value in outputs.items() if isinstance(value, np.ndarray)}
    known.setdefault("layout", "NCHW")
    return Trace(
        layers,
        values.inputs,
        outputs,
        model=_onnx_model(graph, path, raw),
        runtime={
            "name": "onnxruntime",
            "version": onnxruntime.__version__,
            "provider": "cpu",
            "level": "disabled",
            "isa": _machine(),
        },
        graph=info,
        quantization=_onnx_grids(graph, layers, values),
        stored_as=stored_as,
        unseen=unseen,
        **known,
    )


def _inside(body):
    for node in body.node:
        yield from (name for name in node.output if name and node.op_type != "Constant")
        for inner in _bodies(node):
            yield from _inside(inner)


class _Values:
    """What one run gave: tensors by name with the type that they were cast from, and constants."""

    def __init__(self, inputs, layers, constants):
        self.inputs, self.layers, self.constants = inputs, layers, constants

    def read(self, graph, name):
        """A constant's value, or that of a tensor that was computed; None where nobody knows it."""
        import onnx

        if name in self.constants:
            return self.constants[name]
        if name in self.layers:
            return self.layers[name][0]
        tensor = graph.stored(name)
        if tensor is None:
            return self.inputs.get(name)
        if graph.folder and onnx.external_data_helper.uses_external_data(tensor):
            onnx.external_data_helper.load_external_data_for_tensor(tensor, graph.folder)
        return onnx.numpy_helper.to_array(tensor)


def _wanted_constants(graph):
    """Constants that operators compute and that are weights of layers: onnxruntime computes them, too."""
    wanted = {}
    for node in graph.nodes:
        for name in node.input:
            if name and graph.constant(name) and graph.stored(name) is None and graph.stored_dtype(name)[0]:
                wanted[name] = None
    return list(wanted)


def _run(onnxruntime, graph, inputs, names):
    import onnx

    types = _types(graph)
    model = onnx.ModelProto()
    model.CopyFrom(graph.model)
    exposed, cast_from = {}, {}
    for name in dict.fromkeys(names):
        exposed[name] = name
        if types.get(name) in _CAST_TO:
            exposed[name] = f"{name}__exray"
            cast_from[name] = _ONNX_DTYPES[types[name]]
            model.graph.node.append(
                onnx.helper.make_node("Cast", [name], [exposed[name]], to=_CAST_TO[types[name]])
            )
        if exposed[name] not in graph.outputs:
            model.graph.output.append(onnx.ValueInfoProto(name=exposed[name]))
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.log_severity_level = 3
    if graph.folder:
        options.add_session_config_entry("session.model_external_initializers_file_folder_path", graph.folder)
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    feeds = _feeds(session, graph, inputs)
    results = dict(zip(exposed, session.run(list(exposed.values()), feeds))) if exposed else {}
    constants = {name: results[name] for name in results if graph.constant(name)}
    layers = {name: (results[name], cast_from.get(name)) for name in results if not graph.constant(name)}
    return _Values(feeds, layers, constants)


def _feeds(session, graph, inputs):
    """Inputs as arrays of the types that the model declares: Python's floats are wider than most models'."""
    declared = {value.name: value.type for value in session.get_inputs() if value.name in graph.inputs}
    feeds = {}
    for name, value in _named(inputs, list(declared), "the model").items():
        array = _numpy(value)
        wanted = declared[name].removeprefix("tensor(").removesuffix(")")
        wanted = {"float": "float32", "double": "float64"}.get(wanted, wanted)
        if array.dtype.name != wanted and array.dtype.kind in "fiu" and wanted in _TYPES:
            cast = array.astype(wanted)
            exact = np.array_equal(cast.astype(array.dtype), array, equal_nan=array.dtype.kind == "f")
            if not exact and not (array.dtype.kind == "f" and wanted.startswith("float")):
                raise TypeError(f"input {name!r} is {array.dtype.name}, the model takes {wanted}")
            array = cast
        feeds[name] = array
    missing = [name for name in declared if name not in feeds]
    if missing:
        raise ValueError(f"the model's input {missing[0]!r} is missing")
    return feeds


def _types(graph):
    """ONNX's number of each tensor's element type, as far as it can be inferred."""
    import onnx

    try:
        inferred = onnx.shape_inference.infer_shapes(graph.model).graph
    except Exception:  # larger than 2 GB, or with operators that onnx does not know
        inferred = graph.proto
    values = [*inferred.value_info, *inferred.output, *inferred.input]
    types = {value.name: value.type.tensor_type.elem_type for value in values if value.type.HasField("tensor_type")}
    types.update({name: tensor.data_type for name, tensor in graph.initializers.items()})
    return types


def _onnx_weights(graph, node, values):
    op = node.op_type
    rules = _OPERANDS.get(op, {})
    if op == "Gemm":
        rules = {1: ("weight", _SAME if _attribute(node, "transB", 0) else _IN_OUT), 2: ("bias", _SAME)}
    weights = []
    for position, name in enumerate(node.input):
        data = _DATA.get(op, (0,) if op.startswith("QLinear") else None)
        if not name or not graph.constant(name) or (data is not None and position not in data):
            continue
        dtype, per_channel = graph.stored_dtype(name)
        value = values.read(graph, name) if dtype and dtype != "string" else None
        if value is None:
            continue
        role, layout, *grid = rules.get(position, ("constant", _SAME))
        value = np.asarray(value)
        if grid:
            value, per_channel = _dequantized(graph, node, value, layout, grid, values)
        if layout == _IN_OUT and value.ndim >= 2:
            value = np.swapaxes(value, -1, -2)
        elif layout == _TRANSPOSED:
            value = _as_kernel(value, _attribute(node, "group", 1))
        weights.append(_fingerprint(role, value, dtype, per_channel))
    return weights


def _dequantized(graph, node, value, layout, grid, values):
    scale_at, zero_at, input_scale_at = (*grid, None, None)[:3]
    scale = np.asarray(values.read(graph, node.input[scale_at]), np.float64).ravel()
    has_zero = zero_at is not None and len(node.input) > zero_at and node.input[zero_at]
    zero = np.asarray(values.read(graph, node.input[zero_at]), np.float64).ravel() if has_zero else np.zeros(1)
    times = 1.0
    if input_scale_at is not None:
        times = float(np.asarray(values.read(graph, node.input[input_scale_at])).ravel()[0])
    axis = value.ndim - 1 if layout == _IN_OUT else 0
    along = [1] * value.ndim
    if scale.size > 1:
        along[axis] = scale.size
    steps = scale.reshape(along)
    zeros = zero.reshape(along if zero.size > 1 else [1] * value.ndim)
    stored = value.astype(np.float32).astype(np.float64)
    return (stored - zeros) * steps * times, scale.size > 1


def _as_kernel(value, groups=1):
    """The kernel of a transposed convolution, [in, out/groups, ...], as [out, in/groups, ...]."""
    count, outputs, *rest = value.shape
    split = value.reshape(groups, count // groups, outputs, *rest)
    return np.swapaxes(split, 1, 2).reshape(groups * outputs, count // groups, *rest)


def _onnx_grids(graph, layers, values):
    """Scale and zero point of quantized layers: the reader's, and the writer's where that differs."""
    grids = {}
    for name, array in layers.items():
        if array.dtype.kind not in "iu":
            continue
        read = _grid(graph, values, *_reader(graph, name))
        written = _grid(graph, values, *_writer(graph, name))
        if read or written:
            grids[name] = {"read": read or written}
            if read and written and read != written:
                grids[name]["written"] = written
    return grids


def _reader(graph, name, moved=False):
    for node in graph.consumers.get(name, []):
        if node.op_type == "DequantizeLinear" and node.input[0] == name:
            return node, (1, 2), moved
        if node.op_type in ("QLinearConv", "QLinearMatMul", "QLinearAdd", "QLinearMul"):
            at = list(node.input).index(name)
            return node, (at + 1, at + 2), moved
    for node in graph.consumers.get(name, []):
        if node.op_type in _MOVES and node.input[0] == name:
            found = _reader(graph, node.output[0], True)
            if found[0] is not None:
                return found
    return None, None, moved


def _writer(graph, name, moved=False):
    node = graph.producers.get(name)
    if node is not None and node.op_type in _MOVES:
        return _writer(graph, node.input[0], True)
    if node is None or node.output[0] != name:
        return None, None, moved
    at = {"QuantizeLinear": (1, 2), "QLinearConv": (6, 7), "QLinearMatMul": (6, 7)}
    at.update({"QLinearAdd": (6, 7), "QLinearMul": (6, 7)})
    return (node, at[node.op_type], moved) if node.op_type in at else (None, None, moved)


def _grid(graph, values, node, at, moved):
    if node is None or len(node.input) <= at[0]:
        return None
    scale = values.read(graph, node.input[at[0]])
    zero = values.read(graph, node.input[at[1]]) if len(node.input) > at[1] and node.input[at[1]] else None
    if scale is None or (moved and np.size(scale) > 1):
        return None
    scale = np.asarray(scale, np.float64).ravel().tolist()
    zero = [0] * len(scale) if zero is None else np.asarray(zero, np.int64).ravel().tolist()
    grid = {"scale": scale, "zeroPoint": zero}
    if len(scale) > 1:
        grid["axis"] = _attribute(node, "axis", 1)
    return grid


def _onnx_model(graph, path, raw):
    proto = graph.model
    known = {"format": "onnx", "producer": f"{proto.producer_name} {proto.producer_version}".strip() or None}
    if raw is not None:
        known["sha256"] = hashlib.sha256(raw).hexdigest()
    if path:
        known["path"] = _kept_path(path)
    known["opset"] = next((one.version for one in proto.opset_import if one.domain in ("", "ai.onnx")), None)
    known["weights"] = _weights_dtype(graph)
    known["quantization"] = _quantization(graph)
    return {key: value for key, value in known.items() if value is not None}


def _weights_dtype(graph):
    """The element type of most weight bytes; float16 also where float32 weights all are float16 numbers."""
    import onnx

    sizes, narrow = {}, True
    for tensor in graph.initializers.values():
        count, dtype = math.prod(tensor.dims), _ONNX_DTYPES.get(tensor.data_type)
        if count < 16 or dtype in (None, "string"):
            continue
        bits = {"uint4": 4, "int4": 4, "bfloat16": 16}.get(dtype, 8 if "float8" in dtype else None)
        sizes[dtype] = sizes.get(dtype, 0) + count * (bits or np.dtype(dtype).itemsize * 8)
        if dtype == "float32" and narrow:
            if graph.folder and onnx.external_data_helper.uses_external_data(tensor):
                onnx.external_data_helper.load_external_data_for_tensor(tensor, graph.folder)
            values = onnx.numpy_helper.to_array(tensor)
            with np.errstate(over="ignore"):
                narrow = np.array_equal(values.astype(np.float16).astype(np.float32), values, equal_nan=True)
    if not sizes:
        return None
    most = max(sizes, key=sizes.get)
    return "float16" if most == "float32" and narrow else most


def _quantization(graph):
    kind = None
    for node in graph.nodes:
        constant = [graph.constant(name) for name in node.input]
        if node.op_type.startswith("QLinear") or node.op_type == "QGemm":
            return "static"
        if node.op_type == "QuantizeLinear" and not constant[0]:
            if constant[1]:
                return "static"
            kind = "dynamic"
        elif node.op_type in ("DynamicQuantizeLinear", "DynamicQuantizeMatMul", "MatMulInteger", "ConvInteger"):
            kind = "dynamic"
        elif node.op_type == "MatMulNBits" or (node.op_type == "DequantizeLinear" and constant[0]):
            kind = kind or "weights"
    return kind


# --- PyTorch ----------------------------------------------------------------------------------------------------------


def from_torch(module, inputs, **known):
    """Runs a module and keeps what every submodule returns, under its path (`blocks.0.conv`; `relu`, `relu:1`, `relu:2`
    where it is called several times). `inputs` are tensors by name of forward's parameters, a list, or one tensor.
    `names` maps a layer's id to its name in the deployed model; `image`, `result`, `layout` may follow.
    """
    torch = _torch()
    if isinstance(inputs, dict):
        inputs = {name: _tensor(value) for name, value in inputs.items()}
    else:
        inputs = [_tensor(value) for value in (inputs if isinstance(inputs, (list, tuple)) else [inputs])]
    signature = inspect.signature(module.forward).parameters.values()
    keywords = [each.name for each in signature if each.kind in (each.POSITIONAL_OR_KEYWORD, each.KEYWORD_ONLY)]
    if isinstance(inputs, dict):
        anything = any(each.kind == each.VAR_KEYWORD for each in signature)
        given = inputs if anything else _named(inputs, keywords, "forward")
        arguments, keyword_arguments = [], given
    else:
        arguments, keyword_arguments = inputs, {}
        given = dict(zip(keywords + [f"input{i}" for i in range(len(keywords), len(arguments))], arguments))
    recorded = _Calls()
    inputs = {name: _numpy(value) for name, value in given.items() if hasattr(value, "detach")}
    paths = {submodule: path for path, submodule in module.named_modules() if path}
    hooks = [
        submodule.register_forward_hook(recorded.hook(path, any(submodule.children())))
        for submodule, path in paths.items()
    ]
    training = module.training
    try:
        module.eval()
        with torch.no_grad():
            returned = module(*arguments, **keyword_arguments)
    finally:
        module.train(training)
        for hook in hooks:
            hook.remove()
    modules = {path: submodule for submodule, path in paths.items()}
    graph = {
        layer: {"op": type(modules[path]).__name__, "inputs": [], "weights": _torch_weights(modules[path])}
        for layer, path in recorded.paths.items()
    }
    return Trace(
        recorded.layers,
        inputs,
        {name or "output": _numpy(value) for name, value in _tensors(returned)},
        runtime={"name": "pytorch", "version": str(torch.__version__), "isa": _machine()},
        model={"format": "arrays", "producer": f"pytorch {torch.__version__}"},
        graph=graph,
        layout=known.pop("layout", "NCHW"),
        **known,
    )


def _tensor(value):
    return _torch().from_numpy(value.copy()) if isinstance(value, np.ndarray) else value


class _Calls:
    """What parts of a model returned, call by call: a part that is called again gets `:1`, `:2` behind its path."""

    def __init__(self):
        self.layers, self.paths, self.calls = {}, {}, {}
        self.last = {}

    def hook(self, path, container):
        return lambda _module, _arguments, returned: self.keep(path, returned, container)

    def keep(self, path, returned, container):
        call = self.calls.get(path, 0)
        self.calls[path] = call + 1
        for name, tensor in _tensors(returned):
            part = path + (f".{name}" if name else "")
            layer = f"{part}:{call}" if call else part
            array = _numpy(tensor)
            # A container that hands on what its last part returned is no layer of its own; where somebody wrote to that
            # in place, it is. The tensor is kept, so that no other one gets its identity.
            last = self.last.get(id(tensor))
            if container and last is not None and self._same(last[1], array):
                continue
            self.layers[layer] = array
            self.paths[layer] = path
            self.last[id(tensor)] = (tensor, layer)

    def _same(self, layer, array):
        kept = self.layers[layer]
        if isinstance(array, _Bits):
            return isinstance(kept, _Bits) and np.array_equal(kept.array, array.array)
        return not isinstance(kept, _Bits) and np.array_equal(kept, array, equal_nan=kept.dtype.kind == "f")


def _tensors(returned, name=""):
    """Tensors in what a part returned, with their places in tuples, lists and dicts."""
    if hasattr(returned, "shape") and hasattr(returned, "dtype"):
        yield name, returned
    elif isinstance(returned, dict):
        for key, value in returned.items():
            yield from _tensors(value, f"{name}.{key}" if name else str(key))
    elif isinstance(returned, (list, tuple)):
        for index, value in enumerate(returned):
            yield from _tensors(value, f"{name}.{index}" if name else str(index))


def _torch_weights(submodule):
    """Weight and bias of convolutions and linear layers, as they are laid out in ONNX too; other parameters as constants."""
    kind = type(submodule).__name__
    is_kernel = kind.startswith(("Conv", "Linear", "Embedding"))
    weights = []
    for name, value in [*submodule.named_parameters(recurse=False), *submodule.named_buffers(recurse=False)]:
        if name == "num_batches_tracked" or not hasattr(value, "detach"):
            continue
        dtype = str(value.dtype).removeprefix("torch.").replace("float8_", "float8")
        array = value.detach().cpu().to(_torch().float32).numpy()
        if is_kernel and name == "weight" and kind.startswith("ConvTranspose"):
            array = _as_kernel(array, submodule.groups)
        role = name if is_kernel and name in ("weight", "bias") else "constant"
        weights.append(_fingerprint(role, array, dtype))
    return weights


# --- Keras ------------------------------------------------------------------------------------------------------------


def from_keras(model, inputs, **known):
    """Runs a Keras model (functional, sequential or subclassed) and keeps what every layer returns, under its name
    (`conv1`; `relu`, `relu:1` where it is called several times). `inputs` are arrays by name, a list, or one array.
    """
    import keras

    if isinstance(inputs, dict):
        feeds, given = inputs, inputs
    else:
        names = list(getattr(model, "input_names", None) or [])
        feeds = inputs if isinstance(inputs, (list, tuple)) else [inputs]
        names += [f"input{i}" for i in range(len(names), len(feeds))]
        given = dict(zip(names, feeds))
        feeds = feeds[0] if len(feeds) == 1 else list(feeds)
    recorded, layers_by_path = _Calls(), {}
    # Every layer is called through this one method, whatever the kind of model.
    call = keras.layers.Layer.__call__

    def recording(layer, *arguments, **keywords):
        returned = call(layer, *arguments, **keywords)
        symbolic = any(type(tensor).__name__ == "KerasTensor" for _, tensor in _tensors(returned))
        if layer is not model and not symbolic and type(layer).__name__ != "InputLayer":
            path = getattr(layer, "path", None) or layer.name
            path = path.removeprefix(f"{model.name}/")
            layers_by_path[path] = layer
            recorded.keep(path, returned, bool(getattr(layer, "layers", None)))
        return returned

    keras.layers.Layer.__call__ = recording
    try:
        returned = model(feeds, training=False)
    finally:
        keras.layers.Layer.__call__ = call
    last = keras.config.image_data_format() == "channels_last"
    graph = {
        layer: {
            "op": type(layers_by_path[path]).__name__,
            "inputs": [],
            "weights": _keras_weights(layers_by_path[path]),
        }
        for layer, path in recorded.paths.items()
    }
    return Trace(
        recorded.layers,
        _arrays(given),
        {name or "output": _numpy(value) for name, value in _tensors(returned)},
        runtime={"name": "keras", "version": keras.__version__, "provider": keras.backend.backend(), "isa": _machine()},
        model={"format": "arrays", "producer": f"keras {keras.__version__}"},
        graph=graph,
        layout=known.pop("layout", "NHWC" if last else "NCHW"),
        **known,
    )


def _keras_weights(layer):
    """Kernels turned from [..., in, out] to [out, in, ...]."""
    kind, weights = type(layer).__name__, []
    for variable in layer.weights if not getattr(layer, "layers", None) else []:
        array, name = _numpy(variable.value if hasattr(variable, "value") else variable), variable.name.split("/")[-1]
        if isinstance(array, _Bits):
            continue
        dtype, role = array.dtype.name, "constant"
        if "bias" in name:
            role = "bias"
        elif name.startswith(("kernel", "depthwise_kernel", "embeddings")):
            role = "weight"
            if kind.startswith("Depthwise"):
                array = np.moveaxis(array.reshape(*array.shape[:-2], 1, -1), (-1, -2), (0, 1))
            elif kind.startswith("Conv") and kind.endswith("Transpose"):
                array = np.moveaxis(array, (-2, -1), (0, 1))
            elif name.startswith("kernel") and array.ndim >= 2:
                array = np.moveaxis(array, (-1, -2), (0, 1))
        weights.append(_fingerprint(role, array, dtype))
    return weights


# --- TensorFlow Lite --------------------------------------------------------------------------------------------------


def from_tflite(path, inputs, **known):
    """Runs a .tflite file and keeps every tensor that an operator makes. Uses ai_edge_litert, tflite_runtime or
    tensorflow, whichever is there, without delegates: they would hide tensors. `inputs` are arrays by name, a list, or
    one array; a float array for a quantized input is quantized.
    """
    interpreter, module, version = _interpreter(os.fspath(path))
    details = {detail["index"]: detail for detail in interpreter.get_tensor_details()}
    names = _unique_names(details)
    slots = interpreter.get_input_details()
    given = _named(inputs, [slot["name"] for slot in slots], "the model")
    if set(given) != {slot["name"] for slot in slots}:
        raise ValueError(f"the model's inputs are {', '.join(slot['name'] for slot in slots)}")
    fed = {}
    for slot in slots:
        array = _quantized(_numpy(given[slot["name"]]), slot)
        if list(array.shape) != list(slot["shape"]):
            interpreter.resize_tensor_input(slot["index"], array.shape)
        fed[slot["name"]] = (slot["index"], array)
    interpreter.allocate_tensors()
    for index, array in fed.values():
        interpreter.set_tensor(index, array)
    interpreter.invoke()
    made = {index for op in interpreter._get_ops_details() for index in op["outputs"]}
    dynamic = made | {index for index, _ in fed.values()}
    layers, graph, grids, unseen = {}, {}, {}, []
    for op in interpreter._get_ops_details():
        constants = [index for index in op["inputs"] if index >= 0 and index not in dynamic]
        weights = _tflite_weights(op["op_name"], constants, interpreter, details)
        for output, index in enumerate(op["outputs"]):
            name = names[index]
            try:
                layers[name] = interpreter.get_tensor(index)
            except ValueError as error:
                unseen.append({"id": name, "reason": str(error).splitlines()[0]})
                continue
            graph[name] = {
                "op": op["op_name"],
                "output": output or None,
                "inputs": [names[each] for each in op["inputs"] if each in dynamic],
                "weights": weights,
                "attributes": {},
            }
            grid = _tflite_grid(details[index])
            if grid:
                grids[name] = {"read": grid}
    with open(path, "rb") as file:
        sha256 = hashlib.sha256(file.read()).hexdigest()
    return Trace(
        layers,
        {name: array for name, (_, array) in fed.items()},
        {slot["name"]: interpreter.get_tensor(slot["index"]) for slot in interpreter.get_output_details()},
        runtime={"name": module, "version": version, "provider": "cpu", "isa": _machine()},
        model={"format": "tflite", "sha256": sha256, "path": _kept_path(path)},
        graph=graph,
        quantization=grids,
        unseen=unseen,
        layout=known.pop("layout", "NHWC"),
        **known,
    )


def _interpreter(path):
    import importlib
    import importlib.metadata

    missing = []
    for module, package in (("ai_edge_litert.interpreter", "ai-edge-litert"), ("tflite_runtime.interpreter", "tflite-runtime"), ("tensorflow.lite", "tensorflow")):  # fmt: skip
        try:
            runtime = importlib.import_module(module)
        except ImportError as error:
            missing.append(str(error))
            continue
        resolver = getattr(runtime, "OpResolverType", None) or runtime.experimental.OpResolverType
        interpreter = runtime.Interpreter(
            model_path=path,
            experimental_op_resolver_type=resolver.BUILTIN_WITHOUT_DEFAULT_DELEGATES,
            experimental_preserve_all_tensors=True,
        )
        return interpreter, package, importlib.metadata.version(package)
    raise ImportError(f"from_tflite needs one of ai-edge-litert, tflite-runtime, tensorflow: {'; '.join(missing)}")


def _unique_names(details):
    names, used = {}, set()
    for index, detail in details.items():
        name = detail["name"] or f"tensor{index}"
        while name in used:
            name = f"{detail['name'] or 'tensor'}:{index}"
        names[index] = name
        used.add(name)
    return names


def _tflite_grid(detail):
    parameters = detail.get("quantization_parameters") or {}
    scale = np.asarray(parameters.get("scales", []))
    if scale.size == 0:
        return None
    grid = {"scale": scale.astype(float).tolist(), "zeroPoint": np.asarray(parameters["zero_points"]).tolist()}
    if scale.size > 1:
        grid["axis"] = int(parameters["quantized_dimension"])
    return grid


def _quantized(array, slot):
    grid = _tflite_grid(slot)
    wanted = np.dtype(slot["dtype"])
    if array.dtype.kind != "f" or wanted.kind == "f" or grid is None:
        return array.astype(wanted, copy=False)
    limits = np.iinfo(wanted)
    stored = np.round(array / np.float32(grid["scale"][0])) + grid["zeroPoint"][0]
    return np.clip(stored, limits.min, limits.max).astype(wanted)


def _tflite_weights(op, constants, interpreter, details):
    """Kernels turned from [out, height, width, in] to [out, in, height, width], dequantized."""
    weights = []
    for position, index in enumerate(constants):
        try:
            value = interpreter.get_tensor(index)
        except ValueError:
            continue
        if value.dtype.kind not in "fiub":
            continue
        grid = _tflite_grid(details[index])
        dtype, real = value.dtype.name, np.asarray(value, np.float32).astype(np.float64)
        if grid:
            along = [1] * value.ndim
            if len(grid["scale"]) > 1:
                along[grid["axis"]] = -1
            real = (real - np.reshape(grid["zeroPoint"], along)) * np.reshape(grid["scale"], along)
        is_layer = op in ("CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED", "TRANSPOSE_CONV", "CONV_3D")
        role = ("weight", "bias")[min(position, 1)] if is_layer and value.ndim else "constant"
        if op == "DEPTHWISE_CONV_2D" and role == "weight":
            real = np.moveaxis(real, -1, 0).reshape(value.shape[-1], 1, *value.shape[1:-1])
        elif op == "CONV_2D" and role == "weight":
            real = np.moveaxis(real, -1, 1)
        weights.append(_fingerprint(role, real, dtype, len(grid["scale"]) > 1 if grid else None))
    return weights
