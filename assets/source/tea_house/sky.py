"""A small Radiance panorama of the room on a warm morning: what the set's materials reflect."""
import math

WIDTH, HEIGHT = 256, 128


def _spot(d, towards, spread):
    length = math.sqrt(sum(c * c for c in towards))
    cosine = sum(a * b for a, b in zip(d, towards)) / length
    return math.exp((cosine - 1) / spread)


def radiance(d):
    """Linear light from direction d; the camera looks along −Z, so what lights the front of things is at +Z."""
    up = d[1]
    wall, ceiling, floor = (0.34, 0.285, 0.22), (0.46, 0.42, 0.36), (0.17, 0.115, 0.08)
    k = max(0.0, min(1.0, abs(up) * 1.6))
    k = k * k * (3 - 2 * k)
    base = [a + (b - a) * k for a, b in zip(wall, ceiling if up > 0 else floor)]
    for towards, spread, colour in (
            ((-0.75, 0.50, 0.62), 0.045, (3.4, 3.1, 2.65)),    # the front window, upper left
            ((0.85, 0.30, 0.45), 0.06, (0.55, 0.62, 0.70)),    # cool bounce on the right
            ((-0.72, 0.25, -0.70), 0.012, (2.6, 1.5, 0.62)),   # lanterns
            ((0.72, 0.25, -0.70), 0.012, (2.6, 1.5, 0.62)),
            ((0.0, 0.10, -1.0), 0.05, (0.30, 0.46, 0.40))):    # the moon window
        s = _spot(d, towards, spread)
        base = [b + s * c for b, c in zip(base, colour)]
    return base


def _rgbe(colour):
    peak = max(colour)
    if peak < 1e-32:
        return (0, 0, 0, 0)
    mantissa, exponent = math.frexp(peak)
    scale = mantissa * 256 / peak
    return tuple(min(255, int(c * scale)) for c in colour) + (exponent + 128,)


def _packed(values):
    """Runs and literals of the new-style RGBE row."""
    out, i = bytearray(), 0
    while i < len(values):
        run = 1
        while i + run < len(values) and run < 127 and values[i + run] == values[i]:
            run += 1
        if run >= 4:
            out += bytes((128 + run, values[i]))
            i += run
            continue
        start = i
        while i < len(values) and i - start < 128 and not (i + 3 < len(values) and values[i] == values[i + 1] == values[i + 2] == values[i + 3]):
            i += 1
        out += bytes((i - start,)) + bytes(values[start:i])
    return out


def write(path):
    out = bytearray(f"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y {HEIGHT} +X {WIDTH}\n".encode())
    for y in range(HEIGHT):
        polar = (y + 0.5) / HEIGHT * math.pi
        row = []
        for x in range(WIDTH):
            azimuth = ((x + 0.5) / WIDTH - 0.5) * 2 * math.pi
            row.append(_rgbe(radiance((math.sin(polar) * math.sin(azimuth), math.cos(polar), math.sin(polar) * math.cos(azimuth)))))
        out += bytes((2, 2, WIDTH >> 8, WIDTH & 255))
        for part in range(4):
            out += _packed([p[part] for p in row])
    with open(path, "wb") as file:
        file.write(out)
