"""What the process tests share: the program as a process, and a connection that is kept open."""
import json, signal, socket, subprocess

PASSWORD = "process-test-words"


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

    def __init__(self, program, home, data):
        self.program, self.home, self.data = program, home, data
        self.process, self.port = None, 0

    def seed(self):
        told = subprocess.run(
            [self.program, "seed", "--data", self.data, "--size", "small", "--days", "2",
             "--password", PASSWORD, "--json", "--home", self.home],
            capture_output=True, text=True, check=True).stdout
        return json.loads(told)

    def start(self):
        self.process = subprocess.Popen(
            [self.program, "serve", "--data", self.data, "--home", self.home, "--listen",
             "127.0.0.1:0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        line = self.process.stdout.readline()
        assert "http://" in line, "it does not start: %r" % line
        self.port = int(line.rsplit(":", 1)[1].strip().rstrip("/"))

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        code = self.process.wait(timeout=20)
        self.process.stdout.close()
        return code

    def end(self):
        if self.process and self.process.poll() is None:
            self.stop(signal.SIGKILL)

    def sign_in(self, login):
        status, body = Caller(self.port).call(
            "POST", "/api/v1/session", {"login": login, "password": PASSWORD})
        assert status == 201, (status, body)
        return body["token"]

    def verify(self):
        """What is wrong; empty when all is whole."""
        done = subprocess.run([self.program, "verify", "--data", self.data, "--home", self.home],
                              capture_output=True, text=True, timeout=600)
        return "" if "Whole" in done.stdout else done.stdout + done.stderr
