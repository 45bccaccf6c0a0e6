"""Copies of a running organisation: made under load, opened, restored elsewhere, and every way that fails.
   copies.py PROGRAM HOME      prints 'N passed, N failed'; exit 1 on failure"""
import json, os, random, signal, sqlite3, struct, subprocess, threading, time

from kit import HOME, MOUNTS, PROGRAM, SCRATCH, Server, organisation, play, run

os.environ["XDG_CONFIG_HOME"] = os.path.join(SCRATCH, "config")


def serving(data, *words):
    return Server(data).start(*words, stderr=subprocess.PIPE)


def path(*parts):
    return os.path.join(SCRATCH, *parts)


def texts(server, channel):
    token, found, before = server.sign_in("tess"), [], ""
    while True:
        page = server.call("GET", "/api/v1/channels/%s/messages?limit=200%s" % (channel, before),
                           token=token)[1]
        found = [m["text"] for m in page["messages"]] + found
        if not page["more"]:
            return found
        before = "&before=" + page["messages"][0]["id"]


def plain(folder):
    """Files in which a child's words could be read without a key."""
    found = []
    for base, _, names in os.walk(folder):
        found += [n for n in names if b"SQLite format 3" in open(os.path.join(base, n), "rb").read(64)]
    return found


def a_copy_made_while_eight_write_is_restored_elsewhere():
    data, channels = organisation("busy")
    os.mkdir(path("out"))
    server = serving(data)
    old = server.sign_in("tess")
    said, is_over = [], threading.Event()

    def write(writer):
        token = server.sign_in("tess")
        for n in range(100000):
            if is_over.is_set():
                return
            text = "line %d of %d" % (n, writer)
            status, _ = server.call("POST", "/api/v1/channels/%s/messages" % channels["AB"],
                                    {"text": text, "client_id": "%d-%d" % (writer, n)}, token)
            assert status == 201, status
            said.append(text)

    writers = [threading.Thread(target=write, args=(w,)) for w in range(8)]
    for writer in writers:
        writer.start()
    while len(said) < 50:
        time.sleep(0.01)
    before = list(said)
    told = run("backup", "--data", data, "--to", path("out", "a.zip"))
    assert "Keep a copy of it elsewhere" in told and "backup.key" in told, told
    after = len(said)
    is_over.set()
    for writer in writers:
        writer.join()
    assert after > len(before), "nobody wrote meanwhile"
    assert "Keep a copy" not in run("backup", "--data", data, "--to", path("out", "b.zip"))
    assert "is whole" in run("backup", "drill", "--data", data)
    assert "found whole" in run("backup", "list", "--data", data)
    assert server.stop() == 0

    told = run("restore", "--from", path("out", "a.zip"), "--data", path("elsewhere"), "--home", HOME)
    assert time.strftime("%Y-%m-%d") in told and "sign in again" in told, told
    assert "erasures approved and hidings made after that moment are undone" in told, told
    assert "Ask for them again" in told, told
    assert "Whole" in run("verify", "--data", path("elsewhere"), "--home", HOME)
    server = serving(path("elsewhere"))
    assert server.call("GET", "/api/v1/me", token=old)[0] == 401, "an old sign-in must have ended"
    restored = [t for t in texts(server, channels["AB"]) if t.startswith("line ")]
    missing = set(before) - set(restored)
    assert not missing, "what was acknowledged before the copy is not in it: %s" % missing
    assert not set(restored) - set(said), "more than was said"
    for writer in range(8):
        mine = [t for t in restored if t.endswith(" of %d" % writer)]
        assert mine == ["line %d of %d" % (n, writer) for n in range(len(mine))], "a hole"
    assert server.stop() == 0
    assert sorted(os.listdir(path("out"))) == ["a.zip", "b.zip"] and not plain(path("out"))


def what_cannot_be_restored_says_why_and_leaves_nothing():
    data, _ = organisation("refused")
    os.mkdir(path("kept"))
    good = path("kept", "good.zip")
    run("backup", "--data", data, "--to", good, "--home", HOME)
    bytes = open(good, "rb").read()
    changed = bytearray(bytes)
    changed[len(bytes) // 2] ^= 1
    cases = {"changed": (bytes and changed, "damaged"), "cut": (bytes[:-3000], "cut short"),
             "empty": (b"", "not a copy"), "none": (b"what is this", "not a copy")}
    for name, (content, words) in cases.items():
        open(path(name + ".zip"), "wb").write(content)
        told = run("restore", "--from", path(name + ".zip"), "--data", path("new"), "--home", HOME,
                   code=1)
        assert words in told, (name, told)
    told = run("export", "--data", data, "--kind", "attendance", "--all", "--purpose", "a test",
               "--to", path("export.zip"), "--home", HOME)
    assert "passphrase" in told
    told = run("restore", "--from", path("export.zip"), "--data", path("new"), code=1)
    assert "not a copy that Hedgerow made" in told, told
    open(path("other.key"), "w").write("another-key-of-twenty-letters\n")
    os.chmod(path("other.key"), 0o600)
    told = run("restore", "--from", good, "--data", path("new"), "--key", path("other.key"), code=1)
    assert "key of other copies" in told, told
    told = run("restore", "--from", good, "--data", path("new"), "--key", path("no.key"), code=1)
    assert "no key" in told, told
    run("restore", "--from", good, code=2)
    assert not os.path.exists(path("new")), "something was put there"
    os.mkdir(path("full-of"))
    open(path("full-of", "something"), "w").write("mine")
    told = run("restore", "--from", good, "--data", path("full-of"), code=1)
    assert "not empty" in told and os.listdir(path("full-of")) == ["something"]
    assert "overwrites nothing" in run("backup", "--data", data, "--to", good, "--home", HOME, code=1)
    assert [n for n in os.listdir(SCRATCH) if "restoring" in n] == []
    os.mkdir(path("new"))
    run("restore", "--from", good, "--data", path("new"), "--home", HOME)


def zip_of(entries):
    """A zip's directory, with nothing behind it: names and the lengths that it claims."""
    directory = b""
    for name, length in entries:
        extra = struct.pack("<HHQ", 1, 8, length) + struct.pack("<HHH2sBH", 0x9901, 7, 2, b"AE", 3, 0)
        directory += struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 63, 51, 1, 99, 0, 0, 0, 64,
                                 0xFFFFFFFF, len(name), len(extra), 0, 0, 0, 0, 0)
        directory += name.encode() + extra
    count = len(entries)
    return directory + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, count, count, len(directory), 0, 0)


def a_hostile_directory_is_refused_in_words_and_leaves_nothing():
    data, _ = organisation("hostile")
    run("backup", "--data", data, "--to", path("before-hostile.zip"), "--home", HOME)
    names, before = ("organisation", "manifest.json", "hedgerow.db"), set(os.listdir(SCRATCH))
    cases = [(2 ** 63 - 1, "no room"), (2 ** 62, "no room"), (2 ** 64 - 1, "no room"),
             (2 ** 50, "no room"), (5, "damaged")]
    for length, words in cases:
        open(path("hostile.zip"), "wb").write(zip_of([(n, length) for n in names]))
        told = run("restore", "--from", path("hostile.zip"), "--data", path("never"), "--home", HOME,
                   code=1)
        assert words in told, (length, told)
    open(path("hostile.zip"), "wb").write(zip_of([(n, 5) for n in names + names[:1]]))
    told = run("restore", "--from", path("hostile.zip"), "--data", path("never"), "--home", HOME, code=1)
    assert "not a copy" in told, told
    assert set(os.listdir(SCRATCH)) - before == {"hostile.zip"}, "something was left"


def nothing_is_put_into_a_data_directory_however_it_is_written():
    data, _ = organisation("apart")
    other, _ = organisation("apart-too")
    os.mkdir(os.path.join(data, "deep"))
    os.symlink(data, path("a-link"))
    before = sorted(os.listdir(data)), sorted(os.listdir(other))
    export = ("--kind", "note", "--all", "--purpose", "a test", "--home", HOME)
    server = None
    for _ in range(2):
        for place in (data, other, data + "//deep", path("a-link"), path("a-link", "deep")):
            for words in (("backup", "--home", HOME), ("export", *export)):
                told = run(*words, "--data", data, "--to", os.path.join(place, "x.zip"), code=1)
                assert "lies in the data directory" in told, told
            run("serve", "--data", data, "--home", HOME, "--backups", place, code=1)
        if server is None:
            server = serving(data)
    assert server.stop() == 0
    run("backup", "--data", data, "--to", path("apart.zip"), "--home", HOME)
    for place in (os.path.join(data, "new"), os.path.join(data, "deep"), path("a-link", "deep", "new")):
        told = run("restore", "--from", path("apart.zip"), "--data", place, "--home", HOME, code=1)
        assert "lies in the data directory" in told, told
    assert os.listdir(os.path.join(data, "deep")) == []
    assert sorted(os.listdir(other)) == before[1], os.listdir(other)
    for place in ("apart-1//", "./apart-2/.//"):
        run("restore", "--from", path("apart.zip"), "--data", place, "--home", HOME, cwd=SCRATCH)
        assert "Whole" in run("verify", "--data", place, "--home", HOME, cwd=SCRATCH)
    assert os.path.exists(path("apart-1", "hedgerow.db")) and os.path.exists(path("apart-2", "hedgerow.db"))
    assert [n for n in os.listdir(SCRATCH) if "restoring" in n] == []


def kill_9_at_any_moment_leaves_all_or_nothing():
    data, channels = organisation("shot")
    os.mkdir(path("shots"))
    seed = int(time.time())
    dice = random.Random(seed)
    made = 0
    for round in range(12):
        server = serving(data)
        token = server.sign_in("tess")
        status, _ = server.call("POST", "/api/v1/channels/%s/messages" % channels["AB"],
                                {"text": "round %d" % round, "client_id": "r%d" % round}, token)
        assert status == 201
        target = path("shots", "%d.zip" % round)
        backup = subprocess.Popen([PROGRAM, "backup", "--data", data, "--to", target, "--home", HOME],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(dice.uniform(0.02, 0.5))
        server.stop(signal.SIGKILL)
        backup.wait(timeout=60)
        assert not plain(path("shots")), "plain content lies beside the copies"
        if os.path.exists(target):
            made += 1
            place = path("shot-%d" % round)
            restore = subprocess.Popen([PROGRAM, "restore", "--from", target, "--data", place,
                                        "--home", HOME], stdout=subprocess.DEVNULL)
            time.sleep(dice.uniform(0.0, 0.4))
            restore.kill()
            restore.wait()
            if not os.path.exists(place):
                run("restore", "--from", target, "--data", place, "--home", HOME)
            assert "Whole" in run("verify", "--data", place, "--home", HOME)
            left = [n for n in os.listdir(SCRATCH) if "restoring" in n and not n.endswith(".lock")]
            assert left == [], (seed, left)
    assert "Whole" in run("verify", "--data", data, "--home", HOME), seed
    run("backup", "--data", data, "--to", path("shots", "last.zip"), "--home", HOME)
    assert made > 0, "no copy was ever finished (seed %d)" % seed
    assert [n for n in os.listdir(path("shots")) if n.startswith(".")] == [], "work was left"
    assert "copy.db" not in os.listdir(data) and "drill.work" not in os.listdir(data)


def a_full_disk_makes_no_copy_and_no_half_house():
    if os.geteuid() != 0:
        print("skipped: only root can mount a small disk", flush=True)
        return
    data, _ = organisation("roomy")
    os.mkdir(path("tiny"))
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", path("tiny")], check=True)
    MOUNTS.append(path("tiny"))
    told = run("backup", "--data", data, "--to", path("tiny", "a.zip"), "--home", HOME, code=1)
    assert "No space" in told or "room" in told, told
    assert os.listdir(path("tiny")) == [], os.listdir(path("tiny"))
    assert "FAILED" in run("backup", "list", "--data", data, "--home", HOME)
    run("backup", "--data", data, "--to", path("roomy.zip"), "--home", HOME)
    told = run("restore", "--from", path("roomy.zip"), "--data", path("tiny", "x"), "--home", HOME,
               code=1)
    assert "no room" in told, told
    assert os.listdir(path("tiny")) == [], os.listdir(path("tiny"))


def the_schedule_makes_opens_and_tells():
    data, _ = organisation("scheduled")
    os.mkdir(path("nightly"))
    words = ("--backups", path("nightly"), "--backup-at", "02:00", "--backup-keep", "2d")
    server = serving(data, *words)
    admin = server.sign_in("adam")
    for _ in range(300):
        rows = server.call("GET", "/api/v1/backups", token=admin)[1]["backups"]
        if rows and "whole" in rows[0]:
            break
        time.sleep(0.1)
    assert rows[0]["whole"] is True and rows[0]["reason"] == "scheduled", rows
    assert server.call("GET", "/api/v1/backups", token=server.sign_in("tess"))[0] == 404
    assert b"hedgerow_backup_drill_whole 1" in server.call("GET", "/metrics")[1]
    assert len(os.listdir(path("nightly"))) == 1
    assert server.stop() == 0
    server = serving(data, *words)
    time.sleep(1)
    assert server.stop() == 0
    assert len(os.listdir(path("nightly"))) == 1, "once a day, however often it starts"
    server = serving(data)
    assert server.stop() == 0
    assert "--backups" in server.process.stderr.read(), "serving without copies is said once"
    for wrong in (("--backup-at", "25:00"), ("--backup-keep", "7"), ("--backup-at", "noon")):
        run("serve", "--data", data, "--home", HOME, "--backups", path("nightly"), *wrong, code=2)
    run("serve", "--data", data, "--home", HOME, "--backup-at", "02:00", code=2)
    run("serve", "--data", data, "--home", HOME, "--backups", path("nowhere"), code=1)
    run("serve", "--data", data, "--home", HOME, "--backups", os.path.join(data, "x"), code=1)
    key = path("nightly", "in.key")
    run("serve", "--data", data, "--home", HOME, "--backups", path("nightly"), "--backup-key", key,
        code=1)


def an_export_at_the_machine_is_encrypted_and_on_record():
    data, _ = organisation("exported")
    server = serving(data)
    for is_running in (True, False):
        name = path("e-%s.zip" % is_running)
        told = run("export", "--data", data, "--kind", "note", "--channel", "AB", "--format", "jsonl",
                   "--from", "2020-01-01", "--purpose", "a court's request", "--to", name, "--home", HOME)
        phrase = told.split(": ")[-1].strip()
        folder = path("opened-%s" % is_running)
        subprocess.run(["7z", "x", "-y", "-p" + phrase, "-o" + folder, name], check=True,
                       stdout=subprocess.DEVNULL)
        rows = [json.loads(line) for line in open(os.path.join(folder, "note.jsonl"))]
        assert rows and all(row["channel"] == "AB" for row in rows), rows[:1]
        assert not os.listdir(os.path.join(data, "exports"))
        told = run("export", "--data", data, "--kind", "note", "--all", "--purpose", "again", "--to",
                   name, "--home", HOME, code=1)
        assert "overwrites nothing" in told, told
        told = run("export", "--data", data, "--kind", "nota", "--all", "--purpose", "again", "--to",
                   name + "x", "--home", HOME, code=1)
        assert "Did you mean 'note'" in told, told
        run("export", "--data", data, "--kind", "note", "--all", "--as", "tess", "--purpose", "again",
            "--to", name + "y", "--home", HOME, code=1)
        run("export", "--data", data, "--kind", "note", "--purpose", "again", "--to", name, code=2)
        if is_running:
            dara = server.sign_in("dara")
            acts = [e["act"] for e in server.call("GET", "/api/v1/audit?limit=200&after=%d" % last(
                data), token=dara)[1]["entries"]]
            assert acts[:3] == ["export.ordered", "export.made", "export.removed"], acts
            assert server.stop() == 0


def last(data):
    """The audit's length when the organisation was seeded."""
    database = sqlite3.connect("file:%s/hedgerow.db?mode=ro" % data, uri=True)
    try:
        first = database.execute("SELECT min(number) FROM audit WHERE act = 'export.ordered'"
                                 " AND actor = 0").fetchone()[0]
        return first - 1
    finally:
        database.close()


play(8)
