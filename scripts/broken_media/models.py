"""Models and motions, read by `inspect`, posed by `pose` and, where they are made to hurt, drawn by `frame`."""
import base64
import copy
import json
import math
import re
import shutil
import struct

from .pictures import show_of
from .source import EXTREMES, Bombs, Source

WRONG = (*EXTREMES, -1, 1e308, "x", None, [], {})


def split_glb(data):
    """The JSON of a GLB or glTF file, and its other chunks as they are."""
    if data[:4] != b"glTF":
        return json.loads(data), b""
    length = int.from_bytes(data[12:16], "little")
    return json.loads(data[20:20 + length]), data[20 + length:]


def joined(document, rest, is_binary):
    text = json.dumps(document, separators=(",", ":")).encode()
    if not is_binary:
        return text
    text += b" " * (-len(text) % 4)
    return struct.pack("<4sIIII", b"glTF", 2, 20 + len(text) + len(rest), len(text), 0x4e4f534a) + text + rest


def numbers_in(value, path=()):
    """Every whole number with the path to it; places in lists count as one and the same."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from numbers_in(inner, (*path, key))
    elif isinstance(value, list):
        for key, inner in enumerate(value):
            yield from numbers_in(inner, (*path, key))
    elif isinstance(value, int) and not isinstance(value, bool):
        yield path


def changed(document, path, value):
    out = copy.copy(document)
    at = out
    for key in path[:-1]:
        at[key] = copy.copy(at[key])
        at = at[key]
    at[path[-1]] = value
    return out


class Gltf(Source):
    def numbers(self, random):
        document, rest = split_glb(self.data)
        is_binary = self.data[:4] == b"glTF"
        classes = {}
        for path in numbers_in(document):
            classes.setdefault(tuple("*" if isinstance(key, int) else key for key in path), []).append(path)
        cases = []
        for paths in classes.values():
            for path in dict.fromkeys((paths[0], paths[-1])):
                cases += [(f"{'/'.join(map(str, path))} = {value!r}", self.broken(lambda p=path, v=value: joined(changed(document, p, v), rest, is_binary))) for value in WRONG]
        random.shuffle(cases)  # whatever share is run holds something of all
        if is_binary:
            yield from self.at([("version", 4, 4, "little"), ("length", 8, 4, "little"), ("length of JSON", 12, 4, "little"),
                                ("length of the rest", 20 + int.from_bytes(self.data[12:16], "little"), 4, "little")])
        yield from cases

    def graphs(self):
        document, rest = split_glb(self.data)
        is_binary = self.data[:4] == b"glTF"

        def with_change(change):
            def data():
                out = copy.deepcopy(document)
                change(out)
                return joined(out, rest, is_binary)
            return self.broken(data)

        def each(kind, key, value):
            def change(out):
                for i, entry in enumerate(out.get(kind, [])):
                    entry[key] = value(i) if callable(value) else value
            return with_change(change)

        def bad_matrices(number):
            def change(out):
                numbers = struct.pack("<f", number) * 4096
                out.setdefault("buffers", []).append({"byteLength": len(numbers), "uri": "data:;base64," + base64.b64encode(numbers).decode()})
                out.setdefault("bufferViews", []).append({"buffer": len(out["buffers"]) - 1, "byteLength": len(numbers)})
                for skin in out.get("skins", []):
                    count = min(len(skin.get("joints", [])), 256)
                    out["accessors"].append({"bufferView": len(out["bufferViews"]) - 1, "componentType": 5126, "count": count, "type": "MAT4"})
                    skin["inverseBindMatrices"] = len(out["accessors"]) - 1
                for entry in out.get("animations", []):
                    for sampler in entry.get("samplers", []):
                        old = out["accessors"][sampler["output"]]
                        width = {"SCALAR": 1, "VEC3": 3, "VEC4": 4}.get(old.get("type"), 4)
                        out["accessors"].append({**old, "bufferView": len(out["bufferViews"]) - 1, "byteOffset": 0, "componentType": 5126, "count": min(old["count"], 4096 // width)})
                        sampler["output"] = len(out["accessors"]) - 1
            return with_change(change)

        nodes = len(document.get("nodes", []))
        yield "every node its own child", each("nodes", "children", lambda i: [i])
        yield "all nodes in one circle", each("nodes", "children", lambda i: [(i + 1) % nodes])
        yield "every node the child of all", each("nodes", "children", list(range(nodes)))
        yield "skins of skins' joints alone", each("skins", "joints", lambda i: [i] * 70_000)
        yield "skeletons that are no nodes", each("skins", "skeleton", 1 << 31)
        yield "every node in every skin", each("nodes", "skin", 0)
        yield "channels of no sampler", each("animations", "samplers", [])
        yield "channels of no node", each("animations", "channels", lambda _: [{"sampler": 0, "target": {"node": 1 << 31, "path": "rotation"}}])
        yield "channels of themselves", each("animations", "channels", lambda _: [{"sampler": 0, "target": {"node": 0, "path": "weights"}}] * 1000)
        yield "times that are values", each("animations", "samplers", lambda _: [{"input": 0, "output": 0}] * 8)
        yield "matrices of zero", each("nodes", "matrix", [0] * 16)
        yield "scales of 1e38", each("nodes", "scale", [1e38] * 3)
        for number in (math.nan, math.inf, 3e38):
            yield f"inverse matrices and keys of {number}", bad_matrices(number)

    def cases(self, random):
        yield from super().cases(random)
        yield "graph", self.graphs()


class Fbx(Source):
    """Binary FBX: records of an end, a count and a length, then properties, some of them arrays with three numbers of their own."""

    def places(self):
        data, long = self.data, int.from_bytes(self.data[23:27], "little") >= 7500
        wide = 8 if long else 4
        out, open_at = [("version", 23, 4, "little")], [27]
        while open_at:
            at = open_at.pop()
            if at + 3 * wide + 1 > len(data):
                continue
            end, count, length = (int.from_bytes(data[at + i * wide:at + (i + 1) * wide], "little") for i in range(3))
            if end == 0:
                continue
            name_length = data[at + 3 * wide]
            name = data[at + 3 * wide + 1:at + 3 * wide + 1 + name_length].decode("latin-1")
            out += [(f"{title} of {name} at {at}", at + i * wide, wide, "little") for i, title in enumerate(("end", "count", "length"))]
            first = at + 3 * wide + 1 + name_length
            if count and first < len(data) and data[first:first + 1] in b"fdlib":
                out += [(f"array's {title} of {name} at {at}", first + 1 + 4 * i, 4, "little") for i, title in enumerate(("length", "coding", "bytes"))]
            open_at += [end] + ([first + length] if first + length < end else [])
        return out

    def numbers(self, random):
        places = self.places()
        return self.at(random.sample(places, min(60, len(places))))


class Bvh(Source):
    def numbers(self, random):
        text = self.data.decode("latin-1")
        head = text.index("MOTION") + 80
        for match in re.finditer(r"(?:Frames:|CHANNELS|Frame Time:)\s*([\d.]+)", text[:head]):
            for value in (*EXTREMES, "-1", "nan", "1e999"):
                yield f"{match.group()} = {value}", self.broken((text[:match.start(1)] + str(value) + text[match.end(1):]).encode("latin-1"))


def bombs(place):
    triangle = "AAAAAAAAAAAAAAAAAACAPwAAAAAAAAAAAAAAAAAAgD8AAAAA"

    def gltf(**more):
        document = {"asset": {"version": "2.0"}, "nodes": [{"mesh": 0}], "meshes": [{"primitives": [{"attributes": {"POSITION": 0}}]}],
                    "accessors": [{"bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3"}], "bufferViews": [{"buffer": 0, "byteLength": 36}],
                    "buffers": [{"byteLength": 36, "uri": "data:;base64," + triangle}]}
        return json.dumps({**document, **more}, separators=(",", ":")).encode()

    def written(name, data, verb):
        def make():
            file = place / name
            file.write_bytes(data() if callable(data) else data)
            arguments = show_of(place, "set")(file) if verb == "frame" else ("pose", file, "--at", "0.5", "--clip", "#0") if verb == "pose" else ("inspect", file)
            return arguments, (name,), (file,)
        return make

    def blank(floats, **more):
        """One buffer of zeros, a megabyte at a time."""
        return gltf(buffers=[{"byteLength": 4 * floats, "uri": "data:;base64," + base64.b64encode(bytes(4 * floats)).decode()}],
                    bufferViews=[{"buffer": 0, "byteLength": 4 * floats}], **more)

    def accessor(count, kind="VEC3", component=5126):
        return {"bufferView": 0, "componentType": component, "count": count, "type": kind}

    primitive = {"attributes": {"POSITION": 0}}
    million = 1_000_000
    list_of = [
        ("one mesh of 100,000 primitives", gltf(meshes=[{"primitives": [primitive] * 100_000}])),
        ("65,000 nodes of one mesh", gltf(nodes=[{"mesh": 0}] * 65_000)),
        ("65,000 nodes of a mesh of a thousand primitives", gltf(nodes=[{"mesh": 0}] * 65_000, meshes=[{"primitives": [primitive] * 1000}])),
        ("200,000 nodes", gltf(nodes=[{}] * 200_000)),
        ("60,000 nodes in a chain", gltf(nodes=[{"children": [i + 1]} for i in range(60_000)] + [{"mesh": 0}])),
        ("60,000 nodes of one name", gltf(nodes=[{"name": "hand"}] * 60_000 + [{"mesh": 0}])),
        ("a mesh of 400 primitives of a million vertices", lambda: blank(3 * million, accessors=[accessor(million)], meshes=[{"primitives": [primitive] * 400}])),
        ("a thousand meshes of a million vertices", lambda: blank(3 * million, accessors=[accessor(million)], meshes=[{"primitives": [primitive]}] * 1000, nodes=[{"mesh": i} for i in range(1000)])),
        ("a thousand meshes that no node shows", lambda: blank(3 * million, accessors=[accessor(million)], meshes=[{"primitives": [primitive]}] * 1000, nodes=[{}])),
        ("8 million vertices", lambda: blank(24 * million, accessors=[accessor(8 * million)])),
        ("a thousand morphs of a million vertices", lambda: blank(3 * million, accessors=[accessor(million)], meshes=[{"primitives": [{**primitive, "targets": [{"POSITION": 0}] * 1000}]}])),
        ("30 million corners", lambda: blank(30 * million, accessors=[accessor(3), accessor(30 * million, "SCALAR", 5125)], meshes=[{"primitives": [{**primitive, "indices": 1}]}])),
        ("corners that are one point, 20 million times", lambda: blank(20 * million, accessors=[accessor(3), accessor(20 * million, "SCALAR", 5125)], meshes=[{"primitives": [{**primitive, "indices": 1}]}])),
        ("a fan of two million corners", lambda: blank(2 * million, accessors=[accessor(3), accessor(2 * million, "SCALAR", 5125)], meshes=[{"primitives": [{**primitive, "indices": 1, "mode": 6}]}])),
        ("sparse over nothing", gltf(accessors=[{"componentType": 5126, "count": 3_900_000, "type": "VEC3", "sparse": {"count": 1 << 31, "indices": {"bufferView": 0, "componentType": 5125}, "values": {"bufferView": 0}}}])),
        ("4000 sparse accessors of nothing", gltf(accessors=[{"componentType": 5126, "count": 3_900_000, "type": "VEC3"}] * 4000, meshes=[{"primitives": [{"attributes": {"POSITION": i}} for i in range(4000)]}])),
        ("a thousand clips of a million keys", lambda: blank(4 * million, accessors=[accessor(million, "SCALAR"), accessor(million, "VEC4")],
            animations=[{"channels": [{"sampler": 0, "target": {"node": 0, "path": "rotation"}}], "samplers": [{"input": 0, "output": 1}]}] * 1000)),
        ("ten thousand clips of nothing", gltf(animations=[{"channels": [], "samplers": []}] * 10_000)),
        ("a clip of 200,000 channels", gltf(animations=[{"channels": [{"sampler": 0, "target": {"node": 0, "path": "translation"}}] * 200_000, "samplers": [{"input": 0, "output": 0}]}])),
        ("4000 pictures of one file of 4 MB", lambda: gltf(images=[{"bufferView": 0}] * 4000, buffers=[{"byteLength": 4 << 20, "uri": "data:;base64," + base64.b64encode(bytes(4 << 20)).decode()}], bufferViews=[{"buffer": 0, "byteLength": 4 << 20}], accessors=[accessor(3)])),
        ("4000 buffers of one file", lambda: gltf(buffers=[{"byteLength": 1, "uri": "self.bin"}] * 4000)),
        ("a million extensions", lambda: gltf(extensionsRequired=[f"X{i}" for i in range(1_000_000)])),
        ("a million materials", lambda: gltf(materials=[{}] * 1_000_000)),
        ("a million skins", lambda: gltf(skins=[{"joints": [0]}] * 1_000_000)),
        ("3000 skins of 60,000 joints", lambda: gltf(nodes=[{"mesh": 0}] + [{}] * 60_000, skins=[{"joints": [0] * 20_000}] * 3000)),
        ("warnings by the hundred thousand", lambda: gltf(nodes=[{"children": [-1, 1 << 40, "x"], "mesh": i} for i in range(60_000)])),
        ("JSON of ten million brackets", lambda: b"[" * 10_000_000),
        ("JSON of ten million braces", lambda: b'{"a":' * 2_000_000),
        ("a string of 60 MB", lambda: gltf(asset={"version": "2.0", "copyright": "x" * 60_000_000})),
        ("ten million numbers", lambda: gltf(extras=[0] * 10_000_000)),
        ("ten million objects", lambda: gltf(extras=[{}] * 10_000_000)),
        ("a name of 10 MB", lambda: gltf(nodes=[{"mesh": 0, "name": "x" * 10_000_000}])),
        ("names of no UTF-8", gltf(nodes=[{"mesh": 0, "name": "@@"}]).replace(b"@@", b"\xff\xc0")),
        ("numbers with a thousand digits", gltf(nodes=[{"mesh": 0, "translation": [1, 2, 3]}]).replace(b"[1,2,3]", b"[" + b"9" * 1000 + b",2,3]")),
    ]
    out = [("bomb", f"{title}, {verb}", written(f"bomb{i}.gltf", data, verb)) for i, (title, data) in enumerate(list_of) for verb in ("inspect", "pose", "frame")]
    hierarchy = "HIERARCHY\nROOT a\n{{\nOFFSET 0 0 0\nCHANNELS 3 Xrotation Yrotation Zrotation\n{}}}\nMOTION\nFrames: {}\nFrame Time: 0.03\n{}".format
    joint = lambda depth: "JOINT j\n{\nOFFSET 0 0 0\nCHANNELS 3 Xrotation Yrotation Zrotation\n" * depth + "}\n" * depth  # noqa: E731
    for title, data in [("100,000 joints in a chain", lambda: hierarchy(joint(100_000), 1, "0 " * 300_003 + "\n").encode()),
                        ("30,000 joints in a chain", lambda: hierarchy(joint(30_000), 1, "0 " * 90_003 + "\n").encode()),
                        ("four thousand million frames", hierarchy("", (1 << 32) - 1, "0 0 0\n").encode()),
                        ("a million channels", hierarchy("", 1, "0 0 0\n").replace("CHANNELS 3", "CHANNELS 1000000").encode()),
                        ("two million frames", lambda: hierarchy("", 2_000_000, "0 0 0\n" * 2_000_000).encode())]:
        out.append(("bomb", f"BVH of {title}", written("bomb.bvh", data, "inspect")))
    ascii_fbx = b"; FBX 7.3.0 project file\nFBXHeaderExtension:  {\n"
    for title, data in [("a million braces", ascii_fbx + b"a: {" * 1_000_000), ("100,000 braces", ascii_fbx + b"a: {" * 100_000),
                        ("a number list of 10 MB", ascii_fbx + b"a: *4000000000 {\na: " + b"1," * 5_000_000 + b"1\n}\n}\n")]:
        out.append(("bomb", f"FBX text of {title}", written("bomb.fbx", data, "inspect")))
    depth, head = 20_000, b"Kaydara FBX Binary  \0\x1a\0" + struct.pack("<I", 7400)
    size = 27 + depth * 14 + depth * 13
    nested = b"".join(struct.pack("<IIIB", size - 13 * i, 0, 0, 1) + b"a" for i in range(depth))
    out.append(("bomb", "FBX of 20,000 records in one another", written("bomb.fbx", head + nested + bytes(13 * depth + 200), "inspect")))
    array = b"f" + struct.pack("<III", 1 << 30, 1, 16) + bytes(16)
    record = struct.pack("<IIIB", 27 + 13 + 1 + len(array), 1, len(array), 1) + b"a" + array
    out.append(("bomb", "FBX with an array of four gigabytes", written("bomb.fbx", head + record + bytes(200), "inspect")))
    return out


# Video is to be probed here as well once a layer plays it: cut, flipped, with a size that changes and streams that break off.
def clips(root, media, work):
    return []


def sources(root, media, work):
    place = work / "models"
    inspect = lambda file: ("inspect", file, "--json")  # noqa: E731
    pose = lambda file: ("pose", file, "--at", "0.5", "--body", "--json")  # noqa: E731
    files = [(root / "assets/anchors/tang.vrm", "tang.vrm"), (root / "assets/stages/tea-house.glb", "tea-house.glb")]
    if media is not None:
        files += [(f, str(f.relative_to(media))) for kind in ("glb", "gltf", "vrm", "vrma", "fbx", "bvh") for f in sorted(media.rglob(f"*.{kind}"))]
    out = []
    for number, (file, title) in enumerate(files):
        folder = place / str(number)
        is_alone = file.suffix in (".glb", ".vrm", ".vrma", ".bvh")
        if is_alone:
            folder.mkdir(parents=True)
        else:
            shutil.copytree(file.parent, folder, ignore=shutil.ignore_patterns("*.vrm", "*.glb", "kenney", "rocketbox", "seed-san") if file.parent.name == "avatars" else None)
        kind = Fbx if file.suffix == ".fbx" else Bvh if file.suffix == ".bvh" else Gltf
        probe = pose if file.suffix == ".vrm" else inspect
        out.append(kind("model", title, file.read_bytes(), folder, "broken" + file.suffix, probe))
        if file.suffix == ".gltf":
            for beside in sorted(folder.glob("*.bin")):
                intact = folder / file.name
                inspect_intact = lambda _, intact=intact: ("inspect", intact, "--json")  # noqa: E731
                source = Source("model", f"{title}'s {beside.name}", beside.read_bytes(), folder, beside.name, inspect_intact, also=(file.name,))
                out.append(source)
    bench = place / "bombs"
    bench.mkdir(parents=True)
    tang = root / "assets/anchors/tang.vrm"
    return [*out, *clips(root, media, work), Bombs("model", "models made to hurt", lambda: (("inspect", tang), (tang.name,), ()), bombs(bench))]
