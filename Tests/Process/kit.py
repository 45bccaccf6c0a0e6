"""What the process tests share: the program as a process, ways to talk to it, and the test player.
   The first two words of each test are PROGRAM, as built, and HOME, where its definitions lie."""
import atexit, json, os, re, shutil, signal, socket, subprocess, sys, tempfile, traceback
import urllib.error, urllib.request

if len(sys.argv) < 3 or sys.argv[1].startswith("-"):
    sys.exit(sys.modules["__main__"].__doc__)
PROGRAM, HOME = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
PASSWORD = "process-test-words"
SCRATCH = tempfile.mkdtemp()
RUNNING, MOUNTS = set(), []                    # what has to be ended before SCRATCH can go


@atexit.register
def leave():
    for server in RUNNING:
        server.end()
    for mount in MOUNTS:
        subprocess.run(["umount", mount])
    shutil.rmtree(SCRATCH, ignore_errors=True)


def play(least):
    """Plays each function of the calling program whose name is a sentence, in order, and exits:
    with 1 if one fails or if there are fewer than `least`."""
    tests = [value for name, value in vars(sys.modules["__main__"]).items()
             if callable(value) and getattr(value, "__module__", "") == "__main__"
             and name.count("_") >= 4]
    failed = 0
    for test in tests:
        name = test.__name__.replace("_", " ")
        try:
            test()
            print("passed  " + name, flush=True)
        except Exception as error:                                            # noqa: BLE001
            failed += 1
            print("FAILED  %s: %r" % (name, error), flush=True)
            traceback.print_exc()
    print("%d passed, %d failed" % (len(tests) - failed, failed))
    if len(tests) < least:
        print("too few: there were %d" % least)
    sys.exit(1 if failed or len(tests) < least else 0)


def ended(*words, timeout=120, **more):
    """The program's exit code and all that it said."""
    done = subprocess.run(
        [PROGRAM, *words], capture_output=True, text=True, timeout=timeout, **more)
    return done.returncode, done.stdout + done.stderr


def run(*words, code=0, **more):
    """What the program said, if it ended as it should."""
    status, said = ended(*words, **more)
    assert status == code, (words, status, said)
    return said


def organisation(name):
    """A seeded organisation: its data directory, and its channels' ids by name."""
    data = os.path.join(SCRATCH, name)
    return data, {c["name"]: c["id"] for c in Server(data).seed()["channels"]}


class Gone(Exception):
    """The server is gone, or was never there."""


class Caller:
    """A connection that is kept open, with as little between us and the wire as will do."""

    def __init__(self, port, token=None):
        self.token = token
        try:
            self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as error:
            raise Gone from error
        self.file = self.socket.makefile("rb")

    def head(self, method, path, more=""):
        bearer = "Authorization: Bearer %s\r\n" % self.token if self.token else ""
        return "%s %s HTTP/1.1\r\nHost: localhost\r\n%s%s" % (method, path, bearer, more)

    def call(self, method, path, body=None):
        data = json.dumps(body).encode() if body is not None else b""
        more = "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(data)
        try:
            self.socket.sendall((self.head(method, path, more)).encode() + data)
            line = self.file.readline()
            if not line.startswith(b"HTTP/1.1 "):
                raise Gone
            length = 0
            while (header := self.file.readline()) not in (b"\r\n", b""):
                if header[:15].lower() == b"content-length:":
                    length = int(header[15:])
            text = self.file.read(length)
        except OSError as error:
            raise Gone from error
        if len(text) < length or not header:
            raise Gone
        return int(line[9:12]), json.loads(text) if text else None

    def events(self):
        """What a stream tells: names and data, until it ends."""
        name, data = None, None
        try:
            while line := self.file.readline():
                if line == b"\n" and name:
                    yield name, json.loads(data)
                    name = None
                elif line.startswith(b"event: "):
                    name = line[7:-1].decode()
                elif line.startswith(b"data: "):
                    data = line[6:-1]
        except (OSError, ValueError):
            pass

    def close(self):
        self.file.close()
        self.socket.close()


class Server:
    """The program, serving one data directory."""

    def __init__(self, data, home=HOME):
        self.data, self.home = data, home
        self.process, self.port, self.base = None, 0, ""

    def seed(self, days=2):
        """Makes the data; answers what was made."""
        told = subprocess.run(
            [PROGRAM, "seed", "--data", self.data, "--size", "small", "--days", str(days),
             "--password", PASSWORD, "--json", "--home", self.home],
            capture_output=True, text=True, check=True).stdout
        return json.loads(told)

    def start(self, *words, stderr=subprocess.DEVNULL, **more):
        """Starts it with more words of its command line, or more for its process. Who pipes its
        stderr has to read it: a full pipe would halt it."""
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--data", self.data, "--home", self.home, "--listen",
             "127.0.0.1:0", *words], stdout=subprocess.PIPE, stderr=stderr, text=True, **more)
        RUNNING.add(self)
        line = self.process.stdout.readline()
        told = self.process.stderr.read() if self.process.stderr and not line else ""
        assert "http://" in line, "it does not start: %r %s" % (line, told)
        self.port = int(re.search(r"http://\S+:(\d+)", line).group(1))
        self.base = "http://127.0.0.1:%d" % self.port
        return self

    def stop(self, how=signal.SIGTERM):
        """Its exit code. It promises to end within seconds; who is killed may wait for the disk."""
        self.process.send_signal(how)
        code = self.process.wait(timeout=10 if how == signal.SIGTERM else 20)
        self.process.stdout.close()
        return code

    def end(self):
        if self.process and self.process.poll() is None:
            self.stop(signal.SIGKILL)

    def call(self, method, path, body=None, token=None):
        """One request on a connection of its own, by a client that is not ours."""
        head = {"Content-Type": "application/json"}
        if token:
            head["Authorization"] = "Bearer " + token
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.base + path, data, head, method=method)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                raw, kind = answer.read(), answer.headers.get("Content-Type", "")
                if not raw:
                    return answer.status, None
                return answer.status, json.loads(raw) if "json" in kind else raw
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.loads(error.read() or b"null")

    def sign_in(self, login):
        status, body = self.call("POST", "/api/v1/session", {"login": login, "password": PASSWORD})
        assert status == 201, (status, body)
        return body["token"]

    def verify(self):
        """What is wrong; empty when all is whole."""
        status, said = ended(
            "verify", "--data", self.data, "--home", self.home, timeout=600)
        return "" if status == 0 and "Whole" in said else said or "it ended with %d" % status
