#!/usr/bin/env python3
"""Pictures of studies, taken apart without a browser.

    pictures.py SKETCH [COUNT]

SKETCH draws its sketches and COUNT random ones into a folder. Each has to be
well-formed XML of a few elements and attributes, none of which loads or runs
anything; to have a title, a description and its basis; to be the same when
drawn again; and to keep every mark within its edges. No text stands on
another, by widths of letters that are not the program's. Every colour of a
text is told from what is behind it, in both schemes.
"""
import pathlib
import re
import subprocess
import sys
import tempfile
import unicodedata
import xml.etree.ElementTree

SVG = "{http://www.w3.org/2000/svg}"
PLACES = {"rect": "x y width height", "line": "x1 y1 x2 y2",
          "circle": "cx cy r", "path": "d", "text": "x y"}
ALLOWED = {"svg": "class role width height viewBox", "title": "", "desc": "",
           "style": "", "g": "class",
           **{name: "class " + names for name, names in PLACES.items()}}
BANNED = re.compile(r"url\(|@import|expression|javascript", re.I)
SIZE = re.compile(r"\.demarche \.(\w+)\{[^}]*font-size:([\d.]+)px")
TOKEN = re.compile(r"--(\w+):(#[0-9a-f]+)")
TEXT_CONTRAST, MARK_CONTRAST = 4.5, 3


def fail(name, message):
    raise AssertionError(f"{name}: {message}")


def letter(c):
    """About the width of a letter, as a share of its size."""
    if unicodedata.east_asian_width(c) in "WF":
        return 1
    if c in "iljI.,:;'|! ":
        return 0.27
    if c in "frt()[]-/":
        return 0.36
    if c in "mwMW@%":
        return 0.86
    return 0.64 if c.isupper() else 0.54


def box_of(element, sizes):
    classes = element.get("class").split()
    size = sizes.get(classes[0], 12)
    width = size * sum(letter(c) for c in element.text)
    x, y = float(element.get("x")), float(element.get("y"))
    left = x - width * {"m": 0.5, "e": 1}.get(classes[-1], 0)
    return left, y - 0.72 * size, left + width, y + 0.2 * size


def check_texts(name, root, sizes, width, height):
    boxes = []
    for element in root.iter(SVG + "text"):
        a = box_of(element, sizes)
        if a[0] < 0 or a[1] < 0 or a[2] > width or a[3] > height:
            fail(name, f"{element.text!r} leaves the picture: {a}")
        for b, other in boxes:
            if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]:
                fail(name, f"{element.text!r} stands on {other!r}")
        boxes.append((a, element.text))
    return len(boxes)


def check_places(name, root, width, height):
    """Lines, areas and dots lie within the picture."""
    for element in root.iter():
        kind = element.tag.removeprefix(SVG)
        if kind not in PLACES or kind == "text":
            continue
        if kind == "path":
            xs, ys = path_places(name, element.get("d"))
        else:
            n = [float(element.get(k, 0)) for k in PLACES[kind].split()]
            xs, ys = {"rect": lambda x, y, w, h: ((x, x + w), (y, y + h)),
                      "line": lambda a, b, c, d: ((a, c), (b, d)),
                      "circle": lambda x, y, r: ((x - r, x + r), (y - r, y + r))
                      }[kind](*n)
            if kind == "rect" and (n[2] <= 0 or n[3] <= 0):
                fail(name, f"an area without extent: {n}")
        if xs and (min(xs) < 0 or max(xs) > width or min(ys) < 0 or
                   max(ys) > height):
            fail(name, f"{kind} leaves the picture")


def path_places(name, data):
    xs, ys = [], []
    if not re.fullmatch(r"(M[-.\d]+ [-.\d]+|[HV][-.\d]+|Z)*", data):
        fail(name, f"a path of other commands: {data[:60]}")
    for x, y in re.findall(r"M([-.\d]+) ([-.\d]+)", data):
        xs.append(float(x))
        ys.append(float(y))
    for command, n in re.findall(r"([HV])([-.\d]+)", data):
        (xs if command == "H" else ys).append(float(n))
    return xs, ys


def luminance(colour):
    digits = colour[1:] if len(colour) == 7 else \
        "".join(2 * c for c in colour[1:])
    parts = [int(digits[i:i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
              for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a, b):
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


def check_colours(style):
    """Of the style sheet, which is the same in all pictures."""
    light, dark = style.split("@media screen and (prefers-color-scheme:dark)")
    for scheme in (dict(TOKEN.findall(light)), dict(TOKEN.findall(dark))):
        pairs = [(f"t{i}", f"h{i}", TEXT_CONTRAST) for i in range(9)]
        pairs += [(ink, "paper", TEXT_CONTRAST) for ink in
                  ["ink", "ink2", "ink3", "now"] +
                  [f"l{i}" for i in range(6)]]
        pairs += [("ink3", "wash", TEXT_CONTRAST),
                  ("edge", "paper", MARK_CONTRAST)]
        for text, ground, least in pairs:
            found = contrast(scheme[text], scheme[ground])
            if found < least:
                fail("style", f"{text} on {ground} has a contrast of {found}")
        # The ramp orders itself without hue.
        steps = [luminance(scheme[f"h{i}"]) for i in range(9)]
        if steps not in (sorted(steps), sorted(steps, reverse=True)):
            fail("style", "the ramp of heat is not one of lightness")


def check_picture(name, text):
    root = xml.etree.ElementTree.fromstring(text)
    for element in root.iter():
        kind = element.tag.removeprefix(SVG)
        if kind not in ALLOWED:
            fail(name, f"an element {element.tag}")
        for attribute in element.keys():
            if attribute not in ALLOWED[kind].split():
                fail(name, f"an attribute {attribute} of {kind}")
    children = [child.tag.removeprefix(SVG) for child in root[:3]]
    if root.tag != SVG + "svg" or children != ["title", "desc", "style"]:
        fail(name, f"begins with {children}")
    if not root[0].text or not root[1].text:
        fail(name, "has no title or no description")
    if BANNED.search(root[2].text) or len(list(root.iter(SVG + "style"))) > 1:
        fail(name, "a style that may load something")
    if not any(t.get("class") == "ba" for t in root.iter(SVG + "text")):
        fail(name, "does not say what it rests on")
    width, height = float(root.get("width")), float(root.get("height"))
    if root.get("viewBox") != f"0 0 {width:g} {height:g}":
        fail(name, "view box and size differ")
    sizes = {k: float(v) for k, v in SIZE.findall(root[2].text)}
    check_places(name, root, width, height)
    return root[2].text, check_texts(name, root, sizes, width, height)


def draw(sketch, folder, count):
    folder.mkdir()
    subprocess.run([sketch, folder, str(count)], check=True)
    return {path.stem: path.read_bytes() for path in
            sorted(folder.glob("*.svg"))}


def main():
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 400
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        pictures = draw(sys.argv[1], folder / "one", count)
        if draw(sys.argv[1], folder / "two", count) != pictures:
            fail("all", "a second drawing differs")
    if len(pictures) <= count:
        fail("all", "there are no sketches")
    styles, texts = set(), 0
    for name, data in pictures.items():
        style, number = check_picture(name, data.decode("utf-8"))
        styles.add(style)
        texts += number
    if len(styles) != 1:
        fail("all", "pictures have different styles")
    check_colours(styles.pop())
    print(f"{len(pictures)} pictures, {texts} texts")


if __name__ == "__main__":
    main()
