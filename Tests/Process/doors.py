"""What `hedgerow deploy` prints, tried with the real nginx and the real Caddy, by TLS, over TCP and over
   a Unix socket; and as a service and in a container, as far as that goes without systemd and Docker.
   doors.py PROGRAM HOME      prints 'N passed, N failed'; exit 1 on failure"""
import atexit, http.client, json, os, random, re, shutil, signal, socket, ssl, subprocess, time

from kit import PASSWORD, PROGRAM, SCRATCH, Server, organisation, play, run

HEADERS = ["content-security-policy", "x-content-type-options", "referrer-policy",
           "cross-origin-opener-policy", "cross-origin-resource-policy", "permissions-policy"]
SOCKET = os.path.join(SCRATCH, "run", "hedgerow.sock")
CERTIFICATE, KEY = (os.path.join(SCRATCH, name) for name in ("tls.crt", "tls.key"))


def program(name):
    """A missing program is a failed test, never a skipped one: Tests/run installs them."""
    found = shutil.which(name) or shutil.which("/usr/sbin/" + name)
    assert found, "%s is missing: Tests/run installs it" % name
    return found


def free_port():
    """Below those that the system gives to clients, who are many here and could take it before us."""
    while True:
        port = random.randrange(15_000, 32_000)
        with socket.socket() as probe:
            try:
                probe.bind(("", port))
                return port
            except OSError:
                continue


def patient(what, seconds=20):
    """Waits until something is so."""
    end = time.time() + seconds
    while not (found := what()):
        assert time.time() < end, "it never came: %s" % what.__name__
        time.sleep(0.02)
    return found


class Front:
    """A proxy in front of the server, with the configuration that we print and nothing changed in it
    but what a test on a machine in use must change: where it logs, and how long it waits."""

    def __init__(self, kind, listen):
        self.kind, self.port = kind, free_port()
        folder = os.path.join(SCRATCH, "%s-%d" % (kind, self.port))
        os.makedirs(folder)
        text = run("deploy", kind, "--domain", "localhost:%d" % self.port, "--listen", listen,
                   "--certificate", CERTIFICATE, "--key", KEY)
        self.path = os.path.join(folder, "configuration")
        words = getattr(self, kind)(text, folder)
        self.log = open(os.path.join(folder, "log"), "wb")
        atexit.register(self.end)
        self.process = subprocess.Popen(
            words, stdout=self.log, stderr=self.log, env={**os.environ, "XDG_DATA_HOME": folder,
                                                          "XDG_CONFIG_HOME": folder})
        try:
            patient(self.is_up)
        except AssertionError as error:
            raise AssertionError(open(os.path.join(folder, "log")).read()[-2000:]) from error

    def nginx(self, text, folder):
        text = text.replace("/var/log/nginx/hedgerow.log", folder + "/errors")
        assert "proxy_read_timeout 60s;\n\n" in text
        text = text.replace("proxy_read_timeout 60s;", "proxy_read_timeout 2s;")
        # As root its workers are www-data, who may not come into our scratch folder.
        user = "user root;" if os.getuid() == 0 else ""
        with open(self.path, "w") as file:
            file.write("""%s daemon off; pid %s/pid; error_log %s/start; worker_processes 2;
                events { worker_connections 512; }
                http { client_body_temp_path %s/1; proxy_temp_path %s/2; fastcgi_temp_path %s/3;
                       uwsgi_temp_path %s/4; scgi_temp_path %s/5;\n%s\n}"""
                       % ((user,) + (folder,) * 7 + (text,)))
        subprocess.run([program("nginx"), "-t", "-c", self.path], check=True, capture_output=True)
        return [program("nginx"), "-c", self.path]

    def caddy(self, text, folder):
        assert "response_header_timeout 60s" in text
        text = text.replace("response_header_timeout 60s", "response_header_timeout 2s")
        with open(self.path, "w") as file:
            file.write("{\n\tadmin off\n\thttp_port %d\n}\n\n%s\n" % (free_port(), text))
        more = ["--config", self.path, "--adapter", "caddyfile"]
        formatted = subprocess.run([program("caddy"), "fmt", self.path], capture_output=True)
        assert formatted.returncode == 0, "it is not as caddy fmt would have it"
        subprocess.run([program("caddy"), "validate", *more], check=True, capture_output=True)
        return [program("caddy"), "run", *more]

    def is_up(self):
        assert self.process.poll() is None, "it has ended"
        try:
            return self.ask("GET", "/health")[0] == 200
        except OSError:
            return False

    def connect(self, address="127.0.0.1"):
        """A connection from an address, by TLS that is verified."""
        connection = http.client.HTTPSConnection(
            "localhost", self.port, timeout=20, source_address=(address, 0),
            context=ssl.create_default_context(cafile=CERTIFICATE))
        connection.connect()
        return connection

    def ask(self, method, path, body=None, token=None, address="127.0.0.1", **more):
        head = {"Content-Type": "application/json", **more.get("head", {})}
        if token:
            head["Authorization"] = "Bearer " + token
        connection = self.connect(address)
        try:
            connection.request(method, path, json.dumps(body) if body is not None else None, head)
            answer = connection.getresponse()
            return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def sign_in(self, login, password=PASSWORD, **more):
        body = {"login": login, "password": password}
        return self.ask("POST", "/api/v1/session", body, **more)

    def end(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=10)
        self.log.close()


class House:
    """One server that listens on TCP and on a socket, and four proxies in front of it."""

    def __init__(self):
        subprocess.run(
            [program("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt",
             "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=localhost",
             "-addext", "subjectAltName=DNS:localhost", "-keyout", KEY, "-out", CERTIFICATE],
            check=True, capture_output=True)
        os.mkdir(os.path.dirname(SOCKET))
        self.data, self.channels = organisation("doors")
        self.server = Server(self.data).start(
            "--listen", "unix:" + SOCKET, "--proxy", "127.0.0.1", "--proxy", "unix")
        tcp = "127.0.0.1:%d" % self.server.port
        self.fronts = [Front(kind, listen) for kind in ("nginx", "caddy")
                       for listen in (tcp, "unix:" + SOCKET)]

    def streams(self):
        """How many streams the server says are open; the person at the machine may ask."""
        token = open(os.path.join(self.data, "control")).read().split()[0]
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=10)
        connection.request("GET", "/metrics", headers={"Authorization": "Bearer " + token})
        text = connection.getresponse().read().decode()
        connection.close()
        return int(re.search(r"(?m)^hedgerow_streams (\d+)", text).group(1))


def security_is_whole(headers):
    missing = [name for name in HEADERS if name not in headers]
    assert not missing, (missing, headers)
    assert headers.get("strict-transport-security") == "max-age=31536000", headers


def a_member_signs_in_by_tls_posts_and_sees_it_on_the_stream_at_once():
    for front in house.fronts:
        jar = os.path.join(SCRATCH, "cookies-%d" % front.port)
        base = "https://localhost:%d" % front.port
        channel = house.channels["AB"]

        def curl(*words):
            done = subprocess.run(
                [program("curl"), "-sS", "-i", "--cacert", CERTIFICATE, "-b", jar, "-c", jar,
                 "-H", "Content-Type: application/json", "-H", "Origin: " + base, *words],
                capture_output=True, text=True, timeout=30, check=True)
            head, _, body = done.stdout.replace("\r\n", "\n").partition("\n\n")
            assert head.startswith("HTTP/2 "), head
            fields = dict(line.lower().split(": ", 1) for line in head.split("\n")[1:])
            return int(head[7:10]), fields, body

        status, head, _ = curl("-d", json.dumps({"login": "tess", "password": PASSWORD}),
                               base + "/api/v1/session")
        assert status == 201, (front.kind, status, head)
        assert "; secure" in head["set-cookie"], head
        security_is_whole(head)
        token = json.loads(front.sign_in("cora")[2])["token"]
        connection = front.connect()
        connection.request("GET", "/api/v1/stream", headers={"Authorization": "Bearer " + token})
        stream = connection.getresponse()
        security_is_whole({k.lower(): v for k, v in stream.getheaders()})
        assert stream.readline().startswith(b"id: "), "the greeting comes at once"
        said = "by TLS through %s %d" % (front.kind, front.port)
        begun = time.time()
        status, head, body = curl("-d", json.dumps({"text": said, "client_id": said}),
                                  base + "/api/v1/channels/%s/messages" % channel)
        assert status == 201, (status, body)
        while said.encode() not in stream.readline():
            pass
        assert time.time() - begun < 5, "the event waited in a buffer"
        connection.close()
        status, head, _ = curl(base + "/app/none")
        assert status == 404
        security_is_whole(head)


def what_a_client_says_of_itself_changes_nothing():
    for index, front in enumerate(house.fronts):
        guesser, other = "127.0.0.%d" % (10 + index), "127.0.0.%d" % (20 + index)
        statuses = set()
        for number in range(50):
            made_up = "198.51.100.%d" % number
            lies = {"X-Forwarded-For": made_up, "Forwarded": "for=" + made_up, "X-Real-IP": made_up}
            statuses.add(front.sign_in("nobody-%d" % number, "wrong", address=guesser, head=lies)[0])
        assert statuses == {401}, (front.kind, statuses)
        assert front.sign_in("tess", address=guesser, head={"X-Forwarded-For": other})[0] == 429
        lies = {"X-Forwarded-Proto": "http", "X-Forwarded-For": guesser}
        status, head, _ = front.sign_in("tess", address=other, head=lies)
        assert status == 201, "%s: the other address is free: %d" % (front.kind, status)
        assert "; Secure" in head["set-cookie"], head
        security_is_whole(head)
        for path in ("/metrics", "/api/v1/control"):
            lies = {"X-Forwarded-For": "127.0.0.1"}
            assert front.ask("GET" if path == "/metrics" else "POST", path, head=lies)[0] == 404
    # Who comes without TLS and past the proxy gets neither, whatever they say.
    direct = http.client.HTTPConnection("127.0.0.1", house.server.port, source_address=("127.0.0.9", 0))
    direct.request("POST", "/api/v1/session", json.dumps({"login": "tess", "password": PASSWORD}), {
        "Content-Type": "application/json", "X-Forwarded-Proto": "https", "X-Forwarded-For": "::1"})
    answer = direct.getresponse()
    assert answer.status == 201 and "Secure" not in answer.headers["Set-Cookie"]
    assert answer.headers["Strict-Transport-Security"] is None
    direct.close()


def the_page_and_its_files_come_compressed_and_only_once():
    for front in house.fronts:
        for path in ("/", "/app/app.js", "/app/style.css", "/app/views/composer.js"):
            head = {"Accept-Encoding": "gzip"}
            status, got, body = front.ask("GET", path, head=head)
            assert status == 200 and got.get("content-encoding") == "gzip", (path, got)
            assert body[:2] == b"\x1f\x8b"
            plain = front.ask("GET", path)[2]
            assert subprocess.run(["gzip", "-dc"], input=body, capture_output=True).stdout == plain
            head["If-None-Match"] = got["etag"]
            status, got, body = front.ask("GET", path, head=head)
            assert status == 304 and not body, (path, status)
            security_is_whole(got)


def clients_that_go_leave_nothing_open_and_disturb_nobody():
    for front in house.fronts:
        token = json.loads(front.sign_in("tess")[2])["token"]
        patient(lambda: house.streams() == 0)
        streams = []
        for _ in range(12):
            connection = front.connect()
            connection.request("GET", "/api/v1/stream",
                               headers={"Authorization": "Bearer " + token})
            streams.append((connection, connection.getresponse()))
        patient(lambda: house.streams() == 12)
        for connection, answer in streams:
            # Without a word, as a phone in a tunnel does when its system gives the socket up.
            connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            answer.close()
            connection.close()
        patient(lambda: house.streams() == 0)
        path = "/api/v1/channels/%s/messages" % house.channels["AB"]
        for number in range(30):
            half = front.connect()
            half.putrequest("POST" if number % 2 else "GET", path)
            half.putheader("Authorization", "Bearer " + token)
            half.putheader("Content-Type", "application/json")
            half.putheader("Content-Length", "400" if number % 2 else "0")
            half.endheaders(b"{" if number % 2 else None)
            half.close()
            status, _, body = front.ask("GET", "/api/v1/me", token=token)
            assert status == 200 and json.loads(body)["login"] == "tess"


def a_server_that_hangs_costs_one_answer_and_no_line():
    for front in house.fronts:
        token = json.loads(front.sign_in("tess")[2])["token"]
        path = "/api/v1/channels/%s/messages" % house.channels["AB"]
        key = "hung-%d" % front.port
        house.server.process.send_signal(signal.SIGSTOP)
        try:
            status, _, _ = front.ask("POST", path, {"text": key, "client_id": key}, token)
            assert status in (502, 504), (front.kind, status)
        finally:
            house.server.process.send_signal(signal.SIGCONT)
        status, _, body = front.ask("POST", path, {"text": key, "client_id": key}, token)
        assert status == 201, (status, body)
        page = json.loads(front.ask("GET", path + "?limit=200", token=token)[2])
        assert [m["text"] for m in page["messages"]].count(key) == 1, "said once, written once"


def a_body_beyond_the_limit_is_refused_and_the_largest_is_not():
    for front in house.fronts:
        token = json.loads(front.sign_in("tess")[2])["token"]
        path = "/api/v1/channels/%s/messages" % house.channels["AB"]
        frame = len(json.dumps({"text": "", "client_id": "x"}))
        for size, wanted in ((262_144, 422), (262_145, 413)):
            body = {"text": "y" * (size - frame), "client_id": "x"}
            assert len(json.dumps(body)) == size
            status, _, said = front.ask("POST", path, body, token)
            assert status == wanted, (front.kind, size, status, said[:200])
        # Far beyond it the answer comes while the client still sends, which curl hears.
        done = subprocess.run(
            [program("curl"), "-sS", "-o", os.devnull, "-w", "%{http_code}", "--cacert", CERTIFICATE,
             "-H", "Authorization: Bearer " + token, "--data-binary", "@-",
             "https://localhost:%d%s" % (front.port, path)],
            input=b"y" * 4_000_000, capture_output=True, timeout=30)
        assert done.stdout == b"413", (front.kind, done.stdout, done.stderr)


def an_export_passes_whole_and_is_kept_by_nobody():
    front = house.fronts[0]
    token = json.loads(front.sign_in("cora")[2])["token"]
    channels = json.loads(front.ask("GET", "/api/v1/channels", token=token)[2])["channels"]
    templates = next(c["id"] for c in channels if c["kind"] == "templates")
    line = "/export attendance for: all purpose: half-term report format: csv"
    status, _, body = front.ask("POST", "/api/v1/channels/%s/messages" % templates,
                                {"text": line, "client_id": "export"}, token)
    assert status == 200, body
    path = "/api/v1/exports/" + json.loads(body)["reply"]["export"]
    patient(lambda: front.ask("GET", path, token=token)[0] == 200, 60)
    for front in house.fronts:
        status, head, body = front.ask("GET", path, token=token)
        assert status == 200 and body[:2] == b"PK" and len(body) == int(head["content-length"])
        assert head["cache-control"] == "no-store", head
        security_is_whole(head)


def only_owner_and_group_reach_the_socket_and_the_command_line_does():
    assert os.stat(SOCKET).st_mode & 0o777 == 0o660
    data, _ = organisation("socket-only")
    path = os.path.join(SCRATCH, "run", "only one.sock")
    process = subprocess.Popen([PROGRAM, "serve", "--data", data, "--listen", "unix:" + path],
                               stdout=subprocess.PIPE, text=True)
    assert "on unix:" + path in process.stdout.readline()
    assert "tess" in run("member", "list", "--data", data), "by way of the running server"
    told = run("serve", "--data", data, "--listen", "unix:" + path, code=1)
    assert "Another hedgerow" in told, told
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=10) == 0
    process.stdout.close()
    assert not os.path.exists(path)


def a_proxy_header_names_who_asks_and_nobody_comes_without_one():
    data, _ = organisation("proxied")
    port = free_port()
    server = Server(data).start("--listen", "proxied:127.0.0.1:%d" % port)

    def ask(head, login, password):
        body = json.dumps({"login": login, "password": password})
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.sendall((head + "POST /api/v1/session HTTP/1.1\r\nHost: t\r\n"
                                "X-Forwarded-For: 203.0.113.200\r\nX-Forwarded-Proto: https\r\n"
                                "Content-Type: application/json\r\nConnection: close\r\n"
                                "Content-Length: %d\r\n\r\n%s" % (len(body), body)).encode())
            with connection.makefile("rb") as file:
                try:
                    answer = file.read().decode()
                except ConnectionResetError:
                    return 0, ""
            return int(answer[9:12] or 0), answer

    header = "PROXY TCP4 %s 127.0.0.1 5000 443\r\n"
    for number in range(50):
        assert ask(header % "203.0.113.7", "nobody-%d" % number, "wrong")[0] == 401
    assert ask(header % "203.0.113.7", "tess", PASSWORD)[0] == 429
    status, answer = ask(header % "203.0.113.8", "tess", PASSWORD)
    assert status == 201 and "Secure" not in answer and "Strict-Transport" not in answer, answer
    assert ask("", "tess", PASSWORD)[0] == 0, "a connection without its header is closed"
    assert server.call("GET", "/health")[0] == 200, "the other door is as it was"
    assert server.call("GET", "/metrics")[0] == 200
    for header in (b"PROXY UNKNOWN\r\n", b"PROXY TCP4 203.0.113.7 127.0.0.1 1 2\r\n"):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.sendall(header + b"GET /metrics HTTP/1.1\r\nHost: t\r\n\r\n")
            assert connection.recv(4096).startswith(b"HTTP/1.1 404 "), "it is not at the machine"
    assert "tess" in run("member", "list", "--data", data)
    assert server.stop() == 0


def the_unit_is_well_formed_and_locked_down():
    for listen in ("127.0.0.1:8080", "unix:/run/hedgerow/hedgerow.sock"):
        unit = run("deploy", "systemd", "--listen", listen)
        assert "--listen %s --proxy " % listen in unit
        assert ("RuntimeDirectory=hedgerow" in unit) == listen.startswith("unix:")
        path = os.path.join(SCRATCH, "hedgerow.service")
        with open(path, "w") as file:
            file.write(unit.replace("/usr/local/bin/hedgerow", PROGRAM))
        analyse = program("systemd-analyze")
        done = subprocess.run([analyse, "verify", "--man=no", path], capture_output=True, text=True)
        said = [line for line in done.stderr.split("\n") if "hedgerow" in line]
        assert done.returncode == 0 and not said, (done.returncode, done.stderr)
        # Of ten: the least that systemd calls exposed is 4.5.
        subprocess.run([analyse, "security", "--offline=yes", "--threshold=20", path],
                       check=True, capture_output=True)


def the_containers_words_serve_and_its_health_is_told():
    text = run("deploy", "docker").replace("\\\n", " ")
    command = json.loads(re.search(r"(?m)^CMD (\[.*\])$", text).group(1))
    health = json.loads(re.search(r"(?m)^HEALTHCHECK .* CMD (\[.*\])$", text).group(1))
    data, _ = organisation("contained")
    port = str(free_port())
    swap = {"/data": data, "0.0.0.0:8080": "0.0.0.0:" + port}
    process = subprocess.Popen([PROGRAM] + [swap.get(word, word) for word in command],
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert "http://0.0.0.0:" + port in process.stdout.readline()
    ask = [word.replace("8080", port) for word in health]
    assert subprocess.run(ask, timeout=10).returncode == 0
    assert "tess" in run("member", "list", "--data", data)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=10) == 0
    process.stdout.close()
    assert subprocess.run(ask, timeout=10, stderr=subprocess.DEVNULL).returncode != 0


def words_that_would_break_a_configuration_are_refused():
    assert "caddy, docker, msmtp, nginx, systemd" in run("deploy", code=2)
    assert "Did you mean 'nginx'?" in run("deploy", "ngnix", code=2)
    for words in (["nginx", "--domain", "a;b"], ["nginx", "--domain", "a b.org"],
                  ["caddy", "--domain", "a.org {"], ["caddy", "--domain", "a.org:0"],
                  ["systemd", "--data", "/var/lib/a b"], ["systemd", "--data", "/x\nUser=root"],
                  ["systemd", "--data", "/var/lib/%n"], ["docker", "--data", "data"],
                  ["systemd", "--listen", "unix:/run/hedgerow.sock"],
                  ["nginx", "--certificate", "/a"], ["nginx", "--data", "/var/lib/hedgerow"],
                  ["caddy", "--listen", ":1", "--listen", ":2"],
                  ["nginx", "--listen", "proxied:127.0.0.1:1"]):
        assert "--" in run("deploy", *words, code=2), words
    for words in (["--listen", "8080"], ["--listen", "[::1]"], ["--proxy", "nginx"],
                  ["--proxy", "0.0.0.0/0"], ["--listen", ":1", "--listen", ":1"],
                  ["--listen", ":1", "--listen", "proxied:0.0.0.0:2"],
                  ["--listen", "proxied:127.0.0.1:1"]):
        told = run("serve", "--data", os.path.join(SCRATCH, "never"), *words, code=2)
        assert words[0] in told, told


house = House()
play(12)
