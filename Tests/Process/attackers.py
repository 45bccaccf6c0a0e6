"""The attackers of siege.py and the neighbour they must not disturb: each runs in a process of its own.
   An attacker gets the server's port and what it needs, and ends by itself. It is nice to the machine,
   as its cost would fall on another; the neighbour is not."""
import json, multiprocessing, os, selectors, socket, struct, time

from kit import Caller, Gone

FORK = multiprocessing.get_context("fork")
RESET = struct.pack("ii", 1, 0)                # closes with RST: no port stays behind in TIME_WAIT


class Neighbour:
    """Reads, writes and connects anew, a request every few milliseconds, and checks each answer."""

    def __init__(self, port, token, channel, name, connects=True):
        self.path = "/api/v1/channels/%s/messages" % channel
        self.port, self.token, self.name, self.connects = port, token, name, connects
        self.over, self.ready = FORK.Event(), FORK.Event()
        self.told, telling = FORK.Pipe(False)
        self.process = FORK.Process(target=self.live, args=(telling,))
        self.process.start()
        assert self.ready.wait(30)

    def live(self, telling):
        times, wrong, last = [], [], None
        caller = Caller(self.port, self.token)
        n = 0
        while not self.over.is_set() and len(wrong) < 5:
            n += 1
            start = time.perf_counter()
            try:
                if n % 5 == 1:
                    last = "%s-%d" % (self.name, n)
                    status, body = caller.call("POST", self.path, {"text": "line " + last, "client_id": last})
                    fits = status == 201 and body["message"]["text"] == "line " + last
                elif n % 5 == 2 and self.connects:
                    fresh = Caller(self.port)
                    status, body = fresh.call("GET", "/health")
                    fresh.close()
                    fits = status == 200
                else:
                    status, body = caller.call("GET", self.path + "?limit=20")
                    fits = status == 200 and body["messages"][-1]["client_id"] == last
                if not fits:
                    wrong.append("%d: %d %s" % (n, status, str(body)[:200]))
            except (Gone, OSError, LookupError, ValueError) as error:
                wrong.append("%d: %r %r" % (n, error, error.__cause__))
                caller = Caller(self.port, self.token)
            times.append(time.perf_counter() - start)
            self.ready.set()
            time.sleep(0.003)
        telling.send((times, wrong))

    def end(self):
        """How long each request took, in seconds; nothing may have been wrong."""
        self.over.set()
        times, wrong = self.told.recv()
        self.process.join()
        assert not wrong, wrong
        assert len(times) > 50, len(times)
        return times


def start(attack, *words, seconds=0):
    """Starts an attacker, who attacks again until so many seconds are over; `ended` waits for it and
    for what it has to tell: the sum, or the last that is no number."""
    told, telling = FORK.Pipe(False)

    def live():
        os.nice(15)
        begun = time.monotonic()
        told = attack(*words)
        while time.monotonic() - begun < seconds:
            again = attack(*words)
            told = told + again if isinstance(told, int) else again
        telling.send(told)

    process = FORK.Process(target=live)
    process.start()
    telling.close()
    process.told = told
    return process


def ended(process, seconds=90):
    assert process.told.poll(seconds), "the attacker does not end"
    try:
        return process.told.recv()
    finally:
        process.join()


# How to connect

def connected(port, window=None, source=None):
    client = socket.socket()
    if window:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
    if source:
        client.bind((source, 0))
    client.settimeout(20)
    client.connect(("127.0.0.1", port))
    return client


def reset(client):
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    client.close()


def left_open(clients, seconds):
    """How many of them the server does not end within that time, whatever it says before."""
    end, waiting = time.monotonic() + seconds, selectors.DefaultSelector()
    for client in clients:
        client.setblocking(False)
        waiting.register(client, selectors.EVENT_READ)
    while waiting.get_map() and time.monotonic() < end:
        for key, _ in waiting.select(1):
            try:
                if key.fileobj.recv(65536):
                    continue
            except BlockingIOError:
                continue
            except OSError:
                pass
            waiting.unregister(key.fileobj)
            key.fileobj.close()
    return len(waiting.get_map())


def asked(method, path, token=None, more="", body=b""):
    bearer = "Authorization: Bearer %s\r\n" % token if token else ""
    return ("%s %s HTTP/1.1\r\nHost: localhost\r\n%s%s\r\n" % (method, path, bearer, more)).encode() + body


def uploading(path, token, length):
    return asked("POST", path, token, "Content-Type: application/json\r\nContent-Length: %d\r\n" % length)


# The attacks

def slow_heads_and_bodies(port, path, token, count, seconds):
    """Open, say a beginning, and add a byte a second; a third never says a word. Answers how many
    of those that did speak were not cut in the end."""
    heads, bodies, mute = [], [], []
    for n in range(count):
        client = connected(port)
        (heads, bodies, mute)[n % 3].append(client)
    for client in heads:
        client.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\nX: ")
    for client in bodies:
        client.sendall(uploading(path, token, 20000) + b'{"text":"')
    for _ in range(seconds):
        for client in heads + bodies:
            try:
                client.send(b"x")
            except OSError:
                pass                           # cut already, as it should be
        time.sleep(1)
    left = left_open(heads, 15)
    for client in bodies + mute:
        reset(client)
    return left


def churn(port, count):
    """Come and go, in four ways. Answers how many that asked got no answer."""
    wrong = 0
    for n in range(count):
        client = connected(port)
        if n % 4 == 1:
            client.sendall(asked("GET", "/health"))
            wrong += not client.recv(4096).startswith(b"HTTP/1.1 200")
        elif n % 4 == 2:
            client.sendall(b"GET /health HT")
        elif n % 4 == 3:
            client.sendall(asked("GET", "/health") * 3)
        reset(client)
    return wrong


def half_closed(port, path, token, count):
    """End the own half: before a word, amid a head, amid a body, after a request, after three.
    Answers how many of those that asked fully were not answered fully, or were left open."""
    clients = []
    for n in range(count):
        client = connected(port)
        whole = asked("GET", "/health")
        said = (b"", whole[:30], uploading(path, token, 500) + b"{", whole, whole * 3)[n % 5]
        client.sendall(said)
        client.shutdown(socket.SHUT_WR)
        clients.append((client, (0, 0, 0, 1, 3)[n % 5]))
        # As they come; 20,000 a second would be a flood, which disturbs a neighbour the same when its
        # clients end no half of anything.
        time.sleep(0.001)
    wrong = 0
    for client, owed in clients:
        heard = b""
        try:
            while more := client.recv(65536):
                heard += more
        except OSError:
            wrong += 1
        wrong += heard.count(b"HTTP/1.1 200") != owed
        client.close()
    return wrong


def huge_pipelines(port, path, token, clients, each):
    """Ask thousands of times before reading once; the answers must come in order. Answers how many
    were wrong."""
    wrong, open_ = 0, []
    for c in range(clients):
        client = connected(port, window=8192)
        client.setblocking(False)
        said = b"".join(asked("GET", "/%s-%d-%d" % ("nowhere", c, n), token) for n in range(each))
        open_.append([client, said, b"", 0])
    while open_:
        for one in list(open_):
            client, said, heard, _ = one
            try:
                one[1] = said[client.send(said):] if said else b""
            except BlockingIOError:
                pass
            try:
                heard = one[2] + client.recv(4096)
            except BlockingIOError:
                continue
            while (end := heard.find(b"\r\n\r\n")) >= 0:
                length = int(heard[:end].lower().partition(b"content-length: ")[2].partition(b"\r")[0])
                if len(heard) < end + 4 + length:
                    break
                wrong += not heard.startswith(b"HTTP/1.1 404")
                heard, one[3] = heard[end + 4 + length:], one[3] + 1
            one[2] = heard
            if one[3] == each:
                wrong += bool(heard)
                client.close()
                open_.remove(one)
    return wrong


def aborted_uploads(port, path, token, count):
    """Promise a line of 200,000 bytes, send half of it, and go: by reset, or by a plain end."""
    text = b'{"client_id":"aborted-%d","text":"' + b"a" * 100000
    for n in range(count):
        client = connected(port)
        try:
            client.sendall(uploading(path, token, 200000) + text % n)
        except OSError:
            pass
        reset(client) if n % 2 else client.close()


def never_reading(port, path, export, token, count):
    """Ask for the stream, a long page or an export, and never read, while many long lines are said.
    Answers how many streams were left open with all that unread."""
    streams, others = [], []
    for n in range(count):
        client = connected(port, window=2048)
        client.sendall(asked("GET", "/api/v1/stream", token) if n % 2
                       else asked("GET", export if n % 4 else path + "?limit=200", token) * 20)
        (streams if n % 2 else others).append(client)
    caller = Caller(port, token)
    # The kernel may take four megabytes of each stream before the server holds a byte of it.
    for n in range(500):
        line = {"text": "unread " * 2000, "client_id": "unread-%d-%x" % (n, time.monotonic_ns())}
        status, body = caller.call("POST", path, line)
        assert status == 201, (status, body)
    left = left_open(streams, 20)
    for client in others:
        reset(client)
    return left


def too_many(port, count, seconds):
    """Hold more connections than the server has descriptors. Answers how many were hung up on."""
    clients = [connected(port) for _ in range(count)]
    time.sleep(seconds)
    hung_up = 0
    for client in clients:
        client.setblocking(False)
        try:
            hung_up += client.recv(1) == b""
        except BlockingIOError:
            pass
        except OSError:
            hung_up += 1
        reset(client)
    return hung_up


def crossing(port, path, token, numbers, name, count):
    """Through a proxy: ask for this message or say that line, and go away amid every third. Answers
    what came that belongs to someone else."""
    wrong = []
    for n in range(count):
        client = connected(port)
        number = numbers[(n * 7 + hash(name)) % len(numbers)]
        key = "%s-%d" % (name, n)
        line = json.dumps({"text": "line " + key, "client_id": key}).encode()
        said = (uploading(path, token, len(line)) + line if n % 2
                else asked("GET", "%s?limit=1&before=%s" % (path, number[0]), token))
        if n % 6 == 4:
            client.sendall(said)
            reset(client)
        elif n % 6 == 3:
            client.sendall(said[:-5])
            reset(client)
        elif n % 6 == 2:
            client.sendall(asked("GET", path + "?limit=200", token))
            client.recv(500)
            reset(client)
        else:
            client.sendall(said)
            status, body = answer(client)
            message = body.get("message") or (body.get("messages") or [{}])[-1]
            fits = message.get("client_id") == key if n % 2 else message.get("number") == number[1]
            if not fits:
                wrong.append((key, number, status, str(body)[:300]))
            client.close()
    return wrong


def answer(client):
    heard = b""
    while b"\r\n\r\n" not in heard:
        more = client.recv(65536)
        if not more:
            return 0, {"heard": heard}
        heard += more
    head, _, body = heard.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r")[0])
    while len(body) < length:
        body += client.recv(65536)
    return int(head[9:12]), json.loads(body)
