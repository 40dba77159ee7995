"""The shapes that the set is made of. All write into a mesh.Scene; metres, +Y up, the host looks to +Z."""
import math

from vec import add, cross, mul, sub, unit

TAU = 2 * math.pi


def _face(part, corner, du, dv, normal, cell, shade):
    """A rectangle as a grid with cells of about `cell`, so that baked light has somewhere to live."""
    nu = max(1, min(24, round(math.dist((0, 0, 0), du) / cell)))
    nv = max(1, min(24, round(math.dist((0, 0, 0), dv) / cell)))
    rows = []
    for j in range(nv + 1):
        rows.append([part.vertex(add(corner, add(mul(du, i / nu), mul(dv, j / nv))), normal, (i / nu, j / nv), shade) for i in range(nu + 1)])
    part.grid(rows)


def box(scene, material, centre, size, edge=0.0, cell=0.12, turn=0.0, blocks=True, shade=(1, 1, 1)):
    """A box with bevels of `edge`, open at the back; `turn` radians about +Y."""
    part = scene.part(material)
    h = [s / 2 for s in size]
    e = min(edge, min(h) * 0.9)
    co, si = math.cos(turn), math.sin(turn)

    def rotated(p):
        return (co * p[0] + si * p[2], p[1], -si * p[0] + co * p[2])

    def placed(p):
        return add(centre, rotated(p))

    for axis in range(3):
        u, v = (axis + 1) % 3, (axis + 2) % 3
        for sign in (1, -1) if axis < 2 else (1,):
            normal, corner, du, dv = [0.0] * 3, [0.0] * 3, [0.0] * 3, [0.0] * 3
            normal[axis], corner[axis] = sign, sign * h[axis]
            corner[u], corner[v] = -(h[u] - e), -(h[v] - e)
            du[u], dv[v] = 2 * (h[u] - e), 2 * (h[v] - e)
            _face(part, placed(corner), rotated(du), rotated(dv), rotated(normal), cell, shade)
    if e > 0:
        _bevels(part, h, e, placed, rotated, shade)
    if blocks:
        wide = (abs(co) * h[0] + abs(si) * h[2], h[1], abs(si) * h[0] + abs(co) * h[2])
        scene.block(sub(centre, wide), add(centre, wide))


def _bevels(part, h, e, placed, rotated, shade):
    for axis in range(3):
        u, v = (axis + 1) % 3, (axis + 2) % 3
        for su in (1, -1):
            for sv in (1, -1):
                normal = [0.0] * 3
                normal[u], normal[v] = su, sv
                if normal[2] < 0:
                    continue
                n = rotated(unit(normal))
                corners = []
                for end, inner in ((-1, 0), (1, 0), (1, 1), (-1, 1)):
                    p = [0.0] * 3
                    p[axis] = end * (h[axis] - e)
                    p[u] = su * (h[u] - (e if inner else 0))
                    p[v] = sv * (h[v] - (0 if inner else e))
                    corners.append(part.vertex(placed(p), n, (0, 0), shade))
                part.quad(*corners)
    for sx in (1, -1):
        for sy in (1, -1):
            s = (sx, sy, 1)
            n = rotated(unit(s))
            corners = []
            for axis in range(3):
                p = [s[k] * (h[k] - (0 if k == axis else e)) for k in range(3)]
                corners.append(part.vertex(placed(p), n, (0, 0), shade))
            part.triangle(*corners)


def lathe(scene, material, centre, profile, sides=24, uv=None, crease=35, blocks=True, shade=None):
    """A profile of (radius, height) rows turned about +Y. `uv` maps (u, v) with u = 0.5 towards +Z; steep bends stay sharp."""
    part = scene.part(material)
    low, high = profile[0][1], profile[-1][1]
    total = sum(math.dist(a, b) for a, b in zip(profile, profile[1:])) or 1
    segments = [unit((b[1] - a[1], -(b[0] - a[0]), 0)) for a, b in zip(profile, profile[1:])]

    def ring(row, normal, v):
        out = []
        for i in range(sides + 1):
            angle = TAU * (i / sides - 0.5)
            x, z = math.sin(angle), math.cos(angle)
            place = (centre[0] + row[0] * x, centre[1] + row[1], centre[2] + row[0] * z)
            at = uv(i / sides, v) if uv else (0.0, 0.0)
            tint = shade((row[1] - low) / max(1e-6, high - low)) if shade else (1, 1, 1)
            out.append(part.vertex(place, (normal[0] * x, normal[1], normal[0] * z), at, tint))
        return out

    sharp = math.cos(math.radians(crease))
    walked = 0
    last, last_normal = None, None
    for k, (a, b) in enumerate(zip(profile, profile[1:])):
        n = segments[k]
        before = segments[k - 1] if k > 0 else n
        after = segments[k + 1] if k + 1 < len(segments) else n
        n0 = unit(add(n, before)) if n[0] * before[0] + n[1] * before[1] > sharp else n
        n1 = unit(add(n, after)) if n[0] * after[0] + n[1] * after[1] > sharp else n
        step = math.dist(a, b)
        first = last if last and last_normal == n0 else ring(a, n0, walked / total)
        last, last_normal = ring(b, n1, (walked + step) / total), n1
        part.grid([first, last])
        walked += step
    if blocks:
        r = max(p[0] for p in profile) * 0.86
        scene.block((centre[0] - r, centre[1] + low, centre[2] - r), (centre[0] + r, centre[1] + high, centre[2] + r))


def tube(scene, material, path, radii, sides=6, flat=1.0):
    """A round bar along a path; `flat` squeezes it in depth."""
    part = scene.part(material)
    rows = []
    for k, p in enumerate(path):
        ahead = unit(sub(path[min(k + 1, len(path) - 1)], path[max(k - 1, 0)]))
        side = unit(cross(ahead, (0.0, 0.0, 1.0) if abs(ahead[2]) < 0.9 else (0.0, 1.0, 0.0)))
        up = cross(side, ahead)
        row = []
        for i in range(sides + 1):
            a = TAU * i / sides
            out = add(mul(side, math.cos(a)), mul(up, math.sin(a) * flat))
            row.append(part.vertex(add(p, mul(out, radii[k])), unit(out)))
        rows.append(row)
    part.grid(rows)


def hoop(scene, material, centre, radius, half_width, half_depth, sides=72, around=10):
    """A ring in the plane of the wall, its cross-section a rounded rectangle."""
    part = scene.part(material)
    rows = []
    for i in range(sides + 1):
        a = TAU * i / sides
        outward = (math.cos(a), math.sin(a), 0.0)
        row = []
        for j in range(around + 1):
            b = TAU * j / around
            c, s = math.cos(b), math.sin(b)
            w = math.copysign(abs(c) ** 0.6, c) * half_width
            d = math.copysign(abs(s) ** 0.6, s) * half_depth
            n = unit(add(mul(outward, c / half_width), (0.0, 0.0, s / half_depth)))
            row.append(part.vertex(add(add(centre, mul(outward, radius + w)), (0.0, 0.0, d)), n))
        rows.append(row)
    part.grid(rows)


def pierced_wall(scene, material, centre, radius, low, high, sides=96):
    """A wall towards +Z with a round hole: rings that go over from the circle to the rectangle, its corners included."""
    part = scene.part(material)
    angles = sorted({TAU * i / sides for i in range(sides)} | {math.atan2(y - centre[1], x - centre[0]) % TAU for x in (low[0], high[0]) for y in (low[1], high[1])})
    angles.append(angles[0] + TAU)
    rows = []
    for a in angles:
        dx, dy = math.cos(a), math.sin(a)
        reach = min([(limit - centre[0]) / dx for limit in (low[0], high[0]) if abs(dx) > 1e-9 and (limit - centre[0]) / dx > 0] +
                    [(limit - centre[1]) / dy for limit in (low[1], high[1]) if abs(dy) > 1e-9 and (limit - centre[1]) / dy > 0])
        row = []
        for k in (0, 0.03, 0.07, 0.12, 0.18, 0.25, 0.33, 0.42, 0.52, 0.64, 0.8, 1):
            r = radius + (reach - radius) * k
            row.append(part.vertex((centre[0] + dx * r, centre[1] + dy * r, centre[2]), (0.0, 0.0, 1.0)))
        rows.append(row)
    part.grid(rows)


def reveal(scene, material, centre, radius, depth, sides=96):
    """The inner side of the round hole."""
    part = scene.part(material)
    rows = []
    for i in range(sides + 1):
        a = TAU * i / sides
        c, s = math.cos(a), math.sin(a)
        rows.append([part.vertex((centre[0] + radius * c, centre[1] + radius * s, centre[2] - d), (-c, -s, 0.0)) for d in (0, depth)])
    part.grid(rows)


def disc(scene, material, centre, radius, colour, rings=8, sides=48):
    """A round patch towards +Z; `colour` is a function of (distance 0…1, height −1…1)."""
    part = scene.part(material)
    rows = []
    for j in range(rings + 1):
        k = max(j / rings, 0.001)
        row = []
        for i in range(sides + 1):
            a = TAU * i / sides
            row.append(part.vertex((centre[0] + radius * k * math.cos(a), centre[1] + radius * k * math.sin(a), centre[2]), (0.0, 0.0, 1.0), (0, 0), colour(k, k * math.sin(a))))
        rows.append(row)
    part.grid(rows)


def picture(scene, material, corner, across, up, cell, normal):
    """A flat label: `cell` is (u0, v0, u1, v1), v counted downwards."""
    part = scene.part(material)
    u0, v0, u1, v1 = cell
    part.quad(part.vertex(corner, normal, (u0, v1)), part.vertex(add(corner, across), normal, (u1, v1)),
              part.vertex(add(add(corner, across), up), normal, (u1, v0)), part.vertex(add(corner, up), normal, (u0, v0)))


def lattice(scene, material, low, high, z, columns, rows, width=0.009, depth=0.016):
    """Nested squares joined by short bars, the classic window pattern, between two corners (x, y)."""
    part = scene.part(material)

    def bar(x0, y0, x1, y1):
        """Front and long sides only: the ends run into other bars, the back is never seen."""
        w, h = abs(x1 - x0) + width, abs(y1 - y0) + width
        low_corner, top = (min(x0, x1) - width / 2, min(y0, y1) - width / 2, z - depth / 2), z + depth / 2
        x, y = low_corner[:2]
        _face(part, (x, y, top), (w, 0, 0), (0, h, 0), (0.0, 0.0, 1.0), 0.5, (1, 1, 1))
        along, across, normal = ((0, h, 0), (w, 0, 0), (1.0, 0.0, 0.0)) if h > w else ((w, 0, 0), (0, h, 0), (0.0, 1.0, 0.0))
        _face(part, low_corner, along, (0, 0, depth), mul(normal, -1), 0.5, (0.85,) * 3)
        _face(part, add(low_corner, across), along, (0, 0, depth), normal, 0.5, (0.85,) * 3)

    bar(low[0], low[1], high[0], low[1])
    bar(low[0], high[1], high[0], high[1])
    bar(low[0], low[1], low[0], high[1])
    bar(high[0], low[1], high[0], high[1])
    w, h = (high[0] - low[0]) / columns, (high[1] - low[1]) / rows
    for i in range(1, columns):
        bar(low[0] + i * w, low[1], low[0] + i * w, high[1])
    for j in range(1, rows):
        bar(low[0], low[1] + j * h, high[0], low[1] + j * h)
    for i in range(columns):
        for j in range(rows):
            x0, x3, y0, y3 = low[0] + i * w, low[0] + (i + 1) * w, low[1] + j * h, low[1] + (j + 1) * h
            x1, x2, y1, y2 = x0 + w * 0.28, x3 - w * 0.28, y0 + h * 0.28, y3 - h * 0.28
            xm, ym = (x0 + x3) / 2, (y0 + y3) / 2
            for ends in ((x1, y1, x2, y1), (x1, y2, x2, y2), (x1, y1, x1, y2), (x2, y1, x2, y2), (xm, y0, xm, y1), (xm, y2, xm, y3), (x0, ym, x1, ym), (x2, ym, x3, ym)):
                bar(*ends)
