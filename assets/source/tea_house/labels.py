"""Draws labels.png, the one texture: lettering and patterns. Needs python3-cairo and Noto CJK; build.py only reads the result."""
import math
import pathlib

SIZE = 1024
# Where each label lies, in pixels: left, top, right, bottom.
CELLS = {"tin": (0, 0, 768, 296), "gaiwan": (0, 304, 768, 464), "board": (0, 472, 768, 744), "mask": (784, 0, 1024, 308), "side": (784, 316, 864, 624)}
FILE = pathlib.Path(__file__).with_name("labels.png")


def cell(name):
    """u0, v0, u1, v1, half a pixel inside."""
    left, top, right, bottom = CELLS[name]
    return ((left + 0.5) / SIZE, (top + 0.5) / SIZE, (right - 0.5) / SIZE, (bottom - 0.5) / SIZE)


def _ink(c, code):
    c.set_source_rgb(*(int(code[i:i + 2], 16) / 255 for i in (1, 3, 5)))


def _text(c, text, x, y, size, colour, face="Noto Serif CJK SC"):
    """Centred on (x, y)."""
    c.select_font_face(face, 0, 1)
    c.set_font_size(size)
    e = c.text_extents(text)
    _ink(c, colour)
    c.move_to(x - e.width / 2 - e.x_bearing, y - e.height / 2 - e.y_bearing)
    c.show_text(text)


def _rounded(c, x, y, w, h, r):
    c.new_sub_path()
    for cx, cy, a in ((x + w - r, y + r, -90), (x + w - r, y + h - r, 0), (x + r, y + h - r, 90), (x + r, y + r, 180)):
        c.arc(cx, cy, r, math.radians(a), math.radians(a + 90))
    c.close_path()


def _leaf(c, x, y, w, h, turn, colour):
    c.save()
    c.translate(x, y)
    c.rotate(math.radians(turn))
    c.move_to(0, 0)
    c.curve_to(-w, -h * 0.35, -w * 0.6, -h * 0.8, 0, -h)
    c.curve_to(w * 0.6, -h * 0.8, w, -h * 0.35, 0, 0)
    _ink(c, colour)
    c.fill()
    c.restore()


def _tin(c):
    _ink(c, "#256b5a")
    c.paint()
    for k in range(5):
        _ink(c, "#1f5c4e")
        x = 768 * k / 4
        c.move_to(x - 190, 296)
        c.curve_to(x - 90, 296 - 40, x - 60, 296 - 90 - 20 * (k % 2), x, 296 - 96)
        c.curve_to(x + 60, 296 - 80, x + 90, 296 - 40, x + 190, 296)
        c.fill()
    _ink(c, "#e3b04e")
    for y in (10, 18, 276, 284):
        c.rectangle(0, y, 768, 3)
        c.fill()
    _rounded(c, 384 - 88, 26, 176, 244, 12)
    _ink(c, "#fbf4e6")
    c.fill_preserve()
    c.set_line_width(5)
    _ink(c, "#c9963f")
    c.stroke()
    for i, letter in enumerate("明前龙井"):
        _text(c, letter, 384, 58 + 50 * i, 53, "#17453b")
    _rounded(c, 384 - 26, 236, 52, 28, 5)
    _ink(c, "#d8412f")
    c.fill()
    _text(c, "唐茶", 384, 250, 20, "#fbf4e6", "Noto Sans CJK SC")


def _gaiwan(c):
    _ink(c, "#f4f5f0")
    c.paint()
    _ink(c, "#2f5fae")
    for y, w in ((10, 5), (20, 2), (132, 3), (146, 7)):
        c.rectangle(0, y, 768, w)
        c.fill()
    c.set_line_width(3)
    for k in range(16):
        x = 48 * k + 24
        for r in (20, 13, 6):
            c.arc(x, 132, r, math.pi, 2 * math.pi)
            c.stroke()
    for k in range(8):
        x = 96 * k + 48
        for turn, h in ((-38, 44), (38, 44), (0, 58)):
            _leaf(c, x, 100, 10, h, turn, "#3b6fc0" if turn else "#2f5fae")


def _board(c):
    _ink(c, "#4a241b")
    c.paint()
    for inset, width, colour in ((14, 10, "#d9a648"), (32, 3, "#b57f35")):
        c.rectangle(inset, inset, 768 - 2 * inset, 272 - 2 * inset)
        c.set_line_width(width)
        _ink(c, colour)
        c.stroke()
    for x, letter in ((212, "唐"), (556, "茶")):
        _text(c, letter, x, 136, 176, "#f7d98a")
    c.arc(384, 136, 15, 0, 2 * math.pi)
    _ink(c, "#f7d98a")
    c.fill()


def _mask(c):
    _ink(c, "#fdeee6")
    c.paint()
    _ink(c, "#d8412f")
    c.rectangle(0, 0, 240, 30)
    c.fill()
    _ink(c, "#e3b04e")
    c.rectangle(0, 30, 240, 6)
    c.fill()
    c.arc(120, 122, 66, 0, 2 * math.pi)
    _ink(c, "#fffaf0")
    c.fill_preserve()
    c.set_line_width(5)
    _ink(c, "#f3b9a4")
    c.stroke()
    for turn, w, h, colour in ((-42, 26, 70, "#7cbf5a"), (42, 26, 70, "#3f8f4f"), (0, 28, 92, "#a5d36c")):
        _leaf(c, 120, 166, w, h, turn, colour)
    _text(c, "茶萃面膜", 120, 226, 52, "#a3271b")
    _text(c, "TEA MASK · 5片", 120, 276, 23, "#6b3f2e", "Noto Sans CJK SC")


def _side(c):
    _ink(c, "#f8ded2")
    c.paint()
    _ink(c, "#d8412f")
    c.rectangle(0, 0, 80, 30)
    c.fill()
    _ink(c, "#e3b04e")
    c.rectangle(0, 30, 80, 6)
    c.fill()
    for i, letter in enumerate("茶萃面膜"):
        _text(c, letter, 40, 92 + 50 * i, 34, "#a3271b")


def draw():
    import cairo
    surface = cairo.ImageSurface(cairo.FORMAT_RGB24, SIZE, SIZE)
    for name, paint in (("tin", _tin), ("gaiwan", _gaiwan), ("board", _board), ("mask", _mask), ("side", _side)):
        left, top, right, bottom = CELLS[name]
        c = cairo.Context(surface)
        c.rectangle(left, top, right - left, bottom - top)
        c.clip()
        c.translate(left, top)
        paint(c)
    surface.write_to_png(str(FILE))


if __name__ == "__main__":
    draw()
