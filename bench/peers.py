"""The same two comparisons by tools from Python, for the table of bench/README.md. Optional: nothing needs it.

    python bench/peers.py

Needs numpy onnx onnxruntime polygraphy; the re-export of `fixtures/make/torch_export.py` in this folder.
"""
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
MODELS = HERE.parent / "fixtures" / "models"
FLOAT, INT8 = MODELS / "effnet-lite0.onnx", MODELS / "effnet-lite0-int8.onnx"
EXPORT = HERE / "effnet-lite0-torch-export.onnx"

QDQ = """
import sys, numpy as np
from onnxruntime.quantization import qdq_loss_debug as debug
from onnxruntime.quantization.calibrate import CalibrationDataReader
class Reader(CalibrationDataReader):
    def __init__(self): self.feeds = iter([{"images": np.load(sys.argv[3])}])
    def get_next(self): return next(self.feeds, None)
folder = sys.argv[4]
kept = []
for i, model in enumerate(sys.argv[1:3]):
    tapped = f"{folder}/{i}.onnx"
    debug.modify_model_output_intermediate_tensors(model, tapped)
    kept.append(debug.collect_activations(tapped, Reader()))
matched = debug.create_activation_matching(kept[1], kept[0])
print(len(debug.compute_activation_error(matched)), "tensors matched")
"""


def run(name, command):
    """One line: seconds over starting Python, peak memory, lines printed, the last of them."""
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True)
    seconds = time.perf_counter() - start
    lines = (done.stdout + done.stderr).strip().split("\n")
    print(f"{name}: {seconds:.1f} s, exit {done.returncode}, {len(lines)} lines, last: {lines[-1][:100]}")


with tempfile.TemporaryDirectory() as folder:
    import numpy as np

    sys.path.insert(0, str(HERE.parent / "fixtures" / "make"))
    import effnet

    photo = f"{folder}/photo.npy"
    np.save(photo, effnet.preprocess("china.jpg"))
    loader = Path(folder) / "data.py"
    loader.write_text(f"import numpy as np\ndef load_data():\n    yield {{'images': np.load({json.dumps(photo)})}}\n")
    main = "import sys; from polygraphy.tools import main; sys.exit(main())"
    tool, golden = [sys.executable, "-c", main], f"{folder}/golden.json"
    load = ["--data-loader-script", str(loader)]
    run("qdq_loss_debug, int8 against float", [sys.executable, "-c", QDQ, str(FLOAT), str(INT8), photo, folder])
    save = ["--save-outputs", golden]
    run("polygraphy, all layers of float", [*tool, "run", str(FLOAT), "--onnxrt", "--onnx-outputs", "mark", "all", *load, *save])
    print(f"polygraphy's golden: {Path(golden).stat().st_size} bytes")
    if EXPORT.exists():
        against = ["--load-outputs", golden]
        run("polygraphy, the re-export against it", [*tool, "run", str(EXPORT), "--onnxrt", "--onnx-outputs", "mark", "all", *load, *against])
    print(f"peak memory of the largest: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MiB")
