"""A growing set of triangles, one list a material, and the boxes that stand in for it when shadows are baked."""
from vec import add, cross, dot, sub


class Part:
    def __init__(self):
        self.positions, self.normals, self.uvs, self.colours, self.triangles = [], [], [], [], []

    def vertex(self, position, normal, uv=(0.0, 0.0), colour=(1.0, 1.0, 1.0, 1.0)):
        self.positions.append(position)
        self.normals.append(normal)
        self.uvs.append(uv)
        self.colours.append(colour if len(colour) == 4 else (*colour, 1.0))
        return len(self.positions) - 1

    def triangle(self, a, b, c):
        """Turned so that its front agrees with the normals of its corners; slivers are dropped."""
        p, q, r = (self.positions[i] for i in (a, b, c))
        face = cross(sub(q, p), sub(r, p))
        if dot(face, face) < 1e-18:
            return
        outward = add(add(self.normals[a], self.normals[b]), self.normals[c])
        self.triangles.append((a, b, c) if dot(face, outward) >= 0 else (a, c, b))

    def quad(self, a, b, c, d):
        self.triangle(a, b, c)
        self.triangle(a, c, d)

    def grid(self, rows):
        """Rows of vertex numbers of equal length."""
        for upper, lower in zip(rows, rows[1:]):
            for i in range(len(upper) - 1):
                self.quad(upper[i], upper[i + 1], lower[i + 1], lower[i])


class Scene:
    def __init__(self):
        self.parts = {}
        self.blockers = []

    def part(self, material):
        return self.parts.setdefault(material, Part())

    def block(self, low, high):
        self.blockers.append((low, high))

    def count(self):
        return sum(len(p.triangles) for p in self.parts.values())
