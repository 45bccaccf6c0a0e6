"""What the storm's oracle knows of messages that are hidden, brought back and erased."""
import bisect


class Sight:
    def form(self, message, order):
        """What a message shows at a place in the order; nothing before it was said."""
        forms = self.forms.get(message, ())
        at = bisect.bisect_right(forms, order, key=lambda form: form[0])
        return forms[at - 1][1] if at else None

    def forms_within(self, message, low, high):
        forms = self.forms.get(message, ())
        return {self.form(message, low)} | {form for order, form in forms if low < order <= high}

    def together(self, message, order):
        """The messages that are hidden, brought back and erased with one: those of its record."""
        which = self.carries.get(message)
        return [one for at, one in self.carriers[which] if at <= order] if which else [message]

    def sign(self, message, order):
        """What a request for an erasure says of its subject: it must stay so until it is done."""
        history = self.history.get(self.carries.get(message), ())
        return (self.form(message, order), sum(1 for version in history if version[0] <= order),
                len(self.together(message, order)))

    def turn(self, op, order, message, entry, before, form):
        op.order = order
        self.place_of[op.key] = order
        op.moved = getattr(op, "moved", []) + [message]
        self.expect(entry["actor"], op.login, op.key + " was done by")
        self.expect((self.form(message, order) or ("nothing",))[0], before, op.key + " found")
        self.forms[message].append((order, form))

    def hide(self, op, order, message, entry):
        self.turn(op, order, message, entry, "shown", ("hidden", op.login, op.key))
        self.free(message)

    def unhide(self, op, order, message, entry):
        self.turn(op, order, message, entry, "hidden", ("shown",))
        op.todo.discard(message)
        which = self.carries.get(message)
        if which in self.day_of:
            day = self.day_of[which]
            self.expect(self.days.get(day, which), which, op.key + " takes its place")
            self.days[day] = which

    def erase(self, op, order, acts):
        request = self.asked[op.request]
        number = op.request[2]
        self.expect(acts, [("record.state", "erasure %d from asked to done" % number)], op.key)
        message = (request.place, request.target)
        self.expect((self.sign(message, order), request.done), (request.sign, None), op.key)
        request.done = order
        for one in self.together(message, order):
            self.forms[one].append((order, ("erased",)))
            self.counts["was erased"] += 1
        self.free(message)

    def free(self, message):
        which = self.carries.get(message)
        if which in self.day_of and self.days.get(self.day_of[which]) == which:
            del self.days[self.day_of[which]]

    def is_as(self, message, place, low, high):
        """Does a message look as it may have looked then?"""
        which = (place, message["number"])
        if which not in self.forms:
            return message == self.messages[place][message["number"] - 1]
        forms, message = self.forms_within(which, low, high), dict(message)
        if not message.get("tombstone"):
            return ("shown",) in forms and stateless(message) == stateless(self.first[which])
        bare = {name: value for name, value in self.first[which].items() if name != "record"}
        bare.update(text="", tombstone=True)
        if message.pop("erased", False):
            del bare["client_id"]
            return ("erased",) in forms and message == bare
        hidden = message.pop("hidden")
        return message == bare and ("hidden", hidden["by"]["login"], hidden["reason"]) in forms

    # The answers

    def refused(self, op, low, high, codes):
        """A refusal has to fit what may have been there when it was given."""
        code = op.body["complaints"][0]["code"] if op.status == 422 else op.status
        self.counts["refused %s %s" % (op.kind, code)] += 1
        if hasattr(op, "order") or not codes.get(code):
            self.tell("%s %s: %d %s" % (op.kind, op.key, op.status, op.body))

    def answer_hide(self, op, low, high):
        message = (op.place, op.target)
        if op.status == 200:
            if not hasattr(op, "order"):
                return self.tell("%s was acknowledged and is lost" % op.key)
            self.counts["was hidden"] += 1
            together = self.together(message, op.order)
            self.expect(sorted(op.moved), sorted(together), op.key)
            if op.login != "cora":
                authors = {self.first[one]["author"]["login"] for one in together}
                self.expect(authors, {op.login}, op.key)
            return
        kinds = {form[0] for form in self.forms_within(message, low, high)}
        others = {self.first[one]["author"]["login"] for one in self.together(message, high)}
        self.refused(op, low, high, {
            "already-hidden": "hidden" in kinds, "already-erased": "erased" in kinds,
            "not-yours": op.login != "cora" and others != {op.login},
            "request-stays": self.carries.get(message, "  ")[1] == "erasure"})

    def answer_unhide(self, op, low, high):
        message = (op.place, op.target)
        if op.status == 200:
            if not hasattr(op, "order"):
                return self.tell("%s was acknowledged and is lost" % op.key)
            self.counts["was brought back"] += 1
            return self.expect(sorted(op.moved), sorted(self.together(message, op.order)), op.key)
        kinds = {form[0] for form in self.forms_within(message, low, high)}
        which = self.carries.get(message, "  ")
        self.refused(op, low, high, {
            "not-hidden": "shown" in kinds, "already-erased": "erased" in kinds,
            "place-taken": "hidden" in kinds and which in self.day_of,
            "request-stays": which[1] == "erasure"})

    def answer_erase(self, op, low, high):
        if op.status == 201:
            return self.answer_line(op, low, high)
        message = (op.place, op.target)
        kinds = {form[0] for form in self.forms_within(message, low, high)}
        self.refused(op, low, high, {
            "already-erased": "erased" in kinds,
            "already-asked": any(o.target == op.target for o in self.asked.values()),
            "request-stays": self.carries.get(message, "  ")[1] == "erasure"})

    def answer_approve(self, op, low, high):
        if op.status == 201:
            return self.answer_line(op, low, high)
        request = self.asked[op.request]
        message = (request.place, request.target)
        kinds = {form[0] for form in self.forms_within(message, low, high)}
        orders = {low} | {order for one in self.together(message, high)
                          for order, _ in self.forms[one] if low < order <= high}
        self.refused(op, low, high, {
            "already-erased": "erased" in kinds,
            "not-open": request.done is not None and request.done <= high,
            "changed-since": any(self.sign(message, order) != request.sign for order in orders)})

    def answer_find(self, op, low, high):
        target = next(o for o in self.ops if getattr(o, "key", None) == op.word)
        shown = {form == ("shown",) for form in self.forms_within(
            (target.place, target.number), low, high)}
        self.counts["found nothing"] += op.body["reply"]["text"] == "Nothing was found."
        self.expect(op.body["reply"]["text"].split(":")[0] in
                    {"Found 1" if one else "Nothing was found." for one in shown}, True, op.text)

    def answer_hidden(self, op, low, high):
        message = (op.place, op.target)
        kinds = {form[0] for form in self.forms_within(message, low, high)}
        past = {form[0] for order, form in self.forms[message] if order <= high}
        if op.status == 200:
            self.counts["looked behind"] += 1
            self.expect((op.body["message"]["text"], "hidden" in past),
                        (self.first[message]["text"], True), "what was hidden")
        else:
            before = {form[0] for order, form in self.forms[message] if order <= low}
            self.expect((op.status, "erased" in kinds or "hidden" not in before), (404, True),
                        "a look behind %s %d" % message)


def stateless(message):
    """Without the state of a request or a concern, which moves on while its message stays."""
    record = message.get("record")
    if not record or record["kind"] not in ("erasure", "concern"):
        return message
    return dict(message, record={name: value for name, value in record.items() if name != "state"})


def buried(message, data):
    """A message as a client shows it once it is told that it was hidden or erased."""
    gone = {name: value for name, value in message.items() if name not in ("record", "hidden")}
    gone.update(text="", tombstone=True)
    if "erased" in data:
        gone.pop("client_id", None)
        gone["erased"] = True
    else:
        gone["hidden"] = data["hidden"]
    return gone
