#!/usr/bin/env python3
"""Pillow peer for the speed of data: what a researcher's data loader does to each image, in one process on one core.

The pipelines are torchvision's and sharpDARTS's, on Pillow images, without what torch adds to them: images become float32 numbers with
numpy and are written into the batch where they belong, height before width before channels, so nothing is transposed or collated.

  pip install pillow numpy
  python3 pillow_peer.py small-images images.bin --count 50000
  python3 pillow_peer.py small images.bin --policy policy.json --seconds 3
  python3 pillow_peer.py chosen images.bin choices.json result.bin
  python3 pillow_peer.py photos folder --count 120 --width 500 --height 375
  python3 pillow_peer.py large plan.json --seconds 3
  python3 pillow_peer.py pngs images.bin folder --count 50000
  python3 pillow_peer.py forget folder

Each prints one JSON line. Timed ones: {"images", "seconds", "cpu_s", "peak_rss_mb"}.
"""
import argparse, json, os, random, resource, time
import numpy as np
from PIL import Image, ImageEnhance, ImageOps

SIDE = 32
BYTES = SIDE * SIDE * 3
GREY = (128, 128, 128)
MEAN = np.array([0.4914, 0.4822, 0.4465], np.float32)
DEVIATION = np.array([0.2470, 0.2435, 0.2616], np.float32)
PADDING = 4
CUTOUT = 16


# AutoAugment's operations, as sharpDARTS's cnn/autoaugment.py has them.

def affine(image, matrix, filter):
    return image.transform(image.size, Image.Transform.AFFINE, matrix, filter, fillcolor=GREY)


BICUBIC, NEAREST = Image.Resampling.BICUBIC, Image.Resampling.NEAREST
OPERATIONS = {
    "shearX": lambda image, amount: affine(image, (1, amount, 0, 0, 1, 0), BICUBIC),
    "shearY": lambda image, amount: affine(image, (1, 0, 0, amount, 1, 0), BICUBIC),
    "translateX": lambda image, amount: affine(image, (1, 0, amount * image.size[0], 0, 1, 0), NEAREST),
    "translateY": lambda image, amount: affine(image, (1, 0, 0, 0, 1, amount * image.size[1]), NEAREST),
    "rotate": lambda image, amount: image.rotate(amount, fillcolor=GREY),
    "color": lambda image, amount: ImageEnhance.Color(image).enhance(1 + amount),
    "posterize": lambda image, amount: ImageOps.posterize(image, int(amount)),
    "solarize": lambda image, amount: ImageOps.solarize(image, amount),
    "contrast": lambda image, amount: ImageEnhance.Contrast(image).enhance(1 + amount),
    "sharpness": lambda image, amount: ImageEnhance.Sharpness(image).enhance(1 + amount),
    "brightness": lambda image, amount: ImageEnhance.Brightness(image).enhance(1 + amount),
    "autocontrast": lambda image, amount: ImageOps.autocontrast(image),
    "equalize": lambda image, amount: ImageOps.equalize(image),
    "invert": lambda image, amount: ImageOps.invert(image),
    "cutout": lambda image, amount: image,
}


def drawn_operations(policy):
    """What the policy does to one image: [name, amount] of each."""
    first, first_chance, first_strength, second, second_chance, second_strength = random.choice(policy["subPolicies"])
    chosen = []
    for name, chance, strength in ((first, first_chance, first_strength), (second, second_chance, second_strength)):
        if random.random() < chance:
            operation = policy["operations"][name]
            amount = operation["magnitudes"][strength]
            chosen.append((name, -amount if operation["isSigned"] and random.random() < 0.5 else amount))
    return chosen


def changed(pixels, top, left, flip, operations, fill):
    image = Image.fromarray(pixels)
    image = ImageOps.expand(image, PADDING, fill).crop((left, top, left + SIDE, top + SIDE))
    if flip:
        image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    for name, amount in operations:
        image = OPERATIONS[name](image, amount)
    return image


def normalize(image, target):
    numbers = np.asarray(image, dtype=np.float32)
    numbers = numbers / 255 if numbers.base is not None else np.divide(numbers, 255, out=numbers)
    numbers -= MEAN
    np.divide(numbers, DEVIATION, out=target)


def cut_out(target, row, column):
    half = CUTOUT // 2
    target[max(0, row - half):row + half, max(0, column - half):column + half] = 0


def timed(seconds, fill_batch):
    """Batches for so many seconds, after a first one that is not counted."""
    fill_batch()
    images, began, cpu_began = 0, time.perf_counter(), time.process_time()
    while time.perf_counter() - began < seconds:
        images += fill_batch()
    return {
        "images": images,
        "seconds": time.perf_counter() - began,
        "cpu_s": time.process_time() - cpu_began,
        "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def small(args):
    pixels = np.fromfile(args.images, np.uint8).reshape(-1, SIDE, SIDE, 3)
    policy = None if args.policy is None else read_json(args.policy)
    fill = GREY if policy else (0, 0, 0)
    order = np.random.default_rng(0).permutation(len(pixels)).tolist()
    state = {"next": 0}
    batch = np.empty((args.batch, SIDE, SIDE, 3), np.float32)

    def fill_batch():
        for i in range(args.batch):
            index = order[state["next"]]
            state["next"] = (state["next"] + 1) % len(order)
            top, left = random.randrange(2 * PADDING + 1), random.randrange(2 * PADDING + 1)
            operations = drawn_operations(policy) if policy else ()
            normalize(changed(pixels[index], top, left, random.random() < 0.5, operations, fill), batch[i])
            cut_out(batch[i], random.randrange(SIDE), random.randrange(SIDE))
        return args.batch

    return timed(args.seconds, fill_batch)


def chosen(args):
    """The choices that another program drew, made here: their results as float32 numbers."""
    pixels = np.fromfile(args.images, np.uint8).reshape(-1, SIDE, SIDE, 3)
    choices = read_json(args.choices)
    batch = np.empty((len(choices), SIDE, SIDE, 3), np.float32)
    for target, choice in zip(batch, choices):
        crop, operations = choice["crop"], [(one["name"], one["amount"]) for one in choice["operations"]]
        normalize(changed(pixels[choice["index"]], crop["top"], crop["left"], choice["flip"], operations, GREY), target)
        for box in choice["cutouts"]:
            target[slice(*box["rows"]), slice(*box["columns"])] = 0
    batch.tofile(args.result)
    return {"images": len(choices)}


# Large images: a rectangle of each, 224 pixels a side.

def large(args):
    plan = read_json(args.plan)
    side, items = plan["size"], plan["images"]
    mean, deviation = (np.array(plan[name], np.float32) for name in ("mean", "deviation"))
    state = {"next": 0}
    batch = np.empty((plan["batchSize"], side, side, 3), np.float32)

    def fill_batch():
        for target in batch:
            item = items[state["next"]]
            state["next"] = (state["next"] + 1) % len(items)
            image = Image.open(item["path"]).convert("RGB")
            left, top, width, height = (item[name] for name in ("left", "top", "width", "height"))
            # torchvision's resized_crop: crops, then resizes what is left.
            image = image.crop((left, top, left + width, top + height)).resize((side, side), Image.Resampling.BILINEAR)
            if item["flip"]:
                image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
            numbers = np.array(image, dtype=np.float32)
            numbers /= 255
            numbers -= mean
            np.divide(numbers, deviation, out=target)
        return len(batch)

    if args.result is not None:
        fill_batch()
        batch.tofile(args.result)
        return {"images": len(batch)}
    return timed(args.seconds, fill_batch)


# Images to measure with.

def smooth_noise(rng, height, width):
    """Noise of several sizes, the large ones strongest, as in photographs."""
    image = np.zeros((height, width, 3), np.float32)
    for cells, strength in ((3, 70), (9, 40), (40, 16)):
        noise = rng.integers(0, 256, (max(2, height * cells // width), cells, 3), dtype=np.uint8)
        layer = Image.fromarray(noise).resize((width, height), BICUBIC)
        image += (np.asarray(layer, np.float32) - 128) * (strength / 64)
    image += rng.normal(0, 4, image.shape)
    return np.clip(image + 128, 0, 255).astype(np.uint8)


def photos(args):
    rng = np.random.default_rng(args.width)
    total = 0
    for number in range(args.count):
        # One image of each class is for testing.
        part = "test" if number < 4 else "train"
        folder = os.path.join(args.folder, part, f"class{number % 4}")
        os.makedirs(folder, exist_ok=True)
        path = os.path.join(folder, f"{number:05d}.jpg")
        Image.fromarray(smooth_noise(rng, args.height, args.width)).save(path, quality=92)
        total += os.path.getsize(path)
    return {"images": args.count, "mean_bytes": total / args.count}


def small_images(args):
    rng = np.random.default_rng(0)
    with open(args.images, "wb") as file:
        for begin in range(0, args.count, 1000):
            count = min(1000, args.count - begin)
            coarse = rng.integers(-90, 91, (count, 4, 4, 3), dtype=np.int16).repeat(8, 1).repeat(8, 2)
            middle = rng.integers(-40, 41, (count, 16, 16, 3), dtype=np.int16).repeat(2, 1).repeat(2, 2)
            fine = rng.integers(-8, 9, (count, SIDE, SIDE, 3), dtype=np.int16)
            level = rng.integers(60, 196, (count, 1, 1, 3), dtype=np.int16)
            np.clip(coarse + middle + fine + level, 0, 255).astype(np.uint8).tofile(file)
    return {"images": args.count}


def pngs(args):
    """Folders of classes, a small file an image."""
    pixels = np.fromfile(args.images, np.uint8).reshape(-1, SIDE, SIDE, 3)
    for number in range(args.count):
        part = "test" if number < 10 else "train"
        folder = os.path.join(args.folder, part, f"class{number % 10}")
        os.makedirs(folder, exist_ok=True)
        Image.fromarray(pixels[number]).save(os.path.join(folder, f"{number:05d}.png"), compress_level=1)
    return {"images": args.count}


def forget(args):
    """Asks the system to keep nothing of the folder's files in memory, so that they are read from the disk again."""
    count = 0
    for folder, _, names in os.walk(args.folder):
        for name in names:
            file = os.open(os.path.join(folder, name), os.O_RDONLY)
            os.fsync(file)
            os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(file)
            count += 1
    return {"files": count}


def read_json(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    commands = parser.add_subparsers(required=True)

    def command(name, run, *positional, **options):
        one = commands.add_parser(name)
        one.set_defaults(run=run)
        for argument in positional:
            one.add_argument(argument)
        for option, default in options.items():
            one.add_argument(f"--{option}", type=str if default is None else type(default), default=default)

    command("small-images", small_images, "images", count=50000)
    command("small", small, "images", policy=None, batch=96, seconds=3.0)
    command("chosen", chosen, "images", "choices", "result")
    command("photos", photos, "folder", count=120, width=500, height=375)
    command("large", large, "plan", seconds=3.0, result=None)
    command("pngs", pngs, "images", "folder", count=50000)
    command("forget", forget, "folder")
    args = parser.parse_args()
    print(json.dumps(args.run(args)))


if __name__ == "__main__":
    main()
