#!/usr/bin/env python3
"""Is this export of Hedgerow unchanged since its records were written?

   python3 verify.py [HEAD]      HEAD: the signed-off text, like 15321-9f8e... (64 hexadecimal digits)
   exit 0: unchanged; 1: not; 2: this cannot be said (a file is missing, or HEAD is no head)

It needs Python 3.8 and nothing else, no network and no trust in the house that made the export.

The method. Each act in the house is an entry of its audit: a number, when, who, what, where, and a
salted SHA-256 of what was written. The entries are the leaves of a Merkle tree (RFC 6962, RFC 9162):
a leaf is SHA-256(00 | blind | entry), a node SHA-256(01 | left | right), and the one hash at the top,
the root, changes if any entry is changed, removed or put in. "Head" means the number of entries and
the root. Whoever keeps a head, on paper and signed, can hold everything against it later.

proof.jsonl lists the entries about the exported records in full; for every run of other entries it
gives only the hash of their subtree. Folding all of it front to back must give the root of the head.
The blind is 16 random bytes: without it nobody can guess what the entries beside a shown one say.
Lines with "said" (which number is whose name) and "child", "reference" are told, not proven."""
import csv, datetime, hashlib, json, os, re, sqlite3, struct, sys

FOLDER = os.path.dirname(os.path.abspath(__file__))
wrong, notes = [], []                                   # what was found, in words


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


def check_manifest(manifest):
    """Each file beside this one is the one that was made."""
    for file in manifest["files"]:
        path = os.path.join(FOLDER, os.path.basename(file["name"]))
        if not os.path.exists(path):
            wrong.append("%s is missing" % file["name"]); continue
        digest = hashlib.sha256()
        with open(path, "rb") as data:
            for piece in iter(lambda: data.read(1 << 20), b""): digest.update(piece)
        if digest.hexdigest() != file["sha256"]:
            wrong.append("%s is not the file that was made: its SHA-256 differs" % file["name"])


def check_entry(line, kind):
    """One entry: its content has the hash it holds, and itself has the leaf that is stated. Answers
    the leaf, for the fold."""
    name = "entry %d (%s)" % (line["entry"], line["detail"])
    content = line.get("content")
    if content:
        flat = [part for field, _, text in content["values"] for part in (field, text)]
        data = bytes.fromhex(content["salt"]) + canon(content["day"], content["happened_at"], *flat)
        if sha(data).hex() != line["content_hash"]: wrong.append(name + ": its content was changed")
    elif line["act"] != "record.state" and "erased_by" not in line:
        wrong.append(name + ": its content is missing")
    if line["detail"].split(" ")[0] != kind: wrong.append(name + ": is of another kind")
    leaf = sha(b"\x00" + bytes.fromhex(line["blind"]) + canon(
        line["entry"], line["at"], line.get("actor"), line["act"], line.get("channel"),
        line.get("member"), line["detail"], bytes.fromhex(line["content_hash"])))
    if leaf.hex() != line["leaf"]: wrong.append(name + ": was changed")
    return leaf


def read_proof(signed):
    """Walks through proof.jsonl once: every entry, the fold, and where each record's newest version
    stands. Answers the first line, the names said, the records, and the count of versions."""
    fold, said, records, versions, seen = Fold(), {}, {}, 0, None
    with open(os.path.join(FOLDER, "proof.jsonl"), "rb") as file:
        first = json.loads(file.readline())
        count, root = read_head(first["head"])
        while True:
            place = file.tell()
            raw = file.readline()
            if signed and fold.count == signed[0]: seen = fold.root()
            if not raw: break
            line = json.loads(raw)
            if "said" in line:
                said[line["said"], line["id"]] = (line["short"], line.get("name", ""))
            elif "outside" in line:
                if line["outside"] != fold.count + 1: raise ValueError("entries are missing")
                fold.add(bytes.fromhex(line["hash"]), line["to"] - line["outside"] + 1)
            else:
                if line["entry"] != fold.count + 1: raise ValueError("entries are missing")
                fold.add(check_entry(line, first["kind"]))
                words = line["detail"].split(" ")
                key = (line["channel"], int(words[1]))
                if line["act"] == "record.opened":
                    records[key] = dict(at=line["at"], actor=line.get("actor"), revision=0, state=None,
                                        child=line.get("child"), reference=line.get("reference"))
                record = records[key]
                if line["act"] == "record.state":
                    record["state"] = words[5]; continue
                versions += 1
                if int(words[3]) != record["revision"] + 1:
                    wrong.append("%s: revision %d is missing" % (line["detail"], record["revision"] + 1))
                record.update(revision=int(words[3]), place=place, erased=line.get("erased_by"))
    if (fold.count, fold.root()) != (count, root):
        wrong.append("the entries do not lead to the head: one was changed, removed or put in")
    if signed and signed[0] == count and signed[1] != root:
        wrong.append("the head of this export is not the head given")
    elif signed and signed[0] != count and seen is None:
        notes.append("The head given is of %d entries and this export's of %d: the house can show with"
                     " 'hedgerow verify --head' that both are of one record." % (signed[0], count))
    elif signed and signed[0] != count and seen != signed[1]:
        wrong.append("the first %d entries are not those of the head given" % signed[0])
    return first, said, records, versions


def moment(ms):
    at = datetime.datetime(1970, 1, 1) + datetime.timedelta(milliseconds=ms)
    return at.isoformat(timespec="milliseconds") + "Z"


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
    row = {}
    for field, family, text in content["values"]:
        if family == "choices": text = ", ".join(json.loads(text))
        elif family == "number": text = plain(float(text))
        elif family == "yesNo": text = "true" if text == "1" else "false"
        elif family in ("member", "child"): text = short(family, int(text))
        elif family == "children":
            text = ", ".join("%s as %s" % (short("child", c["child"]), c["part"]) for c in json.loads(text))
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


def rows(name):
    """The rows of the data file, each a dict of column to cell."""
    path = os.path.join(FOLDER, name)
    if name.endswith(".sqlite"):
        database = sqlite3.connect("file:%s?mode=ro" % path.replace("?", "%3f"), uri=True)
        cursor = database.execute('SELECT * FROM "%s"' % name[:-7].replace('"', '""'))
        columns = [column[0] for column in cursor.description]
        for row in cursor: yield dict(zip(columns, row))
    elif name.endswith(".jsonl"):
        with open(path, encoding="utf-8") as file:
            for line in file: yield json.loads(line)
    else:
        csv.field_size_limit(1 << 30)
        with open(path, encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                if None in row or None in row.values(): raise ValueError("a row does not have one cell a column")
                yield row


def same(cell, want):
    # A cell that a spreadsheet would run as a formula has an apostrophe in front; SQLite has no truth.
    want = want.replace("\0", "\ufffd")
    return cell.replace("\0", "\ufffd") in (want, "'" + want) or (want, cell) in (("true", "1"), ("false", "0"))


def check_rows(name, said, records):
    """Each row is a proven record in its newest version, and each proven record has its row."""
    places = {said_as[0]: id for (what, id), said_as in said.items() if what == "channel"}
    count, found = 0, set()
    with open(os.path.join(FOLDER, "proof.jsonl"), "rb") as proof:
        for row in rows(name):
            count += 1
            title = "%s %s" % (row.get("channel"), row.get("number"))
            key = (places.get(row["channel"]), int(row["number"]))
            record = records.get(key)
            if not record or record["erased"]: wrong.append(title + ": the row has no proof"); continue
            if key in found: wrong.append(title + ": is there twice"); continue
            found.add(key)
            proof.seek(record["place"])
            want = expected(record, key, json.loads(proof.readline())["content"], said)
            for column, cell in sorted(row.items()):
                value = want.get(column, "")
                if value is not None and not same(plain(cell), value):
                    wrong.append("%s: '%s' in column %s is not what was written: '%s'"
                                 % (title, plain(cell), column, value))
    for key, record in records.items():
        if key not in found and not record["erased"]:
            wrong.append("%s %d: the row is missing" % (said[("channel", key[0])][0], key[1]))
    return count


def main():
    signed = read_head(sys.argv[1]) if len(sys.argv) > 1 else None
    if len(sys.argv) > 2 or (len(sys.argv) == 2 and not signed):
        print("That is no head. One looks like 15321-9f8e..., with 64 hexadecimal digits."); return 2
    try:
        with open(os.path.join(FOLDER, "manifest.json"), encoding="utf-8") as file: manifest = json.load(file)
        check_manifest(manifest)
        first, said, records, versions = read_proof(signed)
        kinds = (first["kind"] + ".csv", first["kind"] + ".jsonl", first["kind"] + ".sqlite")
        data = next(f["name"] for f in manifest["files"] if f["name"] in kinds)
        count = check_rows(data, said, records)
        if manifest["rows"] != count: wrong.append("the manifest tells of %d rows" % manifest["rows"])
        if manifest["audit_head"] != first["head"]: wrong.append("the manifest tells of another head")
    except FileNotFoundError as error:
        print("There is no %s here." % os.path.basename(error.filename)); return 2
    except Exception as error:                          # a file that was bent so far is not unchanged
        wrong.append("a file cannot be read as what it should be: %s" % (error,))
    for text in wrong[:50]: print("NOT AS IT WAS: " + text)
    if wrong: print("%d thing(s) are wrong: this export is not what was recorded." % len(wrong)); return 1
    erased = sum(1 for record in records.values() if record["erased"])
    if erased: notes.append("%d record(s) were lawfully erased; the house holds the certificates." % erased)
    if not first.get("from") and not first.get("to"):
        top = {}
        for channel, number in records: top[channel] = max(number, top.get(channel, 0))
        if sum(top.values()) > len(records):
            notes.append("%d number(s) are not in this export: hidden in the house, or left out here."
                         % (sum(top.values()) - len(records)))
    print("%d records, %d versions: unchanged since they were written." % (count, versions))
    print("head %s%s" % (first["head"], ", the one you gave." if signed and read_head(first["head"]) == signed
                         else "\nCompare this head with the one that was signed off."))
    for note in notes: print(note)
    return 0


sys.exit(main())
