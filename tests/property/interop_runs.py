#!/usr/bin/env python3
"""Frames of whole runs, opened by a second implementation.

    interop_runs.py PROGRAM SOURCE

PROGRAM plays scenarios of the source. Each of their ratchet frames has to open
under its message key, with the associated data that docs/protocols.md names;
each X3DH secret and each message key has to follow from what it is made of; and
the signatures of credentials, requests, bundles and group frames have to hold.
"""
import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))
import second_ratchet as second  # noqa: E402
from second_peer import count, counts, same, tell_counts  # noqa: E402
from second_primitives import verify, xeddsa_verify  # noqa: E402

# Nobody replaces a key in these.
SCENARIOS = ("scenarios/lessons/letters-to-who-is-away.yaml",
             "scenarios/lessons/a-group-of-allies.yaml",
             "tests/timeline/prekeys.yaml")
EXCHANGES = 60
LEAST = {"credentials": 5, "requests": 8, "bundles": 8, "agreements": 8,
         "ratchet frames": 20, "group frames": 4}


def run(program, *arguments):
    return subprocess.run([program, *arguments], stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, text=True, check=False)


def exchanges(program, folder):
    """Each frame once."""
    seen = set()
    for number in range(1, EXCHANGES):
        shown = run(program, "show", folder, "--exchange", str(number),
                    "--reveal-secrets", "--json")
        for frame in json.loads(shown.stdout)["frames"] if shown.stdout else ():
            if frame["record"] not in seen:
                seen.add(frame["record"])
                yield frame


def field(layer, name):
    """The bytes of a field, the last so many of its size, or nothing."""
    for each in layer["fields"]:
        if each["name"] == name:
            data = bytes.fromhex(layer["hex"])
            return data[each["at"]:each["at"] + each["size"]]
    return b""


def secrets(frame):
    """By the first word of their names."""
    return {s["name"].replace(",", " ").split()[0]: bytes.fromhex(s["key"])
            for s in frame["secrets"]}


def check_credential(record):
    """The statement, its signature and the proof of possession."""
    data = bytes.fromhex(record["data"])
    end = 2 + data[1]
    statement, proofs = data[2:end], data[end:]
    at = statement.index(b"\x22\x20") + 2
    sign, agree = statement[at:at + 32], statement[at + 34:at + 66]
    same("fingerprint", hashlib.sha256(sign + agree).hexdigest(),
         record["fingerprint"])
    verify(sign, statement, proofs[2:66])
    xeddsa_verify(agree, statement, proofs[-64:])
    count("credentials")
    return record["party"], sign, agree


def owner_of(layer):
    return json.loads(next(f["value"] for f in layer["fields"]
                           if f["name"] == "owner"))


def check_request(frame, layer, keys):
    """The session's number travels as the counter of the message."""
    signature = field(layer, "request_signature")[-64:]
    session = next(f["value"] for f in layer["fields"]
                   if f["name"] == "counter")
    texts = ("demarche/x3dh/request/1", frame["from"], frame["to"],
             owner_of(layer))
    verify(keys[frame["from"]][0],
           b"".join(text.encode() + b"\x00" for text in texts) +
           int(session).to_bytes(8, "big"), signature)
    count("requests")


def check_bundle(layer, keys):
    """Of who has stated no key the bundle's own are taken."""
    bundle = field(layer, "bundle")[-202:]
    pair = keys.setdefault(owner_of(layer), (bundle[1:33], bundle[33:65]))
    second.read_bundle(bundle, *pair)
    count("bundles")


def check_ratchet(frame, layers, keys, ads):
    """AD of X3DH, the channel, the frame's head, the initial message."""
    data = bytes.fromhex(layers["frame"]["hex"])
    head, session, known = data[:21], data[5:13], secrets(frame)
    initial = bytes.fromhex(layers["x3dh"]["hex"]) if "x3dh" in layers else b""
    if initial:
        bare, ik, _, _, once = second.read_initial(initial)
        if "SK" in known:
            names = ["DH1", "DH2", "DH3"] + (["DH4"] if once else [])
            same("SK", second.x3dh_kdf(*(known[n] for n in names)),
                 known["SK"])
            count("agreements")
        if not {frame["from"], frame["to"]} <= keys.keys():
            return count("frames of unknown keys")
        a, b = ((name, *keys[name]) for name in (frame["from"], frame["to"]))
        same("IK_A", a[2], ik)
        channel = b"" if bare else frame["channel"].encode() + b"\x00"
        ads[session] = second.x3dh_ad(bare, a, b) + channel
    if session not in ads:
        return count("frames of unknown keys")
    message = bytes.fromhex(layers["ratchet"]["hex"])
    same("frame", head + initial + message, data)
    same("message key", second.kdf_ck(known["CK"])[0], known["MK"])
    plaintext = second.decrypt(
        known["MK"], message[40:], ads[session] + head + initial + message[:40],
        second.MESSAGE)
    same("message", plaintext.hex(), layers["message"]["hex"])
    return count("ratchet frames")


def check_group(frame, layers, public):
    data, known = bytes.fromhex(layers["frame"]["hex"]), secrets(frame)
    ad = b"demarche/group/1\x00" + frame["from"].encode() + b"\x00" + data[:21]
    message, mk = data[21:], known["MK"]
    same("message key", second.kdf_ck(known["CK"])[0], mk)
    plaintext = second.decrypt(mk, message[9:-64], ad + message[:9],
                               second.GROUP_MESSAGE)
    same("message", plaintext.hex(), layers["message"]["hex"])
    key = public[frame["from"], message[1:5]]
    verify(key, second.GROUP_SIGNATURE + second.numbers(len(ad)) + ad +
           message[:-64], message[-64:], prehashed=True)
    count("group frames")


def check_frames(frames, keys):
    ads, public = {}, {}
    for frame in frames:
        layers = {layer["name"]: layer for layer in frame["layers"]}
        message = layers.get("message")
        if not message:
            continue
        if field(message, "bundle"):
            check_bundle(message, keys)
        if frame["from"] in keys and field(message, "request_signature"):
            check_request(frame, message, keys)
        if field(message, "sender_key"):
            given = field(message, "sender_key")[-73:]
            public[frame["from"], given[1:5]] = \
                second.SenderKeyPeer(given).public
        if "ratchet" in layers and "MK" in secrets(frame):
            check_ratchet(frame, layers, keys, ads)
        if "group" in layers:
            check_group(frame, layers, public)


def check_run(program, scenario, folder):
    same(scenario, 0, run(program, "run", scenario, "--out", folder).returncode)
    keys = {}
    for line in run(program, "export", folder, "--to",
                    "jsonl").stdout.splitlines():
        record = json.loads(line)
        if record["kind"] == "KEY_DECLARED":
            party, *pair = check_credential(record)
            keys[party] = pair
    frames = sorted(exchanges(program, folder), key=lambda f: f["record"])
    check_frames(frames, keys)


def main():
    program, source = sys.argv[1], pathlib.Path(sys.argv[2])
    with tempfile.TemporaryDirectory() as folder:
        for n, name in enumerate(SCENARIOS):
            check_run(program, str(source / name), f"{folder}/{n}")
    tell_counts()
    for what, least in LEAST.items():
        assert counts.get(what, 0) >= least, f"fewer than {least} {what}"


if __name__ == "__main__":
    main()
