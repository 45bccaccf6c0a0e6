"""Takes exports out of a running house, checks them offline in both ways, bends them, checks again.
   proof.py PROGRAM HOME      prints 'N passed, N failed'; exit 1 on failure"""
import csv, io, itertools, hashlib, json, os, re, shutil, subprocess, sys, tempfile, time, urllib.request, zipfile
import sqlite3

PROGRAM, HOME = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
PASSWORD = "process-test-words"
SCRATCH = tempfile.mkdtemp()
DATA = os.path.join(SCRATCH, "house")
KEYS = itertools.count()
SEVEN = next(p for p in ("7z", "7za", "7zz") if shutil.which(p))


def hedgerow(*words):
    done = subprocess.run([PROGRAM, *words], capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout + done.stderr


class House:
    def __init__(self):
        out = subprocess.run([PROGRAM, "seed", "--data", DATA, "--size", "small", "--days", "6",
                              "--password", PASSWORD, "--json", "--home", HOME],
                             capture_output=True, text=True, check=True).stdout
        self.channels = {c["name"]: c["id"] for c in json.loads(out)["channels"]}
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--data", DATA, "--home", HOME, "--listen", "127.0.0.1:0"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.base = "http://" + self.process.stdout.readline().split("http://")[1].strip()
        self.tokens = {}

    def call(self, login, method, path, body=None):
        if login not in self.tokens and path != "/api/v1/session":
            self.tokens[login] = self.call(None, "POST", "/api/v1/session",
                                           {"login": login, "password": PASSWORD})["token"]
        head = {"Content-Type": "application/json"}
        if login:
            head["Authorization"] = "Bearer " + self.tokens[login]
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.base + path, data, head, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            raw = answer.read()
            return json.loads(raw) if "json" in answer.headers["Content-Type"] else raw

    def say(self, login, channel, text):
        return self.call(login, "POST", "/api/v1/channels/%s/messages" % self.channels[channel],
                         {"text": text, "client_id": "p%d" % next(KEYS)})

    def export(self, kind, form, more="", by="dara"):
        line = "/export %s for: all purpose: half-term report format: %s%s" % (kind, form, more)
        reply = self.say(by, "templates", line)["reply"]
        for _ in range(600):
            row = next(e for e in self.call(by, "GET", "/api/v1/exports")["exports"]
                       if e["id"] == reply["export"])
            if row["state"] != "making":
                break
            time.sleep(0.1)
        assert row["state"] == "made", row
        folder = tempfile.mkdtemp(dir=SCRATCH)
        path = folder + ".zip"
        with open(path, "wb") as file:
            file.write(self.call(by, "GET", "/api/v1/exports/" + reply["export"]))
        subprocess.run([SEVEN, "x", "-y", "-p" + reply["passphrase"], "-o" + folder, path],
                       check=True, stdout=subprocess.DEVNULL)
        return folder

    def stop(self):
        self.process.terminate()
        assert self.process.wait(timeout=20) == 0


def both(folder, head=None):
    """What the two verifiers say; they must agree."""
    status, told = hedgerow("verify", "--file", folder, *(["--head", head] if head else []))
    script = subprocess.run([sys.executable, os.path.join(folder, "verify.py"), *([head] if head else [])],
                            capture_output=True, text=True, timeout=120)
    assert script.stderr == "", script.stderr
    assert status == script.returncode, (status, told, script.returncode, script.stdout)
    first = lambda text: re.sub(r"cannot be read.*", "cannot be read", text.strip().split("\n")[0])
    if status != 2:
        assert first(told) == first(script.stdout), (told, script.stdout)
    return status, told


def lines(folder):
    with open(folder + "/proof.jsonl", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def mend(folder):
    """Writes the digests into the manifest anew, as someone who bends an export would."""
    path = folder + "/manifest.json"
    manifest = json.load(open(path, encoding="utf-8"))
    for entry in manifest["files"]:
        if not os.path.exists(folder + "/" + entry["name"]):
            continue
        with open(folder + "/" + entry["name"], "rb") as file:
            data = file.read()
        entry["sha256"], entry["bytes"] = hashlib.sha256(data).hexdigest(), len(data)
    json.dump(manifest, open(path, "w", encoding="utf-8"))


def bent(folder, change, told, mended=True):
    """Bends a copy; both must refuse it and say this."""
    copy = tempfile.mkdtemp(dir=SCRATCH)
    shutil.copytree(folder, copy, dirs_exist_ok=True)
    change(copy)
    if mended:
        mend(copy)
    status, words = both(copy)
    assert status == 1 and told in words, (told, status, words)
    shutil.rmtree(copy)


def rewrite(change):
    """A change of the proof's lines."""
    def body(folder):
        all = lines(folder)
        all = change(all) or all
        with open(folder + "/proof.jsonl", "w", encoding="utf-8") as file:
            for line in all:
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
    return body


def retable(change, kind="attendance"):
    """A change of the CSV's rows."""
    def body(folder):
        path = folder + "/%s.csv" % kind
        with open(path, encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
        rows = change(rows) or rows
        text = io.StringIO()
        csv.writer(text).writerows(rows)
        with open(path, "w", encoding="utf-8-sig", newline="") as file:
            file.write(text.getvalue())
    return body


def relines(change, kind="note"):
    """A change of the JSON Lines' rows."""
    def body(folder):
        path = folder + "/%s.jsonl" % kind
        with open(path, encoding="utf-8") as file:
            rows = [json.loads(line) for line in file]
        change(rows)
        with open(path, "w", encoding="utf-8") as file:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return body


def remanifest(change):
    """A change of the manifest."""
    def body(folder):
        path = folder + "/manifest.json"
        manifest = json.load(open(path, encoding="utf-8"))
        change(manifest)
        json.dump(manifest, open(path, "w", encoding="utf-8"))
    return body


def first(all, test):
    return next(line for line in all if test(line))


def flip(text):
    return ("1" if text[0] == "0" else "0") + text[1:]


HOUSE = House()
HOUSE.say("tess", "AB", "/attend absent reason: =HYPERLINK(1) \u00e9e\u0301 \"quoted\", day: yesterday")
HOUSE.say("tess", "AB", "/attend absent reason: dentist")
HOUSE.say("tess", "AB", "/attend late 09:40 because: came after all")
ATTENDANCE = HOUSE.export("attendance", "csv")
NOTES, HOUSE_NOTES = HOUSE.export("note", "jsonl"), HOUSE.export("note", "sqlite")
REVISED = first(lines(ATTENDANCE), lambda l: l.get("act") == "record.revised")["detail"].split(" revision")[0]
NOTE = next(json.loads(l) for l in open(NOTES + "/note.jsonl", encoding="utf-8") if '"AB"' in l)["number"]
QUERIES = HOUSE.say("cora", "AB", "/query note %d what came of it?" % NOTE)
for state in ("answered", "closed"):
    HOUSE.say("cora", "AB", "/state query 1 %s reason: seen to" % state)
QUERY = HOUSE.export("query", "csv")


def every_kind_and_format_is_whole_by_both():
    counts = set()
    for kind in ("attendance", "note"):
        for form in ("csv", "jsonl", "sqlite"):
            folder = HOUSE.export(kind, form) if (kind, form) != ("attendance", "csv") else ATTENDANCE
            status, told = both(folder)
            assert status == 0 and "unchanged since they were written" in told, told
            counts.add(int(told.split()[0]))
            assert sorted(os.listdir(folder)) == sorted(
                ["HOW-TO-CHECK.txt", "manifest.json", "proof.jsonl", "verify.py", kind + "." + form])
    assert min(counts) > 5, counts
    few = HOUSE.export("attendance", "csv", " from: today")
    status, told = both(few)
    assert status == 0 and 0 < int(told.split()[0]) < max(counts), told


def the_head_that_was_signed_off_is_recognised_and_no_other():
    head = lines(ATTENDANCE)[0]["head"]
    status, told = both(ATTENDANCE, head)
    assert status == 0 and "the one you gave" in told
    assert both(ATTENDANCE, " HEAD " + head.upper())[0] == 0
    other = head[:-1] + flip(head[-1])
    status, told = both(ATTENDANCE, other)
    assert status == 1 and "not the head given" in told, told
    count = int(head.split("-")[0])
    # What cannot be compared is not unchanged: a forger would only have to make a tree of his own.
    node = first(lines(ATTENDANCE), lambda l: l.get("outside") == 1)
    for entries in (count + 5, node["to"] - 1, 1):
        status, told = both(ATTENDANCE, "%d-%s" % (entries, "0" * 64))
        assert status == 1 and "cannot be compared with the head you gave" in told, told
    # Where the proof allows to reckon the first entries' root, an older head is enough.
    status, told = both(ATTENDANCE, "%d-%s" % (node["to"], node["hash"]))
    assert status == 0 and "begins with the one you gave" in told, told
    status, told = both(ATTENDANCE, "%d-%s" % (node["to"], flip(node["hash"])))
    assert status == 1 and "are not those of the head given" in told, told
    assert both(ATTENDANCE, "0-" + "0" * 64)[0] == 1, "the first no entries have the root of nothing"
    for text in ("x", "12-34", head + "0"):
        assert both(ATTENDANCE, text)[0] == 2
    # The house, running and at rest, still begins with the entries of the export's head.
    for running in (True, False):
        if not running:
            HOUSE.stop()
        status, told = hedgerow("verify", "--data", DATA, "--head", head, "--home", HOME)
        assert status == 0 and "contained unchanged" in told and "Whole" in told, told
        status, told = hedgerow("verify", "--data", DATA, "--head", other, "--home", HOME)
        assert status == 1 and "not contained" in told, told
        later = "%d-%s" % (count + 100000, "0" * 64)
        status, told = hedgerow("verify", "--data", DATA, "--head", later, "--home", HOME)
        assert status == 1 and "there are only" in told, told
        assert hedgerow("verify", "--data", DATA, "--head", "no head", "--home", HOME)[0] == 2
        assert hedgerow("verify", "--data", DATA, "--file", DATA)[0] == 2
    HOUSE.start()


def a_bent_table_is_found_and_named():
    def cell(rows): rows[1][rows[0].index("reason")] = "was never said"
    bent(ATTENDANCE, retable(cell), "is not what was written")
    bent(ATTENDANCE, retable(cell), "attendance.csv is not the file that was made", mended=False)
    def author(rows): rows[1][rows[0].index("author")] = "vic"
    bent(ATTENDANCE, retable(author), "column author")
    def when(rows): rows[1][rows[0].index("written_at")] = "2026-01-01T00:00:00.000Z"
    bent(ATTENDANCE, retable(when), "column written_at")
    def swapped(rows): rows[1][:2], rows[2][:2] = rows[2][:2], rows[1][:2]
    bent(ATTENDANCE, retable(swapped), "is not what was written")
    def twice(rows): rows.append(rows[1])
    bent(ATTENDANCE, retable(twice), "is there twice")
    def removed(rows): del rows[2]
    bent(ATTENDANCE, retable(removed), "the row is missing")
    def invented(rows): rows.append([rows[1][0], "9999"] + rows[1][2:])
    bent(ATTENDANCE, retable(invented), "the row has no proof")
    # The version before a correction, shown as if there had been none.
    old = first(lines(ATTENDANCE), lambda l: ["reason", "words", "dentist"] in l.get("content", {}).get("values", []))
    def older(rows):
        at = rows[0].index
        row = next(r for r in rows if r[at("revision")] == "2")
        row[at("revision")], row[at("reason")] = "1", "dentist"
        row[at("status")] = dict((v[0], v[2]) for v in old["content"]["values"])["status"]
    bent(ATTENDANCE, retable(older), "column revision")


def a_bent_proof_is_found_and_named():
    def is_version(l): return "content" in l
    def value(all): first(all, is_version)["content"]["values"][0][2] += "x"
    bent(ATTENDANCE, rewrite(value), "its content was changed")
    bent(ATTENDANCE, rewrite(value), "proof.jsonl is not the file that was made", mended=False)
    def salt(all):
        content = first(all, is_version)["content"]
        content["salt"] = flip(content["salt"])
    bent(ATTENDANCE, rewrite(salt), "its content was changed")
    for field in ("blind", "leaf", "content_hash"):
        def hexed(all):
            line = first(all, is_version)
            line[field] = flip(line[field])
        bent(ATTENDANCE, rewrite(hexed), "changed")
    def when(all): first(all, is_version)["at"] += 1
    bent(ATTENDANCE, rewrite(when), "was changed")
    def actor(all): first(all, is_version)["actor"] += 1
    bent(ATTENDANCE, rewrite(actor), "was changed")
    def node(all):
        line = first(all, lambda l: "outside" in l)
        line["hash"] = flip(line["hash"])
    bent(ATTENDANCE, rewrite(node), "do not lead to the head")
    def no_content(all): del first(all, is_version)["content"]
    bent(ATTENDANCE, rewrite(no_content), "its content is missing")
    def dropped(all): all.remove(first(all, lambda l: l.get("act") == "record.revised"))
    bent(ATTENDANCE, rewrite(dropped), "entries are missing")
    def dropped_node(all): all.remove(first(all, lambda l: "outside" in l))
    bent(ATTENDANCE, rewrite(dropped_node), "cannot be read")
    def head(all): all[0]["head"] = all[0]["head"][:-1] + flip(all[0]["head"][-1])
    bent(ATTENDANCE, rewrite(head), "do not lead to the head")
    def renamed(all): first(all, lambda l: l.get("said") == "member")["short"] = "mallory"
    bent(ATTENDANCE, rewrite(renamed), "column author")
    def rubbish(folder): open(folder + "/proof.jsonl", "a").write("{nonsense\n")
    bent(ATTENDANCE, rubbish, "cannot be read")


def a_forger_who_reckons_every_hash_anew_fails_at_the_head():
    """Changes a value and makes content hash and leaf fit; only the root cannot be made to."""
    def canon(*fields):
        out = b""
        for field in fields:
            data = field if isinstance(field, bytes) else None if field is None else str(field).encode()
            out += b"\xff\xff\xff\xff" if data is None else len(data).to_bytes(4, "big") + data
        return out
    def forged(all):
        line = first(all, lambda l: ["reason", "words", "dentist"] in l.get("content", {}).get("values", []))
        content = line["content"]
        next(v for v in content["values"] if v[0] == "reason")[2] = "never asked"
        flat = [p for v in content["values"] for p in (v[0], v[2])]
        line["content_hash"] = hashlib.sha256(
            bytes.fromhex(content["salt"]) + canon(content["day"], content["happened_at"], *flat)).hexdigest()
        line["leaf"] = hashlib.sha256(b"\0" + bytes.fromhex(line["blind"]) + canon(
            line["entry"], line["at"], line.get("actor"), line["act"], line.get("channel"),
            line.get("member"), line["detail"], bytes.fromhex(line["content_hash"]))).hexdigest()
    bent(ATTENDANCE, rewrite(forged), "do not lead to the head")


def nothing_outside_the_export_is_told():
    secret = "a sentence that only the note holds"
    HOUSE.say("tess", "AB", "/note activity: %s outcomes: o next: n" % secret)
    HOUSE.say("tess", "AB", secret + " and a message")
    folder = HOUSE.export("attendance", "csv", " from: today")
    all = lines(folder)
    text = open(folder + "/proof.jsonl", encoding="utf-8").read()
    assert secret not in text
    shown = [line for line in all if "entry" in line]
    assert shown and all[0]["from"]
    for line in shown:
        assert line["act"] in ("record.opened", "record.revised", "record.state"), line
        assert line["detail"].startswith("attendance "), line
    with open(folder + "/attendance.csv", encoding="utf-8-sig", newline="") as file:
        rows = {(row["channel"], row["number"]) for row in csv.DictReader(file)}
    places = {line["id"]: line["short"] for line in all if line.get("said") == "channel"}
    assert {(places[l["channel"]], l["detail"].split()[1]) for l in shown} == rows
    members = {l["actor"] for l in shown}
    for line in shown:
        members |= {int(v[2]) for v in line.get("content", {}).get("values", []) if v[1] == "member"}
    assert {line["id"] for line in all if line.get("said") == "member"} <= members
    keys = {key for line in all for key in line}
    assert "prev" not in keys and "hash" in keys, "the chain's links would tell of the entries beside"
    # Every hash of the chain and every leaf of an entry that is not shown stays in the house: the
    # blind keeps what stands for a single entry from being found by trying.
    with sqlite3.connect("file:%s/hedgerow.db?mode=ro" % DATA, uri=True) as database:
        for number, link in database.execute("SELECT number, hash FROM audit"):
            assert link.hex() not in text, number
            assert hashlib.sha256(b"\0" + link).hexdigest() not in text, number
    assert both(folder)[0] == 0


def what_is_not_there_is_told():
    for name in ("manifest.json", "proof.jsonl"):
        copy = tempfile.mkdtemp(dir=SCRATCH)
        shutil.copytree(ATTENDANCE, copy, dirs_exist_ok=True)
        os.remove(copy + "/" + name)
        status, told = both(copy)
        assert status == 2 and name in told, (status, told)
    assert hedgerow("verify", "--file", SCRATCH + "/nothing")[0] == 2
    assert hedgerow("verify", "--file", ATTENDANCE + ".zip")[0] == 2


def what_is_told_without_proof_is_named():
    told = both(ATTENDANCE)[1]
    assert "Told by the house and not proven: child, child_name;" in told, told
    assert "Names said for numbers that are proven: channel, author, author_name" in told, told
    assert "not proven: child, child_name, record;" in both(QUERY)[1]
    text = " ".join(open(ATTENDANCE + "/HOW-TO-CHECK.txt", encoding="utf-8").read().split())
    for word in ("erased_by", "ask the house for the certificate", "asked_by", "purpose", "organisation"):
        assert word in text, word


def a_field_cannot_be_passed_off_as_of_another_family():
    def is_mine(l): return any(v[0] == "reason" for v in l.get("content", {}).get("values", []))
    for family in ("record", "yesNo", "number", "date", "time", "member", "child", "children", "choices", "x"):
        def one(all):
            line = first(all, is_mine)
            next(v for v in line["content"]["values"] if v[0] == "reason")[1] = family
            line["reference"] = "nothing happened"
        bent(ATTENDANCE, rewrite(one), "the field reason is not of the family " + family)
        def everywhere(all):
            for line in all:
                for value in line.get("content", {}).get("values", []):
                    if value[0] == "reason":
                        value[1] = family
                if "reference" in line or "content" in line:
                    line["reference"] = "nothing happened"
            next(f for f in all[0]["fields"] if f[0] == "reason")[1] = family
        bent(ATTENDANCE, rewrite(everywhere), "the field reason is not of the family " + family)
    def unknown(all): all[0]["fields"] = [f for f in all[0]["fields"] if f[0] != "reason"]
    bent(ATTENDANCE, rewrite(unknown), "the columns of the manifest are not those of the proof")
    def twice(all): all[0]["fields"].append(["reason", "record"])
    bent(ATTENDANCE, rewrite(twice), "cannot be read")
    def is_version(l): return "content" in l
    def long_blind(all): first(all, is_version)["blind"] += "00"
    bent(ATTENDANCE, rewrite(long_blind), "cannot be read")
    def long_salt(all): first(all, is_version)["content"]["salt"] += "00"
    bent(ATTENDANCE, rewrite(long_salt), "cannot be read")


def no_column_can_be_left_out_or_put_in():
    def less(rows):
        place = rows[0].index("reason")
        for row in rows: del row[place]
    bent(ATTENDANCE, retable(less), "cannot be read")
    def more(rows):
        for at, row in enumerate(rows): row.insert(0, "forged" if at else "reason")
    bent(ATTENDANCE, retable(more), "cannot be read")
    def swapped(rows): rows[0][-2:] = rows[0][:-3:-1]
    bent(ATTENDANCE, retable(swapped), "cannot be read")
    def everywhere(folder):
        retable(less)(folder)
        remanifest(lambda m: m["columns"].remove("reason"))(folder)
    bent(ATTENDANCE, everywhere, "the columns of the manifest are not those of the proof")
    def bare(rows):
        rows[0] = {name: rows[0][name] for name in ("channel", "number")}
    bent(NOTES, relines(bare), "cannot be read")
    def null(rows): rows[0]["activity"] = None
    bent(NOTES, relines(null), "in column activity is not what was written")
    def nested(rows): first(rows, lambda r: r["session"] is None)["session"] = {"forged": 1}
    bent(NOTES, relines(nested), "NOT AS IT WAS")
    def doubled(folder):
        path = folder + "/note.jsonl"
        text = open(path, encoding="utf-8").read()
        open(path, "w", encoding="utf-8").write(text.replace("{", '{"activity":"forged",', 1))
    bent(NOTES, doubled, "cannot be read")
    def doubled_proof(folder):
        path = folder + "/proof.jsonl"
        text = open(path, encoding="utf-8").read()
        open(path, "w", encoding="utf-8").write(text.replace('"detail":', '"detail":"x","detail":', 1))
    bent(NOTES, doubled_proof, "cannot be read")
    for text in ('create table "note (corrected)" as select * from note', "create view v as select 1",
                 "create index i on note (number)", "alter table note add column more",
                 "update note set next_steps = x'464f52474544'"):
        def sql(folder):
            with sqlite3.connect(folder + "/note.sqlite") as database: database.execute(text)
            database.close()
        bent(HOUSE_NOTES, sql, "NOT AS IT WAS")


def a_folder_holds_one_export_and_nothing_else():
    def extra(folder): open(folder + "/corrected.csv", "w").write("forged")
    bent(ATTENDANCE, extra, "corrected.csv does not belong to this export")
    def second(folder):
        open(folder + "/attendance.jsonl", "w").write("{}")
        remanifest(lambda m: m["files"].append({"name": "attendance.jsonl", "sha256": "", "bytes": 0}))(folder)
    bent(ATTENDANCE, second, "does not name exactly one file")
    def listed(folder):
        open(folder + "/read-me.txt", "w").write("forged")
        remanifest(lambda m: m["files"].append({"name": "read-me.txt", "sha256": "", "bytes": 0}))(folder)
    bent(ATTENDANCE, listed, "the manifest names other files than an export has")
    def twice(m): m["files"].append(dict(m["files"][0]))
    bent(ATTENDANCE, remanifest(twice), "the manifest names other files than an export has")
    def link(folder):
        os.rename(folder + "/verify.py", folder + ".py")
        os.symlink(folder + ".py", folder + "/verify.py")
    bent(ATTENDANCE, link, "verify.py is no plain file", mended=False)
    def gone(folder): os.remove(folder + "/HOW-TO-CHECK.txt")
    bent(ATTENDANCE, gone, "HOW-TO-CHECK.txt is missing", mended=False)
    for word in ("what", "whose", "from", "audit_head", "rows", "columns"):
        bent(ATTENDANCE, remanifest(lambda m: m.update({word: "other"})), "NOT AS IT WAS")


def what_is_claimed_to_be_erased_is_named_with_its_certificate():
    def record(all): return first(all, lambda l: l.get("detail") == REVISED + " revision 2")
    def old(all):
        line = first(all, lambda l: l.get("channel") == record(all)["channel"]
                     and l.get("detail") == REVISED + " revision 1")
        del line["content"]
        line["erased_by"] = 1
    bent(ATTENDANCE, rewrite(old), "some versions of it are claimed erased and others not")
    for certificate in (None, 0, "1", True):
        def hollow(all):
            line = record(all)
            del line["content"]
            line["erased_by"] = certificate
        bent(ATTENDANCE, rewrite(hollow), "NOT AS IT WAS")
    def both_ways(all): record(all)["erased_by"] = 1
    bent(ATTENDANCE, rewrite(both_ways), "it can have no content")
    # A whole record that is claimed erased cannot be told from one that was: so it is told.
    copy = tempfile.mkdtemp(dir=SCRATCH)
    shutil.copytree(ATTENDANCE, copy, dirs_exist_ok=True)
    number = REVISED.split()[1]
    def whole(all):
        place = record(all)["channel"]
        for line in all:
            if line.get("channel") == place and line.get("detail", "").startswith(REVISED + " "):
                del line["content"]
                line["erased_by"] = 7
    rewrite(whole)(copy)
    retable(lambda rows: [row for row in rows if row[:2] != ["AB", number]])(copy)
    remanifest(lambda m: m.update(rows=m["rows"] - 1))(copy)
    mend(copy)
    status, told = both(copy)
    assert status == 0 and "AB %s: claimed erased, by certificate 7" % number in told, told
    assert "1 more are claimed erased" in told.split("\n")[0], told
    counts = lambda text: [int(word) for word in re.findall(r"(\d+) (?:records|versions)", text)]
    before = counts(both(ATTENDANCE)[1])
    assert counts(told)[0] == before[0] - 1 and counts(told)[1] <= before[1] - 2, told


def no_change_of_state_can_be_cut_from_the_middle():
    assert both(QUERY)[0] == 0
    def out(which):
        def change(all):
            at = next(i for i, l in enumerate(all) if which in l.get("detail", ""))
            all[at] = {"outside": all[at]["entry"], "to": all[at]["entry"], "hash": all[at]["leaf"]}
        return rewrite(change)
    bent(QUERY, out("from open to answered"), "it was in state open before")
    def both_out(folder):
        out("from answered to closed")(folder)
        out("from open to answered")(folder)
        retable(lambda rows: rows[1].__setitem__(rows[0].index("state"), "never-opened"), "query")(folder)
    bent(QUERY, both_out, "in column state is not what was written: 'open'")


def only_those_who_may_read_the_audit_get_a_proof():
    """The head counts every act of the house: two exports would tell how much happened between."""
    folder = HOUSE.export("attendance", "csv", by="cora")
    assert sorted(os.listdir(folder)) == ["attendance.csv", "manifest.json"], os.listdir(folder)
    manifest = json.load(open(folder + "/manifest.json", encoding="utf-8"))
    assert not any("audit" in key for key in manifest), manifest
    status, told = hedgerow("verify", "--file", folder)
    assert status == 2 and "a director or DSL" in told, (status, told)
    proven = json.load(open(ATTENDANCE + "/manifest.json", encoding="utf-8"))
    assert proven["audit_head"] and proven["audit_head_sha256"]
    machine = SCRATCH + "/machine.zip"
    # The person at the machine has the whole file anyway.
    done = subprocess.run([PROGRAM, "export", "--data", DATA, "--kind", "note", "--all", "--purpose",
                           "a test of proofs", "--to", machine], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done
    assert "proof.jsonl" in zipfile.ZipFile(machine).namelist()


TESTS = [value for name, value in list(globals().items())
         if callable(value) and getattr(value, "__module__", "") == "__main__"
         and name.count("_") >= 4]
failed = 0
try:
    for test in TESTS:
        name = test.__name__.replace("_", " ")
        try:
            test()
            print("passed  " + name, flush=True)
        except Exception as error:                                            # noqa: BLE001
            failed += 1
            print("FAILED  %s: %r" % (name, error), flush=True)
    HOUSE.stop()
finally:
    if HOUSE.process.poll() is None:
        HOUSE.process.kill()
        HOUSE.process.wait()
    shutil.rmtree(SCRATCH)
print("%d passed, %d failed" % (len(TESTS) - failed, failed))
sys.exit(1 if failed or len(TESTS) < 14 else 0)
