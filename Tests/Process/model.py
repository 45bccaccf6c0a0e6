"""The storm's oracle: the whole of the product in memory, as simply as it can be said."""
import bisect, collections

from sight import Sight, buried, stateless


class Model(Sight):
    def __init__(self, channels, ops, entries, fresh, events):
        self.names = {token: name for name, token in channels.items()}
        self.ops, self.entries, self.events = ops, entries, events
        self.messages, self.records, self.seen = fresh
        self.wrong, self.counts = [], collections.Counter()
        self.place_of = {}                     # an op's key -> its place in the order
        self.posted = collections.defaultdict(list)     # place -> [(order, number)]
        self.history = collections.defaultdict(list)    # record -> [(order, revision, fields)]
        self.inside = [(0, False)]             # when tari was let into AB (True) and out (False)
        self.days = {}                         # one record a place, day and session
        self.day_of = {}                       # a record -> its place, day and session
        self.forms = collections.defaultdict(list)      # message -> [(order, what it shows)]
        self.carriers = collections.defaultdict(list)   # record -> [(order, message)]
        self.carries, self.asked = {}, {}      # message -> its record; request -> its op

    def check(self):
        self.replay()
        self.check_answers()
        self.check_end()
        self.check_streams()
        for kind in ("attend", "note", "amend", "again", "search", "page", "record", "revoked",
                     "find", "hidden", "was hidden", "was brought back", "was erased"):
            if not self.counts[kind]:
                self.tell("no %s: too little happened for this to mean anything" % kind)
        return self.wrong

    def tell(self, text):
        self.wrong.append(text)

    def expect(self, got, wanted, what):
        if got != wanted:
            self.tell("%s: %r, and the model says %r" % (what, got, wanted))

    # The order

    def replay(self):
        """Says every line again in the order of the audit; what was written has to be the model's."""
        lines = {op.key: op for op in self.ops if hasattr(op, "text") and op.kind != "again"}
        # As it was said: what is hidden or erased since shows nothing of itself.
        self.first = {(place, m["number"]): m for place, found in self.messages.items()
                      for m in found}
        reasons = collections.defaultdict(collections.deque)
        for name, data in self.events["cora"]:
            if name == "message":
                message = data["message"]
                self.first[self.names[message["channel"]], message["number"]] = message
            elif name == "tombstone" and "hidden" in data:
                message = (self.names[data["channel"]], data["number"])
                reasons[message].append(data["hidden"]["reason"])
        lifts = collections.deque(sorted((op for op in self.ops if op.kind == "unhide"
                                          and op.status == 200), key=lambda op: op.began))
        lift = None
        self.last = {place: 0 for place in self.messages}
        for place, found in self.messages.items():
            storms = {int(e["detail"].split()[1]) for e in self.entries
                      if e["act"] == "message.posted" and self.names.get(e.get("channel")) == place}
            self.last[place] = min(storms) - 1 if storms else len(found)
        pending = []
        for order, entry in enumerate(self.entries, 1):
            place = self.names.get(entry.get("channel"))
            if entry["act"] == "message.posted" and place in self.messages:
                number = int(entry["detail"].split()[1])
                self.expect(number, self.last[place] + 1, "the next message of " + place)
                self.last[place] = number
                message = self.first[place, number]
                key = message.get("client_id") or message["text"].split('"')[1]
                if key not in lines:
                    self.tell("nobody said %r" % message["text"])
                    continue
                self.posted[place].append((order, number))
                self.place_of[key] = order
                self.apply(lines[key], order, number, message, pending, entry)
                pending = []
            elif entry["act"] == "message.hidden" and place in self.messages:
                message = (place, int(entry["detail"].split()[1]))
                if reasons[message]:
                    self.hide(lines[reasons[message].popleft()], order, message, entry)
                else:
                    self.tell("no stream told that %s %d was hidden" % message)
            elif entry["act"] == "message.unhidden":
                message = (place, int(entry["detail"].split()[1]))
                if lift is None or message not in lift.todo:
                    lift = lifts.popleft()
                    lift.todo = set(self.together((lift.place, lift.target), order))
                self.unhide(lift, order, message, entry)
            elif entry["act"] == "record.state" and "hidden" in entry["detail"].split()[-3:]:
                continue
            elif entry["act"].startswith(("record.", "access.")):
                pending.append(entry)

    def apply(self, op, order, number, message, pending, entry):
        op.order, op.number = order, number
        self.expect(entry["actor"], op.login, op.key + " was said by")
        self.expect(message["text"], op.text, op.key)
        if op.login == "tari" and not self.inside[-1][1]:
            self.tell("%s was taken from someone who had been let out" % op.key)
        acts = [(e["act"], e["detail"]) for e in pending]
        # A concern is typed in one place and lands in another.
        self.forms[self.names[message["channel"]], number].append((order, ("shown",)))
        if op.kind in ("assign", "unassign"):
            self.inside.append((order, op.kind == "assign"))
            self.expect(pending[-1]["member"] if pending else None, "tari", op.key)
        elif op.kind == "attend":
            which = self.days.get((op.place, op.day, op.session))
            if which is None:
                which = (op.place, "attendance", self.next_number(op.place, "attendance", acts))
                self.days[op.place, op.day, op.session] = which
                self.day_of[which] = (op.place, op.day, op.session)
            self.write(op, order, which, op.fields, acts)
        elif op.kind == "note":
            which = (op.place, "note", self.next_number(op.place, "note", acts))
            self.write(op, order, which, op.fields, acts)
        elif op.kind == "amend":
            old = self.history[op.record][-1]
            self.write(op, order, op.record, dict(old[2], **{op.field: op.key}), acts)
        elif op.kind == "erase":
            which = (op.place, "erasure", self.next_number(op.place, "erasure", acts))
            op.sign, op.done = self.sign((op.place, op.target), order), None
            self.asked[which] = op
            self.write(op, order, which, {"message": op.target, "reason": op.key}, acts)
        elif op.kind == "approve":
            self.erase(op, order, acts)
        elif op.kind == "plain":
            self.expect(acts, [], op.key + " does nothing else")

    def next_number(self, place, kind, acts):
        numbers = [which[2] for which in self.history if which[:2] == (place, kind)]
        if numbers:
            return max(numbers) + 1
        return int(acts[0][1].split()[1]) if acts else 1        # the seeded house had some

    def write(self, op, order, which, fields, acts):
        revision = len(self.history[which]) + 1
        act = "record.opened" if revision == 1 else "record.revised"
        self.expect(acts, [(act, "%s %d revision %d" % (which[1], which[2], revision))], op.key)
        self.history[which].append((order, revision, fields))
        self.carriers[which].append((order, (op.place, op.number)))
        self.carries[op.place, op.number] = which
        self.expect(self.form(self.carriers[which][0][1], order), ("shown",), op.key + " writes to")
        op.wrote = (which, revision)

    # The answers

    def check_answers(self):
        ended = sorted((op.ended, self.place_of[op.key]) for op in self.ops if self.is_written(op))
        began = sorted((op.began, self.place_of[op.key]) for op in self.ops if self.is_written(op))
        self.ended, self.began = [e for e, _ in ended], [b for b, _ in began]
        self.ended_most, self.began_most = prefix_max(ended), prefix_max(began)
        for op in self.ops:
            self.counts[op.kind] += 1
            low, high = self.span(op)
            check = getattr(self, "answer_" + op.kind, None)
            if hasattr(op, "text") and check is None:
                check = self.answer_line
            if op.login == "tari" and op.place == "AB" and op.kind != "search":
                may = self.may(low, high)
                if op.status == 404 and False in may:
                    self.counts["revoked"] += 1
                    continue
                if True not in may:
                    self.tell("%s %s was answered with %d after access had ended" % (
                        op.kind, getattr(op, "key", ""), op.status))
                    continue
            check(op, low, high)

    def is_written(self, op):
        return getattr(op, "order", None) is not None and op.kind != "again"

    def span(self, op):
        """What is surely written when it is answered, and what may be."""
        at = bisect.bisect_left(self.ended, op.began)
        to = bisect.bisect_left(self.began, op.ended)
        low = self.ended_most[at - 1] if at else 0
        return low, max(low, self.began_most[to - 1] if to else 0)

    def may(self, low, high):
        at = bisect.bisect_right(self.inside, (low, True)) - 1
        return {self.inside[at][1]} | {may for order, may in self.inside if low < order <= high}

    def answer_line(self, op, low, high):
        if op.status == 201:
            if getattr(op, "order", None) is None:
                return self.tell("%s was acknowledged and is lost" % op.key)
            message = op.body["message"]
            self.expect((message["number"], message["text"], message["author"]["login"]),
                        (op.number, op.text, op.login), op.key)
            if hasattr(op, "wrote"):
                (place, kind, number), revision = op.wrote
                record = message["record"]
                self.expect((record["kind"], record["number"], record["revision"]),
                            (kind, number, revision), op.key)
                self.expect(without_code(record["fields"]), self.history[op.wrote[0]][revision - 1][2],
                            op.key)
        elif op.status == 422:
            self.counts["refused"] += 1
            code = op.body["complaints"][0]["code"]
            fits = {"unassign": ("not-assigned",), "assign": (), "amend": ("not-yours", "not-author"),
                    "state": (), "plain": (), "note": (), "attend": (), "concern": ()}
            if getattr(op, "order", None) is not None or op.kind in ("plain", "note", "concern"):
                self.tell("%s was refused: %s" % (op.key, op.body))
            elif op.kind == "unassign" and False not in self.may(low, high):
                self.tell("%s was refused, and tari was inside" % op.key)
            elif not fits.get(op.kind):
                self.counts["refused " + op.kind + " " + code] += 1
        elif op.status != 200 or op.kind != "state" or "already" not in op.body["reply"]["text"]:
            self.tell("%s %s: %d %s" % (op.kind, op.key, op.status, op.body))

    def answer_concern(self, op, low, high):
        if op.status == 200 and op.key not in self.place_of:
            self.tell("%s was acknowledged and is lost" % op.key)
        self.expect((op.status, sorted(op.body.get("reply", {}))), (200, ["receipt", "text"]), op.key)

    def answer_again(self, op, low, high):
        self.expect((op.status, op.body.get("message", {}).get("number")),
                    (201, op.first.body["message"]["number"]), op.key + " said again")

    def answer_mark(self, op, low, high):
        self.expect(op.status, 204, "a read mark")

    def answer_search(self, op, low, high):
        hits = {(self.names[h["channel"]], h["number"]) for h in op.body["hits"]}
        target = next(o for o in self.ops if getattr(o, "key", None) == op.word and o.kind != "again")
        wanted = {(target.place, target.number)}
        forms = self.forms_within((target.place, target.number), low, high)
        if ("shown",) not in forms:
            wanted = set()
        elif len(forms) > 1:
            wanted = wanted & hits
        if op.login == "tari" and target.place == "AB" and False in self.may(low, high):
            wanted = wanted & hits
            if True not in self.may(low, high):
                self.expect(hits, set(), "a search after access had ended")
        self.expect(hits, wanted, "a search for " + op.word)

    def answer_record(self, op, low, high):
        forms = self.forms_within(self.carriers[op.record][0][1], low, high)
        if op.status != 200:
            self.counts["record out of sight"] += 1
            return self.expect((op.status, forms != {("shown",)}), (404, True),
                               "%s out of sight" % (op.record,))
        self.expect(("shown",) in forms, True, "%s in sight" % (op.record,))
        record, history = op.body["record"], self.history[op.record]
        least = sum(1 for version in history if version[0] <= low)
        most = sum(1 for version in history if version[0] <= high)
        revision = record["revision"]
        if not least <= revision <= most:
            self.tell("%s: revision %d, not within %d and %d" % (op.record, revision, least, most))
        self.expect([without_code(r["fields"]) for r in op.body["revisions"]],
                    [version[2] for version in history[:revision]], op.record)

    def answer_page(self, op, low, high):
        self.expect(op.status, 200, "a page")
        numbers = [m["number"] for m in op.body["messages"]]
        limit = int(op.query[7:].split("&")[0])
        least, most = self.count(op.place, low), self.count(op.place, high)
        if op.side == "before":
            self.expect(numbers, list(range(max(1, op.at - limit), op.at)), "before %d" % op.at)
            self.expect(op.body["more"], op.at - limit > 1, "more before %d" % op.at)
        elif op.side == "after":
            last = numbers[-1] if numbers else op.at
            self.expect(numbers, list(range(op.at + 1, last + 1)), "after %d" % op.at)
            if not min(least, op.at + limit) <= last <= min(most, op.at + limit):
                self.tell("after %d: up to %d, not within %d and %d" % (op.at, last, least, most))
        else:
            last = numbers[-1]
            self.expect(numbers, list(range(max(1, last - limit + 1), last + 1)), "the newest page")
            if not least <= last <= most:
                self.tell("the newest is %d, not within %d and %d" % (last, least, most))
        for message in op.body["messages"]:
            self.expect(self.is_as(message, op.place, low, high), True,
                        "a message of a page: %r" % message)

    def count(self, place, order):
        first = self.posted[place][0][1] - 1 if self.posted[place] else len(self.messages[place])
        return first + bisect.bisect_right(self.posted[place], (order, 1 << 60))

    # The end

    def check_end(self):
        for place, found in self.messages.items():
            self.expect([m["number"] for m in found], list(range(1, len(found) + 1)), place)
            self.expect(len(found), self.last[place], "messages of " + place)
        last = len(self.entries)
        for place, found in self.messages.items():
            self.expect([m["number"] for m in found if not self.is_as(m, place, last, last)], [],
                        place + " at the end")
        for which, history in self.history.items():
            is_shown = self.form(self.carriers[which][0][1], last) == ("shown",)
            self.expect(which in self.records, is_shown, "%s is there" % (which,))
            if which not in self.records:
                continue
            found = [without_code(r["fields"]) for r in self.records[which]["revisions"]]
            self.expect(found, [version[2] for version in history], which)
        for login, seen in self.seen.items():
            self.expect("AB" in seen, login != "tari" or self.inside[-1][1], login + " sees AB")
            marks = collections.Counter()
            for op in self.ops:
                if op.kind == "mark" and op.login == login and op.status == 204:
                    marks[op.place] = max(marks[op.place], op.number)
            for place, number in marks.items():
                if place in seen:
                    self.expect(seen[place]["unread"], self.last[place] - number, login + " unread")

    def check_streams(self):
        """A client's state with the events applied is what a fresh fetch gives."""
        for login in ("tess", "cora"):
            for place in ("AB", "NT"):
                told, records = {}, {}
                for name, data in self.events[login]:
                    record = data.get("record")
                    if name == "message" and self.names[data["message"]["channel"]] == place:
                        told[data["message"]["number"]] = data["message"]
                        record = data["message"].get("record")
                    elif name == "unhidden" and self.names[data["message"]["channel"]] == place:
                        told[data["message"]["number"]] = data["message"]
                    elif name == "tombstone" and self.names[data["channel"]] == place:
                        told[data["number"]] = buried(told[data["number"]], data)
                    if record and self.names[record["channel"]] == place:
                        old = records.get((record["kind"], record["number"]), record)
                        if record["revision"] >= old["revision"]:
                            records[record["kind"], record["number"]] = record
                first = self.posted[place][0][1] - 1
                self.expect([stateless(told[number]) for number in sorted(told)] ==
                            [stateless(m) for m in self.messages[place][first:]], True,
                            "%s heard every message of %s" % (login, place))
                for (kind, number), record in records.items():
                    if (place, kind, number) in self.records:
                        self.expect(record, self.records[place, kind, number]["record"], login)
        heard = {data["message"]["number"] for name, data in self.events["tari"]
                 if name == "message" and self.names[data["message"]["channel"]] == "AB"}
        for op in self.ops:
            if not self.is_written(op) or op.place != "AB" or op.kind in (
                    "concern", "state", "hide", "unhide"):
                continue
            low, high = self.span(op)
            may = self.may(low, high)
            if may == {True} and op.number not in heard:
                self.tell("tari was inside and has not heard %s" % op.key)
            if may == {False} and op.number in heard:
                self.tell("tari was let out and heard %s" % op.key)


def without_code(fields):
    made = ("suggested_code", "suggested_why", "what")
    return {name: value for name, value in fields.items() if name not in made}


def prefix_max(pairs):
    most, found = 0, []
    for _, order in pairs:
        most = max(most, order)
        found.append(most)
    return found
