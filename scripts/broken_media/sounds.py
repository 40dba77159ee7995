"""Recordings and the files that time their phones, read by `visemes`."""
import math
import re
import struct

from .source import EXTREMES, Bombs, Source


def wav(code=1, channels=1, rate_hz=16000, bits=16, data=None, riff=None, fmt=16, data_size=None, block=None, before=b""):
    """A WAV file whose every number can be wrong."""
    if data is None:
        data = b"".join(struct.pack("<h", int(9000 * math.sin(i / 9))) for i in range(8000))
    block = channels * bits // 8 if block is None else block
    head = struct.pack("<HHIIHH", code & 0xffff, channels & 0xffff, rate_hz & 0xffffffff, rate_hz * block & 0xffffffff, block & 0xffff, bits & 0xffff)
    body = b"WAVE" + before + b"fmt " + struct.pack("<I", fmt) + head + b"data" + struct.pack("<I", len(data) if data_size is None else data_size) + data
    return b"RIFF" + struct.pack("<I", len(body) if riff is None else riff) + body


class Wav(Source):
    def numbers(self, random):
        data = self.data
        places, at = [("RIFF size", 4, 4, "little")], 12
        while at + 8 <= len(data):
            tag, size = data[at:at + 4].decode("latin-1"), int.from_bytes(data[at + 4:at + 8], "little")
            places.append((f"size of {tag!r}", at + 4, 4, "little"))
            if tag == "fmt ":
                names = (("code", 0, 2), ("channels", 2, 2), ("rate", 4, 4), ("bytes a second", 8, 4), ("block", 12, 2), ("bits", 14, 2))
                places += [(name, at + 8 + offset, length, "little") for name, offset, length in names]
            at += 8 + size + size % 2
        return self.at(places)


class Timing(Source):
    def numbers(self, random):
        text = self.data.decode("utf-8", "replace")
        found = list(re.finditer(r"-?\d+(\.\d+)?", text))
        for match in random.sample(found, min(24, len(found))):
            for value in (*EXTREMES, "-1", "nan", "1e999", ""):
                yield f"{match.group()} at {match.start()} = {value!r}", self.broken((text[:match.start()] + str(value) + text[match.end():]).encode())


def bombs(place):
    def alone(name, data):
        def make():
            file = place / name
            if callable(data):
                data(file)
            else:
                file.write_bytes(data)
            return ("visemes", file), (name,), (file,)
        return make

    def timed(name, data):
        def make():
            (place / "sound.wav").write_bytes(wav())
            file = place / name
            file.write_bytes(data() if callable(data) else data)
            return ("visemes", place / "sound.wav", "--timing", file), (name,), (file,)
        return make

    def sparse(size, **numbers):
        def make(file):
            file.write_bytes(wav(data=b"", data_size=size, riff=(size + 36) & 0xffffffff, **numbers))
            with open(file, "r+b") as out:
                out.truncate(size + 44)
        return make

    grid = ('File type = "ooTextFile"\nObject class = "TextGrid"\n0\n1\n<exists>\n1\n"IntervalTier"\n"phones"\n0\n1\n{}\n' + "0 1 \"a\"\n" * 3).format
    return [
        ("size", "3.9 GB of silence", alone("long.wav", sparse(3_900_000_000))),
        ("size", "1.9 GB of 8 bits at 384 kHz", alone("long8.wav", sparse(1_900_000_000, bits=8, rate_hz=384000))),
        ("size", "2 GB in 32 channels", alone("wide.wav", sparse(2_000_000_000, channels=32))),
        ("size", "data that never was completed", alone("piped.wav", wav(data_size=0xffffffff))),
        ("size", "data of no length", alone("none.wav", wav(data=b""))),
        ("size", "a header alone", alone("head.wav", wav()[:44])),
        ("size", "a chunk of 4 GB before the format", alone("junk.wav", wav(before=b"JUNK\xff\xff\xff\xff"))),
        ("size", "a million empty chunks", alone("chunks.wav", wav(before=b"JUNK\0\0\0\0" * 1_000_000))),
        ("size", "samples that are no numbers", alone("nan.wav", wav(code=3, bits=32, data=struct.pack("<f", math.nan) * 8000))),
        ("size", "an empty file", alone("empty.wav", b"")),
        ("size", "a text", alone("text.wav", b"no sound at all\n" * 1000)),
        *[("count", f"a tier of {n} intervals", timed("count.TextGrid", grid(n).encode())) for n in (*EXTREMES, -1, "1e300", "nan")],
        ("bomb", "30 MB of numbers", timed("numbers.TextGrid", lambda: grid(3).encode() + b"1 " * 15_000_000)),
        ("bomb", "30 MB of empty texts", timed("texts.TextGrid", lambda: grid(3).encode() + b'""' * 15_000_000)),
        ("bomb", "a quote that never ends", timed("quote.TextGrid", lambda: grid(3).encode() + b'"' + b"x" * 30_000_000)),
        ("bomb", "tiers by the hundred thousand", timed("tiers.TextGrid", lambda: grid(0).encode() + b'"IntervalTier" "t" 0 1 0\n' * 300_000)),
        ("bomb", "30 MB of labels", timed("labels.lab", lambda: b"0 0 a\n" * 5_000_000)),
        ("bomb", "a 10 MB line", timed("line.lab", lambda: b"0 1 " + b"a" * 10_000_000)),
        ("bomb", "a 10 MB line of fields", timed("fields.lab", lambda: b"0 " * 5_000_000)),
        ("bomb", "30 MB of JSON brackets", timed("deep.json", lambda: b"[" * 30_000_000)),
        ("bomb", "30 MB of JSON objects", timed("objects.json", lambda: b"[" + b"{}," * 10_000_000 + b"{}]")),
        ("bomb", "30 MB of Rhubarb's rows", timed("rows.tsv", lambda: b"0\tA\n" * 7_500_000)),
        ("bomb", "UTF-16 of half a pair", timed("half.lab", b"\xff\xfe" + b"\x00\xd8" * 1000)),
    ]


def sources(root, media, work):
    place = work / "sounds"
    place.mkdir()
    (place / "sound.wav").write_bytes(wav())
    visemes = lambda file: ("visemes", file, "--json")  # noqa: E731
    out = [Wav("sound", "made.wav", wav(), place, "made.wav", visemes)]
    if media is not None:
        for file in sorted((media / "speech").glob("*.wav")):
            out.append(Wav("sound", f"speech/{file.name}", file.read_bytes(), place, file.name, visemes))
        for file in sorted((media / "speech").glob("*.TextGrid")) + sorted((media / "speech").glob("*.lab")):
            timed = lambda broken, sound=place / "sound.wav": ("visemes", sound, "--timing", broken, "--json")  # noqa: E731
            out.append(Timing("sound", f"speech/{file.name}", file.read_bytes(), place, file.name, timed))
    out.append(Bombs("sound", "sounds made to hurt", lambda: (("visemes", place / "sound.wav"), ("sound.wav",), ()), bombs(place)))
    return out
