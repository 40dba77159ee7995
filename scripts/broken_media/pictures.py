"""Pictures, drawn by `frame` as a layer, as the stage's backdrop, or as its sky."""
import json
import struct
import zlib

from .shows import SMALL, furnish, picture_of
from .source import EXTREMES, Bombs, Source


def chunk(tag, body, length=None, good_sum=True):
    head = struct.pack(">I", len(body) if length is None else length)
    return head + tag + body + struct.pack(">I", zlib.crc32(tag + body) if good_sum else 0)


def png(width, height, colour=6, depth=8, interlace=0, rows=None, before=b""):
    """A black picture; `rows`: as many of them are there. Deflated twice over it stays small whatever its size."""
    samples = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    line = bytes(1 + (width * samples * depth + 7) // 8)
    deflate = zlib.compressobj(9)
    body = bytearray()
    for _ in range(height if rows is None else rows):
        body += deflate.compress(line)
    body += deflate.flush()
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + before + chunk(b"IDAT", bytes(body)) + chunk(b"IEND", b"")


def jpeg(width, height, scans=1, progressive=True):
    """Grey; progressive, each scan after the first says only that nothing follows for 32,767 blocks at a time."""
    def segment(mark, body):
        return bytes((0xff, mark)) + struct.pack(">H", len(body) + 2) + body

    table = lambda kind, symbol: segment(0xc4, bytes((kind, 1)) + bytes(15) + bytes((symbol,)))  # noqa: E731
    blocks = ((width + 7) // 8) * ((height + 7) // 8)
    out = b"\xff\xd8" + segment(0xdb, bytes(1) + bytes([1]) * 64)
    out += segment(0xc2 if progressive else 0xc0, struct.pack(">BHHB", 8, height, width, 1) + bytes((1, 0x11, 0)))
    out += table(0x00, 0) + table(0x10, 0xe0 if progressive else 0)
    coded = lambda bits: int(bits + "1" * (-len(bits) % 8), 2).to_bytes((len(bits) + 7) // 8, "big").replace(b"\xff", b"\xff\0")  # noqa: E731
    first = coded("0" * (blocks if progressive else 2 * blocks))
    out += segment(0xda, bytes((1, 1, 0x00, 0, 0 if progressive else 63, 0))) + first
    if progressive:
        nothing = segment(0xda, bytes((1, 1, 0x00, 1, 63, 0))) + coded(("0" + "1" * 14) * (blocks // 32767 + 1))
        out += nothing * (scans - 1)
    return out + b"\xff\xd9"


def webp(width, height):
    """A lossless WebP's head, and nothing that decodes."""
    bits = (width - 1) | (height - 1) << 14 | 1 << 28
    body = b"VP8L" + struct.pack("<I", 5 + 64) + b"\x2f" + struct.pack("<I", bits) + bytes(63) + b"\0"
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def hdr(width, height, rows):
    row = bytes((2, 2, width >> 8, width & 255))
    for _ in range(4):
        left = width
        while left > 0:
            run = min(127, left)
            row += bytes((128 + run, 128))
            left -= run
    return f"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y {height} +X {width}\n".encode() + row * rows


class Picture(Source):
    def numbers(self, random):
        data = self.data
        if data[:4] == b"\x89PNG":
            places, at = [], 8
            while at + 8 <= len(data) and len(places) < 40:
                length, tag = int.from_bytes(data[at:at + 4], "big"), data[at + 4:at + 8].decode("latin-1")
                places.append((f"length of {tag}", at, 4, "big"))
                at += 12 + length
            yield from self.at(places)
            for field, offset, length in (("width", 0, 4), ("height", 4, 4), ("depth", 8, 1), ("colour", 9, 1), ("interlace", 12, 1)):
                for value in (*EXTREMES, 16000, 8192):
                    head = bytearray(data[16:29])
                    head[offset:offset + length] = (value & (1 << 8 * length) - 1).to_bytes(length, "big")
                    yield f"{field} = {value}", self.broken(data[:8] + chunk(b"IHDR", bytes(head)) + data[33:])
        elif data[:2] == b"\xff\xd8":
            yield from self.at([(f"byte {at}", at, 2, "big") for at in range(2, min(len(data), 200), 2)])
        elif data[:2] == b"#?":
            end = data.index(b"-Y ")
            line = data[end:data.index(b"\n", end)]
            for value in (*EXTREMES, -1, 8192, 16000):
                for text in (f"-Y {value} +X 64", f"-Y 64 +X {value}"):
                    yield text, self.broken(data[:end] + text.encode() + data[end + len(line):])


def show_of(place, use):
    furnish(place)
    text = {
        "layer": lambda name: f"layouts: {{ main: [ {{ image: {name} }} ] }}\n",
        "backdrop": lambda name: f"stage: {{ image: {name} }}\n",
        "sky": lambda name: f"stage: {{ sky: {name} }}\n",
        "layers": lambda name: "layouts: { main: [" + ", ".join(f"{{ image: {name.replace('.', f'{i}.')} }}" for i in range(12)) + "] }\n",
        "set": lambda name: f"stage: {{ set: {name} }}\n",
    }[use]

    def probe(file):
        show = place / f"{use}.yaml"
        show.write_text(SMALL.format(more=text(file.name)))
        return picture_of(show)
    return probe


def bombs(place):
    def alone(use, name, data):
        def make():
            probe = show_of(place, use)
            file = place / name
            bytes_now = data() if callable(data) else data
            for one in [place / name.replace(".", f"{i}.") for i in range(12)] if use == "layers" else [file]:
                one.write_bytes(bytes_now)
            return probe(file), (name, *(name.replace(".", f"{i}.") for i in range(12) if use == "layers")), (file, place / f"{use}.yaml")
        return make

    def textured(count, name, data):
        """A glTF whose materials each have a picture of their own, as the set."""
        def make():
            probe = show_of(place, "set")
            bytes_now = data()
            for i in range(count):
                (place / f"t{i}.png").write_bytes(bytes_now)
            host = json.loads((place / "host.gltf").read_text())
            host["images"] = [{"uri": f"t{i}.png"} for i in range(count)]
            host["textures"] = [{"source": i} for i in range(count)]
            host["materials"] = [{"pbrMetallicRoughness": {"baseColorTexture": {"index": i}}} for i in range(count)]
            host["meshes"][0]["primitives"] = [{"attributes": {"POSITION": 0}, "material": i} for i in range(count)]
            (place / name).write_text(json.dumps(host))
            return probe(place / name), (name, *(f"t{i}.png" for i in range(count))), (place / name, place / "t0.png")
        return make

    out = []
    for use in ("layer", "backdrop"):
        out += [
            ("bomb", f"PNG of 16,000 pixels as {use}", alone(use, "big.png", lambda: png(16000, 16000, colour=0, depth=1))),
            ("bomb", f"PNG of 8192 pixels as {use}", alone(use, "large.png", lambda: png(8192, 8192))),
            ("bomb", f"interlaced PNG of 8192 pixels, 16 bits, as {use}", alone(use, "deep.png", lambda: png(8192, 8192, depth=16, interlace=1, rows=10000))),
            ("bomb", f"JPEG of 60,000 pixels as {use}", alone(use, "big.jpg", lambda: jpeg(60000, 60000)[:4096])),
            ("bomb", f"JPEG of 8192 pixels as {use}", alone(use, "large.jpg", lambda: jpeg(8192, 8192, progressive=False))),
            ("bomb", f"JPEG of 5000 scans as {use}", alone(use, "scans.jpg", lambda: jpeg(8192, 8192, 5000))),
            ("bomb", f"WebP of 16,383 pixels as {use}", alone(use, "big.webp", lambda: webp(16383, 16383))),
            ("bomb", f"WebP of 8192 pixels as {use}", alone(use, "large.webp", lambda: webp(8192, 8192))),
        ]
    out += [
        ("bomb", "12 PNGs of 8192 pixels", alone("layers", "many.png", lambda: png(8192, 8192, colour=0))),
        ("bomb", "PNG of one row of 8192", alone("layer", "row.png", lambda: png(8192, 1))),
        ("bomb", "PNG that ends after ten rows", alone("layer", "rows.png", lambda: png(4096, 4096, rows=10))),
        ("bomb", "PNG with a text of 200 MB", alone("layer", "text.png", lambda: png(64, 64, before=chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(200 << 20), 9))))),
        ("bomb", "PNG with a colour profile of 200 MB", alone("layer", "profile.png", lambda: png(64, 64, before=chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(200 << 20), 9))))),
        ("bomb", "PNG with 100,000 chunks", alone("layer", "chunks.png", lambda: png(64, 64, before=chunk(b"tEXt", b"a\0b") * 100_000))),
        ("bomb", "sky of 8192x8192", alone("sky", "square.hdr", lambda: hdr(8192, 8192, 8192))),
        ("bomb", "sky of 8192x4096", alone("sky", "sky.hdr", lambda: hdr(8192, 4096, 4096))),
        ("bomb", "sky that ends after one row", alone("sky", "row.hdr", lambda: hdr(8192, 8192, 1))),
        ("bomb", "sky one pixel wide", alone("sky", "thin.hdr", lambda: hdr(8, 1, 1))),
        ("bomb", "texture of 16,000 pixels", textured(1, "big.gltf", lambda: png(16000, 16000, colour=0, depth=1))),
        ("bomb", "20 textures of 8192 pixels", textured(20, "many.gltf", lambda: png(8192, 8192, colour=0))),
        ("bomb", "2000 textures of 64 pixels", textured(2000, "small.gltf", lambda: png(64, 64))),
    ]
    return out


def sources(root, media, work):
    place = work / "pictures"
    furnish(place)
    layer, sky = show_of(place, "layer"), show_of(place, "sky")
    made = png(64, 64)
    out = [Picture("picture", "made.png", made, place, "made.png", layer),
           Picture("picture", "made.jpg", jpeg(64, 64, 8), place, "made.jpg", layer),
           Picture("picture", "tea-house-sky.hdr", (root / "assets/stages/tea-house-sky.hdr").read_bytes(), place, "made.hdr", sky)]
    if media is not None:
        for name in ("avatars/kenney/Textures/colormap.png", "avatars/seed-san/Texture/hair.png", "avatars/rocketbox/Female_Adult_01.png", "avatars/seed-san/Texture/body.png"):
            if (media / name).exists():
                out.append(Picture("picture", name, (media / name).read_bytes(), place, "broken.png", layer))
        for file in sorted((media / "hdri").glob("*.hdr")):
            out.append(Picture("picture", f"hdri/{file.name}", file.read_bytes(), place, "broken.hdr", sky))
    intact = place / "made.png"

    def first():
        intact.write_bytes(made)
        return layer(intact), (intact.name,), ()

    return [*out, Bombs("picture", "pictures made to hurt", first, bombs(place))]
