"""Takes TensorFlow's library and the headers of its C interface out of a wheel: unpack.py WHEEL FOLDER.

Only these members are written: all of the wheel would be four times as much.
"""

import shutil
import sys
import zipfile
from pathlib import Path

LIBRARIES = ("tensorflow/libtensorflow_cc.so.2", "tensorflow/libtensorflow_framework.so.2")
INCLUDE = "tensorflow/include/"
# The C headers, and the folders of those that they include.
HEADERS = tuple(INCLUDE + folder for folder in ("tensorflow/c/", "tensorflow/core/platform/", "tsl/", "xla/tsl/"))


def place(member: str) -> str | None:
    """Where a member of the wheel goes, if it is needed."""
    if member in LIBRARIES:
        return "lib/" + member.rsplit("/", 1)[1]
    if member.startswith(HEADERS) and member.endswith(".h"):
        return "include/" + member[len(INCLUDE) :]
    return None


def unpack(wheel: str, folder: str) -> None:
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.namelist():
            path = place(member)
            if path is None:
                continue
            target = Path(folder, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(member) as source, target.open("wb") as sink:
                shutil.copyfileobj(source, sink, 1 << 20)


if __name__ == "__main__":
    unpack(sys.argv[1], sys.argv[2])
