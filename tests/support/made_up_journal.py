"""Journals with a frame that no run has written."""
import second_verifier


def made_up(journal, count):
    """The first frames, and one more that says a nanosecond too much: whole,
    and under no seal yet."""
    at = 0
    for _ in range(count):
        at = second_verifier.read_frame(journal, at).end
    frame = second_verifier.read_frame(journal, at)
    body = bytearray(frame.whole)
    start = body.index(b"\x0d" + frame.magic)
    body[start + 20:start + 28] = (frame.time + 1).to_bytes(8, "little")
    return journal[:at] + whole(body, start)


def whole(frame, start):
    """The frame with the checksum of what is in it now."""
    frame[start + 6:start + 10] = second_verifier.crc32c(
        frame[:start], frame[start:start + 6],
        frame[start + 10:]).to_bytes(4, "little")
    return bytes(frame)


def of_version(journal, version):
    """The journal with another number of its format."""
    frame = second_verifier.read_frame(journal, 0)
    head = bytearray(frame.whole)
    at = head.index(b"\x08\x02", len(head) - len(frame.body))
    head[at + 1] = version
    return whole(head, head.index(b"\x0d" + frame.magic)) + \
        journal[frame.end:]
