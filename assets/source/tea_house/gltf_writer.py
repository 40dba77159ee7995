"""Writes a mesh.Scene as one binary glTF 2.0 file."""
import json
import struct


class _Buffer:
    def __init__(self):
        self.bytes, self.views, self.accessors = bytearray(), [], []

    def view(self, data, target=None):
        while len(self.bytes) % 4:
            self.bytes.append(0)
        view = {"buffer": 0, "byteOffset": len(self.bytes), "byteLength": len(data)}
        if target:
            view["target"] = target
        self.bytes += data
        self.views.append(view)
        return len(self.views) - 1

    def accessor(self, data, component, count, kind, target, **more):
        self.accessors.append({"bufferView": self.view(data, target), "componentType": component, "count": count, "type": kind, **more})
        return len(self.accessors) - 1


def _floats(rows):
    return b"".join(struct.pack(f"<{len(r)}f", *r) for r in rows)


def _coded(rows):
    """Colours as 16-bit fractions."""
    return b"".join(struct.pack("<4H", *(min(65535, max(0, round(c * 65535))) for c in r)) for r in rows)


def _limits(rows):
    exact = [struct.unpack("<3f", struct.pack("<3f", *r)) for r in rows]
    return {"min": [min(r[k] for r in exact) for k in range(3)], "max": [max(r[k] for r in exact) for k in range(3)]}


def _primitive(buffer, part, material, textured):
    n = len(part.positions)
    attributes = {
        "POSITION": buffer.accessor(_floats(part.positions), 5126, n, "VEC3", 34962, **_limits(part.positions)),
        "NORMAL": buffer.accessor(_floats(part.normals), 5126, n, "VEC3", 34962),
        "COLOR_0": buffer.accessor(_coded(part.colours), 5123, n, "VEC4", 34962, normalized=True),
    }
    if textured:
        attributes["TEXCOORD_0"] = buffer.accessor(_floats(part.uvs), 5126, n, "VEC2", 34962)
    flat = [i for t in part.triangles for i in t]
    wide = n > 65535
    indices = buffer.accessor(struct.pack(f"<{len(flat)}{'I' if wide else 'H'}", *flat), 5125 if wide else 5123, len(flat), "SCALAR", 34963)
    return {"attributes": attributes, "indices": indices, "material": material}


def _material(m):
    pbr = {"baseColorFactor": [round(c, 5) for c in m.colour] + [1.0], "metallicFactor": m.metallic, "roughnessFactor": m.roughness}
    if m.textured:
        pbr["baseColorTexture"] = {"index": 0}
    out = {"name": m.name, "pbrMetallicRoughness": pbr}
    if m.glow:
        out["emissiveFactor"] = [round(c, 5) for c in m.glow]
    if m.unlit:
        out["extensions"] = {"KHR_materials_unlit": {}}
    if m.blend:
        out["alphaMode"] = "BLEND"
    return out


def write(path, scene, materials, picture_png):
    buffer = _Buffer()
    names = [n for n in materials if n in scene.parts]
    primitives = [_primitive(buffer, scene.parts[n], i, materials[n].textured) for i, n in enumerate(names)]
    picture = buffer.view(picture_png)
    document = {
        "asset": {"version": "2.0", "generator": "tea_house/build.py"},
        "extensionsUsed": ["KHR_materials_unlit"],
        "scene": 0,
        "scenes": [{"nodes": list(range(len(names)))}],
        "nodes": [{"name": n, "mesh": i} for i, n in enumerate(names)],
        "meshes": [{"name": n, "primitives": [p]} for n, p in zip(names, primitives)],
        "materials": [_material(materials[n]) for n in names],
        "textures": [{"source": 0, "sampler": 0}],
        "samplers": [{"magFilter": 9729, "minFilter": 9987, "wrapS": 33071, "wrapT": 33071}],
        "images": [{"name": "labels", "bufferView": picture, "mimeType": "image/png"}],
        "accessors": buffer.accessors,
        "bufferViews": buffer.views,
        "buffers": [{"byteLength": len(buffer.bytes)}],
    }
    text = json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()
    text += b" " * (-len(text) % 4)
    data = bytes(buffer.bytes) + b"\0" * (-len(buffer.bytes) % 4)
    with open(path, "wb") as out:
        out.write(struct.pack("<4sII", b"glTF", 2, 12 + 8 + len(text) + 8 + len(data)))
        out.write(struct.pack("<I4s", len(text), b"JSON") + text)
        out.write(struct.pack("<I4s", len(data), b"BIN\0") + data)
