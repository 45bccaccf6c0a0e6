"""Takes exports out of a running house and checks them offline in both ways: what a proof shows,
   what it does not tell, and what the two verifiers say of it.
   proof.py PROGRAM HOME      prints 'N passed, N failed'; exit 1 on failure"""
import csv, hashlib, os, sqlite3, zipfile

from exports import House, both, copied, first, flip, lines, manifest
from kit import HOME, SCRATCH, ended, play, run

HOUSE = House()
ATTENDANCE, DATA = HOUSE.attendance, HOUSE.data


def every_kind_and_format_is_whole_by_both():
    counts = set()
    for kind in ("attendance", "note"):
        for form in ("csv", "jsonl", "sqlite"):
            is_made = (kind, form) == ("attendance", "csv")
            folder = ATTENDANCE if is_made else HOUSE.export(kind, form)
            status, told = both(folder)
            assert status == 0 and "unchanged since they were written" in told, told
            counts.add(int(told.split()[0]))
            assert sorted(os.listdir(folder)) == sorted(
                ["HOW-TO-CHECK.txt", "manifest.json", "proof.jsonl", "verify.py",
                 kind + "." + form])
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
    # The first no entries have the root of nothing.
    assert both(ATTENDANCE, "0-" + "0" * 64)[0] == 1
    for text in ("x", "12-34", head + "0"):
        assert both(ATTENDANCE, text)[0] == 2
    # The house, running and at rest, still begins with the entries of the export's head.
    for running in (True, False):
        if not running:
            HOUSE.stop()
        status, told = ended("verify", "--data", DATA, "--head", head, "--home", HOME)
        assert status == 0 and "contained unchanged" in told and "Whole" in told, told
        status, told = ended("verify", "--data", DATA, "--head", other, "--home", HOME)
        assert status == 1 and "not contained" in told, told
        later = "%d-%s" % (count + 100000, "0" * 64)
        status, told = ended("verify", "--data", DATA, "--head", later, "--home", HOME)
        assert status == 1 and "there are only" in told, told
        assert ended("verify", "--data", DATA, "--head", "no head", "--home", HOME)[0] == 2
        assert ended("verify", "--data", DATA, "--file", DATA)[0] == 2
    HOUSE.start()


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
        values = line.get("content", {}).get("values", [])
        members |= {int(v[2]) for v in values if v[1] == "member"}
    assert {line["id"] for line in all if line.get("said") == "member"} <= members
    keys = {key for line in all for key in line}
    assert "prev" not in keys and "hash" in keys, "links would tell of the entries beside"
    # Every hash of the chain and every leaf of an entry that is not shown stays in the house: the
    # blind keeps what stands for a single entry from being found by trying.
    with sqlite3.connect("file:%s/hedgerow.db?mode=ro" % DATA, uri=True) as database:
        for number, link in database.execute("SELECT number, hash FROM audit"):
            assert link.hex() not in text, number
            assert hashlib.sha256(b"\0" + link).hexdigest() not in text, number
    assert both(folder)[0] == 0


def what_is_not_there_is_told():
    for name in ("manifest.json", "proof.jsonl"):
        copy = copied(ATTENDANCE)
        os.remove(copy + "/" + name)
        status, told = both(copy)
        assert status == 2 and name in told, (status, told)
    assert ended("verify", "--file", SCRATCH + "/nothing")[0] == 2
    assert ended("verify", "--file", ATTENDANCE + ".zip")[0] == 2


def what_is_told_without_proof_is_named():
    told = both(ATTENDANCE)[1]
    assert "Told by the house and not proven: child, child_name;" in told, told
    assert "Names said for numbers that are proven: channel, author, author_name" in told, told
    assert "not proven: child, child_name, record;" in both(HOUSE.query())[1]
    text = " ".join(open(ATTENDANCE + "/HOW-TO-CHECK.txt", encoding="utf-8").read().split())
    for word in ("erased_by", "ask the house for the certificate", "asked_by", "purpose",
                 "organisation"):
        assert word in text, word


def only_those_who_may_read_the_audit_get_a_proof():
    """The head counts every act of the house: two exports would tell how much happened between."""
    folder = HOUSE.export("attendance", "csv", by="cora")
    assert sorted(os.listdir(folder)) == ["attendance.csv", "manifest.json"], os.listdir(folder)
    assert not any("audit" in key for key in manifest(folder)), manifest(folder)
    status, told = ended("verify", "--file", folder)
    assert status == 2 and "a director or DSL" in told, (status, told)
    proven = manifest(ATTENDANCE)
    assert proven["audit_head"] and proven["audit_head_sha256"]
    machine = SCRATCH + "/machine.zip"
    # The person at the machine has the whole file anyway.
    run("export", "--data", DATA, "--kind", "note", "--all", "--purpose", "a test of proofs",
        "--to", machine)
    assert "proof.jsonl" in zipfile.ZipFile(machine).namelist()


def the_house_ends_in_order_and_is_whole():
    assert HOUSE.stop() == 0
    assert not HOUSE.verify(), HOUSE.verify()


play(7)
