"""Colours and materials of the tea house. Roughness, not noise, tells materials apart."""


def linear(code):
    """'#rrggbb' to linear light, IEC 61966-2-1."""
    out = []
    for i in (1, 3, 5):
        c = int(code[i:i + 2], 16) / 255
        out.append(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4)
    return tuple(out)


class Material:
    def __init__(self, name, colour, roughness=0.8, metallic=0.0, glow=None, unlit=False, blend=False, textured=False):
        self.name, self.colour, self.roughness, self.metallic = name, linear(colour), roughness, metallic
        self.glow = linear(glow) if glow else None
        self.unlit, self.blend, self.textured = unlit, blend, textured


MATERIALS = {m.name: m for m in (
    Material("plaster", "#f2d0a4", 0.95),
    Material("dado", "#b98558", 0.6),
    Material("dark wood", "#5d3426", 0.68),
    Material("wood", "#8d5636", 0.5),
    Material("light wood", "#cf9058", 0.62),
    Material("floor", "#8a5a3c", 0.35),
    Material("gold", "#f6c35c", 0.38, 0.28),
    Material("porcelain", "#f1f3ee", 0.12),
    Material("celadon", "#9cc7b4", 0.15),
    Material("jade lacquer", "#2f7d6b", 0.3),
    Material("red lacquer", "#cc3f2a", 0.42),
    Material("kraft", "#d9b182", 0.9),
    Material("cream paper", "#f6e8cd", 0.9),
    Material("cloth", "#d4432d", 0.95),
    Material("tassel", "#d2472f", 0.8),
    Material("petal", "#ee5a41", 0.7),
    Material("leaf", "#6fae57", 0.6),
    Material("lantern paper", "#f6c983", 0.9, glow="#d39a52"),
    Material("window paper", "#f3dfb8", 0.9, glow="#6e5534"),
    Material("labels", "#ffffff", 0.45, textured=True),
    Material("porcelain labels", "#ffffff", 0.12, textured=True),
    Material("view", "#ffffff", unlit=True),
    Material("halo", "#ffffff", unlit=True, blend=True),
)}
