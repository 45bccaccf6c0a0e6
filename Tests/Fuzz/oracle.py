"""Asks Python's h11 what it makes of tens of thousands of made-up and bent requests, and compares.
   oracle.py FACE [CASES [SEED]]      exit 1 if the parser is laxer than h11 or understands otherwise

   The parser may be stricter than h11, and is: how often, and with which status, is printed. It may
   be laxer only as LAXER says. A request that is good by the way it was made must be read by both."""
import collections, json, random, re, struct, subprocess, sys

import h11

# What h11 calls malformed and is read all the same: h11 is then asked about the rest.
EMPTY_LINE = "RFC 9112 section 2.2: one empty line before a request line is ignored"
TRAILER = "RFC 9110 section 6.5.1: no trailer is ever merged into the fields, whatever its name"

METHODS = [b"GET", b"GET", b"POST", b"HEAD", b"PUT", b"DELETE", b"PATCH", b"BREW", b"a!#$%&'*+-.^_`|~"]
TARGETS = [b"/", b"/a/b", b"//a//", b"/a%20b", b"/caf%C3%A9", b"/x?y", b"/x?a=b&c=%26+&&d", b"/%25",
           b"http://h.test/x?y=z", b"HTTPS://h.test:81", b"http://h.test?q", b"/:@!$&'()*,;=-._~"]
FIELDS = [b"Accept: */*", b"Cookie: a=b; c=d", b"X:", b"X:  y \t", b"X-Latin: caf\xe9", b"a!#$%: \"q\"",
          b"Connection: keep-alive", b"Connection: close", b"Connection: x , Close", b"X: a\tb",
          b"Expect: 100-continue", b"TE: trailers", b"Upgrade: h2c", b"Accept: a", b"accept: b"]
NASTY = [b"Content-Length: 5", b"Content-Length: 05", b"Content-Length: 5, 5", b"Content-Length: +5",
         b"Content-Length: 5 5", b"Content-Length:", b"Content-Length: 0x5", b"Content-Length: -1",
         b"Content-Length : 5", b"Transfer-Encoding: chunked", b"Transfer-Encoding: Chunked",
         b"Transfer-Encoding: gzip, chunked", b"Transfer-Encoding: chunked, gzip",
         b"Transfer-Encoding: identity", b"Transfer-Encoding:\x0bchunked", b"Transfer-Encoding : chunked",
         b"Transfer-Encoding: chunked, chunked", b"Transfer-Encoding: xchunked", b"Host: b", b"Host:",
         b" folded: x", b"\tfolded", b": no name", b"no colon", b"X: nul\0", b"X: cr\rlf", b"X: del\x7f",
         b"X\x80: y", b"X Y: z", b"X\xa0: y", b"\xef\xbb\xbfX: y", b"Expect: tea", b"X: \x01"]
VERSIONS = [b"HTTP/1.0", b"HTTP/1.2", b"HTTP/2.0", b"HTTP/0.9", b"http/1.1", b"HTTP/1.10", b"HTTP/1",
            b"HTTP/1.1 ", b"HTTP/ 1.1", b"HTTP/1,1", b"HTTP/\xb2.1", b""]
SPICE = b"\r\n \t:;,\0\x0b\x0c\x7f\x80\xff%/?#=+-_0159aFgGxX\"'()<>@[]\\{}|*"


def good(dice):
    """A request as RFC 9112 would have it."""
    old = dice.random() < 0.1
    fields = [] if old and dice.random() < 0.5 else [dice.choice(
        [b"Host: h.test", b"host:h.test:80", b"HOST: [::1]:8080 ", b"Host:"])]
    fields += dice.choices(FIELDS, k=dice.randrange(5))
    dice.shuffle(fields)
    target = b"*" if dice.random() < 0.03 else dice.choice(TARGETS)
    method = b"OPTIONS" if target == b"*" else dice.choice(METHODS)
    body = b""
    kind = dice.random()
    if kind < 0.3:
        body = bytes(dice.choices(b"ab\r\n0\0\xff", k=dice.randrange(40)))
        fields.append(b"Content-Length: %s%d" % (b"0" * dice.randrange(2), len(body)))
    elif kind < 0.6 and not old:
        fields.append(dice.choice([b"Transfer-Encoding: chunked", b"transfer-encoding:CHUNKED"]))
        body = chunks(dice)
    head = b"%s %s %s" % (method, target, b"HTTP/1.0" if old else b"HTTP/1.1")
    return b"\r\n".join([head, *fields, b"", b""]) + body


def chunks(dice):
    out = b""
    for _ in range(dice.randrange(4)):
        data = bytes(dice.choices(b"ab\r\n0\0\xff", k=dice.randrange(1, 30)))
        size = dice.choice([b"%x", b"%X", b"00%x"]) % len(data)
        out += size + dice.choice([b"", b"", b";a", b";a=\"b c\""]) + b"\r\n" + data + b"\r\n"
    trailer = dice.choice([b"", b"", b"X-Sum: 1\r\n", b"X: y\r\nZ:\r\n"])
    return out + dice.choice([b"0", b"000", b"0;last"]) + b"\r\n" + trailer + b"\r\n"


def bent(dice, case):
    """The same with one thing wrong, or at least odd."""
    at = dice.randrange(len(case)) if case else 0
    # Half of all blows fall near where a line ends: that is where parsers come to differ.
    ends = [m.start() for m in re.finditer(rb"\r\n|: ?| HTTP", case)]
    if ends and dice.random() < 0.5:
        at = min(len(case) - 1, dice.choice(ends) + dice.randrange(-1, 3)) % len(case)
    how = dice.randrange(12)
    if how <= 2:
        return case[:at] + bytes([dice.choice(SPICE)]) + case[at + 1:]
    if how <= 4:
        return case[:at] + bytes([dice.choice(SPICE)]) + case[at:]
    if how == 5:
        return case[:at] + case[at + dice.randrange(1, 4):]
    if how == 6:
        return case[:at] + bytes([dice.randrange(256)]) + case[at + 1:]
    lines = case.split(b"\r\n")
    line = dice.randrange(len(lines))
    if how <= 8:
        return b"\r\n".join(lines[:line] + [dice.choice(NASTY)] + lines[line:])
    if how == 9:
        return b"\r\n".join(lines[:line + 1] + lines[line:])
    if how == 10:
        return re.sub(rb"HTTP/1\.1", lambda _: dice.choice(VERSIONS), case, count=1)
    return b"\r\n".join(lines[:line]) + dice.choice([b"\n", b"\r", b"\r\r\n", b"\n\n", b""]) + \
        b"\r\n".join(lines[line:])


def made(count, seed):
    """The cases, and whether each is good by the way it was made."""
    dice = random.Random(seed)
    for _ in range(count):
        case = b"".join(good(dice) for _ in range(dice.choice([1, 1, 1, 2, 3])))
        blows = dice.choice([0, 1, 1, 1, 2, 3])
        for _ in range(blows):
            case = bent(dice, case)
        if dice.random() < 0.05:
            case = case[:dice.randrange(len(case) + 1)]
            blows = 1
        yield case, blows == 0


def told_by_h11(case):
    """What h11 makes of it: the requests, how it ended, and what of the table above was needed."""
    reads, at, laxer = [], 0, []
    while at < len(case):
        if case.startswith(b"\r\n", at):
            at += 2
            laxer.append(EMPTY_LINE)
        read, rest, end = one_told(case[at:])
        if "fields" in read and re.search("Transfer-Encoding|Content-Length", end):
            # Asked again with the name of the first framing trailer made harmless.
            head, blank, body = case[at:].partition(b"\r\n\r\n")
            harmless = re.sub(rb"(?i)(?<=\r\n)(transfer-encodin|content-lengt)[gh](?=:)",
                              rb"\1-", body, count=1)
            if harmless != body:
                case = case[:at] + head + blank + harmless
                laxer.append(TRAILER)
                continue
        if end:
            return reads, "done" if at == len(case) else end, laxer
        at = len(case) - rest
        read.update(end=at, keeps=keeps(read))
        reads.append(read)
        if not read["keeps"]:
            return reads, "closed", laxer
    return reads, "done", laxer


def one_told(bytes_):
    """One request, how many bytes follow it, and how it ended if it has not ended well."""
    connection, read = h11.Connection(h11.SERVER), {"body": b""}
    try:
        if bytes_:
            connection.receive_data(bytes_)
        while True:
            event = connection.next_event()
            if event is h11.NEED_DATA or event is h11.PAUSED:
                return read, 0, "waiting"
            if isinstance(event, h11.Request):
                read.update(method=event.method, target=event.target,
                            fields=event.headers.raw_items(), old=event.http_version < b"1.1")
            elif isinstance(event, h11.Data):
                read["body"] += bytes(event.data)
            elif isinstance(event, h11.EndOfMessage):
                return read, len(connection.trailing_data[0]), ""
    except h11.RemoteProtocolError as error:
        return read, 0, "refused: %s" % error


def keeps(read):
    """RFC 9112 section 9.3. (h11 keeps none of HTTP/1.0, and forgets when there is an Upgrade.)"""
    words = [word.strip().lower() for name, value in read["fields"] if name.lower() == b"connection"
             for word in value.split(b",")]
    return b"close" not in words and (not read["old"] or b"keep-alive" in words)


def decoded(piece, plus=False):
    """Percent-decoded, by other means than the parser's."""
    if plus:
        piece = piece.replace(b"+", b" ")
    return re.sub(rb"%([0-9A-Fa-f]{2})", lambda m: bytes.fromhex(m[1].decode()), piece)


def expected(read):
    """h11 hands on the target as it came: this is what should be understood of it."""
    target, fields = read["target"], [[bytes(n), bytes(v)] for n, v in read["fields"]]
    for field in fields:
        if field[0].lower() == b"transfer-encoding":
            field[1] = field[1].lower()            # h11 does, and only "chunked" is ever accepted
    absolute = re.match(rb"(?i)https?://([^/?]*)", target)
    if absolute:
        target = target[absolute.end():]
        for field in fields:
            if field[0].lower() == b"host":
                field[1] = absolute[1]             # RFC 9112 section 3.2.2
    path, _, query = target.partition(b"?")
    pairs = [pair.partition(b"=") for pair in query.split(b"&") if pair]
    return {
        "method": read["method"], "raw": path or b"/", "body": read["body"], "end": read["end"],
        "path": [] if path == b"*" else [decoded(p) for p in path.split(b"/") if p],
        "query": [decoded(t, True) for p in pairs for t in (p[0], p[2])],
        "fields": [text(t) for field in fields for t in field], "old": read["old"], "keeps": read["keeps"]}


def text(value):
    """Bytes that are no UTF-8 become U+FFFD in the parser's texts, one for each faulty stretch."""
    return value.decode("utf-8", "replace").encode()


def plain(read):
    """The face's hexadecimal back to bytes."""
    read = {key: bytes.fromhex(value) if isinstance(value, str)
            else [bytes.fromhex(v) for v in value] if isinstance(value, list) else value
            for key, value in read.items()}
    for at, name in enumerate(read["fields"]):
        if at % 2 == 0 and name.lower() == b"transfer-encoding":
            read["fields"][at + 1] = read["fields"][at + 1].lower()
    return read


def fault(case, is_good, ours, theirs, end):
    """What is wrong between the two; None when nothing is."""
    if is_good and (ours["end"] not in ("done", "closed") or end not in ("done", "closed")):
        return "good, and refused: %s / %s" % (ours["end"], end)
    if len(ours["reads"]) > len(theirs):
        return "laxer than h11, which says: %s" % end
    for mine, other in zip(ours["reads"], theirs):
        if plain(mine) != expected(other):
            return "understood otherwise:\n  %r\n  %r" % (plain(mine), expected(other))
    if len(ours["reads"]) == len(theirs) and end.startswith("refused") \
            and not ours["end"].startswith("refused") and end not in LATER:
        return "h11 refuses already: %s" % end
    return None


# h11 refuses these before the head is complete, we when it is: nothing was accepted.
LATER = ("refused: illegal request line",)


def main():
    count, seed = int((sys.argv[2:] or [40000])[0]), int((sys.argv[3:] or [1])[0])
    cases = list(made(count, seed))
    fed = b"".join(struct.pack("<I", len(case)) + case for case, _ in cases)
    lines = subprocess.run([sys.argv[1]], input=fed, capture_output=True, check=True).stdout.splitlines()
    assert len(lines) == count, "%d answers to %d cases" % (len(lines), count)
    seen, faults = collections.Counter(), 0
    for (case, is_good), line in zip(cases, lines):
        ours = json.loads(line)
        theirs, end, laxer = told_by_h11(case)
        seen.update(laxer)
        seen["requests read alike"] += len(ours["reads"])
        seen["good as they were made"] += is_good
        seen["malformed to h11"] += end.startswith("refused")
        seen["malformed to us"] += ours["end"].startswith("refused")
        if ours["end"].startswith("refused") and not end.startswith("refused"):
            seen["stricter than h11: " + ours["end"]] += 1
        wrong = fault(case, is_good, ours, theirs, end)
        if wrong:
            faults += 1
            if faults <= 10:
                print("FAULT %r\n  %s" % (case, wrong))
    for name, times in sorted(seen.items()):
        print("%8d  %s" % (times, name))
    # Without plenty of each, agreement would mean nothing.
    assert seen["requests read alike"] > count / 4 and seen["malformed to h11"] > count / 10
    print("%d cases, %d faults" % (count, faults))
    sys.exit(1 if faults else 0)


main()
