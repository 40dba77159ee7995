"""A file to break, and the breakage that every kind of file gets: cuts and flipped bits."""
import pathlib

EXTREMES = (0, 1, 1 << 31, (1 << 32) - 1)


class Source:
    """`probe(file)` gives the arguments that make `compere` read it. A case is a title and a function that makes its file and returns
    (arguments, names of which a message must hold one, files to keep). `also`: other names that do, of a file that holds this one."""

    def __init__(self, family, title, data, place, name, probe, flips=16, also=()):
        self.family, self.title, self.data, self.probe, self.flips = family, title, data, probe, flips
        self.file = pathlib.Path(place) / name
        self.names = (name, *also)

    def broken(self, data):
        def make():
            self.file.write_bytes(data() if callable(data) else data)
            return self.probe(self.file), self.names, (self.file,)
        return make

    def intact(self):
        return self.broken(self.data)()

    def cuts(self):
        step = 1 if len(self.data) <= 1 << 20 else 5
        for percent in range(0, 100, step):
            yield f"cut at {percent} %", self.broken(self.data[:len(self.data) * percent // 100])

    def flipped(self, random, count):
        for number in range(count):
            # Every second time near the front, where formats keep what matters.
            at = random.randrange(min(len(self.data), 4096) if number % 2 else len(self.data))
            bit = random.randrange(8)

            def flip(at=at, bit=bit):
                data = bytearray(self.data)
                data[at] ^= 1 << bit
                return bytes(data)
            yield f"bit {bit} of byte {at} flipped", self.broken(flip)

    def at(self, places):
        """Numbers of the file, each (title, offset, length in bytes, byte order), set to extremes."""
        for title, offset, length, order in places:
            for value in EXTREMES:
                def put(offset=offset, length=length, order=order, value=value):
                    data = bytearray(self.data)
                    data[offset:offset + length] = (value & (1 << 8 * length) - 1).to_bytes(length, order)
                    return bytes(data)
                yield f"{title} = {value}", self.broken(put)

    def numbers(self, random):
        return ()

    def cases(self, random):
        yield "cut", self.cuts()
        yield "flip", self.flipped(random, self.flips)
        yield "number", self.numbers(random)


class Bombs:
    """Whole files made to hurt, each (kind, title, function that returns arguments, names, files)."""

    def __init__(self, family, title, first, bombs):
        self.family, self.title, self.first, self.bombs = family, title, first, bombs

    def intact(self):
        return self.first()

    def cases(self, random):
        kinds = dict.fromkeys(kind for kind, _, _ in self.bombs)
        for kind in kinds:
            yield kind, [(title, make) for k, title, make in self.bombs if k == kind]
