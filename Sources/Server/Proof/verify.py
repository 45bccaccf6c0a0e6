#!/usr/bin/env python3
"""Is this export of Hedgerow unchanged since its records were written?

   python3 verify.py [FOLDER] [HEAD]
   FOLDER: where the export lies unpacked, if not beside this program
   HEAD: the signed-off text, like 15321-9f8e... (64 hexadecimal digits)
   exit 0: unchanged; 1: not, or not comparable with HEAD; 2: this cannot be said (a file is missing,
   or HEAD is no head)

It needs Python 3.8 and nothing else, no network and no trust in the house that made the export.

The method. Each act in the house is an entry of its audit: a number, when, who, what, where, and a
salted SHA-256 of what was written. The entries are the leaves of a Merkle tree (RFC 6962, RFC 9162):
a leaf is SHA-256(00 | blind | entry), a node SHA-256(01 | left | right), and the one hash at the top,
the root, changes if any entry is changed, removed or put in. "Head" means the number of entries and
the root. Whoever keeps a head, on paper and signed, can hold everything against it later.

proof.jsonl lists the entries about the exported records in full; for every run of other entries it
gives only the hash of their subtree. Folding all of it front to back must give the root of the head.
The blind is 16 random bytes: without it nobody can guess what the entries beside a shown one say.
Lines with "said" (which number is whose name), "child", "reference", "erased_by" and the first line
(but for its head) are told, not proven."""
import csv, datetime, hashlib, json, os, re, sqlite3, struct, sys, urllib.parse

WORDS = sys.argv[1:]
FOLDER = WORDS.pop(0) if WORDS and os.path.isdir(WORDS[0]) else os.path.dirname(os.path.abspath(__file__))
wrong, notes = [], []                                   # what was found, in words
SHARED = ("channel number child child_name day author author_name written_at happened_at late revision"
          " state").split()                             # the columns of every export, before its fields
SHAPES = dict(date=r"\d{4}-\d\d-\d\d", time=r"\d\d:\d\d", yesNo="[01]",
              number=r"-?\d+\.\d+|-?\d(\.\d+)?e[+-]\d+",
              member=r"0|[1-9]\d{0,17}", child=r"0|[1-9]\d{0,17}", record=r"0|[1-9]\d{0,17}")


def load(raw):
    """JSON without what JSON leaves open: no name twice, no NaN, and UTF-8 only."""
    def once(pairs):
        if len({name for name, _ in pairs}) < len(pairs): raise ValueError("a name is repeated")
        return dict(pairs)
    def never(word): raise ValueError(word + " is no JSON")
    return json.loads(raw.decode("utf-8"), object_pairs_hook=once, parse_constant=never)


def unhex(text, size):
    """Bytes from exactly so many: a longer salt could take over the beginning of what it salts."""
    if not re.fullmatch("[0-9a-f]{%d}" % (2 * size), text, re.A): raise ValueError("not %d bytes" % size)
    return bytes.fromhex(text)


def is_shaped(family, text):
    """Can this be what was stored for a field of this family? The family is not hashed, so what was
    stored as a text must not pass for a reference, a yes or a number."""
    if family == "words": return True
    if family in SHAPES: return re.fullmatch(SHAPES[family], text, re.A) is not None
    try: items = load(text.encode())
    except ValueError: return False
    if type(items) is not list: return False
    if family == "choices": return all(type(item) is str for item in items)
    return family == "children" and all(
        type(item) is dict and set(item) == {"child", "part"} and type(item["child"]) is int
        and item["child"] >= 0 and type(item["part"]) is str for item in items)


def sha(data): return hashlib.sha256(data).digest()


def canon(*fields):
    """A list of fields as bytes, so that no two lists look alike: each field is its length in four
    bytes and then itself (text in UTF-8, numbers in decimal); an absent one is FF FF FF FF."""
    out = b""
    for field in fields:
        data = field if isinstance(field, bytes) else None if field is None else str(field).encode()
        out += b"\xff\xff\xff\xff" if data is None else struct.pack(">I", len(data)) + data
    return out


class Fold:
    """The tree, folded front to back: holds the roots of the complete subtrees so far."""
    def __init__(self): self.peaks, self.count = [], 0

    def add(self, digest, size=1):
        if size < 1 or size & (size - 1) or self.count % size:
            raise ValueError("a subtree of %d entries cannot begin here" % size)
        self.count += size
        while self.peaks and self.peaks[-1][0] == size:
            digest, size = sha(b"\x01" + self.peaks.pop()[1] + digest), size * 2
        self.peaks.append((size, digest))

    def root(self):
        if not self.peaks: return sha(b"")
        root = self.peaks[-1][1]
        for _, left in reversed(self.peaks[:-1]): root = sha(b"\x01" + left + root)
        return root


def read_head(text):
    match = re.fullmatch(r"(?:head)?(\d{1,18})-([0-9a-f]{64})", re.sub(r"\s", "", text.lower()))
    return (int(match[1]), bytes.fromhex(match[2])) if match else None


def check_folder(manifest):
    """Here lie the files of an export and nothing else. Answers the data file."""
    kind, names = manifest["what"], [file["name"] for file in manifest["files"]]
    if not re.fullmatch("[a-z][a-z0-9_-]{0,63}", kind, re.A): raise ValueError("the kind has no name")
    data = [kind + end for end in (".csv", ".jsonl", ".sqlite") if kind + end in names]
    if len(data) != 1:
        wrong.append("the manifest does not name exactly one file of %s records" % kind); return None
    wanted = sorted(["HOW-TO-CHECK.txt", "verify.py", "proof.jsonl", data[0]])
    if sorted(names) != wanted: wrong.append("the manifest names other files than an export has")
    there = set(os.listdir(FOLDER)) - {"manifest.json"}
    for name in sorted(there - set(wanted)): wrong.append(name + " does not belong to this export")
    for name in wanted:
        path = os.path.join(FOLDER, name)
        if name not in there: wrong.append(name + " is missing")
        elif os.path.islink(path) or not os.path.isfile(path): wrong.append(name + " is no plain file")
    return data[0]


def check_files(manifest):
    """Each file is the one that was made."""
    for file in manifest["files"]:
        digest = hashlib.sha256()
        with open(os.path.join(FOLDER, file["name"]), "rb") as data:
            for piece in iter(lambda: data.read(1 << 20), b""): digest.update(piece)
        if digest.hexdigest() != file["sha256"]:
            wrong.append("%s is not the file that was made: its SHA-256 differs" % file["name"])


def check_first(first, manifest):
    """The manifest and the proof tell the same of this export."""
    if first["format"] != 1: raise ValueError("the proof is of another format")
    for mine, its in (("what", "kind"), ("whose", "whose"), ("from", "from"), ("to", "to"),
                      ("audit_head", "head")):
        if manifest.get(mine) != first.get(its): wrong.append("the manifest tells of another " + mine)
    fields = dict(first["fields"])
    if len(fields) != len(first["fields"]): raise ValueError("a field has two families")
    if manifest["columns"] != SHARED + [name for name in fields if name not in SHARED]:
        wrong.append("the columns of the manifest are not those of the proof")
    return fields


def check_content(name, line, fields):
    """The content of a version has the hash that its entry holds, and could have been stored so."""
    content = line["content"]
    flat = [part for field, _, text in content["values"] for part in (field, text)]
    data = unhex(content["salt"], 16) + canon(content["day"], content["happened_at"], *flat)
    if sha(data).hex() != line["content_hash"]: wrong.append(name + ": its content was changed")
    if len(set(flat[::2])) < len(flat[::2]): wrong.append(name + ": a field is there twice")
    for field, family, text in content["values"]:
        if fields.get(field) != family or not is_shaped(family, text):
            wrong.append("%s: the field %s is not of the family %s" % (name, field, family))


def check_entry(line, kind, fields):
    """One entry: its content has the hash it holds, and itself has the leaf that is stated. Answers
    the leaf, for the fold, and what its detail says: number, revision, state before, state after."""
    name = "entry %d (%s)" % (line["entry"], line["detail"])
    moved = line["act"] == "record.state"
    if line["act"] not in ("record.opened", "record.revised", "record.state"):
        raise ValueError(name + " is about no record")
    if "content" in line and ("erased_by" in line or moved): wrong.append(name + ": it can have no content")
    if "erased_by" in line and (type(line["erased_by"]) is not int or line["erased_by"] < 1):
        raise ValueError(name + " names no certificate")
    if "content" in line: check_content(name, line, fields)
    elif not moved and "erased_by" not in line: wrong.append(name + ": its content is missing")
    leaf = sha(b"\x00" + unhex(line["blind"], 16) + canon(
        line["entry"], line["at"], line.get("actor"), line["act"], line.get("channel"),
        line.get("member"), line["detail"], unhex(line["content_hash"], 32)))
    if leaf != unhex(line["leaf"], 32): wrong.append(name + ": was changed")
    tail = r"from (\S+) to (\S+)" if moved else r"revision (\d{1,15})"
    match = re.fullmatch(r"(\S+) (\d{1,15}) " + tail, line["detail"], re.A)
    if not match or match[1] != kind: raise ValueError(name + " is of another kind")
    return leaf, (int(match[2]), 0, match[3], match[4]) if moved else (int(match[2]), int(match[3]), "", "")


def take(line, place, records, told, opening):
    """Notes what an entry says of its record; `told` is what its detail says."""
    number, revision, before, after = told
    key = (line["channel"], number)
    if line["act"] == "record.opened":
        if key in records: raise ValueError("a record is opened twice")
        records[key] = dict(at=line["at"], actor=line.get("actor"), revision=0, state=opening, place=0,
                            child=line.get("child"), reference=line.get("reference"), erased=None)
    if key not in records: raise ValueError("the first version of %s is missing" % line["detail"])
    record = records[key]
    if line["act"] == "record.state":
        if record["state"] != before:
            wrong.append("%s: it was in state %s before" % (line["detail"], record["state"]))
        record["state"] = after
        return 0
    if revision != record["revision"] + 1:
        wrong.append("%s: revision %d is missing" % (line["detail"], record["revision"] + 1))
    if revision > 1 and record["erased"] != line.get("erased_by"):
        wrong.append("%s: some versions of it are claimed erased and others not" % line["detail"])
    record.update(revision=revision, place=place, erased=line.get("erased_by"))
    return 0 if record["erased"] else 1                 # what is not shown is not said to be unchanged


def compare(signed, head, seen):
    """Is the head given the export's own, or do the entries begin with it? If neither can be seen,
    nothing was shown."""
    if not signed or signed == head: return
    if signed[0] == head[0]: wrong.append("the head of this export is not the head given")
    elif seen is None:
        wrong.append("this export cannot be compared with the head you gave: that is of %d entries and"
                     " this is of %d. Ask the house for 'hedgerow verify --data ... --head ...' with"
                     " either head" % (signed[0], head[0]))
    elif seen != signed[1]: wrong.append("the first %d entries are not those of the head given" % signed[0])


def read_proof(signed, manifest):
    """Walks through proof.jsonl once: every entry, the fold, and where each record's newest version
    stands. Answers the first line, its fields, the names said, the records, the count of versions."""
    fold, said, records, versions, seen = Fold(), {}, {}, 0, None
    with open(os.path.join(FOLDER, "proof.jsonl"), "rb") as file:
        first = load(file.readline())
        head, fields = read_head(first["head"]), check_first(first, manifest)
        while True:
            place, raw = file.tell(), file.readline()
            if signed and fold.count == signed[0]: seen = fold.root()
            if not raw: break
            line = load(raw)
            if "said" in line:
                if (line["said"], line["id"]) in said: raise ValueError("a number is named twice")
                said[line["said"], line["id"]] = (line["short"], line.get("name", ""))
            elif "outside" in line:
                if line["outside"] != fold.count + 1: raise ValueError("entries are missing")
                fold.add(unhex(line["hash"], 32), line["to"] - line["outside"] + 1)
            else:
                if line["entry"] != fold.count + 1: raise ValueError("entries are missing")
                leaf, told = check_entry(line, first["kind"], fields)
                fold.add(leaf)
                versions += take(line, place, records, told, first["opens_as"])
    if (fold.count, fold.root()) != head:
        wrong.append("the entries do not lead to the head: one was changed, removed or put in")
    compare(signed, head, seen)
    return first, fields, said, records, versions


def plain(value):
    """A cell as text, however the format writes it."""
    if value is None: return ""
    if isinstance(value, bool): return "true" if value else "false"
    if isinstance(value, float) and value == int(value) and abs(value) < 9e15: return str(int(value))
    return str(value)


def expected(record, key, content, said):
    """The cells of a row, as they follow from the proven version."""
    def short(what, id): return said.get((what, id), ("", ""))[0]
    def named(what, id): return said.get((what, id), ("", ""))[1]
    def moment(ms):
        at = datetime.datetime(1970, 1, 1) + datetime.timedelta(milliseconds=ms)
        return at.isoformat(timespec="milliseconds") + "Z"
    row = {}
    for field, family, text in content["values"]:
        if family == "choices": text = ", ".join(load(text.encode()))
        elif family == "number": text = plain(float(text))
        elif family == "yesNo": text = "true" if text == "1" else "false"
        elif family in ("member", "child"): text = short(family, int(text))
        elif family == "children":
            text = ", ".join("%s as %s" % (short("child", c["child"]), c["part"]) for c in load(text.encode()))
        elif family == "record": text = record["reference"] or ""
        row[field] = text
    late = record["at"] - content["happened_at"] > 24 * 3600 * 1000
    row.update(
        channel=short("channel", key[0]), number=str(key[1]), child=short("child", record["child"]),
        child_name=named("child", record["child"]), day=content["day"],
        author=short("member", record["actor"]), author_name=named("member", record["actor"]),
        written_at=moment(record["at"]), happened_at=moment(content["happened_at"]),
        late=plain(late), revision=str(record["revision"]), state=record["state"])
    return row


def rows(name, columns):
    """The rows of the data file: dicts, each of exactly these columns and in this order."""
    def row(names, cells):
        if names != columns or len(cells) != len(columns):
            raise ValueError("a row does not have one cell for each column of the manifest")
        return dict(zip(names, cells))
    path = os.path.join(FOLDER, name)
    if name.endswith(".sqlite"):
        database = sqlite3.connect("file:%s?mode=ro&immutable=1" % urllib.parse.quote(path), uri=True)
        quote = lambda text: '"%s"' % text.replace('"', '""')
        table = quote(name[:-7])
        made = ("table", name[:-7], "CREATE TABLE %s (%s)" % (table, ", ".join(map(quote, columns))))
        if database.execute("SELECT type, name, sql FROM sqlite_master").fetchall() != [made]:
            raise ValueError("the file holds something else than its one table")
        for cells in database.execute("SELECT * FROM " + table): yield row(columns, cells)
    elif name.endswith(".jsonl"):
        with open(path, "rb") as file:
            for raw in file:
                pairs = load(raw)
                if type(pairs) is not dict: raise ValueError("a row is no list of names and values")
                yield row(list(pairs), pairs.values())
    else:
        csv.field_size_limit(1 << 30)
        with open(path, encoding="utf-8-sig", newline="") as file:
            table = csv.reader(file, strict=True)
            names = next(table, [])
            row(names, names)                           # also where no row follows
            for cells in table: yield row(names, cells)


def same(cell, want, end):
    """In CSV a cell that a spreadsheet would run has an apostrophe in front; SQLite has no truth."""
    if not isinstance(cell, (str, int, float, type(None))):
        raise ValueError("a cell holds neither text nor number")
    cell, want = plain(cell).replace("\0", "\ufffd"), want.replace("\0", "\ufffd")
    return (cell == want or end == ".csv" and cell == "'" + want
            or end == ".sqlite" and (want, cell) in (("true", "1"), ("false", "0")))


def check_rows(name, columns, said, records):
    """Each row is a proven record in its newest version, and each proven record has its row."""
    places = {said_as[0]: id for (what, id), said_as in said.items() if what == "channel"}
    if len(places) < sum(what == "channel" for what, _ in said): raise ValueError("a name is said twice")
    count, found, end = 0, set(), os.path.splitext(name)[1]
    with open(os.path.join(FOLDER, "proof.jsonl"), "rb") as proof:
        for count, row in enumerate(rows(name, columns), 1):
            title = "%s %s" % (row["channel"], row["number"])
            key = (places.get(row["channel"]), int(row["number"]))
            record = records.get(key)
            if not record or record["erased"]: wrong.append(title + ": the row has no proof"); continue
            if key in found: wrong.append(title + ": is there twice"); continue
            found.add(key)
            proof.seek(record["place"])
            content = load(proof.readline()).get("content")
            if not content: continue                    # that it is missing was found before
            want = expected(record, key, content, said)
            for column, cell in sorted(row.items()):
                value = want.get(column, "")
                if not same(cell, value, end):
                    wrong.append("%s: '%s' in column %s is not what was written: '%s'"
                                 % (title, plain(cell), column, value))
    for key, record in records.items():
        if key not in found and not record["erased"]:
            wrong.append("%s %d: the row is missing" % (said[("channel", key[0])][0], key[1]))
    return count


def note(first, fields, said, records):
    """What a reader must know of an export that is whole."""
    own = lambda *kinds: [n for n, family in fields.items() if family in kinds and n not in SHARED]
    notes.append("Told by the house and not proven: %s; the state in which a record begins, and that no"
                 " change after the last one shown was cut off; who asked for this, when and why."
                 % ", ".join(["child", "child_name"] + own("record")))
    notes.append("Names said for numbers that are proven: %s." % ", ".join(
        ["channel", "author", "author_name"] + own("member", "child", "children")))
    for (channel, number), record in records.items():
        if record["erased"]:
            notes.append("%s %d: claimed erased, by certificate %d. That is told, not proven: ask the house"
                         " for the certificate." % (said["channel", channel][0], number, record["erased"]))
    if not first.get("from") and not first.get("to"):
        top = {}
        for channel, number in records: top[channel] = max(number, top.get(channel, 0))
        if sum(top.values()) > len(records):
            notes.append("%d number(s) are not in this export: hidden in the house, or left out here."
                         % (sum(top.values()) - len(records)))


def check(signed):
    """All of it. Answers the verdict's first lines, if nothing is wrong."""
    for name in ("manifest.json", "proof.jsonl"):
        if not os.path.lexists(os.path.join(FOLDER, name)): raise FileNotFoundError(2, "", name)
    with open(os.path.join(FOLDER, "manifest.json"), "rb") as file: manifest = load(file.read())
    data = check_folder(manifest)
    if wrong: return None
    check_files(manifest)
    first, fields, said, records, versions = read_proof(signed, manifest)
    count = check_rows(data, manifest["columns"], said, records)
    if manifest["rows"] != count: wrong.append("the manifest tells of another number of rows")
    note(first, fields, said, records)
    end = (", the one you gave." if signed and read_head(first["head"]) == signed
           else ", which begins with the one you gave." if signed
           else "\nCompare this head with the one that was signed off.")
    gone = sum(1 for record in records.values() if record["erased"])
    return ("%d records, %d versions: unchanged since they were written.%s\nhead %s%s"
            % (count, versions, " %d more are claimed erased: see below." % gone if gone else "",
               first["head"], end))


def main():
    def say(text): print(text.encode("utf-8", "backslashreplace").decode())
    signed = read_head(WORDS[0]) if WORDS else None
    if len(WORDS) > 1 or (WORDS and not signed):
        print("That is no head. One looks like 15321-9f8e..., with 64 hexadecimal digits."); return 2
    try: verdict = check(signed)
    except FileNotFoundError as error:
        print("There is no %s here. Only an export that a director or DSL ordered carries a proof."
              % os.path.basename(error.filename)); return 2
    except Exception as error:                          # a file that was bent so far is not unchanged
        wrong.append("a file cannot be read as what it should be: %s" % (error,))
    for text in wrong[:50]: say("NOT AS IT WAS: " + text)
    if wrong: print("%d thing(s) are wrong: this export is not what was recorded." % len(wrong)); return 1
    for text in [verdict] + notes: say(text)
    return 0


sys.exit(main())
