#!/usr/bin/env python3
"""Holds Wireshark's dissector, src/export/demarche.lua, against the layouts it
was written from: the fields of proto/message.proto, the frame types of
src/wire/frame.h and the sizes of src/crypto/.

Prints one line a difference, and exits with 1 when there is any.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]

# By what the script reads each of proto's types; it may also hold a message.
READERS = {
    "string": {"text"},
    "bytes": {"bytes", "layer", "branch", "sealed_copy"},
    "uint32": {"number"},
    "bool": {"number"},
    "uint64": {"wide"},
    "fixed64": {"moment", "eight"},
    "packed": {"packed"},
}
MESSAGE = {"layer", "branch"}

# A layout of fixed size, and the constant that has its size.
LAYOUTS = {"bundle": ("x3dh", "X3DH_BUNDLE_SIZE"),
           "initial": ("x3dh", "X3DH_INITIAL_SIZE"),
           "distribution": ("sender_key", "SENDER_KEY_DISTRIBUTION_SIZE")}
SIZES = {"mark": 1, "count": 4}


def proto_fields(text):
    """{message: {number: type}}"""
    text = re.sub(r"//[^\n]*", "", text)
    return {name: {int(number): packed or kind for kind, number, packed in
                   re.findall(
                       r"(?:required|optional|repeated)\s+(\w+)\s+\w+\s*=\s*"
                       r"(\d+)\s*(?:\[(packed) = true\])?;", body)}
            for name, body in re.findall(r"message (\w+) \{(.*?)\n\}", text,
                                         re.S)}


def script_fields(text):
    """{message: {number: reader}}"""
    return {name: {int(number): reader for number, reader in re.findall(
                r"^  \[(\d+)\] = (\w+)\(", body, re.M)}
            for name, body in re.findall(r"^FIELDS\.(\w+) = \{\n(.*?)^\}",
                                         text, re.M | re.S)}


def frame_types(header):
    return {name: int(number) for name, number in re.findall(
        r"\bFRAME_(\w+) = (\d+)\b",
        re.search(r"enum frame_type \{(.*?)\};", header, re.S)[1])}


def script_types(text):
    return {name: int(number) for name, number in re.findall(
        r"(\w+) = (\d+)",
        re.search(r"^local FRAME = \{(.*?)\}", text, re.M | re.S)[1])}


def layout_size(text, name):
    body = re.search(rf"^fixed\({name}, \{{\n(.*?)^\}}", text, re.M | re.S)[1]
    return sum(SIZES.get(kind) or int(size) for kind, size in re.findall(
        r"^  (\w+)\([^)]*?(?:, (\d+))?\),$", body, re.M))


def compare_fields(proto, script):
    for message in sorted(proto.keys() | script.keys()):
        ours, theirs = proto.get(message, {}), script.get(message, {})
        for number in sorted(ours.keys() | theirs.keys()):
            kind, reader = ours.get(number), theirs.get(number)
            if reader is None or reader not in READERS.get(kind, MESSAGE):
                yield f"{message}, field {number}: {kind} in proto/, " \
                      f"{reader} in the script"
        if message not in script or message not in proto:
            yield f"{message} stands in one of them only"


def compare(proto, header, constant, script):
    """All differences; `constant` gives the value of a named one."""
    yield from compare_fields(proto_fields(proto), script_fields(script))
    types, told = frame_types(header), script_types(script)
    if types != told:
        yield f"frame types: {types} in wire/frame.h, {told} in the script"
    for name in types:
        if f"[FRAME.{name}] = " not in script:
            yield f"the script has no layer for FRAME_{name}"
    for name, where in LAYOUTS.items():
        size = layout_size(script, name)
        if size != constant(*where):
            yield f"{name}: {size} bytes, {where[1]} is {constant(*where)}"


def read(path):
    return (ROOT / path).read_text(encoding="utf-8")


def constant_of(stem, name):
    return int(re.search(rf"\b{name} = (\d+)",
                         read(f"src/crypto/{stem}.h"))[1])


def main():
    proto, header = read("proto/message.proto"), read("src/wire/frame.h")
    script = read("src/export/demarche.lua")
    found = list(compare(proto, header, constant_of, script))
    # What differs has to be seen: a change of each kind is.
    blind = [what for what, *changed in [
        ("field", proto.replace("string portions = 8", "string portions = 88"),
         header, constant_of, script),
        ("packed field", proto.replace("covers = 17", "covers = 77"), header,
         constant_of, script),
        ("type", proto.replace("fixed64 time_ns", "uint64 time_ns"), header,
         constant_of, script),
        ("message", proto + "message Other {\n}\n", header, constant_of,
         script),
        ("frame type", proto, header.replace("FRAME_RATCHET = 5",
                                             "FRAME_RATCHET = 6"),
         constant_of, script),
        ("layer", proto, header, constant_of,
         script.replace("[FRAME.RATCHET]", "[FRAME.INITIAL]")),
        ("size", proto, header, constant_of,
         script.replace('"EK_A", 32', '"EK_A", 31')),
    ] if list(compare(*changed)) == found]
    for line in found:
        print(f"src/export/demarche.lua: {line}")
    for what in blind:
        print(f"dissector: a change of a {what} is not seen")
    print(f"dissector: {len(found)} differences")
    return 1 if found or blind else 0


if __name__ == "__main__":
    sys.exit(main())
