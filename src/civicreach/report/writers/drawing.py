"""Vega-Lite drawn, here or in a process of its own: the renderer works on one processor only.

As a program it reads from its standard input what `draw` takes, and writes what that gives, both as json.
"""

from __future__ import annotations

import json
import subprocess
import sys
from base64 import b64decode, b64encode
from collections.abc import Sequence
from typing import Any

#: Dots an inch that journals ask for.
DPI = 300

#: A figure as SVG, and as PNG where it was asked for.
Drawn = tuple[str, bytes | None]


def draw(spec: dict[str, Any], *, typefaces: str) -> str:
    """A description as SVG, measured with the typefaces of a folder."""
    # megabytes that only a report that draws pays for
    import vl_convert

    vl_convert.register_font_directory(typefaces)
    svg: str = vl_convert.vegalite_to_svg(spec)
    return svg


def raster(svg: str) -> bytes:
    """A drawing as PNG with 300 dots an inch, a pixel of the drawing being a 96th of an inch."""
    import vl_convert

    # the renderer takes a pixel for a 72nd of an inch
    png: bytes = vl_convert.svg_to_png(svg, scale=72 / 96, ppi=DPI)
    return png


def draw_elsewhere(specs: Sequence[dict[str, Any]], *, typefaces: str, png: bool) -> list[Drawn] | None:
    """The same in a process of its own; None where there can be none, and it has to be done here."""
    task = json.dumps({"specs": list(specs), "typefaces": typefaces, "png": png})
    command = [sys.executable, "-m", "civicreach.report.writers.drawing"]
    try:
        done = subprocess.run(command, input=task, capture_output=True, encoding="utf-8", check=True)
        return [(svg, b64decode(image) if image else None) for svg, image in json.loads(done.stdout)]
    except (OSError, ValueError, subprocess.CalledProcessError):
        return None


def main() -> None:
    """Draw what the standard input asks for."""
    task = json.loads(sys.stdin.buffer.read())
    drawn = [draw(spec, typefaces=task["typefaces"]) for spec in task["specs"]]
    images = [b64encode(raster(svg)).decode("ascii") if task["png"] else None for svg in drawn]
    sys.stdout.write(json.dumps(list(zip(drawn, images, strict=True))))


if __name__ == "__main__":
    main()
