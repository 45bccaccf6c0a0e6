"""Kills the real program with SIGKILL at random moments while 32 clients write and some hold streams.
   crash.py PROGRAM HOME [--rounds N] [--seed S]     prints what was checked; exit 1 on the first lie

   After each start: every acknowledged line is there once, in its words, with its record; a line
   whose answer never came is there whole or not at all, and said again it is there once; streams go
   on from their Last-Event-ID with every message of their channels, once and in order."""
import argparse, datetime, json, os, random, shutil, signal, sys, tempfile, threading, time

from kit import Caller, Gone, Server

WRITERS, VERIFY_EVERY = 32, 25


class Line:
    """One line of one writer: what was said, and the answer where one came."""

    def __init__(self, key, channel, text, needs=None):
        self.key, self.channel, self.text, self.needs = key, channel, text, needs
        self.number = None                                    # as acknowledged
        self.stored = None                                    # as found


class Stream:
    """A stream that is resumed from where it was: per channel, the numbers it has told."""

    def __init__(self, token, name):
        self.token, self.name, self.cursor = token, name, None
        self.last, self.resets, self.resumed, self.count = {}, 0, 0, 0
        self.wrong = []

    def run(self, port, caught_up=None):
        try:
            caller = Caller(port, self.token)
            more = "Last-Event-ID: %s\r\n" % self.cursor if self.cursor else ""
            caller.socket.sendall((caller.head("GET", "/api/v1/stream", more) + "\r\n").encode())
            if not caller.file.readline().startswith(b"HTTP/1.1 200"):
                raise Gone
            self.resumed += 1 if self.cursor else 0
            event = {}
            while line := caller.file.readline():
                if line == b"\n":
                    self.hear(event)
                    event = {}
                    if caught_up and caught_up():
                        return
                elif b": " in line:
                    name, _, value = line.rstrip(b"\n").partition(b": ")
                    event[name] = value
        except (OSError, Gone):
            pass

    def hear(self, event):
        if b"event" not in event:
            return
        self.cursor = event[b"id"].decode()
        name = event[b"event"].decode()
        if name == "reset":           # nothing was seen since a start, or too much since
            self.resets += 1
            self.last = {}
        if name != "message":
            return
        message = json.loads(event[b"data"])["message"]
        channel, number = message["channel"], message["number"]
        if channel in self.last and number != self.last[channel] + 1:
            self.wrong.append("%s: message %d came after %d" % (
                self.name, number, self.last[channel]))
        self.last[channel] = number
        self.count += 1


class House(Server):
    """The server, and what every client knows."""

    def __init__(self, seed):
        super().__init__(os.path.join(tempfile.mkdtemp(), "data"))
        self.dice = random.Random(seed)
        facts = self.seed()
        kinds = {c["id"]: c["kind"] for c in facts["channels"]}
        self.channels = {m["login"]: [c for c in m["channels"] if kinds[c] == "cyp"]
                         for m in facts["members"]}
        self.lines = [[] for _ in range(WRITERS)]
        self.verified = {}            # channel -> (id, number) up to which all was looked at
        self.counts = dict(rounds=0, acknowledged=0, repeated=0, unanswered=0, survived=0)
        self.wrong = []
        self.start()
        self.tokens = {login: self.sign_in(login) for login in ("tess", "tari", "cora")}
        self.streams = [Stream(self.tokens[login], "%s %d" % (login, n))
                        for n, login in enumerate(("tess", "tess", "tari", "cora"))]
        self.note_places()

    # Writing

    def login(self, writer):
        return ("tess", "tari")[writer % 2]

    def write(self, writer, dice):
        """Lines of all sorts until the server is gone."""
        lines = self.lines[writer]
        try:
            caller = Caller(self.port, self.tokens[self.login(writer)])
            for line in [one for one in lines[-2:] if one.number is None]:
                self.say(caller, line)                   # its answer never came: say it again
            while True:
                if lines and dice.random() < 0.1:
                    self.say(caller, dice.choice(lines))
                else:
                    lines.append(self.line(writer, len(lines), dice))
                    self.say(caller, lines[-1])
        except Gone:
            pass

    def line(self, writer, number, dice):
        key = "k-%d-%d" % (writer, number)
        places = self.channels[self.login(writer)]
        kind = dice.random()
        if kind < 0.5:
            return Line(key, dice.choice(places), key + " went well" * dice.randrange(1, 40))
        if kind < 0.75:
            text = "/note activity: a walk outcomes: %s next_steps: another" % key
            return Line(key, dice.choice(places), text, {"outcomes": key})
        # A day of one's own in 1950 or later; said a second time it is revised.
        day = datetime.date(1950, 1, 1) + datetime.timedelta(days=writer * 800 + number % 800)
        channel = places[number // 800 % len(places)]
        text = "/attend late AM 09:%02d day: %s reason: %s" % (number % 60, day, key)
        return Line(key, channel, text + " because: " + key, {"reason": key})

    def say(self, caller, line):
        status, body = caller.call("POST", "/api/v1/channels/%s/messages" % line.channel,
                                   {"text": line.text, "client_id": line.key})
        if status != 201:
            self.wrong.append("%s: %d %s" % (line.key, status, body))
            raise Gone
        number = body["message"]["number"]
        if line.number is not None:
            self.counts["repeated"] += 1
        if line.number not in (None, number):
            self.wrong.append("%s was %d, and %d later" % (line.key, line.number, number))
        if line.stored not in (None, number):
            self.wrong.append("%s lies as %d and was answered as %d" % (
                line.key, line.stored, number))
        line.number = number

    # Looking

    def note_places(self):
        """From here on, everything in these channels is ours."""
        caller = Caller(self.port, self.tokens["cora"])
        for channel in {c for login in ("tess", "tari") for c in self.channels[login]}:
            page = caller.call("GET", "/api/v1/channels/%s/messages?limit=1" % channel)[1]
            last = page["messages"][-1]
            self.verified[channel] = (last["id"], last["number"])

    def look(self, everything=False):
        """Every line that was said since the last look."""
        caller = Caller(self.port, self.tokens["cora"])
        known = {line.key: line for lines in self.lines for line in lines}
        for channel, (last, number) in self.verified.items():
            more = True
            while more:
                status, page = caller.call("GET", "/api/v1/channels/%s/messages?limit=200&after=%s"
                                           % (channel, last))
                assert status == 200, (status, page)
                for message in page["messages"]:
                    number += 1
                    self.look_at(message, number, channel, known)
                    last = message["id"]
                more = page["more"]
            self.verified[channel] = (last, number)
        lost = [line.key for line in known.values() if line.number and line.stored != line.number]
        if lost:
            self.wrong.append("%d acknowledged lines are lost, as %s" % (len(lost), lost[:5]))
        unanswered = [line for line in known.values() if line.number is None]
        self.counts["unanswered"] += len(unanswered)
        self.counts["survived"] += sum(1 for line in unanswered if line.stored)
        self.counts["acknowledged"] = sum(1 for line in known.values() if line.number)
        caller.close()

    def look_at(self, message, number, channel, known):
        if message["number"] != number:
            self.wrong.append("number %d follows %d" % (message["number"], number - 1))
        line = known.get(message.get("client_id"))
        if line is None:
            return self.wrong.append("nobody said %r" % message)
        if line.stored is not None:
            self.wrong.append("%s is there twice" % line.key)
        line.stored = number
        if (line.channel, line.text) != (channel, message["text"]):
            self.wrong.append("%s is not what was said" % line.key)
        for field, value in (line.needs or {}).items():
            if message.get("record", {}).get("fields", {}).get(field) != value:
                self.wrong.append("%s lacks its record" % line.key)

    # The rounds

    def round(self, number):
        hands = [threading.Thread(target=self.write, args=(w, random.Random(self.dice.random())))
                 for w in range(WRITERS)]
        hands += [threading.Thread(target=stream.run, args=(self.port,)) for stream in self.streams]
        for hand in hands:
            hand.start()
        time.sleep(self.dice.choice((0.01, 0.05, 0.1, 0.2)) * (0.5 + self.dice.random()))
        self.stop(signal.SIGKILL)
        for hand in hands:
            hand.join()
        self.counts["rounds"] += 1
        if number % VERIFY_EVERY == VERIFY_EVERY - 1:
            self.inspect()
        self.start()
        self.look()
        self.wrong += [wrong for stream in self.streams for wrong in stream.wrong]

    def finish(self):
        """The streams catch up, the server stops in order, and all is whole."""
        def caught_up(stream):
            mine = self.channels[stream.name.split()[0]]
            return all(stream.last.get(c, self.verified[c][1]) == self.verified[c][1]
                       for c in mine if c in self.verified)
        for stream in self.streams:
            if caught_up(stream):
                continue
            hand = threading.Thread(
                target=stream.run, args=(self.port, lambda: caught_up(stream)), daemon=True)
            hand.start()
            hand.join(timeout=20)
            if not caught_up(stream):
                self.wrong.append("%s has not heard of everything" % stream.name)
            self.wrong += stream.wrong
        self.look()
        self.stop()
        self.inspect()

    def inspect(self):
        problems = self.verify()
        if problems:
            self.wrong.append("verify: " + problems)


def main():
    words = argparse.ArgumentParser(prog="crash.py PROGRAM HOME")
    words.add_argument("--rounds", type=int, default=120)
    words.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    words = words.parse_args(sys.argv[3:])
    print("seed %d" % words.seed, flush=True)
    house = House(words.seed)
    began = time.time()
    try:
        for number in range(words.rounds):
            house.round(number)
            if house.wrong:
                break
        if not house.wrong:
            house.finish()
    finally:
        house.end()
        if not house.wrong:
            shutil.rmtree(os.path.dirname(house.data))
    counts = house.counts
    print("%(rounds)d rounds: %(acknowledged)d lines acknowledged and there once, %(repeated)d said"
          " again and answered as at first, %(survived)d of %(unanswered)d unanswered ones there, whole"
          % counts)
    print("streams: %d messages in order over %d resumptions (%d began anew), %.0f s" % (
        sum(s.count for s in house.streams), sum(s.resumed for s in house.streams),
        sum(s.resets for s in house.streams), time.time() - began))
    if words.rounds >= 20 and (counts["acknowledged"] < 1000 or counts["unanswered"] < words.rounds
                               or counts["repeated"] < 100):
        house.wrong.append("too little happened for this to mean anything")
    for wrong in house.wrong[:20]:
        print("WRONG  " + wrong)
    if house.wrong:
        print("the data are left in %s" % house.data)
    sys.exit(1 if house.wrong else 0)


main()
