"""The set: wall with a moon window, shelves, lanterns, name board, counter with goods. The host stands at the origin."""
import math

import labels
from mesh import Scene
from palette import linear
from shapes import box, disc, hoop, lathe, lattice, picture, pierced_wall, reveal, tube
from vec import add, mix, mul, unit

WALL_Z = -1.04
MOON, MOON_RADIUS = (0.0, 1.17, WALL_Z), 0.43
LAMPS = ((-0.445, 1.335, -0.42), (0.445, 1.335, -0.42), (-1.36, 1.42, -0.42), (1.36, 1.42, -0.42))
COUNTER_Y = 0.532


# --- wall ---------------------------------------------------------------------------------------------------------------------------

def wall(s):
    low, high = (-2.9, 0.0), (2.9, 2.5)
    pierced_wall(s, "plaster", MOON, MOON_RADIUS, low, high)
    s.block((low[0], low[1], WALL_Z - 0.1), (high[0], high[1], WALL_Z))
    reveal(s, "dark wood", MOON, MOON_RADIUS, 0.14)
    hoop(s, "dark wood", add(MOON, (0, 0, 0.012)), MOON_RADIUS + 0.025, 0.030, 0.03)
    hoop(s, "gold", add(MOON, (0, 0, 0.008)), MOON_RADIUS + 0.068, 0.0085, 0.014, around=8)
    hoop(s, "gold", add(MOON, (0, 0, 0.036)), MOON_RADIUS + 0.004, 0.0045, 0.008, around=6)
    box(s, "dado", (0, 0.20, WALL_Z + 0.015), (5.8, 0.40, 0.03), cell=0.2)
    box(s, "wood", (0, 0.415, WALL_Z + 0.025), (5.8, 0.03, 0.05), edge=0.006, cell=0.2)
    box(s, "wood", (0, 1.93, WALL_Z + 0.05), (5.8, 0.085, 0.11), edge=0.01, cell=0.1)
    box(s, "gold", (0, 1.883, WALL_Z + 0.075), (5.8, 0.008, 0.07), cell=0.2, blocks=False)
    for side in (1, -1):
        for x in (1.19, 2.02):
            box(s, "wood", (side * x, 1.2, WALL_Z + 0.05), (0.075, 2.4, 0.10), edge=0.01, cell=0.1)
    box(s, "floor", (0, -0.02, 0.3), (5.8, 0.04, 3.0), cell=0.3)


def view(s):
    """What the moon window shows: haze, sun and three hills, painted by distance."""
    z = WALL_Z - 0.42
    top, low = linear("#92c9bf"), linear("#ebd9b4")

    def sky(_, height):
        return mix(low, top, min(1.0, max(0.0, height * 0.75 + 0.45)))

    disc(s, "view", (0, 1.17, z), 0.75, sky, rings=12, sides=36)
    disc(s, "view", (0.24, 1.43, z + 0.01), 0.075, lambda k, h: linear("#ffe2a0"), rings=3, sides=36)
    disc(s, "halo", (0.24, 1.43, z + 0.02), 0.26, lambda k, h: (*linear("#ffe9b8"), 0.45 * (1 - k) ** 2), rings=8, sides=36)
    part = s.part("view")
    hills = ((1.10, 0.085, "#9cc4b6", "#cfdcc6", 0.4, 7.0), (1.02, 0.075, "#6fa898", "#a9c8b4", 2.1, 6.0), (0.90, 0.065, "#46897a", "#79ad99", 4.4, 5.2))
    for k, (base, height, crest, foot, phase, pace) in enumerate(hills):
        rows = ([], [])
        for i in range(65):
            x = -0.75 + 1.5 * i / 64
            y = base + height * (math.sin(x * pace + phase) + 0.45 * math.sin(x * pace * 2.3 + phase * 2) + 0.16 * math.sin(x * pace * 5.1))
            for row, at, colour in ((rows[0], y, crest), (rows[1], y - 0.30, foot)):
                row.append(part.vertex((x, at, z + 0.03 + 0.02 * k), (0.0, 0.0, 1.0), (0, 0), linear(colour)))
        part.grid(rows)
        rows = ([part.vertex(part.positions[v], (0.0, 0.0, 1.0), (0, 0), linear(foot)) for v in rows[1]],
                [part.vertex((part.positions[v][0], 0.4, z + 0.03 + 0.02 * k), (0.0, 0.0, 1.0), (0, 0), linear(foot)) for v in rows[1]])
        part.grid(rows)


def _curve(points, count):
    """Catmull-Rom through the points."""
    p = [points[0], *points, points[-1]]
    out = []
    for i in range(count):
        t = i / (count - 1) * (len(points) - 1)
        k = min(int(t), len(points) - 2)
        f = t - k
        a, b, c, d = p[k:k + 4]
        out.append(tuple(0.5 * (2 * b[n] + (c[n] - a[n]) * f + (2 * a[n] - 5 * b[n] + 4 * c[n] - d[n]) * f * f + (3 * b[n] - a[n] - 3 * c[n] + d[n]) * f ** 3) for n in range(3)))
    return out


def blossom(s, centre, size, turn):
    part = s.part("petal")
    for k in range(5):
        a = turn + k * 2 * math.pi / 5
        ahead, side = (math.cos(a), math.sin(a), 0.35), (-math.sin(a), math.cos(a), 0.0)
        middle = part.vertex(add(centre, mul(ahead, size * 0.12)), unit((-ahead[0] * 0.3, -ahead[1] * 0.3, 1)), (0, 0), (0.62, 0.45, 0.5))
        edge = []
        for i in range(9):
            t = -math.pi + 2 * math.pi * i / 8
            p = add(mul(ahead, size * (0.58 + 0.42 * math.cos(t))), mul(side, size * 0.40 * math.sin(t)))
            edge.append(part.vertex(add(centre, p), unit((-ahead[0] * 0.4, -ahead[1] * 0.4, 1)), (0, 0), (1, 1, 1)))
        for a0, a1 in zip(edge, edge[1:]):
            part.triangle(middle, a0, a1)
    lathe(s, "gold", add(centre, (0, -size * 0.12, size * 0.10)), [(0.001, 0), (size * 0.13, size * 0.05), (size * 0.13, size * 0.17), (0.001, size * 0.22)], 8, crease=80, blocks=False)


def plum(s):
    """A branch that reaches in from the left edge of the window, where her hair leaves room."""
    z = WALL_Z + 0.01
    branches = (
        ([(-0.47, 1.26, z - 0.03), (-0.37, 1.32, z), (-0.29, 1.43, z), (-0.16, 1.50, z), (-0.02, 1.555, z - 0.01)], 0.013),
        ([(-0.37, 1.32, z), (-0.31, 1.31, z + 0.01), (-0.27, 1.27, z + 0.01)], 0.008),
        ([(-0.29, 1.43, z), (-0.30, 1.49, z + 0.01), (-0.27, 1.54, z + 0.01)], 0.007),
        ([(-0.45, 1.22, z - 0.02), (-0.395, 1.17, z + 0.01), (-0.365, 1.10, z + 0.015), (-0.325, 1.05, z + 0.015)], 0.008),
        ([(-0.16, 1.50, z), (-0.11, 1.485, z + 0.01), (-0.06, 1.49, z + 0.01)], 0.006))
    for points, radius in branches:
        path = _curve(points, 4 * len(points))
        tube(s, "dark wood", path, [radius * (1 - 0.75 * i / (len(path) - 1)) for i in range(len(path))])
    for i, (x, y, size) in enumerate(((-0.375, 1.345, 0.030), (-0.335, 1.375, 0.022), (-0.29, 1.445, 0.032), (-0.27, 1.54, 0.026), (-0.215, 1.478, 0.024), (-0.165, 1.515, 0.033),
                                      (-0.09, 1.525, 0.022), (-0.06, 1.485, 0.026), (-0.015, 1.555, 0.028), (-0.265, 1.265, 0.026), (-0.315, 1.30, 0.020), (-0.40, 1.285, 0.022),
                                      (-0.385, 1.155, 0.030), (-0.35, 1.115, 0.020), (-0.36, 1.075, 0.026), (-0.322, 1.045, 0.019))):
        blossom(s, (x, y, z + 0.022), size, i * 1.7)


# --- goods ---------------------------------------------------------------------------------------------------------------------------

def _map(name):
    u0, v0, u1, v1 = labels.cell(name)
    return lambda u, v: (u0 + (u1 - u0) * u, v1 + (v0 - v1) * v)


def tea_tin(s, at, k=1.0):
    def p(*rows):
        return [(r * k, y * k) for r, y in rows]
    lathe(s, "gold", at, p((0.0485, 0), (0.0505, 0.002), (0.0505, 0.005)), 40, blocks=False)
    lathe(s, "labels", at, p((0.050, 0.005), (0.050, 0.118)), 48, uv=_map("tin"))
    lathe(s, "gold", at, p((0.050, 0.118), (0.0525, 0.1195), (0.0525, 0.1235), (0.0505, 0.125), (0.0505, 0.146), (0.0495, 0.1495), (0.046, 0.1515), (0.001, 0.1525)), 36, crease=50)


def gaiwan(s, at, k=1.0):
    def p(*rows):
        return [(r * k, y * k) for r, y in rows]
    lathe(s, "porcelain", at, p((0.030, 0.0), (0.030, 0.004), (0.052, 0.009), (0.068, 0.0165), (0.0685, 0.018), (0.066, 0.0185), (0.044, 0.011), (0.028, 0.009), (0.001, 0.009)), 40, crease=50)
    lathe(s, "porcelain", at, p((0.024, 0.009), (0.0245, 0.015), (0.030, 0.022)), 40, crease=70, blocks=False)
    lathe(s, "porcelain labels", at, p((0.030, 0.022), (0.0395, 0.036), (0.0455, 0.052), (0.049, 0.068), (0.0525, 0.0765)), 40, uv=_map("gaiwan"), crease=60)
    lathe(s, "porcelain", at, p((0.0525, 0.0765), (0.0515, 0.0775), (0.048, 0.077)), 40, blocks=False)
    lathe(s, "porcelain", at, p((0.0475, 0.0765), (0.0465, 0.081), (0.038, 0.089), (0.022, 0.0955), (0.011, 0.098), (0.0095, 0.102), (0.0135, 0.1075), (0.0125, 0.110), (0.001, 0.1095)), 40, crease=60, blocks=False)


def mask_box(s, at, turn, k=1.0):
    w, h, d = 0.108 * k, 0.1385 * k, 0.040 * k
    co, si = math.cos(turn), math.sin(turn)

    def r(x, y, z):
        return (co * x + si * z, y, -si * x + co * z)

    base = add(at, (0, h / 2, 0))
    box(s, "kraft", base, (w - 0.001, h - 0.001, d - 0.001), turn=turn, cell=0.2)
    picture(s, "labels", add(at, r(-w / 2, 0, d / 2)), r(w, 0, 0), (0, h, 0), labels.cell("mask"), r(0, 0, 1))
    picture(s, "labels", add(at, r(w / 2, 0, d / 2)), r(0, 0, -d), (0, h, 0), labels.cell("side"), r(1, 0, 0))
    picture(s, "labels", add(at, r(-w / 2, 0, -d / 2)), r(0, 0, d), (0, h, 0), labels.cell("side"), r(-1, 0, 0))
    box(s, "red lacquer", add(at, (0, h, 0)), (w, 0.003, d), turn=turn, cell=0.2, blocks=False)


# --- furniture -----------------------------------------------------------------------------------------------------------------------

def tin(s, at, material, lid, k=1.0):
    lathe(s, material, at, [(0.036 * k, 0), (0.038 * k, 0.005), (0.038 * k, 0.095 * k)], 18, crease=60)
    lathe(s, lid, at, [(0.038 * k, 0.095 * k), (0.0395 * k, 0.097 * k), (0.0395 * k, 0.122 * k), (0.036 * k, 0.129 * k), (0.001, 0.130 * k)], 18, crease=50)
    box(s, "cream paper", add(at, (0, 0.05 * k, 0.037 * k)), (0.026 * k, 0.055 * k, 0.006 * k), cell=0.2, blocks=False)


def vase(s, at, material, k=1.0):
    profile = ((0.022, 0), (0.024, 0.004), (0.036, 0.025), (0.045, 0.060), (0.042, 0.090), (0.026, 0.116), (0.019, 0.130), (0.020, 0.142), (0.027, 0.152), (0.025, 0.154), (0.016, 0.146))
    lathe(s, material, at, [(r * k, y * k) for r, y in profile], 16, crease=60)


def tea_box(s, at, k=1.0, turn=0.0):
    box(s, "kraft", add(at, (0, 0.05 * k, 0)), (0.075 * k, 0.10 * k, 0.07 * k), edge=0.003, turn=turn)
    co, si = math.cos(turn), math.sin(turn)
    box(s, "cream paper", add(at, (si * 0.035 * k, 0.052 * k, co * 0.035 * k)), (0.042 * k, 0.058 * k, 0.003), turn=turn, cell=0.2, blocks=False)
    box(s, "red lacquer", add(at, (si * 0.037 * k, 0.060 * k, co * 0.037 * k)), (0.018 * k, 0.022 * k, 0.003), turn=turn, cell=0.2, blocks=False)


def teapot(s, at, material, k=1.0):
    lathe(s, material, at, [(r * k, y * k) for r, y in ((0.026, 0), (0.030, 0.004), (0.046, 0.022), (0.050, 0.040), (0.042, 0.060), (0.023, 0.071), (0.007, 0.079), (0.010, 0.086), (0.001, 0.092))], 16, crease=60)
    path = _curve([add(at, mul(v, k)) for v in ((0.040, 0.030, 0), (0.062, 0.040, 0), (0.074, 0.066, 0))], 5)
    tube(s, material, path, [0.013 * k, 0.011 * k, 0.009 * k, 0.007 * k, 0.006 * k])
    path = _curve([add(at, mul(v, k)) for v in ((-0.042, 0.055, 0), (-0.070, 0.060, 0), (-0.074, 0.032, 0), (-0.046, 0.022, 0))], 8)
    tube(s, material, path, [0.005 * k] * 8, 5)


def shelves(s):
    z = WALL_Z + 0.105
    for side in (1, -1):
        middle, width = side * 0.845, 0.58
        box(s, "dark wood", (middle, 1.0, WALL_Z + 0.012), (width, 1.16, 0.024), cell=0.08)
        for x in (-width / 2, width / 2):
            box(s, "wood", (middle + x, 1.0, z), (0.024, 1.18, 0.20), edge=0.004, cell=0.08)
        levels = (0.44, 0.73, 1.02, 1.31, 1.58)
        for y in levels:
            box(s, "light wood", (middle, y, z), (width + 0.03, 0.022, 0.215), edge=0.004, cell=0.06)
        rows = (
            ("vase:porcelain", "tin:jade lacquer", "box", "tin:red lacquer", "vase:celadon"),
            ("box", "tin:jade lacquer", "vase:porcelain", "pot:celadon", "tin:gold"),
            ("tin:red lacquer", "pot:porcelain", "box", "tin:jade lacquer", "vase:porcelain"),
            ("pot:dark wood", "tin:gold", "vase:celadon", "box", "tin:jade lacquer"))
        for level, row in zip(levels[:4], rows):
            for i, name in enumerate(row if side > 0 else row[2:] + row[:2]):
                kind, _, material = name.partition(":")
                at = (middle + side * (-0.215 + 0.108 * i), level + 0.011, z + 0.01 * ((i * 7) % 3 - 1))
                k = 1.12 + 0.10 * ((i * 5 + len(row[0])) % 4)
                if kind == "tin":
                    tin(s, at, material, "gold" if material != "gold" else "dark wood", k)
                elif kind == "vase":
                    vase(s, at, material, k)
                elif kind == "box":
                    tea_box(s, at, k, 0.25 * ((i % 3) - 1))
                else:
                    teapot(s, at, material, 1.05)
        # A paper window with lattice outside the post, lit from behind.
        x = side * 1.605
        box(s, "window paper", (x, 1.16, WALL_Z + 0.006), (0.66, 1.24, 0.012), cell=0.08)
        lattice(s, "dark wood", (x - 0.33, 0.54), (x + 0.33, 1.78), WALL_Z + 0.03, 3, 6, 0.012, 0.022)


def lantern(s, at, k=1.0):
    rows = [(0.036, -0.084), (0.050, -0.078), (0.064, -0.052), (0.071, 0.0), (0.064, 0.052), (0.050, 0.078), (0.036, 0.084)]
    rows = [(r * k, y * k) for r, y in rows]

    def shade(t):
        glow = 1 - abs(t * 2 - 0.9) * 0.45
        return (glow, glow * (0.86 + 0.14 * glow), glow * (0.7 + 0.3 * glow))

    lathe(s, "lantern paper", at, rows, 24, crease=70, blocks=False, shade=shade)
    for y, r in ((0.088, 0.038), (-0.088, 0.038)):
        lathe(s, "dark wood", add(at, (0, y * k, 0)), [(0.001, -0.008 * k), (r * k, -0.008 * k), ((r + 0.004) * k, -0.004 * k), ((r + 0.004) * k, 0.004 * k), (r * k, 0.008 * k), (0.001, 0.008 * k)], 16, blocks=False)
        lathe(s, "gold", add(at, (0, y * k * 1.10, 0)), [(0.001, -0.003 * k), (0.030 * k, -0.003 * k), (0.030 * k, 0.003 * k), (0.001, 0.003 * k)], 12, blocks=False)
    for i in range(8):
        a = 2 * math.pi * (i + 0.5) / 8
        path = _curve([add(at, (math.sin(a) * (r + 0.0015), y, math.cos(a) * (r + 0.0015))) for r, y in rows], 7)
        tube(s, "wood", path, [0.0024 * k] * 7, 3)
    tube(s, "dark wood", [add(at, (0, 0.098 * k, 0)), add(at, (0, 1.3, 0))], [0.0028, 0.0028])
    lathe(s, "gold", add(at, (0, -0.118 * k, 0)), [(0.001, -0.010 * k), (0.009 * k, -0.006 * k), (0.010 * k, 0.004 * k), (0.004 * k, 0.010 * k), (0.003 * k, 0.022 * k)], 14, crease=70, blocks=False)
    lathe(s, "tassel", add(at, (0, -0.128 * k, 0)), [(0.014 * k, -0.105 * k), (0.012 * k, -0.05 * k), (0.011 * k, -0.016 * k), (0.008 * k, -0.004 * k), (0.001, 0)], 14, crease=70, blocks=False,
          shade=lambda t: (0.6 + 0.4 * t,) * 3)
    disc(s, "halo", add(at, (0, 0, -0.12)), 0.42 * k, lambda d, h: (*linear("#ffdb96"), 0.62 * (1 - d) ** 2), rings=10, sides=24)


def board(s):
    z = WALL_Z + 0.12
    w, h, y = 0.46, 0.163, 1.79
    box(s, "dark wood", (0, y, z), (w + 0.03, h + 0.03, 0.03), edge=0.006, cell=0.06)
    picture(s, "labels", (-w / 2, y - h / 2, z + 0.0165), (w, 0, 0), (0, h, 0), labels.cell("board"), (0.0, 0.0, 1.0))


def counter(s):
    top, back, front = COUNTER_Y, 0.27, 0.64
    middle, depth = (back + front) / 2, front - back
    box(s, "light wood", (0, top - 0.016, middle), (3.6, 0.032, depth), edge=0.006, cell=0.05)
    box(s, "wood", (0, (top - 0.032) / 2, middle), (3.5, top - 0.032, depth - 0.08), cell=0.08)
    box(s, "dark wood", (0, top - 0.046, front - 0.035), (3.52, 0.028, 0.02), edge=0.003, cell=0.08)
    box(s, "dark wood", (0, 0.05, front - 0.035), (3.52, 0.10, 0.02), edge=0.003, cell=0.08)
    for k in range(-3, 4):
        x = k * 0.425
        box(s, "light wood", (x + 0.2125, 0.300, front - 0.038), (0.41, 0.40, 0.008), cell=0.07, blocks=False, shade=(0.80, 0.76, 0.72))
        lattice(s, "dark wood", (x + 0.018, 0.115), (x + 0.407, 0.485), front - 0.026, 3, 3, 0.0105, 0.016)
    runner(s, top, middle, front, depth)
    y = top + 0.0035
    tea_tin(s, (-0.152, y, 0.455), 0.98)
    gaiwan(s, (0.004, y, 0.475), 0.98)
    mask_box(s, (0.156, y, 0.445), -0.18, 0.98)
    stand(s, top, middle)


def medallion(s, at):
    """One bud and two leaves in a ring, in gold thread."""
    hoop(s, "gold", at, 0.040, 0.0016, 0.0014, 40, 6)
    hoop(s, "gold", at, 0.045, 0.0008, 0.0012, 40, 6)
    part = s.part("gold")
    for turn, length, width in ((0.0, 0.056, 0.0115), (0.95, 0.038, 0.010), (-0.95, 0.038, 0.010)):
        ahead, side = (math.sin(turn), math.cos(turn), 0.0), (math.cos(turn), -math.sin(turn), 0.0)
        root = add(at, (0, -0.024, 0.0006))
        rows = []
        for i in range(9):
            t = i / 8
            middle, w = add(root, mul(ahead, length * t)), width * math.sin(math.pi * t ** 0.8) + 1e-5
            rows.append([part.vertex(add(middle, mul(side, w * f)), unit((side[0] * f * 0.5, side[1] * f * 0.5, 1))) for f in (-1, 1)])
        part.grid(rows)


def runner(s, top, middle, front, depth):
    w = 0.225
    box(s, "cloth", (0, top + 0.0015, middle), (2 * w, 0.004, depth + 0.002), cell=0.05, blocks=False)
    box(s, "cloth", (0, top - 0.066, front + 0.003), (2 * w, 0.138, 0.005), cell=0.04)
    for x in (-w + 0.008, w - 0.008):
        box(s, "gold", (x, top + 0.003, middle), (0.009, 0.004, depth + 0.004), cell=0.06, blocks=False)
        box(s, "gold", (x, top - 0.066, front + 0.0045), (0.009, 0.140, 0.005), cell=0.06, blocks=False)
    box(s, "gold", (0, top - 0.126, front + 0.0045), (2 * w, 0.009, 0.005), cell=0.06, blocks=False)
    medallion(s, (0, top - 0.066, front + 0.0057))
    for i in range(25):
        x = -w + 0.008 + (2 * w - 0.016) * i / 24
        tube(s, "gold", [(x, top - 0.132, front + 0.004), (x, top - 0.160, front + 0.004)], [0.0026, 0.0042], 4)


def stand(s, top, middle):
    """On her left, seen by the wide camera only: the same goods once more, raised in steps and larger."""
    box(s, "cloth", (0.83, top + 0.0015, middle), (0.75, 0.004, 0.34), cell=0.05, blocks=False)
    y = top + 0.0035
    for x, h, w in ((0.605, 0.06, 0.19), (0.82, 0.10, 0.20), (1.035, 0.06, 0.19)):
        box(s, "red lacquer", (x, y + h / 2, middle), (w, h, 0.20), edge=0.006, cell=0.04)
        box(s, "gold", (x, y + h - 0.010, middle), (w + 0.003, 0.004, 0.203), cell=0.2, blocks=False)
    tea_tin(s, (0.82, y + 0.10, middle), 1.45)
    gaiwan(s, (0.605, y + 0.06, middle), 1.35)
    mask_box(s, (1.035, y + 0.06, middle), -0.30, 1.35)
    vase(s, (-0.478, y, middle - 0.02), "celadon", 1.25)
    path = _curve([(-0.478, y + 0.16, middle - 0.02), (-0.492, y + 0.28, middle - 0.02), (-0.545, y + 0.39, middle - 0.01)], 10)
    tube(s, "dark wood", path, [0.006 - 0.0004 * i for i in range(10)])
    for i, k in enumerate((4, 6, 7, 8, 9)):
        blossom(s, add(path[k], (0.012 * (-1) ** i, 0.004, 0.012)), 0.022 + 0.003 * (i % 2), i * 1.3)


def build():
    s = Scene()
    wall(s)
    view(s)
    plum(s)
    shelves(s)
    for i, at in enumerate(LAMPS):
        lantern(s, at, 0.84 if i < 2 else 1.15)
    board(s)
    counter(s)
    return s
