"""Small pictures, each another, and how they are encoded."""

import hashlib
import io
import struct
import zlib

import numpy
from PIL import Image


def picture(number, height=16, width=20):
    """RGB pixels (height, width, 3) that compress well and have no symmetry."""
    y, x, channel = numpy.ogrid[0:height, 0:width, 0:3]
    values = number * 29 + channel * 70 + y * 5 + x * 3 + (x > width // 3) * (y > height // 2) * 40
    return (values % 256).astype(numpy.uint8)


def grey(number, height=16, width=20):
    return numpy.ascontiguousarray(picture(number, height, width)[:, :, 0])


def encode(pixels, kind, **options):
    """Pixels, or a Pillow image, as a file."""
    image = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def jpeg(pixels, **options):
    """Without subsampling, so that every decoder agrees on the pixels."""
    return encode(pixels, "JPEG", **{"quality": 90, "subsampling": 0, **options})


def png(pixels, **options):
    return encode(pixels, "PNG", **options)


def decoded(content):
    """The pixels (H, W, C) of an encoded 8-bit picture as Pillow sees them: C is 1 for grey, else 3."""
    image = Image.open(io.BytesIO(content))
    mode = "L" if image.mode in ("L", "LA", "1") else "RGB"
    pixels = numpy.asarray(image.convert(mode))
    return pixels[:, :, None] if mode == "L" else pixels


def sha256(pixels):
    return hashlib.sha256(numpy.ascontiguousarray(pixels).tobytes()).hexdigest()


def facts(pixels):
    """What a reader has to find of a picture."""
    height, width, channels = pixels.shape
    return {"height": height, "width": width, "channels": channels, "sha256": sha256(pixels)}


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def raw_png(header, rows):
    """A PNG of what Pillow cannot write. header: width, height, bits, colour type, interlace; rows: bytes of all rows."""
    width, height, bits, colour, interlace = header
    start = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, interlace)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", start) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


def png16(values):
    """A 16-bit PNG of values (H, W) or (H, W, 3)."""
    height, width = values.shape[:2]
    lines = values.astype(">u2").reshape(height, -1)
    rows = b"".join(b"\0" + line.tobytes() for line in lines)
    return raw_png((width, height, 16, 2 if values.ndim == 3 else 0, 0), rows)


def interlaced_png(pixels):
    """An 8-bit RGB PNG in the seven passes of Adam7."""
    height, width = pixels.shape[:2]
    passes = ((0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1))
    parts = (pixels[top::down, left::across] for top, left, down, across in passes)
    rows = b"".join(b"\0" + line.tobytes() for part in parts if part.size for line in part)
    return raw_png((width, height, 8, 2, 1), rows)
