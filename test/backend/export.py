"""Writes ONNX's backend node tests to a folder: <name>/model.onnx, input_0.pb, output_0.pb ...

usage: python export.py FOLDER        (needs the onnx wheel; cases with sequences or optionals get no such inputs)
"""
import os
import sys

import numpy
import onnx
from onnx.backend.test.loader import load_node_model_tests
from onnx import numpy_helper


def write(folder, kind, values):
    for index, value in enumerate(values):
        if isinstance(value, onnx.TensorProto):
            proto = value
        elif isinstance(value, (numpy.ndarray, numpy.generic)):
            proto = numpy_helper.from_array(numpy.asarray(value))
        else:
            continue  # sequences, optionals, maps
        with open(os.path.join(folder, f"{kind}_{index}.pb"), "wb") as file:
            file.write(proto.SerializeToString())


def main(target):
    cases = load_node_model_tests()
    for case in cases:
        folder = os.path.join(target, case.name)
        os.makedirs(folder, exist_ok=True)
        if case.model is not None:
            onnx.save(case.model, os.path.join(folder, "model.onnx"))
            inputs, outputs = case.data_sets[0]
            write(folder, "input", inputs)
            write(folder, "output", outputs)
        else:  # older wheels keep them as files
            raise SystemExit(f"{case.name} has no model in this onnx version")
    print(len(cases), "cases")


main(sys.argv[1])
