"""Light that never changes, into vertex colours: soft shade where things meet, and the glow of the lanterns."""
import math

from vec import add, cross, dot, mul, sub, unit

RAYS, REACH = 28, 0.42


def _hemisphere():
    """Evenly spread directions about +Z, denser towards it as the cosine wants."""
    out = []
    for i in range(RAYS):
        r = math.sqrt((i + 0.5) / RAYS)
        a = i * math.pi * (3 - math.sqrt(5))
        out.append((r * math.cos(a), r * math.sin(a), math.sqrt(1 - r * r)))
    return out


def _distance(origin, towards, low, high):
    """To the box, or None; boxes that hold the origin do not count."""
    near, far = 1e-4, REACH
    for k in range(3):
        if abs(towards[k]) < 1e-9:
            if not low[k] < origin[k] < high[k]:
                return None
            continue
        a, b = (low[k] - origin[k]) / towards[k], (high[k] - origin[k]) / towards[k]
        near, far = max(near, min(a, b)), min(far, max(a, b))
        if near > far:
            return None
    return near if near > 1e-4 else None


def open_share(position, normal, blockers, directions):
    origin = add(position, mul(normal, 0.004))
    close = [b for b in blockers if all(b[0][k] - REACH < origin[k] < b[1][k] + REACH for k in range(3)) and not all(b[0][k] < origin[k] < b[1][k] for k in range(3))]
    if not close:
        return 1.0
    side = unit(cross(normal, (0.0, 1.0, 0.0) if abs(normal[1]) < 0.9 else (1.0, 0.0, 0.0)))
    up = cross(normal, side)
    total = 0.0
    for d in directions:
        ray = add(add(mul(side, d[0]), mul(up, d[1])), mul(normal, d[2]))
        hits = [t for t in (_distance(origin, ray, *b) for b in close) if t is not None]
        total += 1 - (1 - min(hits) / REACH) ** 1.5 if hits else 1.0
    return total / len(directions)


def lamp_light(position, normal, lamps):
    """From balls of paper: falls with the square of the distance, wraps a little round edges."""
    total = 0.0
    for lamp in lamps:
        v = sub(lamp, position)
        d2 = dot(v, v)
        facing = max(0.0, dot(unit(v), normal) * 0.75 + 0.25)
        total += facing * 0.085 / (d2 + 0.06)
    return min(total, 0.9)


def bake(scene, lamps, level, skip):
    directions = _hemisphere()
    seen = {}
    for name, part in scene.parts.items():
        if name in skip:
            continue
        floor, strength = level(name)
        for i, (p, n) in enumerate(zip(part.positions, part.normals)):
            key = tuple(round(c * 2000) for c in p + n)
            if key not in seen:
                seen[key] = open_share(p, n, scene.blockers, directions), lamp_light(p, n, lamps)
            share, lamp = seen[key]
            shade = 0.28 + 0.72 * share
            # Shade turns warm, as light that bounced off wood.
            warm = (1.0, 0.93 + 0.07 * share, 0.86 + 0.14 * share)
            # Towards the floor in front of the counter the light of the room gives out.
            fall = 1 - 0.48 * min(1.0, max(0.0, (0.54 - p[1]) / 0.42)) if p[2] > 0.5 else 1.0
            light = [fall * shade * w * floor + strength * lamp * c * (0.5 + 0.5 * share) for w, c in zip(warm, (1.0, 0.80, 0.55))]
            part.colours[i] = tuple(min(1.0, a * b) for a, b in zip(part.colours[i][:3], light)) + (part.colours[i][3],)
