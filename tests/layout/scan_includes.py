"""Scans the includes of engine/ against the table of modules in engine/modules.cmake.

Prints FILE:LINE: and what is wrong for each include that the table or the rules for foreign headers forbid; exit 1 if there is one.
"""

import re
import sys
from pathlib import Path

# Foreign headers and the only places that may include them.
FOREIGN = [
    (r"glad/|GL/|GLES\d?/", "OpenGL", lambda f: f.parts[0] in ("gfx", "render", "composite", "room")),
    (r"EGL/", "EGL", lambda f: f.parts[0] == "gfx"),
    (r"lib(av\w+|sw\w+)/", "FFmpeg", lambda f: f.parts[0] == "media" or str(f) == "live/bench_show.cpp"),
    (r"yaml-cpp/", "yaml-cpp", lambda f: f.parts[0] == "show"),
    (r"assimp/", "Assimp", lambda f: f.parts[0] == "model"),
    (r"pango/|cairo|fontconfig/", "Pango", lambda f: f.parts[0] == "text"),
    (r"SDL", "SDL", lambda f: f.parts[0] == "live" and f.suffix == ".cpp"),
    # A header may show JSON only where the module keeps it to itself.
    (r"nlohmann/", "JSON", lambda f: f.suffix == ".cpp" or str(f) == "model/json_read.h"),
]


def read_table(listing):
    rows = re.search(r"set\(COMPERE_MODULES(.*?)\)", listing, re.S).group(1)
    table = {name: set(filter(None, uses.split(","))) for name, uses in re.findall(r'"(\w+):([\w,*]*)"', rows)}
    layer0 = set(re.search(r"set\(COMPERE_LAYER0 ([\w ]+)\)", listing).group(1).split())
    return table, layer0


def main():
    engine = Path(sys.argv[1])
    table, layer0 = read_table((engine / "modules.cmake").read_text())
    faults = []
    files = sorted(f for f in engine.rglob("*") if f.suffix in (".h", ".cpp", ".inl", ".inc"))
    for path in files:
        file = path.relative_to(engine)
        module = file.parts[0]
        if module not in table:
            faults.append(f"engine/{file}:1: the module {module} has no row in engine/modules.cmake")
            continue
        allowed = table[module] | layer0 | {module}
        for number, line in enumerate(path.read_text().splitlines(), 1):
            found = re.match(r'\s*#\s*include\s*[<"]([^>"]+)[>"]', line)
            if not found:
                continue
            name = found.group(1)
            used = name.split("/")[0]
            if "/" in name and used in table and "*" not in allowed and used not in allowed:
                faults.append(f"engine/{file}:{number}: {module} may not include {name}")
            for pattern, what, is_allowed in FOREIGN:
                if re.match(pattern, name) and not is_allowed(file):
                    faults.append(f"engine/{file}:{number}: {what} is not for this file: {name}")
    print("\n".join(faults) if faults else f"{len(files)} files, every include allowed")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
