"""Sets of image files: folders of classes, ImageNet, tables, and every odd kind of image."""

import io
import json

import numpy
import scipy.io
from PIL import Image, ImageCms

from .archive import tar_bytes, write_tar
from .pictures import decoded, encode, facts, grey, interlaced_png, jpeg, picture, png, png16, raw_png

SYNSETS = [
    ("n01440764", "tench, Tinca tinca"),
    ("n01443537", "goldfish, Carassius auratus"),
    ("n02084071", "dog, domestic dog, Canis familiaris"),
]
WNIDS = [wnid for wnid, _ in SYNSETS]


class Tree:
    """Files, and what is expected of them. Parts are lists in the order of the paths."""

    def __init__(self, classes):
        self.files = {}
        self.expected = {"classes": classes, "train": [], "val": [], "test": [], "skipped": []}

    def image(self, part, path, label, content):
        self.files[path] = content
        self.expected[part].append({"path": path, "label": label, **facts(decoded(content))})

    def sorted(self):
        for part in ("train", "val", "test", "skipped"):
            self.expected[part].sort(key=lambda entry: entry["path"])
        self.files = dict(sorted(self.files.items()))
        return self


def write_all(name, trees):
    """One tar of several trees, each in a folder; what is expected of each by `<tar>/<folder>`."""
    write_tar(
        name, {"%s/%s" % (folder, path): c for folder, tree in trees.items() for path, c in tree.sorted().files.items()}
    )
    return {"%s/%s" % (name, folder): tree.expected for folder, tree in trees.items()}


def one(name, tree):
    write_tar(name, tree.sorted().files)
    return {name: tree.expected}


def image_folder():
    """A folder a class, sizes that differ, JPEG and PNG side by side, folders within a class, odd names."""
    classes = ["cat", "dog", "red panda", "zèbre 斑马"]
    tree = Tree(classes)
    for label, folder in enumerate(classes):
        for i in range(5 + label):
            pixels = picture(10 * label + i, 12 + 2 * i, 20 - label)
            if i % 2 == 0:
                tree.image("train", "%s/%03d.jpg" % (folder, i), label, jpeg(pixels))
            else:
                tree.image("train", "%s/%03d.png" % (folder, i), label, png(pixels))
    tree.image("train", "dog/more/deep/photo 1.JPEG", 1, jpeg(picture(90)))
    tree.image("train", "dog/more/ünï.PNG", 1, png(picture(91)))
    tree.files["README.txt"] = b"Pictures of animals.\n"
    tree.files["cat/Thumbs.db"] = b"\xd0\xcf\x11\xe0"
    tree.files["cat/.DS_Store"] = b"\0\0\0\1Bud1"
    return one("image-folder", tree)


def parted(layout, names):
    """Folders of classes within folders of parts."""
    tree = Tree(["apple", "banana", "cherry"])
    number = 0
    for part, (folder, each) in layout.items():
        for label, name in enumerate(names):
            for i in range(each):
                number += 1
                tree.image(part, "%s/%s/%s_%02d.png" % (folder, name, name, i), label, png(picture(number, 12, 12)))
    return tree


def train_val_test():
    names = ["apple", "banana", "cherry"]
    return write_all(
        "train-val-test",
        {
            "three": parted({"train": ("train", 4), "val": ("val", 2), "test": ("test", 3)}, names),
            "two": parted({"train": ("training", 3), "test": ("testing", 2)}, names),
            "validation": parted({"train": ("Train", 3), "val": ("validation", 2)}, names),
        },
    )


def synset_mapping():
    return "".join("%s %s\n" % entry for entry in SYNSETS).encode()


def class_index():
    index = {str(i): [wnid, words.split(",")[0].replace(" ", "_")] for i, (wnid, words) in enumerate(SYNSETS)}
    return json.dumps(index).encode()


def imagenet_train(tree, folder):
    for label, wnid in enumerate(WNIDS):
        for i in range(3):
            name = "%s/%s/%s_%d.JPEG" % (folder, wnid, wnid, 17 + 40 * i)
            tree.image("train", name, label, jpeg(picture(100 + 10 * label + i, 18 + i, 24)))


VAL_LABELS = [2, 0, 1, 1, 2]


def imagenet_val(tree, folder, by_class):
    names = []
    for i, label in enumerate(VAL_LABELS):
        name = "ILSVRC2012_val_%08d" % (i + 1)
        path = "%s/%s%s.JPEG" % (folder, WNIDS[label] + "/" if by_class else "", name)
        tree.image("val", path, label, jpeg(picture(150 + i, 20, 22)))
        names.append((name, label))
    return names


def imagenet_folders():
    by_class = Tree(WNIDS)
    imagenet_train(by_class, "train")
    imagenet_val(by_class, "val", True)
    by_class.files["LOC_synset_mapping.txt"] = synset_mapping()

    indexed = Tree(WNIDS)
    imagenet_train(indexed, "train")
    imagenet_val(indexed, "val", True)
    indexed.files["imagenet_class_index.json"] = class_index()

    kaggle = Tree(WNIDS)
    imagenet_train(kaggle, "ILSVRC/Data/CLS-LOC/train")
    names = imagenet_val(kaggle, "ILSVRC/Data/CLS-LOC/val", False)
    kaggle.files["ILSVRC/Data/CLS-LOC/test/ILSVRC2012_test_00000001.JPEG"] = jpeg(picture(190))
    kaggle.files["LOC_synset_mapping.txt"] = synset_mapping()
    # As published: not in the order of the images, several boxes an image.
    rows = [
        "%s,%s" % (name, " ".join("%s %d 20 100 200" % (WNIDS[label], box) for box in range(1 + label)))
        for name, label in reversed(names)
    ]
    kaggle.files["LOC_val_solution.csv"] = ("ImageId,PredictionString\n" + "\n".join(rows) + "\n").encode()

    flat = Tree(WNIDS)
    imagenet_train(flat, "train")
    imagenet_val(flat, "val", False)
    flat.files.update({"ILSVRC2012_devkit_t12/" + path: content for path, content in devkit().items()})
    return write_all("imagenet-folders", {"by-class": by_class, "indexed": indexed, "kaggle": kaggle, "devkit": flat})


# The numbers of the development kit are not those of the sorted synsets.
ILSVRC_IDS = {"n01440764": 2, "n01443537": 3, "n02084071": 1}


def devkit():
    """ILSVRC2012_devkit_t12/data: the table of synsets (a parent of two among them, as published), and the labels of val."""
    rows = sorted((number, wnid, dict(SYNSETS)[wnid], 0, []) for wnid, number in ILSVRC_IDS.items())
    rows.append((4, "n02512053", "fish", 2, [2, 3]))
    fields = (
        "ILSVRC2012_ID",
        "WNID",
        "words",
        "gloss",
        "num_children",
        "children",
        "wordnet_height",
        "num_train_images",
    )
    synsets = numpy.zeros((len(rows), 1), dtype=[(field, object) for field in fields])
    for i, (number, wnid, words, child_count, children) in enumerate(rows):
        values = (
            float(number),
            wnid,
            words,
            "what it is",
            float(child_count),
            numpy.array([children], "f8"),
            float(child_count > 0),
            3.0,
        )
        synsets[i, 0] = values
    out = io.BytesIO()
    scipy.io.savemat(out, {"synsets": synsets}, do_compression=True)
    header = b"MATLAB 5.0 MAT-file, made by scipy".ljust(116)
    truth = "".join("%d\n" % ILSVRC_IDS[WNIDS[label]] for label in VAL_LABELS)
    return {
        "data/meta.mat": header + out.getvalue()[116:],
        "data/ILSVRC2012_validation_ground_truth.txt": truth.encode(),
        "readme.txt": b"Development kit.\n",
    }


def imagenet_tars():
    """The archives as they are published: a tar of a tar a class, one of val, and the development kit."""
    import gzip

    tree = Tree(WNIDS)
    imagenet_train(tree, "train")
    imagenet_val(tree, "val", False)
    classes = {}
    for path, content in tree.files.items():
        parts = path.split("/")
        if parts[0] == "train":
            classes.setdefault(parts[1] + ".tar", {})[parts[2]] = content
    val = {path.split("/")[1]: content for path, content in tree.files.items() if path.startswith("val/")}
    kit = tar_bytes({"ILSVRC2012_devkit_t12/" + path: content for path, content in devkit().items()})
    tree.files = {
        "ILSVRC2012_img_train.tar": tar_bytes({name: tar_bytes(files) for name, files in classes.items()}),
        "ILSVRC2012_img_val.tar": tar_bytes(val),
        "ILSVRC2012_devkit_t12.tar.gz": gzip.compress(kit, 9, mtime=0),
    }
    return one("imagenet-tars", tree)


def csv():
    def tree_of(table, rows, classes, others=None):
        tree = Tree(classes)
        for number, (part, path, label) in enumerate(rows):
            tree.image(part, path, label, png(picture(200 + number, 14, 14)))
        tree.files.update(table)
        tree.files.update(others or {})
        return tree

    names = ["cat", "dog"]
    files = ["images/a%d.png" % i for i in range(8)]
    split = [("train", "val", "test")[(i > 3) + (i > 5)] for i in range(8)]
    column = "filename,label,split\r\n" + "".join(
        "%s,%s,%s\r\n" % (f, names[i % 2], split[i]) for i, f in enumerate(files)
    )
    two = [("train" if i < 5 else "test", "%s/%d.png" % ("train" if i < 5 else "test", i), i % 2) for i in range(8)]

    def listed(part):
        return "".join("%s,%d\n" % (path.split("/")[1], label) for p, path, label in two if p == part)

    quoted = [
        ("train", "img/one, two.png", 1),
        ("train", 'img/say "hi".png', 0),
        ("train", "img/plain.png", 2),
        ("train", "img/ünï.png", 1),
    ]
    words = ["Persian cat, white", "dog", 'line "x"']
    shown = {0: '"%s"' % words[0], 1: words[1], 2: '"line ""x"""'}
    lines = "".join('"%s",%s\n' % (path.replace('"', '""'), shown[label]) for _, path, label in quoted)
    ids = [("train", "train/id%d.png" % i, [1, 0, 2, 1][i]) for i in range(4)]
    breeds = ["beagle", "collie", "pug"]
    return write_all(
        "csv",
        {
            "split-column": tree_of(
                {"labels.csv": column.encode()}, [(split[i], f, i % 2) for i, f in enumerate(files)], names
            ),
            "two-tables": tree_of(
                {
                    "train.csv": ("image,label\n" + listed("train")).encode(),
                    "test.csv": ("image,label\n" + listed("test")).encode(),
                },
                two,
                ["0", "1"],
            ),
            "quoted": tree_of({"data.csv": b"\xef\xbb\xbf" + ("path,class\n" + lines).encode()}, quoted, sorted(words)),
            "without-extension": tree_of(
                {
                    "labels.csv": (
                        "id,breed\n" + "".join("id%d,%s\n" % (i, breeds[label]) for i, (_, _, label) in enumerate(ids))
                    ).encode()
                },
                ids,
                breeds,
            ),
            "tabs": tree_of(
                {
                    "labels.tsv": (
                        "file\tlabel\n" + "".join("%s\t%s\n" % (f, names[i % 2]) for i, f in enumerate(files[:4]))
                    ).encode()
                },
                [("train", f, i % 2) for i, f in enumerate(files[:4])],
                names,
            ),
        },
    )


def odd_images():
    """Every kind of image that a folder may hold, those that cannot be used too. Two classes, so that it opens."""
    tree = Tree(["odd", "plain"])
    for i in range(4):
        tree.image("train", "plain/%d.png" % i, 1, png(picture(300 + i)))

    def add(name, content, pixels):
        """pixels: what has to be found, (H, W, C); None where decoders differ by design, and only the size counts."""
        path = "odd/" + name
        tree.files[path] = content
        found = (
            facts(pixels)
            if isinstance(pixels, numpy.ndarray)
            else {"height": pixels[0], "width": pixels[1], "channels": pixels[2], "sha256": None}
        )
        tree.expected["train"].append({"path": path, "label": 0, **found})

    def skip(name, content, why):
        tree.files["odd/" + name] = content
        tree.expected["skipped"].append({"path": "odd/" + name, "why": why})

    colour, dim = picture(320), grey(321)
    add("grey.png", png(dim), dim[:, :, None])
    add("grey.jpg", jpeg(dim), decoded(jpeg(dim)))
    deep = dim.astype(numpy.uint16) * 256 + 77
    add("grey16.png", png16(deep), dim[:, :, None])
    add("rgb16.png", png16(colour.astype(numpy.uint16) * 256 + 200), colour)
    add("grey16.tiff", encode(Image.fromarray(deep), "TIFF"), dim[:, :, None])
    add("bits.png", png(Image.fromarray(dim > 100)), ((dim > 100) * 255).astype(numpy.uint8)[:, :, None])
    palette = Image.fromarray(colour).quantize(16)
    add("palette.png", png(palette), numpy.asarray(palette.convert("RGB")))
    add("palette-clear.png", png(palette, transparency=3), numpy.asarray(palette.convert("RGB")))
    alpha = (255 - dim).astype(numpy.uint8)[:, :, None]
    add("rgba.png", png(numpy.concatenate([colour, alpha], axis=2)), colour)
    add("grey-alpha.png", png(Image.fromarray(numpy.concatenate([dim[:, :, None], alpha], axis=2))), dim[:, :, None])
    add("interlaced.png", interlaced_png(colour), colour)
    add("one-pixel.png", png(colour[:1, :1]), colour[:1, :1])
    add("progressive.jpg", jpeg(colour, progressive=True), decoded(jpeg(colour, progressive=True)))
    halved = jpeg(colour, subsampling=2)
    add("subsampled.jpg", halved, decoded(halved))
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    add(
        "profile.jpg",
        jpeg(colour, icc_profile=srgb[:24] + b"\x07\xd0\0\1\0\1\0\0\0\0\0\0" + srgb[36:]),
        decoded(jpeg(colour)),
    )
    add("cmyk.jpg", jpeg(Image.fromarray(colour).convert("CMYK")), (16, 20, 3))
    add("jpeg-named.png", jpeg(colour), decoded(jpeg(colour)))
    add("NO-DOTS.JPEG", jpeg(picture(330)), decoded(jpeg(picture(330))))
    add("spaces and ünïcode.png", png(picture(331)), picture(331))
    add("still.gif", encode(palette, "GIF"), numpy.asarray(palette.convert("RGB")))
    add("lossless.webp", encode(colour, "WEBP", lossless=True), colour)
    add("plain.tiff", encode(colour, "TIFF"), colour)
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        content = jpeg(colour, exif=exif.tobytes())
        add("turned-%d.jpg" % orientation, content, turned(decoded(content), orientation))
    exif = Image.Exif()
    exif[0x0112] = 6
    add("turned-6.png", png(colour, exif=exif.tobytes()), turned(colour, 6))

    whole, lossless = jpeg(picture(340, 40, 40), quality=100), png(picture(341, 40, 40))
    skip("cut.jpg", whole[: len(whole) // 2], "damaged")
    skip("cut.png", lossless[: len(lossless) // 2], "damaged")
    skip("cut-header.jpg", whole[:30], "damaged")
    flipped = bytearray(lossless)
    flipped[len(lossless) // 2] ^= 0x55
    skip("flipped.png", bytes(flipped), "damaged")
    skip("empty.jpg", b"", "not an image")
    skip("text.jpg", b"<html><body>404 Not Found</body></html>\n", "not an image")
    skip("zeros.png", bytes(500), "not an image")
    # 60000 x 60000 pixels, of which the file holds none.
    skip("bomb.png", raw_png((60000, 60000, 8, 2, 0), bytes(2000)), "too large")
    skip("plain.bmp", encode(colour, "BMP"), "not an image")
    frames = [Image.fromarray(picture(350 + i)).quantize(8) for i in range(3)]
    skip("animation.gif", encode(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=50), "animation")
    for name in (".hidden.png", "._mac.jpg", "Thumbs.db", "notes.txt"):
        tree.files["odd/" + name] = b"\0\5\x16\7" if name.startswith("._") else b"nothing"
    return one("odd-images", tree)


def turned(pixels, orientation):
    """Pixels as the EXIF orientation wants them shown."""
    steps = {
        1: lambda p: p,
        2: lambda p: p[:, ::-1],
        3: lambda p: p[::-1, ::-1],
        4: lambda p: p[::-1],
        5: lambda p: p.transpose(1, 0, 2),
        6: lambda p: p.transpose(1, 0, 2)[:, ::-1],
        7: lambda p: p.transpose(1, 0, 2)[::-1, ::-1],
        8: lambda p: p.transpose(1, 0, 2)[::-1],
    }
    return numpy.ascontiguousarray(steps[orientation](pixels))


def write():
    makers = (image_folder, train_val_test, imagenet_folders, imagenet_tars, csv, odd_images)
    return {name: expected for maker in makers for name, expected in maker().items()}
