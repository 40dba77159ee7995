"""Video files, played by `frame` as a layer for a second."""
import os
import shutil
import socket
import subprocess

from .shows import SMALL, furnish
from .source import Bombs, Source

PICTURE, SOUND = "testsrc2=size=128x72:rate=25:duration=2", "sine=frequency=440:duration=2"
# What each file is made of: FFmpeg's arguments after a picture and a sound.
MADE = {
    "made.mp4": ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "10", "-c:a", "aac"),
    "made.webm": ("-c:v", "libvpx-vp9", "-pix_fmt", "yuva420p", "-deadline", "realtime", "-cpu-used", "8", "-c:a", "libopus"),
    "made.ts": ("-c:v", "mpeg2video", "-c:a", "mp2"),
    "made.mov": ("-c:v", "png", "-pix_fmt", "rgba", "-c:a", "pcm_s16le"),
    "made.avi": ("-c:v", "mjpeg", "-pix_fmt", "yuvj420p", "-c:a", "pcm_s16le"),
}


def encode(file, *arguments, picture=PICTURE, sound=SOUND):
    inputs = [word for source in (picture, sound) if source for word in ("-f", "lavfi", "-i", source)]
    subprocess.run(["ffmpeg", "-v", "error", "-y", *inputs, *arguments, str(file)], check=True, stdin=subprocess.DEVNULL, timeout=60)
    return file.read_bytes()


class Clip(Source):
    def numbers(self, random):
        data = self.data
        if data[4:8] == b"ftyp":
            yield from self.at(list(self.atoms(0, len(data))))
        places = sorted(random.sample(range(min(len(data) - 4, 2048)), 24) + random.sample(range(len(data) - 4), 16))
        yield from self.at([(f"four bytes at {place}", place, 4, "big") for place in places])

    def atoms(self, at, end):
        """Sizes, versions and first numbers of the atoms of an MP4: what counts and what indexes."""
        while at + 8 <= end:
            size, tag = int.from_bytes(self.data[at:at + 4], "big"), self.data[at + 4:at + 8].decode("latin-1")
            yield f"size of {tag}", at, 4, "big"
            if tag in ("moov", "trak", "mdia", "minf", "stbl", "edts", "udta"):
                yield from self.atoms(at + 8, at + size)
            elif tag != "mdat":
                for offset in range(8, min(size, 36), 4):
                    yield f"{tag} at {offset}", at + offset, 4, "big"
            at += max(8, size)


def layer_of(place):
    def probe(file):
        show = place / "clip.yaml"
        show.write_text(SMALL.format(more=f"layouts: {{ main: [ {{ clip: {file.name}, at: [0, 0], width: 540 }} ] }}\n"))
        return ("frame", show, "--at", "1", "--out", place / "out.png", "--size", "64x64")
    return probe


def joined(place, *parts):
    """Transport streams of 0.4 s one after the other, as a sender does that changes its mind."""
    return b"".join(encode(place / "part.ts", *codecs, "-output_ts_offset", f"{0.4 * i:.1f}", picture=picture, sound=sound) for i, (picture, sound, codecs) in enumerate(parts))


class Deaf:
    """A port of loopback that takes connections and says nothing: who comes there waits."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=16)

    def address(self):
        return f"127.0.0.1:{self.socket.getsockname()[1]}"


def bombs(place):
    probe = layer_of(place)
    h264, mpeg2 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"), ("-c:v", "mpeg2video", "-c:a", "mp2")
    short = lambda size, rate=25: f"testsrc2=size={size}:rate={rate}:duration=0.4"  # noqa: E731
    tone = "sine=frequency=440:duration=0.4"
    deaf = Deaf()

    def case(name, make_file):
        def make():
            file = place / name
            if file.is_dir():
                file.rmdir()
            file.unlink(missing_ok=True)
            data = make_file(file)
            if isinstance(data, bytes):
                file.write_bytes(data)
            return probe(file), (name,), (file,) if file.is_file() and not file.is_symlink() else ()
        return make

    def sparse(file):
        data = encode(file, *MADE["made.mp4"], "-movflags", "+faststart")
        file.write_bytes(data[:len(data) * 3 // 4])
        os.truncate(file, 3_900_000_000)

    return [("bomb", title, case(name, make)) for title, name, make in (
        ("size that changes", "sizes.ts", lambda file: joined(place, (short("128x72"), tone, h264), (short("640x360"), tone, h264), (short("64x64"), tone, h264))),
        ("size that changes to 4096 pixels and back", "large.ts", lambda file: joined(place, (short("128x72"), tone, h264), (short("4096x2304", 5), tone, h264), (short("128x72"), tone, h264))),
        ("codec that changes", "codecs.ts", lambda file: joined(place, (short("128x72"), tone, h264), (short("128x72"), tone, mpeg2))),
        ("rate and channels that change", "rates.ts", lambda file: joined(place, (short("128x72"), tone, h264), (short("128x72", 60), "aevalsrc=0|0|0|0|0|0:sample_rate=48000:duration=0.4", h264), (short("128x72", 5), "sine=sample_rate=8000:duration=0.4", (*h264, "-ar", "8000", "-ac", "1")))),
        ("times that leap", "leap.ts", lambda file: joined(place, (short("128x72") + ",setpts=PTS+90000/TB", tone, (*h264, "-copyts", "-fps_mode", "vfr")), (short("128x72"), tone, h264))),
        ("a gap of a day", "gap.mp4", lambda file: encode(file, *MADE["made.mp4"], "-fps_mode", "vfr", picture=PICTURE + ",setpts='PTS+gte(N,5)*86400/TB'")),
        ("a thousand pictures a second", "fast.mp4", lambda file: encode(file, *MADE["made.mp4"], picture="testsrc2=size=64x64:rate=1000:duration=1.5")),
        ("one picture in ten seconds", "slow.mp4", lambda file: encode(file, *MADE["made.mp4"], picture="testsrc2=size=64x64:rate=1/10:duration=20")),
        ("16,000 pixels", "wide.mov", lambda file: encode(file, "-c:v", "png", "-pix_fmt", "gray", picture="color=size=16000x16000:rate=1:duration=1", sound=None)),
        ("8192 pixels", "large.mov", lambda file: encode(file, "-c:v", "png", "-pix_fmt", "rgba", picture="color=size=8192x8192:rate=1:duration=1", sound=None)),
        ("4096 pixels with alpha", "square.mov", lambda file: encode(file, "-c:v", "png", "-pix_fmt", "rgba", picture="color=size=4096x4096:rate=5:duration=1", sound=None)),
        ("pixels a thousand times as wide as high", "shape.mp4", lambda file: encode(file, *MADE["made.mp4"], "-vf", "setsar=1000/1")),
        ("forty streams", "streams.mkv", lambda file: encode(file, *[word for _ in range(20) for word in ("-map", "0:v", "-map", "1:a")], "-c:v", "mpeg4", "-c:a", "pcm_s16le")),
        ("sound alone", "sound.mp4", lambda file: encode(file, "-c:a", "aac", picture=None)),
        ("a picture alone", "mute.mp4", lambda file: encode(file, *MADE["made.mp4"][:-2], sound=None)),
        ("sound of 1 Hz", "hertz.avi", lambda file: encode(file, *MADE["made.avi"]).replace((44100).to_bytes(4, "little"), (1).to_bytes(4, "little"))),
        ("3.9 GB of holes", "holes.mp4", sparse),
        ("a playlist of another file", "list.mp4", lambda file: (encode(place / "segment.ts", *mpeg2), b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nsegment.ts\n#EXT-X-ENDLIST\n")[1]),
        ("a playlist of a network", "net.mp4", lambda file: f"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nhttp://{deaf.address()}/a.ts\n#EXT-X-ENDLIST\n".encode()),
        ("a playlist of itself", "self.mp4", lambda file: b"ffconcat version 1.0\nfile self.mp4\n"),
        ("a device", "zero.mp4", lambda file: file.symlink_to("/dev/zero")),
        ("a list of a device", "device.mp4", lambda file: b"ffconcat version 1.0\nfile zero.mp4\n"),
        ("a pipe that nobody writes", "pipe.mp4", lambda file: os.mkfifo(file)),
        ("a folder", "folder.mp4", lambda file: file.mkdir()),
        ("a text", "text.mp4", lambda file: b"no clip at all\n" * 1000),
        ("an empty file", "empty.mp4", lambda file: b""),
    )]


def sources(root, media, work):
    if shutil.which("ffmpeg") is None:
        raise SystemExit("broken clips are made with ffmpeg, which is not installed")
    place = work / "clips"
    furnish(place)
    layer = layer_of(place)
    out = [Clip("clip", name, encode(place / name, *arguments), place, name, layer, flips=48) for name, arguments in MADE.items()]
    return [*out, Bombs("clip", "clips made to hurt", out[0].intact, bombs(place))]
