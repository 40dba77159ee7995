"""Scans what the program says against the documents that explain it: events against docs/alarms.md, keys of the report against docs/report.md.

  scan_docs.py ROOT

Prints what stands in the one and not in the other; exit 1 if anything does.
"""

import re
import sys
from pathlib import Path

EVENT = re.compile(r'(?:core::(?:warn|info|log)\((?:core::Level::\w+, *)?\{|write_event\(log, Level::\w+, )"([a-z-]+)"')
KEY = re.compile(r'(?:\{|\[)"(\w+)"(?:,|\])')
TOLD = re.compile(r"`([a-z_-]+)`")


def events_told(text):
    """Words of the first column of a table, and of the paragraphs that list what is no alarm and what is rare."""
    told = set()
    for block in re.split(r"\n(?=\|)|\n\n|\n(?=Rare:)", text):
        if block.startswith("| `"):
            told.update(TOLD.findall(block.split("|")[1]))
        elif block.startswith(("What is no alarm:", "Rare:")):
            told.update(TOLD.findall(block))
    return told


def main():
    root = Path(sys.argv[1])
    wrong = []
    said = {}
    for path in sorted(f for folder in ("engine", "apps") for f in (root / folder).rglob("*") if f.suffix in (".h", ".cpp")):
        for word in EVENT.findall(path.read_text()):
            said.setdefault(word, path.relative_to(root))
    told = events_told((root / "docs/alarms.md").read_text())
    wrong += [f"{file}: docs/alarms.md does not tell of the event {word}" for word, file in said.items() if word not in told]
    wrong += [f"docs/alarms.md: nothing says {word}" for word in sorted(told - said.keys())]

    report = root / "engine/live/report.cpp"
    keys = set(KEY.findall(report.read_text()))
    told = set(TOLD.findall((root / "docs/report.md").read_text()))
    wrong += [f"{report.relative_to(root)}: docs/report.md does not tell of the key {key}" for key in sorted(keys - told)]
    print("\n".join(wrong) if wrong else f"{len(said)} events and {len(keys)} keys, all told")
    return 1 if wrong or not said or not keys else 0


if __name__ == "__main__":
    sys.exit(main())
