"""Plays the real program as a process: started, killed, starved of disk, told to reread and to stop.
   run.py PROGRAM HOME      prints 'N passed, N failed'; exit 1 on failure"""
import json, os, resource, shutil, signal, socket, sqlite3, subprocess, threading, time, urllib.request

from kit import HOME, PASSWORD, SCRATCH, Server, organisation, play, run


def serving(data, home=HOME, **more):
    return Server(data, home).start(stderr=subprocess.PIPE, **more)


def messages(server, token, channel):
    found, before = [], ""
    while True:
        status, page = server.call("GET", "/api/v1/channels/%s/messages?limit=200%s"
                                   % (channel, before), token=token)
        assert status == 200, (status, page)
        found = page["messages"] + found
        if not page["more"]:
            return found
        before = "&before=" + page["messages"][0]["id"]


def what_was_acknowledged_outlives_kill_9():
    data, channels = organisation("killed")
    acknowledged = []
    for round in range(4):
        server = serving(data)
        token = server.sign_in("tess")

        def write(writer):
            for n in range(100000):
                key = "%d-%d-%d" % (round, writer, n)
                body = {"text": "/note activity: a outcomes: %s next: c" % key, "client_id": key}
                try:
                    status, _ = server.call(
                        "POST", "/api/v1/channels/%s/messages" % channels["AB"], body, token)
                except OSError:
                    return
                if status != 201:
                    return
                acknowledged.append(key)

        writers = [threading.Thread(target=write, args=(w,)) for w in range(8)]
        for writer in writers:
            writer.start()
        time.sleep(0.7 + 0.2 * round)
        server.stop(signal.SIGKILL)
        for writer in writers:
            writer.join()
    assert len(acknowledged) > 200, len(acknowledged)
    assert "Whole" in run("verify", "--data", data, "--home", HOME)
    server = serving(data)
    stored = [m["client_id"] for m in messages(server, server.sign_in("tess"), channels["AB"])
              if "client_id" in m]
    assert len(stored) == len(set(stored)), "a line is there twice"
    missing = set(acknowledged) - set(stored)
    assert not missing, "%d of %d are missing" % (len(missing), len(acknowledged))
    assert server.stop() == 0


def a_full_disk_refuses_and_recovers():
    data, channels = organisation("full")
    server = serving(data, restore_signals=False)     # Python ignores SIGXFSZ, and so does the child
    token = server.sign_in("tess")
    path = "/api/v1/channels/%s/messages" % channels["AB"]
    wal = os.path.getsize(os.path.join(data, "hedgerow.db-wal"))
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (wal + 60000, resource.RLIM_INFINITY))
    statuses = []
    for n in range(400):
        status, _ = server.call("POST", path, {"text": "line %d" % n, "client_id": "f%d" % n}, token)
        statuses.append(status)
        if status == 503:
            break
    assert statuses[-1] == 503, "the disk was never full: %s" % statuses[-3:]
    assert server.call("GET", path, token=token)[0] == 200, "reading goes on"
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE,
                     (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    n = len(statuses) - 1
    status, _ = server.call("POST", path, {"text": "line %d" % n, "client_id": "f%d" % n}, token)
    assert status == 201, "the server did not recover: %d" % status
    stored = [m["client_id"] for m in messages(server, token, channels["AB"])
              if m.get("client_id", "").startswith("f")]
    assert stored == ["f%d" % i for i in range(len(statuses))], "not what was acknowledged"
    assert server.stop() == 0
    assert "Whole" in run("verify", "--data", data, "--home", HOME)


def it_stops_within_five_seconds_even_with_open_streams():
    data, _ = organisation("stopped")
    server = serving(data)
    request = urllib.request.Request(server.base + "/api/v1/stream")
    request.add_header("Authorization", "Bearer " + server.sign_in("tess"))
    with urllib.request.urlopen(request, timeout=10) as stream:
        assert stream.readline()
        start = time.time()
        assert server.stop() == 0
        assert time.time() - start < 5


def what_was_begun_is_finished_when_it_is_told_to_stop():
    data, _ = organisation("drained")
    server = serving(data)
    body = json.dumps({"login": "tess", "password": PASSWORD}).encode()
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as client:
        client.sendall(b"GET /health HTTP/1.1\r\nHost: t\r\n\r\n")
        assert client.recv(4096).startswith(b"HTTP/1.1 200 "), "it is let in before the end is near"
        client.sendall(b"POST /api/v1/session HTTP/1.1\r\nHost: t\r\nContent-Length: %d\r\n"
                       b"Content-Type: application/json\r\n\r\n%s" % (len(body), body[:9]))
        server.process.send_signal(signal.SIGTERM)
        while True:
            try:
                socket.create_connection(("127.0.0.1", server.port), timeout=10).close()
            except ConnectionRefusedError:
                break
            except ConnectionResetError:
                pass                       # it was taken in the very moment the door was shut
        client.sendall(body[9:])
        with client.makefile("rb") as file:
            answer = file.read()
    assert answer.startswith(b"HTTP/1.1 201 ") and b"\r\nConnection: close\r\n" in answer, answer
    assert server.stop() == 0


def a_second_server_on_the_same_data_is_refused():
    data, _ = organisation("twice")
    server = serving(data)
    told = run("serve", "--data", data, "--home", HOME, "--listen", "127.0.0.1:0", code=1)
    assert "Another hedgerow" in told, told
    assert "Whole" in run("verify", "--data", data), "the running server verifies itself"
    assert server.stop() == 0


def data_from_a_newer_version_are_refused_with_both_versions():
    data, _ = organisation("newer")
    database = sqlite3.connect(os.path.join(data, "hedgerow.db"))
    database.execute("PRAGMA user_version = 99")
    database.commit()
    database.close()
    told = run("serve", "--data", data, "--home", HOME, "--listen", "127.0.0.1:0", code=1)
    assert "version 99" in told and "versions up to 4." in told, told


def a_wrong_definition_is_named_and_nothing_starts():
    data, _ = organisation("wrong")
    home = os.path.join(SCRATCH, "wrong-home")
    for folder in ("Commands", "Channels"):
        shutil.copytree(os.path.join(HOME, folder), os.path.join(home, folder))
    path = os.path.join(home, "Commands", "note.json5")
    text = open(path).read()
    open(path, "w").write(text.replace("summary:", "sumary:", 1))
    told = run("check", "--home", home, code=1)
    assert "Commands/note.json5:" in told and "summary" in told, told
    told = run("serve", "--data", data, "--home", home, "--listen", "127.0.0.1:0", code=1)
    assert "Commands/note.json5:" in told, told
    open(path, "w").write(text)
    run("check", "--home", home)
    server = serving(data, home=home)
    token = server.sign_in("tess")

    def summary():
        channel = server.call("GET", "/api/v1/channels", token=token)[1]["channels"][0]["id"]
        commands = server.call("GET", "/api/v1/commands?channel=" + channel, token=token)[1]
        return next(c["summary"] for c in commands["commands"] if c["name"] == "note")

    def reread(new):
        open(path, "w").write(new)
        server.process.send_signal(signal.SIGHUP)
        while True:
            line = server.process.stderr.readline()
            if "reread" in line or "old ones stay" in line:
                return

    before = summary()
    reread(text.replace(before, "A new sentence."))
    assert summary() == "A new sentence."
    reread(text.replace("record:", "rekord:", 1))
    assert summary() == "A new sentence.", "a wrong definition must change nothing"
    assert server.stop() == 0


def the_person_at_the_machine_ends_a_member_while_it_runs():
    data, _ = organisation("control")
    server = serving(data)
    token = server.sign_in("tari")
    assert server.call("GET", "/api/v1/me", token=token)[0] == 200
    told = run("member", "add", "newa", "--name", "Newa O'Neill", "--role", "team", "--data", data,
               input="a long enough password\n")
    assert "Done" in told
    assert "Newa O'Neill" in run("member", "list", "--data", data)
    run("member", "end", "tari", "--reason", "has left", "--data", data)
    assert server.call("GET", "/api/v1/me", token=token)[0] == 401
    told = run("member", "end", "nobody", "--reason", "has left", "--data", data, code=1)
    assert "nobody" in told
    assert server.stop() == 0
    assert not os.path.exists(os.path.join(data, "control"))


def words_that_are_wrong_end_with_two_and_usage():
    assert "usage" in run("serv", code=2).lower() or "Did you mean 'serve'" in run("serv", code=2)
    assert "--data" in run("serve", code=2)
    assert "--size" in run("seed", "--data", SCRATCH + "/x", "--size", "huge", code=2)
    run("serve", "--data", "x", "--nonsense", "y", code=2)
    for word in ("serve", "demo", "init", "seed", "check", "doctor", "member", "verify", "backup",
                 "restore", "export"):
        assert "hedgerow " + word in run(word, "--help")


def a_new_organisation_begins_empty_and_its_first_member_can_sign_in():
    data = os.path.join(SCRATCH, "fresh")
    run("init", "--data", data, "--organisation", "Hawthorn House", "--member", "louise",
        "--home", HOME, input=PASSWORD + "\n")
    server = serving(data)
    token = server.sign_in("louise")
    assert server.call("GET", "/api/v1/me", token=token)[1]["organisation"] == "Hawthorn House"
    kinds = {c["kind"] for c in server.call("GET", "/api/v1/channels", token=token)[1]["channels"]}
    assert {"safeguarding", "templates", "staff", "coordination"} <= kinds, kinds
    assert server.stop() == 0
    run("init", "--data", data, "--organisation", "Again", "--member", "louise", "--home", HOME,
        input=PASSWORD + "\n", code=1)


def the_journal_has_a_line_a_request_and_holds_nobody_up():
    data, channels = organisation("journal")
    server = serving(data)                       # its standard output is a pipe that nobody reads
    token = server.sign_in("tess")
    for _ in range(2000):                        # more than any pipe takes
        assert server.call("GET", "/api/v1/me?name=marigold", token=token)[0] == 200
    began = time.monotonic()
    output = server.process.stdout
    server.process.stdout = open(os.devnull)     # stop() closes it
    assert server.stop() == 0
    assert time.monotonic() - began < 5
    lines = output.read().split("\n")
    output.close()
    told = [json.loads(line) for line in lines[:100]]
    assert told[0]["route"] == "/api/v1/session" and told[0]["status"] == 201, told[0]
    assert all(line["route"] == "/api/v1/me" for line in told[1:]), told
    assert not any("marigold" in line or "tess" in line for line in lines)
    place = os.path.join(data, "requests.jsonl")
    for _ in range(2):                           # it is appended to
        server.start("--journal", place)
        assert server.call("GET", "/health")[0] == 200
        assert server.stop() == 0
    with open(place) as file:
        routes = [json.loads(line)["route"] for line in file]
    assert routes == ["/health"] * 2, routes
    assert os.stat(place).st_mode & 0o777 == 0o600
    told = run("serve", "--data", data, "--home", HOME, "--journal", data + "/nowhere/x", code=1)
    assert "nowhere/x cannot be written" in told, told


def the_same_seed_makes_the_same_organisation():
    first, second = organisation("same-1")[1], organisation("same-2")[1]
    assert first == second


play(12)
