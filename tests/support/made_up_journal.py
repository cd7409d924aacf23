"""A journal with a frame that no run has written."""
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
    body[start + 6:start + 10] = second_verifier.crc32c(
        body[:start], body[start:start + 6],
        body[start + 10:]).to_bytes(4, "little")
    return journal[:at] + bytes(body)
