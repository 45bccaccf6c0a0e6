"""Bends exports in every way a forger might and shows that both verifiers refuse them and say why.
   forge.py PROGRAM HOME      prints 'N passed, N failed'; exit 1 on failure"""
import csv, hashlib, io, json, os, re, shutil, sqlite3

from exports import House, both, copied, first, flip, lines, manifest
from kit import play


def mend(folder):
    """Writes the digests into the manifest anew, as someone who bends an export would."""
    def digests(made):
        for entry in made["files"]:
            if os.path.exists(folder + "/" + entry["name"]):
                with open(folder + "/" + entry["name"], "rb") as file:
                    data = file.read()
                entry["sha256"], entry["bytes"] = hashlib.sha256(data).hexdigest(), len(data)
    remanifest(digests)(folder)


def bent(folder, change, told, mended=True):
    """Bends a copy; both must refuse it and say this."""
    copy = copied(folder)
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
        made = manifest(folder)
        change(made)
        with open(folder + "/manifest.json", "w", encoding="utf-8") as file:
            json.dump(made, file)
    return body


HOUSE = House()
ATTENDANCE, QUERY = HOUSE.attendance, HOUSE.query()
NOTES, HOUSE_NOTES = HOUSE.export("note", "jsonl"), HOUSE.export("note", "sqlite")
REVISED = first(lines(ATTENDANCE), lambda l: l.get("act") == "record.revised")["detail"].split(
    " revision")[0]


def is_of_the_dentist(line):
    """The version before the correction."""
    return ["reason", "words", "dentist"] in line.get("content", {}).get("values", [])


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
    old = first(lines(ATTENDANCE), is_of_the_dentist)
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
            if field is None:
                out += b"\xff\xff\xff\xff"
                continue
            data = field if isinstance(field, bytes) else str(field).encode()
            out += len(data).to_bytes(4, "big") + data
        return out
    def forged(all):
        line = first(all, is_of_the_dentist)
        content = line["content"]
        next(v for v in content["values"] if v[0] == "reason")[2] = "never asked"
        flat = [p for v in content["values"] for p in (v[0], v[2])]
        line["content_hash"] = hashlib.sha256(
            bytes.fromhex(content["salt"])
            + canon(content["day"], content["happened_at"], *flat)).hexdigest()
        line["leaf"] = hashlib.sha256(b"\0" + bytes.fromhex(line["blind"]) + canon(
            line["entry"], line["at"], line.get("actor"), line["act"], line.get("channel"),
            line.get("member"), line["detail"], bytes.fromhex(line["content_hash"]))).hexdigest()
    bent(ATTENDANCE, rewrite(forged), "do not lead to the head")


def a_field_cannot_be_passed_off_as_of_another_family():
    def is_mine(l): return any(v[0] == "reason" for v in l.get("content", {}).get("values", []))
    for family in ("record", "yesNo", "number", "date", "time", "member", "child", "children",
                   "choices", "x"):
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
    def alone(rows): return [["reason"] + rows[0][1:]]
    bent(ATTENDANCE, retable(alone), "cannot be read")
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
    for no_row in ("[]", "null", "1"):
        bent(NOTES, relines(lambda rows: rows.append(json.loads(no_row))), "cannot be read")
    def doubled(folder):
        path = folder + "/note.jsonl"
        text = open(path, encoding="utf-8").read()
        open(path, "w", encoding="utf-8").write(text.replace("{", '{"activity":"forged",', 1))
    bent(NOTES, doubled, "cannot be read")
    def doubled_proof(folder):
        path = folder + "/proof.jsonl"
        text = open(path, encoding="utf-8").read()
        text = text.replace('"detail":', '"detail":"x","detail":', 1)
        open(path, "w", encoding="utf-8").write(text)
    bent(NOTES, doubled_proof, "cannot be read")
    for text in ('create table "note (corrected)" as select * from note',
                 "create view v as select 1", "create index i on note (number)",
                 "alter table note add column more",
                 "update note set next_steps = x'464f52474544'"):
        def sql(folder):
            with sqlite3.connect(folder + "/note.sqlite") as database: database.execute(text)
            database.close()
        bent(HOUSE_NOTES, sql, "NOT AS IT WAS")


def a_folder_holds_one_export_and_nothing_else():
    def listing(name):
        return remanifest(lambda m: m["files"].append({"name": name, "sha256": "", "bytes": 0}))
    def extra(folder): open(folder + "/corrected.csv", "w").write("forged")
    bent(ATTENDANCE, extra, "corrected.csv does not belong to this export")
    def second(folder):
        open(folder + "/attendance.jsonl", "w").write("{}")
        listing("attendance.jsonl")(folder)
    bent(ATTENDANCE, second, "does not name exactly one file")
    def listed(folder):
        open(folder + "/read-me.txt", "w").write("forged")
        listing("read-me.txt")(folder)
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
    copy = copied(ATTENDANCE)
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
    def unopened(rows): rows[1][rows[0].index("state")] = "never-opened"
    def both_out(folder):
        out("from answered to closed")(folder)
        out("from open to answered")(folder)
        retable(unopened, "query")(folder)
    bent(QUERY, both_out, "in column state is not what was written: 'open'")


def the_house_ends_in_order_and_is_whole():
    assert HOUSE.stop() == 0
    assert not HOUSE.verify(), HOUSE.verify()


play(9)
