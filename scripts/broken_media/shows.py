"""Show files and catalogues, read by `check` and, where they pass that, drawn by `frame`."""
import re
import shutil

from .source import EXTREMES, Bombs, Source

SMALL = 'show: small\nanchors: {{ host: {{ model: host.gltf }} }}\nproducts: goods.csv\n{more}rundown:\n  - say: [ "hello" ]\n'
GOODS = "sku,title,price,stock,unit\nTEA,Tea,19.90,320,tin\n"
# A triangle: all that an anchor needs to be drawn.
HOST = ('{"asset":{"version":"2.0"},"nodes":[{"mesh":0}],"meshes":[{"primitives":[{"attributes":{"POSITION":0}}]}],'
        '"accessors":[{"bufferView":0,"componentType":5126,"count":3,"type":"VEC3"}],"bufferViews":[{"buffer":0,"byteLength":36}],'
        '"buffers":[{"byteLength":36,"uri":"data:;base64,AAAAAAAAAAAAAAAAAACAPwAAAAAAAAAAAAAAAAAAgD8AAAAA"}]}')


def furnish(place):
    place.mkdir(exist_ok=True)
    (place / "host.gltf").write_text(HOST)
    (place / "goods.csv").write_text(GOODS)


def picture_of(show):
    return ("frame", show, "--at", "0", "--out", show.parent / "out.png", "--size", "64x64")


class Yaml(Source):
    def numbers(self, random):
        text = self.data.decode()
        for match in re.finditer(r"(?<![\w#])-?\d+(\.\d+)?", text):
            for value in (*EXTREMES, "-1", ".nan", "1e999", "[]", "~"):
                yield f"{match.group()} at {match.start()} = {value}", self.broken((text[:match.start()] + str(value) + text[match.end():]).encode())


def laughs(depth, width):
    lines = ["a0: &a0 [x, x]"] + [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * width)}]" for i in range(1, depth)]
    return "\n".join(lines) + f"\nrundown: *a{depth - 1}\n"


def bombs(place):
    def show(text, goods=GOODS, probe=None):
        def make():
            furnish(place)
            (place / "goods.csv").write_bytes(goods() if callable(goods) else goods.encode())
            file = place / "bomb.yaml"
            data = text() if callable(text) else text
            file.write_bytes(data if isinstance(data, bytes) else data.encode())
            return (picture_of(file) if probe == "frame" else ("check", file)), (file.name, "goods.csv"), (file, place / "goods.csv")
        return make

    small = lambda more: SMALL.format(more=more)  # noqa: E731
    layers = lambda layer, count: small("layouts: { main: [" + ",".join([layer] * count) + "] }\n")  # noqa: E731
    both = lambda kind, title, text, **more: [(kind, f"{title}, {p}", show(text, probe=p, **more)) for p in ("check", "frame")]  # noqa: E731
    return [
        *both("bomb", "anchors that explode", laughs(30, 9)),
        *both("bomb", "an anchor in itself", "a: &a [*a]\nrundown: *a\n"),
        *both("bomb", "100,000 layers", lambda: layers("{stage}", 100_000)),
        *both("bomb", "100,000 layers by alias", lambda: small("layouts: { main: [ &l { text: x }" + ", *l" * 100_000 + "] }\n")),
        *both("bomb", "19,000 layers of text", lambda: small("layouts: { main: [ &l { text: \"many words on one layer\" }" + ", *l" * 19_000 + "] }\n")),
        *both("bomb", "19,000 captions", lambda: small("layouts: { main: [ &l { caption: host }" + ", *l" * 19_000 + "] }\n")),
        *both("bomb", "a 10 MB line", lambda: "show: " + "x" * 10_000_000 + "\n"),
        *both("bomb", "a text of 900 KB", lambda: small("layouts: { main: [ { text: \"" + "words " * 150_000 + "\" } ] }\n")),
        *both("bomb", "a text of 60 KB", lambda: small("layouts: { main: [ { text: \"" + "words " * 10_000 + "\", size: 400 } ] }\n")),
        *both("bomb", "half a million brackets", lambda: "show: " + "[" * 500_000),
        *both("bomb", "half a million maps", lambda: "{a: " * 200_000),
        *both("bomb", "dashes within dashes", lambda: "- " * 400_000),
        *both("bomb", "a hundred thousand keys", lambda: small("".join(f"k{i}: 1\n" for i in range(90_000)))),
        *both("bomb", "one layer in 900 layouts", lambda: small("layouts: {" + ",".join(f"l{i}: [{{text: x}}]" for i in range(900)) + "}\n")),
        *both("bomb", "19,000 lines", lambda: small("").replace('"hello"', ", ".join(['"hello"'] * 19_000))),
        *both("bomb", "900 canvases", lambda: small("canvases: {" + ",".join(f"c{i}: {{size: 4096x4096}}" for i in range(900)) + "}\n")),
        *both("bomb", "900 anchors", lambda: small("").replace("host:", "host: { model: host.gltf }, " + ", ".join(f"h{i}: {{ model: host.gltf }}" for i in range(900)) + ", z:")),
        *both("bomb", "NUL bytes", b"show: a\0b\nanchors: {}\nrundown: []\n"),
        *both("bomb", "no UTF-8", b"show: \xff\xfe\xc0\x80\nanchors: {}\nrundown: []\n"),
        *both("bomb", "UTF-16", "show: a\n".encode("utf-16")),
        *both("bomb", "two documents", small("") + "---\n" + small("")),
        *both("bomb", "an empty file", b""),
        *both("bomb", "goods on a 10 MB line", small(""), goods=lambda: b"sku,title,price\n" + b"x" * 10_000_000),
        *both("bomb", "goods in a 10 MB field", small(""), goods=lambda: b'sku,title,price\nA,"' + b"x" * 10_000_000),
        *both("bomb", "goods of ten million commas", small(""), goods=lambda: b"sku,title,price\n" + b"," * 10_000_000),
        *both("bomb", "a million goods", small(""), goods=lambda: b"sku,title,price\n" + b"A,b,1\n" * 1_000_000),
        *both("bomb", "90,000 goods", small(""), goods=lambda: b"sku,title,price\n" + b"".join(b"A%d,b,1\n" % i for i in range(90_000))),
        *both("bomb", "goods of no text", small(""), goods=lambda: bytes(range(256)) * 4),
        *[(("count"), f"a price of {v}", show(small(""), goods=f"sku,title,price,stock\nA,b,{v},1\n")) for v in (*EXTREMES, "1e99", "-1", "9" * 400)],
        *[(("count"), f"a stock of {v}", show(small(""), goods=f"sku,title,price,stock\nA,b,1,{v}\n")) for v in (*EXTREMES, "1e99", "-1", "9" * 400)],
    ]


def sources(root, media, work):
    place = work / "shows"
    furnish(place)
    demo = root / "assets/shows/tea-house"
    shutil.copytree(root / "assets", work / "assets")
    shows = work / "assets/shows/tea-house"
    check = lambda file: ("check", file)  # noqa: E731

    class Goods(Source):  # the broken catalogue lies beside an intact show
        def broken(self, data):
            make = super().broken(data)

            def with_show():
                _, names, files = make()
                return ("check", shows / "show.yaml"), names, files
            return with_show

    small = place / "intact.yaml"
    small.write_text(SMALL.format(more=""))
    return [
        Yaml("show", "tea-house/show.yaml", (demo / "show.yaml").read_bytes(), shows, "broken.yaml", check, flips=64),
        Goods("show", "tea-house/products.csv", (demo / "products.csv").read_bytes(), shows, "products.csv", check, flips=64, also=("show.yaml",)),
        Bombs("show", "shows made to hurt", lambda: (picture_of(small), (small.name,), ()), bombs(place)),
    ]
