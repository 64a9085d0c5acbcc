#!/usr/bin/env python3
"""Makes test/fixtures/data/images: small images of every kind that a folder of images holds, whole and broken, and what they decode to.

    python3 resources/scripts/make-image-fixtures.py

Needs Pillow (with libjpeg-turbo) and numpy. `expected.json` says for each file its size, channels and the SHA-256 of the pixels [H, W, C] as
Pillow decodes them, or `null` where it must be refused.
"""

import hashlib
import io
import json
import pathlib
import struct
import zlib

import numpy
from PIL import Image, ImageOps

TARGET = pathlib.Path(__file__).resolve().parent.parent.parent / "test" / "fixtures" / "data" / "images"
HEIGHT, WIDTH = 59, 77


def scene(height=HEIGHT, width=WIDTH):
    """Colours with edges and noise, so that wrong upsampling shows."""
    y, x = numpy.mgrid[0:height, 0:width]
    noise = numpy.random.RandomState(5).randint(0, 40, (height, width, 3))
    red = 120 + 90 * numpy.sin(x / 7.0 + y / 11.0)
    green = numpy.where((x // 9 + y // 6) % 2 == 0, 40, 190)
    blue = (x * 3 + y * 5) % 200
    return numpy.clip(numpy.stack([red, green, blue], 2) + noise, 0, 255).astype(numpy.uint8)


def saved(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def png_16(pixels):
    """A PNG of 16 bits a sample, grey or RGB, which Pillow does not write."""
    height, width = pixels.shape[:2]
    colour = 0 if pixels.ndim == 2 else 2
    rows = pixels.astype(">u2").reshape(height, -1)
    data = b"".join(b"\0" + row.tobytes() for row in rows)
    return png(width, height, 16, colour, zlib.compress(data, 9))


def png(width, height, bits, colour, data):
    def chunk(name, content):
        body = name + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def whole():
    """File name -> (bytes, pixels or None for Pillow's)."""
    pixels = scene()
    rgb = Image.fromarray(pixels)
    grey = rgb.convert("L")
    files = {}
    for name, options in {
        "420": {},
        "422": {"subsampling": 1},
        "444": {"subsampling": 0},
        "progressive": {"progressive": True},
        "progressive-444": {"progressive": True, "subsampling": 0},
        "restarts": {"restart_marker_blocks": 3},
        "coarse": {"quality": 12},
    }.items():
        files[f"rgb-{name}.jpg"] = saved(rgb, "JPEG", **{"quality": 85, **options}), None
    files["rgb-wide.jpg"] = saved(Image.fromarray(scene(24, 233)), "JPEG", quality=80), None
    files["rgb-tiny.jpg"] = saved(Image.fromarray(scene(3, 2)), "JPEG", quality=80), None
    files["grey.jpg"] = saved(grey, "JPEG", quality=85), None
    files["grey-progressive.jpg"] = saved(grey, "JPEG", quality=85, progressive=True), None
    files["kept-rgb.jpg"] = saved(rgb, "JPEG", quality=85, keep_rgb=True), None
    # Bytes that belong to nothing, before the end: common in photographs from the web, and harmless.
    plain = files["rgb-420.jpg"][0]
    files["rgb-extra-bytes.jpg"] = plain[:-2] + b"\0" * 65 + plain[-2:], None
    progressive = files["rgb-progressive.jpg"][0]
    files["rgb-progressive-extra-bytes.jpg"] = progressive[:-2] + b"\0" * 65 + progressive[-2:], None
    files["rgb-after-the-end.jpg"] = plain + b"trailing words", None
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        files[f"turned-{orientation}.jpg"] = saved(Image.fromarray(scene(21, 34)), "JPEG", quality=85, exif=exif), None
    files["misnamed.jpeg"] = saved(rgb, "PNG"), None
    files["rgb.png"] = saved(rgb, "PNG"), None
    files["grey.png"] = saved(grey, "PNG"), None
    files["one-bit.png"] = saved(grey.convert("1"), "PNG"), None
    files["palette.png"] = saved(rgb.quantize(32), "PNG"), None
    files["palette-4-bit.png"] = saved(rgb.quantize(11), "PNG"), None
    files["palette-see-through.png"] = saved(rgb.quantize(32), "PNG", transparency=3), None
    alpha = Image.fromarray(numpy.dstack([pixels, pixels[:, :, 0] // 2]), "RGBA")
    files["alpha.png"] = saved(alpha, "PNG"), pixels
    files["grey-alpha.png"] = saved(Image.merge("LA", [grey, alpha.getchannel("A")]), "PNG"), numpy.asarray(grey)
    wide = numpy.random.RandomState(6).randint(0, 65536, (20, 31, 3))
    files["rgb-16-bit.png"] = png_16(wide), (wide >> 8).astype(numpy.uint8)
    files["grey-16-bit.png"] = png_16(wide[:, :, 0]), (wide[:, :, 0] >> 8).astype(numpy.uint8)
    files["still.gif"] = saved(rgb.quantize(32), "GIF"), None
    files["lossless.webp"] = saved(rgb, "WEBP", lossless=True), None
    files["plain.tif"] = saved(rgb, "TIFF", compression="tiff_lzw"), None
    return files


def broken():
    """File name -> bytes that must be refused."""
    rgb = Image.fromarray(scene())
    jpeg = saved(rgb, "JPEG", quality=85)
    progressive = saved(rgb, "JPEG", quality=85, progressive=True)
    grey = saved(rgb.convert("L"), "PNG")
    frames = [Image.fromarray(scene(12, 10)), Image.fromarray(255 - scene(12, 10))]
    damaged = bytearray(jpeg)
    damaged[len(jpeg) // 2 : len(jpeg) // 2 + 24] = b"\xff" * 24
    return {
        "cut-short.jpg": jpeg[: len(jpeg) * 2 // 3],
        "cut-short-at-the-end.jpg": jpeg[:-40],
        "cut-short-progressive.jpg": progressive[: len(progressive) * 2 // 3],
        "cut-short-in-the-header.jpg": jpeg[:200],
        "damaged.jpg": bytes(damaged),
        "cut-short.png": grey[: len(grey) // 2],
        "damaged.png": grey[: len(grey) // 2] + b"\x55\xaa" + grey[len(grey) // 2 + 2 :],
        "animated.gif": saved(frames[0], "GIF", save_all=True, append_images=frames[1:]),
        "animated.webp": saved(frames[0], "WEBP", save_all=True, append_images=frames[1:]),
        # 200 bytes that say they are 2.7 thousand million pixels.
        "bomb.png": png(30000, 30000, 8, 2, zlib.compress(b"\0" * 1000)),
        "wide-bomb.png": png(9000, 1, 8, 0, zlib.compress(b"\0" * 9001)),
        "empty.jpg": b"",
        "words.jpg": b"This is not an image, whatever its name says.\n",
        "drawing.svg": b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
    }


def decoded(content):
    """As Pillow sees it, turned as EXIF says; grey stays grey."""
    image = ImageOps.exif_transpose(Image.open(io.BytesIO(content)))
    return numpy.asarray(image if image.mode == "L" else image.convert("L" if image.mode == "1" else "RGB"))


def main():
    TARGET.mkdir(parents=True, exist_ok=True)
    expected = {}
    for name, (content, pixels) in whole().items():
        found = decoded(content) if pixels is None else pixels
        (TARGET / name).write_bytes(content)
        channels = 1 if found.ndim == 2 else 3
        digest = hashlib.sha256(numpy.ascontiguousarray(found).tobytes()).hexdigest()
        expected[name] = {"height": found.shape[0], "width": found.shape[1], "channels": channels, "sha256": digest}
    for name, content in broken().items():
        (TARGET / name).write_bytes(content)
        expected[name] = None
    cmyk = Image.fromarray(scene()).convert("CMYK")
    (TARGET / "cmyk.jpg").write_bytes(saved(cmyk, "JPEG", quality=85))
    (TARGET / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")


if __name__ == "__main__":
    main()
