#!/usr/bin/env python3
"""Makes test/fixtures/data: small data sets in the layouts of CIFAR-10, CIFAR-100 and CIFAR-10.1, and hostile files.

    python3 resources/scripts/make-cifar-fixtures.py --python2 PYTHON2 --numpy1 PYTHON3

Everything is written by Python's own pickle, numpy and tarfile. The interpreter that runs this needs numpy 2; PYTHON2 is a
Python 2.7 with numpy (the published files were pickled by one), PYTHON3 a Python 3 with numpy 1.
"""

import argparse
import gzip
import hashlib
import io
import json
import os
import pathlib
import pickle
import subprocess
import sys
import tarfile
import tempfile

import numpy

TARGET = pathlib.Path(__file__).resolve().parent.parent.parent / "test" / "fixtures" / "data"
CLASSES = "airplane automobile bird cat deer dog frog horse ship truck".split()
FINE = ["fine_%02d" % i for i in range(100)]
COARSE = ["coarse_%02d" % i for i in range(20)]

# Runs in Python 2 and 3. Reads a list of jobs, each a file of plain values to pickle.
DUMP = r"""
import json, sys
import numpy
python2 = sys.version_info[0] == 2
if python2:
    import cPickle, pickle
else:
    import pickle
def plain(value):
    if isinstance(value, dict) and '$array' in value:
        return numpy.array(value['$array'], dtype=value['dtype']).reshape(value['shape'])
    if isinstance(value, dict):
        return dict((plain(k), plain(v)) for k, v in value.items())
    if isinstance(value, list):
        return [plain(v) for v in value]
    if python2 and not isinstance(value, (int, float, type(None))):
        return value.encode('utf-8')
    return value
for job in json.load(open(sys.argv[1])):
    writer = cPickle if python2 and not job.get('slow') else pickle
    with open(job['file'], 'wb') as out:
        writer.dump(plain(job['value']), out, job['protocol'])
"""


def images(first, count):
    """Planar images (count, 3072), each another, that compress well."""
    i, channel, y, x = numpy.ogrid[first : first + count, 0:3, 0:32, 0:32]
    return ((i * 37 + channel * 80 + y * 3 + x * 2) % 256).astype(numpy.uint8).reshape(count, 3072)


def interleaved(planar):
    return planar.reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)


def labels(first, count, classes):
    return [(7 * i + 3) % classes for i in range(first, first + count)]


def array(values):
    return {"$array": values.reshape(-1).tolist(), "dtype": str(values.dtype), "shape": list(values.shape)}


def facts(train, test):
    """What a reader has to find."""

    def part(planar, numbers):
        pixels = numpy.ascontiguousarray(interleaved(planar))
        return {"count": len(numbers), "labels": list(numbers), "sha256": hashlib.sha256(pixels.tobytes()).hexdigest()}

    counted = train[0] if len(train[1]) else test[0]
    scaled = interleaved(counted).astype(numpy.float64) / 255
    return {
        "train": part(*train),
        "test": part(*test),
        "mean": scaled.mean(axis=(0, 1, 2)).tolist(),
        "deviation": scaled.std(axis=(0, 1, 2)).tolist(),
    }


def write_tar(name, members):
    """A .tar.gz of (path, content) or ready-made (TarInfo, content), the same bytes each time."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for path, content in members:
            info = path if isinstance(path, tarfile.TarInfo) else tarfile.TarInfo(path)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    packed = gzip.compress(plain.getvalue(), 9, mtime=0)
    (TARGET / name).write_bytes(packed)
    print("%7d  %s" % (len(packed), name))


def directory(path):
    info = tarfile.TarInfo(path)
    info.type = tarfile.DIRTYPE
    info.mode = 0o755
    return (info, b"")


def link(path, target, kind=tarfile.SYMTYPE):
    info = tarfile.TarInfo(path)
    info.type = kind
    info.linkname = target
    return (info, b"")


class Dumper:
    """Lets other interpreters pickle."""

    def __init__(self, folder):
        self.folder = folder

    def __call__(self, interpreter, values, protocol, slow=False):
        """Pickled bytes by name."""
        jobs = [
            {"file": os.path.join(self.folder, "p%d" % i), "value": value, "protocol": protocol, "slow": slow}
            for i, value in enumerate(values.values())
        ]
        listed = os.path.join(self.folder, "jobs.json")
        with open(listed, "w") as out:
            json.dump(jobs, out)
        subprocess.run([*interpreter.split(), "-c", DUMP, listed], check=True)
        return {name: pathlib.Path(job["file"]).read_bytes() for name, job in zip(values, jobs)}


def cifar10(dump, python2):
    parts = [(images(2 * k, 2), labels(2 * k, 2, 10)) for k in range(5)]
    test = (images(100, 3), labels(100, 3, 10))
    values = {
        "data_batch_%d"
        % (k + 1): {
            "batch_label": "training batch %d of 5" % (k + 1),
            "labels": numbers,
            "data": array(planar),
            "filenames": ["train_%d_%d.png" % (k, i) for i in range(2)],
        }
        for k, (planar, numbers) in enumerate(parts)
    }
    values["test_batch"] = {
        "batch_label": "testing batch 1 of 1",
        "labels": test[1],
        "data": array(test[0]),
        "filenames": ["test_%d.png" % i for i in range(3)],
    }
    values["batches.meta"] = {"num_cases_per_batch": 2, "label_names": CLASSES, "num_vis": 3072}
    pickled = dump(python2, values, 2)
    readme = b'<meta HTTP-EQUIV="REFRESH" content="0; url=http://www.cs.toronto.edu/~kriz/cifar.html">\n'
    # The published archives have their files in such an order.
    order = "batches.meta data_batch_4 test_batch data_batch_3 data_batch_1 data_batch_2 data_batch_5".split()
    inside = "cifar-10-batches-py/"
    write_tar(
        "cifar-10-python.tar.gz",
        [directory(inside[:-1]), *((inside + name, pickled[name]) for name in order), (inside + "readme.html", readme)],
    )

    def records(planar, numbers):
        return b"".join(bytes([n]) + image.tobytes() for image, n in zip(planar, numbers))

    inside = "cifar-10-batches-bin/"
    names = "".join(name + "\n" for name in CLASSES) + "\n"
    write_tar(
        "cifar-10-binary.tar.gz",
        [
            directory(inside[:-1]),
            *((inside + "data_batch_%d.bin" % (k + 1), records(*part)) for k, part in enumerate(parts)),
            (inside + "test_batch.bin", records(*test)),
            (inside + "batches.meta.txt", names.encode()),
            (inside + "readme.html", readme),
        ],
    )
    train = (numpy.concatenate([planar for planar, _ in parts]), [n for _, numbers in parts for n in numbers])
    return facts(train, test)


def cifar100(dump, python2):
    train = (images(200, 7), [(17 * i + 5) % 100 for i in range(7)])
    test = (images(300, 3), [99, 0, 42])

    def value(said, planar, numbers):
        return {
            "filenames": ["image_%d.png" % i for i in range(len(numbers))],
            "batch_label": said,
            "fine_labels": numbers,
            "coarse_labels": [n // 5 for n in numbers],
            "data": array(planar),
        }

    values = {
        "train": value("training batch 1 of 1", *train),
        "test": value("testing batch 1 of 1", *test),
        "meta": {"fine_label_names": FINE, "coarse_label_names": COARSE},
    }
    pickled = dump(python2, values, 2)
    inside = "cifar-100-python/"
    write_tar(
        "cifar-100-python.tar.gz",
        [
            directory(inside[:-1]),
            (inside + "file.txt~", b""),
            *((inside + name, content) for name, content in pickled.items()),
        ],
    )

    def records(planar, numbers):
        return b"".join(bytes([n // 5, n]) + image.tobytes() for image, n in zip(planar, numbers))

    inside = "cifar-100-binary/"
    write_tar(
        "cifar-100-binary.tar.gz",
        [
            directory(inside[:-1]),
            (inside + "train.bin", records(*train)),
            (inside + "test.bin", records(*test)),
            (inside + "fine_label_names.txt", "".join(n + "\n" for n in FINE).encode()),
            (inside + "coarse_label_names.txt", "".join(n + "\n" for n in COARSE).encode()),
        ],
    )
    return facts(train, test)


def npy(values, **options):
    out = io.BytesIO()
    numpy.lib.format.write_array(out, values, **options)
    return out.getvalue()


def cifar101():
    found = {}
    members = []
    for version, first, count, dtype in (("v4", 400, 4, "<i8"), ("v6", 500, 3, "<i4")):
        test = (images(first, count), labels(first, count, 10))
        pixels = numpy.ascontiguousarray(interleaved(test[0]))
        members.append(("datasets/cifar10.1_%s_data.npy" % version, npy(pixels)))
        members.append(("datasets/cifar10.1_%s_labels.npy" % version, npy(numpy.array(test[1], dtype))))
        found[version] = facts((images(0, 0), []), test)
    pixels = numpy.ascontiguousarray(interleaved(images(500, 3)))
    numbers = labels(500, 3, 10)
    for name, content in (
        ("labels-version2", npy(numpy.array(numbers, "<i8"), version=(2, 0))),
        ("labels-version3", npy(numpy.array(numbers, "<i8"), version=(3, 0))),
        ("labels-big-endian", npy(numpy.array(numbers, ">i2"))),
        ("labels-bytes", npy(numpy.array(numbers, "u1"))),
        ("labels-negative", npy(numpy.array([1, -1, 2], "i1"))),
        ("labels-float", npy(numpy.array(numbers, "<f4"))),
        ("labels-table", npy(numpy.array([numbers], "<i8"))),
        ("labels-structured", npy(numpy.array([(1, 2)] * 3, [("a", "<i4"), ("b", "<i4")]))),
        ("labels-object", npy(numpy.array([1, None, 2], object), allow_pickle=True)),
        ("data-fortran", npy(numpy.asfortranarray(pixels))),
        ("data-float", npy(pixels.astype("<f4"))),
        ("data-planar", npy(numpy.ascontiguousarray(pixels.transpose(0, 3, 1, 2)))),
    ):
        members.append(("others/%s.npy" % name, content))
    write_tar("cifar-10.1.tar.gz", members)
    return found


class Call:
    """Pickles as a call, as an attacker does."""

    def __init__(self, function, *arguments):
        self.call = (function, arguments)

    def __reduce__(self):
        return self.call


def pickles(dump, python2, numpy1):
    """One file of images in every protocol, by every kind of writer; and what a reader must refuse."""
    value = {
        "batch_label": "training batch 1 of 1",
        "labels": [3, 0, 9],
        "data": array(images(600, 3)),
        "filenames": ["quote ' \" back\\slash.png", "new\nline\ttab.png", "ümläut-€-😀.png"],
        "numbers": [0, 255, 256, 65535, 65536, -1, -129, 2147483648, -2147483649, 2**52, 0.5, -1e300, None],
        "nested": {"a": [[1, 2], {"b": []}]},
        "wide": array(numpy.array([[1, -2, 300], [4, 5, 60000]], "<i8")),
        "empty": array(numpy.zeros((0, 4), "uint8")),
    }
    members = []
    for writer, interpreter, protocols in (
        ("python2", python2, range(3)),
        ("numpy1", numpy1, range(6)),
        ("numpy2", sys.executable, range(6)),
    ):
        for protocol in protocols:
            name = "%s-protocol%d" % (writer, protocol)
            members.append((name, dump(interpreter, {name: value}, protocol)[name]))
    name = "python2-slow-protocol0"
    members.append((name, dump(python2, {name: value}, 0, slow=True)[name]))

    special = {
        "truth": {"yes": True, "no": False, "tuples": ((), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4))},
        "bytearray": {"data": bytearray(b"abc")},
        "big-endian": {"data": numpy.array([1, 2, 70000], ">i4")},
        "fortran": {"data": numpy.asfortranarray(numpy.array([[1, 2], [3, 4]], "u1"))},
        "shared": {"a": (same := [1, 2]), "b": same},
    }
    for name, content in special.items():
        for protocol in range(6):
            members.append(("special-%s-protocol%d" % (name, protocol), pickle.dumps(content, protocol)))

    loop = []
    loop.append(loop)
    deep = []
    for _ in range(3000):
        deep = [deep]
    sys.setrecursionlimit(100_000)
    batch = {"labels": [1, 2], "data": images(700, 2)}
    hostile = {
        "os-system": Call(os.system, "touch /tmp/dartboard-was-here"),
        "eval": Call(eval, "__import__('os').system('touch /tmp/dartboard-was-here')"),
        "getattr": Call(getattr, "text", "upper"),
        "path": pathlib.PurePosixPath("/etc/passwd"),
        "set": {1, 2},
        "objects": numpy.array([Call(os.system, "true"), None], object),
        "structured": numpy.zeros(2, [("a", "u1"), ("b", "<i4")]),
        "dates": numpy.array(["2020-01-01"], "datetime64[D]"),
        "complex": 1j,
        "huge-number": 10**60,
    }
    for name, content in hostile.items():
        for protocol in (2, 5):
            members.append(("refused-%s-protocol%d" % (name, protocol), pickle.dumps(dict(batch, extra=content), protocol)))
    members.append(("odd-loop", pickle.dumps(loop, 2)))
    members.append(("odd-deep", pickle.dumps(deep, 2)))
    write_tar("pickles.tar.gz", members)
    return {"sha256": hashlib.sha256(images(600, 3).tobytes()).hexdigest()}


def hostile_archives():
    content = b"root:x:0:0"
    write_tar("refused-parent.tar.gz", [("set/data_batch_1.bin", content), ("set/../../evil", content)])
    write_tar("refused-absolute.tar.gz", [("/etc/evil", content)])
    write_tar("refused-symlink.tar.gz", [("set/test", content), link("set/train", "/etc/passwd")])
    write_tar("refused-hardlink.tar.gz", [("set/test", content), link("set/train", "../../evil", tarfile.LNKTYPE)])
    write_tar("refused-fifo.tar.gz", [link("set/train", "", tarfile.FIFOTYPE)])
    write_tar("refused-twice.tar.gz", [("set/train", content), ("set/train", content)])
    write_tar("unknown-layout.tar.gz", [("notes.txt", b"nothing here")])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python2", required=True, help="command of a Python 2.7 with numpy")
    parser.add_argument("--numpy1", required=True, help="command of a Python 3 with numpy 1")
    options = parser.parse_args()
    if not numpy.__version__.startswith("2."):
        sys.exit("numpy 2 is needed, this is %s" % numpy.__version__)
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        dump = Dumper(folder)
        expected = {
            "script": "resources/scripts/make-cifar-fixtures.py",
            "cifar-10": cifar10(dump, options.python2),
            "cifar-100": cifar100(dump, options.python2),
            "cifar-10.1": cifar101(),
            "pickles": pickles(dump, options.python2, options.numpy1),
        }
    hostile_archives()
    (TARGET / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")


if __name__ == "__main__":
    main()
