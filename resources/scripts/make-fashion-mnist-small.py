#!/usr/bin/env python3
"""Makes resources/data/fashion-mnist-small from the files of Debian's package dataset-fashion-mnist.

    apt-get download dataset-fashion-mnist && dpkg-deb -x dataset-fashion-mnist_*.deb unpacked
    python3 resources/scripts/make-fashion-mnist-small.py unpacked/usr/share/datasets/fashion-mnist

The first 1,000 training and 200 test images of each class, in file order, as four gzip IDX files. The same bytes each
time: the sources are checked by SHA-256 and the gzip headers carry no time. (Another version of zlib may compress to
other bytes; the unpacked contents stay the same, and --check compares those.)
Python 3 standard library only.
"""

import argparse
import gzip
import hashlib
import pathlib
import struct
import sys
import zlib

DEFAULT_SOURCE = pathlib.Path("/usr/share/datasets/fashion-mnist")
TARGET = pathlib.Path(__file__).resolve().parent.parent / "data" / "fashion-mnist-small"
CLASSES = 10

# split: (images per class, file of images, its SHA-256, file of labels, its SHA-256)
SPLITS = (
    (
        1000,
        "train-images-idx3-ubyte.gz",
        "b0564c3eedabfbf835052cff8503ea422014ce006caf5b757f851416ee8300c7",
        "train-labels-idx1-ubyte.gz",
        "0ae29f65d86684f32d1b9c85147786c547b9c6aebcaf235f0400a0cce308b056",
    ),
    (
        200,
        "t10k-images-idx3-ubyte.gz",
        "cc1d090a38ace84dfa1aa66e3ada7c336ef481a96936906477e6dd344da56eaa",
        "t10k-labels-idx1-ubyte.gz",
        "8d3605d196f4be44669e46906da9733c8131fef761fdbfec72c424d5222f1a05",
    ),
)


def unpacked(source, name, sha256):
    """The unpacked bytes of a source file whose packed bytes have the given sum."""
    packed = (source / name).read_bytes()
    found = hashlib.sha256(packed).hexdigest()
    if found != sha256:
        sys.exit(f"{source / name}: SHA-256 is {found}, expected {sha256}")
    return gzip.decompress(packed)


def packed(content):
    """A gzip member with a header of fixed bytes: no time, no name, system 'unknown'."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, 9)
    body = deflate.compress(content) + deflate.flush()
    header = bytes([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 255])
    return header + body + struct.pack("<II", zlib.crc32(content), len(content))


def balanced(images, labels, per_class):
    """IDX contents with the first `per_class` images of each class, in file order."""
    magic, count, height, width = struct.unpack(">IIII", images[:16])
    label_magic, label_count = struct.unpack(">II", labels[:8])
    assert (magic, label_magic) == (0x803, 0x801) and count == label_count
    size = height * width
    taken = [0] * CLASSES
    kept = []
    for index in range(count):
        label = labels[8 + index]
        if taken[label] < per_class:
            taken[label] += 1
            kept.append(index)
    assert taken == [per_class] * CLASSES
    pixels = b"".join(images[16 + i * size : 16 + (i + 1) * size] for i in kept)
    return (
        struct.pack(">IIII", 0x803, len(kept), height, width) + pixels,
        struct.pack(">II", 0x801, len(kept)) + bytes(labels[8 + i] for i in kept),
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", nargs="?", type=pathlib.Path, default=DEFAULT_SOURCE, help="folder of the four files")
    parser.add_argument("--check", action="store_true", help="compare with what is there instead of writing")
    options = parser.parse_args()
    different = []
    for per_class, images_name, images_sum, labels_name, labels_sum in SPLITS:
        images = unpacked(options.source, images_name, images_sum)
        labels = unpacked(options.source, labels_name, labels_sum)
        for name, content in zip((images_name, labels_name), balanced(images, labels, per_class)):
            if options.check:
                if gzip.decompress((TARGET / name).read_bytes()) != content:
                    different.append(name)
            else:
                TARGET.mkdir(parents=True, exist_ok=True)
                (TARGET / name).write_bytes(packed(content))
            digest = hashlib.sha256((TARGET / name).read_bytes()).hexdigest()
            print(f"{digest}  {name}  (unpacked: {hashlib.sha256(content).hexdigest()})")
    if different:
        sys.exit(f"not what the script makes: {', '.join(different)}")


if __name__ == "__main__":
    main()
