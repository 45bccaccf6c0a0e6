"""A storm of lines and reads from many clients, held against a simple model of what should come of it.
   storm.py PROGRAM HOME [--seconds N] [--seed S]      exit 1 where an answer does not fit

   The order is the server's own: its audit. The model says every line again in that order, and each
   answer has to be the model's; a read has to fit what was acknowledged before it was asked and what
   had been asked before it was answered; streams, applied, have to equal a fresh fetch."""
import argparse, os, random, shutil, sys, tempfile, threading, time

from kit import Caller, Gone, Server
from model import Model

CLIENTS = ("tess", "tess", "tess", "tom", "tom", "cora", "cora", "tari", "tari")
PLACES = ("AB", "NT")                          # tari is let into AB and out again all the while
# An erased line's answer is gone too, so a line that is said again would be a new one: what is
# erased lies in NT, and what is said again in AB.
ERASING = "NT"


class Op:
    """One request and its answer, and when: by a clock that all clients share."""

    def __init__(self, login, kind, **facts):
        self.login, self.kind, self.place = login, kind, "AB"
        self.__dict__.update(facts)
        self.status = self.body = None
        self.began = self.ended = 0.0


class Storm(Server):
    def __init__(self, seed):
        super().__init__(os.path.join(tempfile.mkdtemp(), "data"))
        self.dice = random.Random(seed)
        self.channels = {c["name"]: c["id"] for c in self.seed()["channels"]}
        self.start()
        self.tokens = {login: self.sign_in(login) for login in set(CLIENTS) | {"dara", "devi"}}
        setting = Caller(self.port, self.tokens["cora"])
        for login in ("tess", "tom"):          # both, whatever the seeded house says
            for place in PLACES:
                self.ask(setting, Op("cora", "assign", place=place, key="set-%s-%s" % (login, place),
                                     text="/assign %s reason: \"setting\"" % login))
        self.first = len(self.audit())         # what lies before is not the storm's
        self.ops, self.lock, self.over = [], threading.Lock(), False
        self.events = {login: [] for login in ("tess", "cora", "tari")}
        self.said, self.buried, self.asked = [], [], []      # appended to by all, read by all

    # Asking

    def ask(self, caller, op):
        path = "/api/v1/channels/%s/messages" % self.channels[op.place]
        op.began = time.monotonic()
        if hasattr(op, "text"):
            op.status, op.body = caller.call(
                "POST", path, {"text": op.text, "client_id": op.key})
        elif op.kind == "mark":
            op.status, op.body = caller.call(
                "PUT", path[:-8] + "read", {"number": op.number})
        elif op.kind == "page":
            op.status, op.body = caller.call("GET", path + op.query)
        elif op.kind == "record":
            op.status, op.body = caller.call("GET", "/api/v1/records/%s/%d?channel=%s" % (
                op.record[1], op.record[2], self.channels[op.place]))
        elif op.kind == "hidden":
            op.status, op.body = caller.call("GET", path + "/%d/hidden" % op.target)
        elif op.kind == "search":
            op.status, op.body = caller.call("GET", "/api/v1/search?q=" + op.word)
        op.ended = time.monotonic()
        return op

    def client(self, index, dice):
        caller = Caller(self.port, self.tokens[CLIENTS[index]])
        mine, records, pages, n = [], [], {}, 0
        while not self.over:
            n += 1
            op = self.ask(caller, self.next(index, n, dice, mine, records, pages))
            with self.lock:
                self.ops.append(op)
            if op.status == 404:
                time.sleep(0.003)              # who is let out does not storm against the door
            if op.kind == "hide" and op.status == 200:
                self.buried.append((op.place, op.target))
            message = (op.body or {}).get("message")
            if message:
                mine.append(op)
                if op.place in PLACES and op.kind != "again":
                    self.said.append((op.place, message["number"]))
                record = message.get("record")
                if record:
                    records.append((op.place, record["kind"], record["number"]))
            if op.kind == "page" and op.status == 200 and op.body["messages"]:
                pages[op.place] = op.body["messages"]

    def next(self, index, n, dice, mine, records, pages):
        login = CLIENTS[index]
        place = "AB" if login == "tari" else dice.choice(PLACES)
        key = "k%dx%dz" % (index, n)       # a search finds what begins with its words
        if index == 5 and n % 4 == 0:                    # one client alone changes who may
            kind = dice.choice(("assign", "unassign"))
            return Op(login, kind, key=key, text="/%s tari reason: \"%s\"" % (kind, key))
        chance = dice.random()
        if chance < 0.25 or login == "tari" and chance < 0.5:
            return Op(login, "plain", place=place, key=key, text=key + " was fine" * dice.randrange(9))
        if chance < 0.4:
            day, session = "2020-02-%02d" % dice.randrange(1, 29), dice.choice(("AM", "PM"))
            arrived = "09:%02d" % dice.randrange(60)
            return Op(login, "attend", place=place, key=key, day=day, session=session, fields={
                "status": "late", "session": session, "arrived": arrived, "day": day, "reason": key},
                text="/attend late %s %s day: %s reason: %s because: %s" % (
                    session, arrived, day, key, key))
        if chance < 0.5:
            return Op(login, "note", place=place, key=key, fields={
                "day": "2020-03-02", "activity": "walk", "outcomes": key, "next_steps": "another"},
                text="/note day: 2020-03-02 activity: walk outcomes: %s next: another" % key)
        if chance < 0.55:
            return Op(login, "concern", place=place, key=key, text="/concern what: \"%s\"" % key)
        if chance < 0.6 and login == "cora":
            return Op(login, "state", place="coordination", key=key,
                      text="/state concern %d %s reason: \"%s\"" % (
                          dice.randrange(1, 9), dice.choice(("received", "acted-on", "closed")), key))
        if chance < 0.65 and records:
            where, kind, number = dice.choice(records)
            field = "reason" if kind == "attendance" else "outcomes"
            return Op(login, "amend", place=where, key=key, record=(where, kind, number), field=field,
                      text="/amend %s %d changes: \"%s=%s\" reason: \"%s\"" % (
                          kind, number, field, key, key))
        if chance < 0.7 and mine:
            first = dice.choice(mine)
            if first.place == ERASING:
                return Op(login, "find", place=first.place, word=first.key, key=key,
                          text="/find " + first.key)
            return Op(login, "again", place=first.place, key=first.key, text=first.text, first=first)
        if chance < 0.73 and mine:
            where, number = first = self.target(login, mine, dice)
            if first[0] in PLACES:
                return Op(login, "hide", place=where, key=key, target=number,
                          text="/hide %d reason: \"%s\"" % (number, key))
        if chance < 0.77 and mine:
            word = dice.choice(mine).key
            return Op(login, "search", word=word)
        if chance < 0.86 and records:
            record = dice.choice(records)
            return Op(login, "record", place=record[0], record=record)
        query = "?limit=%d" % dice.randrange(1, 60)
        if place in pages and dice.random() < 0.6:
            at = dice.choice(pages[place])
            side = dice.choice(("before", "after"))
            query += "&%s=%s" % (side, at["id"])
            return Op(login, "page", place=place, query=query, side=side, at=at["number"])
        if place in pages and dice.random() < 0.2:
            return Op(login, "mark", place=place, number=pages[place][-1]["number"])
        return Op(login, "page", place=place, query=query, side=None, at=0)

    def target(self, login, mine, dice):
        """A message to hide: cora may hide what anybody said, the others what they said."""
        if login == "cora" and self.said:
            return dice.choice(self.said)
        op = dice.choice(mine)
        return op.place, op.body["message"]["number"]

    def keeper(self, login, dice):
        """One of the two who see what is hidden: dara brings back and asks, devi approves."""
        caller, n = Caller(self.port, self.tokens[login]), 0
        while not self.over:
            n += 1
            op = getattr(self, "next_of_" + login)(n, dice)
            if op is not None:
                with self.lock:
                    self.ops.append(self.ask(caller, op))
                if op.kind == "erase" and op.status == 201:
                    self.asked.append((op.place, op.body["message"]["record"]["number"]))
            time.sleep(0.002 if login == "dara" else 0.02)

    def next_of_dara(self, n, dice):
        key, chance = "d%dz" % n, dice.random()
        if not self.said:
            return None
        where, number = dice.choice(self.said)
        if self.buried and chance < 0.7:
            where, number = dice.choice(self.buried[-30:])
        if chance < 0.55:
            return Op("dara", "unhide", place=where, key=key, target=number,
                      text="/unhide %d reason: \"%s\"" % (number, key))
        if chance < 0.7 or where != ERASING:
            return Op("dara", "hidden", place=where, target=number)
        return Op("dara", "erase", place=where, key=key, target=number,
                  text="/erase message %d reason: \"%s\"" % (number, key))

    def next_of_devi(self, n, dice):
        if not self.asked:
            return None
        where, number = dice.choice(self.asked[-10:])
        return Op("devi", "approve", place=where, key="e%dz" % n,
                  request=(where, "erasure", number), text="/approve erasure %d" % number)

    def listen(self, login, ready):
        caller = Caller(self.port, self.tokens[login])
        caller.socket.sendall((caller.head("GET", "/api/v1/stream") + "\r\n").encode())
        for name, data in caller.events():
            if name == "ready":
                ready.set()
            self.events[login].append((name, data))

    # The end

    def pages(self, place):
        caller, found, before = Caller(self.port, self.tokens["cora"]), [], ""
        while True:
            page = caller.call("GET", "/api/v1/channels/%s/messages?limit=200%s" % (
                self.channels[place], before))[1]
            found = page["messages"] + found
            if not page["more"]:
                return found
            before = "&before=" + page["messages"][0]["id"]

    def audit(self):
        caller, found = Caller(self.port, self.tokens["dara"]), []
        while True:
            after = found[-1]["number"] if found else 0
            page = caller.call("GET", "/api/v1/audit?limit=200&after=%d" % after)[1]
            found += page["entries"]
            if not page["more"]:
                return found

    def run(self, seconds):
        for login in self.events:
            ready = threading.Event()
            threading.Thread(target=self.listen, args=(login, ready), daemon=True).start()
            assert ready.wait(20), "no stream"
        hands = [threading.Thread(target=self.client, args=(i, random.Random(self.dice.random())))
                 for i in range(len(CLIENTS))]
        for login in ("dara", "devi"):
            dice = random.Random(self.dice.random())
            hands.append(threading.Thread(target=self.keeper, args=(login, dice)))
        for hand in hands:
            hand.start()
        time.sleep(seconds)
        self.over = True
        for hand in hands:
            hand.join()

    def fresh(self):
        """Everything as it is now: messages, records with revisions, channels as listed."""
        messages = {place: self.pages(place) for place in PLACES + ("coordination",)}
        caller, records = Caller(self.port, self.tokens["cora"]), {}
        for place, listed in messages.items():
            for message in listed:
                record = message.get("record")
                if record:
                    which = (place, record["kind"], record["number"])
                    records.setdefault(which, caller.call(
                        "GET", "/api/v1/records/%s/%d?channel=%s" % (
                            which[1], which[2], self.channels[place]))[1])
        seen = {login: {c["name"]: c for c in Caller(self.port, self.tokens[login]).call(
            "GET", "/api/v1/channels")[1]["channels"]} for login in set(CLIENTS)}
        return messages, records, seen


def main():
    words = argparse.ArgumentParser(prog="storm.py PROGRAM HOME")
    words.add_argument("--seconds", type=float, default=6)
    words.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    words = words.parse_args(sys.argv[3:])
    print("seed %d" % words.seed, flush=True)
    storm = Storm(words.seed)
    try:
        storm.run(words.seconds)
        entries = storm.audit()[storm.first:]
        fresh = storm.fresh()
        time.sleep(0.5)                                # the streams' last events are on their way
        model = Model(storm.channels, storm.ops, entries, fresh, storm.events)
        wrong = model.check()
        assert storm.stop() == 0
        problems = storm.verify()
        wrong += [problems] if problems else []
    except Gone:
        wrong = ["the server is gone"]
    finally:
        storm.end()
        shutil.rmtree(os.path.dirname(storm.data))
    print("%d requests: %s" % (len(storm.ops), ", ".join(
        "%s %d" % pair for pair in sorted(model.counts.items()))))
    for text in wrong[:20]:
        print("WRONG  " + text)
    if wrong:
        print("seed %d" % words.seed)
    sys.exit(1 if wrong else 0)


main()
