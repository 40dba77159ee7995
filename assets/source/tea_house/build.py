#!/usr/bin/env python3
"""Builds assets/stages/tea-house.glb and tea-house-sky.hdr. Standard library only; the same bytes each time."""
import pathlib
import time

import bake
import gltf_writer
import labels
import palette
import sky
import tea_house

OUT = pathlib.Path(__file__).resolve().parents[2] / "stages"

# How bright a surface is before lamps, and how much of their glow it takes. The set stays under the face; goods do not.
LEVELS = {"labels": (0.94, 0.30), "porcelain labels": (0.94, 0.25), "porcelain": (0.92, 0.3), "gold": (0.85, 0.4), "petal": (0.95, 0.2), "plaster": (0.48, 0.85)}
PAINTED = {"view", "halo", "lantern paper"}


def main():
    start = time.monotonic()
    scene = tea_house.build()
    bake.bake(scene, tea_house.LAMPS, lambda name: LEVELS.get(name, (0.66, 0.7)), PAINTED)
    OUT.mkdir(exist_ok=True)
    path = OUT / "tea-house.glb"
    gltf_writer.write(path, scene, palette.MATERIALS, labels.FILE.read_bytes())
    sky.write(OUT / "tea-house-sky.hdr")
    vertices = sum(len(p.positions) for p in scene.parts.values())
    print(f"{scene.count()} triangles, {vertices} vertices, {path.stat().st_size / 1e6:.2f} MB, {time.monotonic() - start:.1f} s")


if __name__ == "__main__":
    main()
