"""Mail for real: msmtp to a relay by TLS, programs that refuse or hang, and a server killed at each
   point of a hand-over.   VENV/python Tests/Process/mail.py PROGRAM HOME   (VENV has aiosmtpd)"""
import email, email.policy, os, re, signal, socket, ssl, stat, subprocess, time

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from kit import SCRATCH, Server, organisation, play, run

FROM = "attendance@provision.example"
NAME = "Zoë Nguyễn & O'Neill \"Green\" Provision"


def wait_for(what, seconds=20):
    """What a body answers once it is true."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = what()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError("it did not come to that: %r" % what())


def certificate(name):
    """A self-signed certificate for localhost, and its key."""
    cert, key = (os.path.join(SCRATCH, name + end) for end in (".crt", ".key"))
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
         "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", cert],
        check=True, capture_output=True)
    return cert, key


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Relay:
    """A relay that keeps what it takes. `refusal` is what it answers to a recipient."""

    def __init__(self, cert, key, speaks_tls=True):
        self.mails, self.refusal = [], None
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(cert, key)
        more = dict(tls_context=context, require_starttls=True, auth_required=True,
                    authenticator=self.know) if speaks_tls else {}
        self.port = free_port()
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port, **more)
        self.controller.start()

    def know(self, server, session, envelope, mechanism, data):
        isRight = (data.login, data.password) == (b"hedgerow", b"relay-words")
        return AuthResult(success=isRight)

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.refusal:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.mails.append((envelope.mail_from, envelope.rcpt_tos, envelope.original_content))
        return "250 2.0.0 kept as %d" % len(self.mails)

    def stop(self):
        self.controller.stop()


def configuration(relay, trusted, name="msmtprc"):
    """What `hedgerow deploy msmtp` says, with what it says to change, changed."""
    path = os.path.join(SCRATCH, name)
    word = os.path.join(SCRATCH, "relay-password")
    with open(word, "w") as file:
        file.write("relay-words\n")
    text = run("deploy", "msmtp", "--domain", "localhost:%d" % relay.port)
    assert "CHANGE" in text and "relay-words" not in text and "tls             on" in text
    text = text.replace("/etc/ssl/certs/ca-certificates.crt", trusted).replace(
        "/etc/hedgerow/relay-password", word).replace("user            CHANGE", "user hedgerow")
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    return path


SENDMAIL = """#!/bin/sh
# A program that says when it begins, keeps what it is given, and stops where it is told to.
here=$(dirname "$0")
echo $$ >> "$here/pids"
echo "$@" >> "$here/words"
while [ -e "$here/stop-before" ]; do sleep 0.05; done
name=$(mktemp "$here/taken-XXXXXX")
cat > "$name"
mv "$name" "$here/mail-$(date +%s%N)"
while [ -e "$here/stop-after" ]; do sleep 0.05; done
exit $(cat "$here/status" 2>/dev/null || echo 0)
"""


class Program:
    """A mail program of our own, in a folder of its own."""

    def __init__(self, name):
        self.folder = os.path.join(SCRATCH, name)
        os.mkdir(self.folder)
        self.path = os.path.join(self.folder, "sendmail")
        with open(self.path, "w") as file:
            file.write(SENDMAIL)
        os.chmod(self.path, stat.S_IRWXU)

    def put(self, name, text=""):
        with open(os.path.join(self.folder, name), "w") as file:
            file.write(text)

    def take(self, name):
        os.unlink(os.path.join(self.folder, name))

    def lines(self, name):
        try:
            with open(os.path.join(self.folder, name)) as file:
                return file.read().split("\n")[:-1]
        except FileNotFoundError:
            return []

    def mails(self):
        names = sorted(n for n in os.listdir(self.folder) if n.startswith("mail-"))
        return [open(os.path.join(self.folder, n), "rb").read() for n in names]

    def kill(self):
        for pid in self.lines("pids"):
            try:
                os.killpg(int(pid), signal.SIGKILL)
            except ProcessLookupError:
                pass


class Place:
    """A seeded organisation that is served, and what its members do there."""

    def __init__(self, name, *words):
        self.data, self.channels = organisation(name)
        with open(os.path.join(self.data, "organisation"), "w") as file:
            file.write(NAME + "\n")
        self.server, self.tokens = Server(self.data), {}
        self.start(*words)

    def start(self, *words):
        self.tokens = {}
        self.server.start("--mail-from", FROM, *words)
        listed = self.call("GET", "/channels")["channels"]
        self.channels = {c["name"]: c["id"] for c in listed}

    def call(self, method, path, body=None, login="cora", status=None):
        if login not in self.tokens:
            self.tokens[login] = self.server.sign_in(login)
        code, answer = self.server.call(method, "/api/v1" + path, body, self.tokens[login])
        assert code in ([status] if status else [200, 201]), (method, path, code, answer)
        return answer

    def say(self, channel, text, login="cora", status=None):
        path = "/channels/%s/messages" % self.channels[channel]
        return self.call("POST", path, {"text": text}, login, status)

    def mails(self, **more):
        found = self.call("GET", "/records?kind=mail&limit=200")["records"]
        return [m for m in found if all(m["fields"].get(k, m.get(k)) == v for k, v in more.items())]

    def school(self, name, address):
        """Enters a school, which mails a code to its address; the mail's number."""
        self.say("coordination", '/school "%s" email: %s' % (name, address))
        return self.mails(address=address)[0]["number"]

    def schools(self, name):
        found = self.call("GET", "/records?kind=school&limit=200")["records"]
        return [s for s in found if s["fields"]["name"] == name][0]

    def mail(self, number):
        return [m for m in self.mails() if m["number"] == number][0]

    def becomes(self, number, state, seconds=20):
        try:
            wait_for(lambda: self.mail(number)["state"] == state, seconds)
        except AssertionError as error:
            raise AssertionError("%s: %r" % (state, self.mail(number))) from error
        return self.mail(number)

    def told(self, words):
        path = "/channels/%s/messages?limit=20" % self.channels["coordination"]
        return [m for m in self.call("GET", path)["messages"] if words in m["text"]]

    def kill(self):
        self.server.stop(signal.SIGKILL)

    def stop(self):
        assert self.server.stop() == 0
        assert self.server.verify() == "", self.server.verify()


def a_mail_reaches_a_real_relay_by_TLS_and_its_answer_is_kept():
    cert, key = certificate("good")
    relay = Relay(cert, key)
    place = Place("real", "--mail-config", configuration(relay, cert))
    number = place.school("Made For This", "office@hillside.example")
    school = "school %d" % place.schools("Made For This")["number"]
    mail = place.becomes(number, "sent")
    assert "kept as 1" in mail["fields"]["answer"], mail["fields"]
    assert re.match(r"20\d\d-", mail["fields"]["handed_at"]) and mail["fields"]["attempts"] == 1
    sender, to, raw = relay.mails[0]
    assert (sender, to) == (FROM, ["office@hillside.example"])
    read = email.message_from_bytes(raw, policy=email.policy.default)
    assert not read.defects, read.defects
    (whom,) = read["From"].addresses
    assert (whom.display_name, whom.addr_spec) == (NAME, FROM), str(read["From"])
    assert read["To"] == "<office@hillside.example>" or "hillside" in str(read["To"])
    assert read["Message-ID"] == "<%s>" % mail["fields"]["message_id"]
    assert mail["fields"]["message_id"].endswith("@provision.example")
    assert read["Auto-Submitted"] == "auto-generated" and read["Date"].datetime
    assert all(len(line) <= 78 for line in raw.split(b"\r\n"))
    code = re.search(r"^ +([a-z0-9]{4}-[a-z0-9]{4})", read.get_content(), re.M).group(1)
    place.say("coordination", "/verify %s code: aaaa-aaaa" % school, status=422)
    place.say("coordination", "/verify %s code: %s" % (school, code.upper()))
    assert place.schools("Made For This")["state"] == "verified"
    place.say(
        "coordination", '/amend %s changes: "email=head@hillside.example" reason: new' % school)
    assert place.schools("Made For This")["state"] == "unverified"
    place.becomes(place.mails(address="head@hillside.example")[0]["number"], "sent")
    refused(place, relay)
    place.stop()
    relay.stop()


def refused(place, relay):
    relay.refusal = "550 5.1.1 no such mailbox"
    number = place.school("Nowhere", "nobody@nowhere.example")
    mail = place.becomes(number, "failed")
    assert "no such mailbox" in mail["fields"]["answer"], mail["fields"]
    assert mail["fields"]["attempts"] == 1, "a refusal for good was tried again"
    assert place.told("mail %d to nobody@nowhere.example was not sent" % number)
    relay.refusal = "451 4.2.1 come back later"
    number = place.school("Later", "late@later.example")
    wait_for(lambda: place.mail(number)["fields"].get("next_attempt"))
    mail = place.mail(number)
    assert mail["state"] == "queued" and "later" in mail["fields"]["answer"], mail
    relay.refusal = None


def nothing_leaves_without_TLS_or_past_a_wrong_certificate():
    cert, key = certificate("one")
    other, _ = certificate("other")
    for name, speaks_tls in [("foreign", True), ("plain", False)]:
        relay = Relay(cert, key, speaks_tls)
        place = Place(name, "--mail-config", configuration(relay, other, name + "rc"))
        number = place.school("Made For This", "office@hillside.example")
        wait_for(lambda: place.mail(number)["fields"].get("answer"))
        mail = place.mail(number)
        assert mail["state"] == "queued" and "TLS" in mail["fields"]["answer"], mail["fields"]
        assert relay.mails == []
        place.stop()
        relay.stop()


def a_mail_that_is_refused_too_often_is_a_dead_letter_until_someone_retries():
    program = Program("stubborn")
    program.put("status", "75")
    place = Place("stubborn-data", "--mail-program", program.path, "--mail-retry", "1,1")
    number = place.school("Made For This", "office@hillside.example")
    mail = place.becomes(number, "failed")
    assert mail["fields"]["attempts"] == 3 and len(program.mails()) == 3
    ids = {email.message_from_bytes(m)["Message-ID"] for m in program.mails()}
    assert len(ids) == 1, ids
    assert place.told("mail %d to" % number)
    program.put("status", "0")
    place.say("outbox", "/outbox retry mail %d" % number)
    place.becomes(number, "sent")
    place.say("outbox", "/outbox retry mail %d" % number, status=422)
    place.say("outbox", "/outbox cancel mail %d reason: late" % number, status=422)
    words = program.lines("words")[0]
    assert words == "-i -f %s -- office@hillside.example" % FROM, words
    place.stop()


def a_program_that_hangs_or_is_missing_holds_no_attendance_up():
    program = Program("hanging")
    program.put("stop-before")
    place = Place("hanging-data", "--mail-program", program.path)
    number = place.school("Made For This", "office@hillside.example")
    place.becomes(number, "sending")
    for day in range(3):
        place.say("AB" if "AB" in place.channels else first_child(place), "/note activity: a "
                  "outcomes: b next: c")
    program.take("stop-before")
    place.becomes(number, "sent")
    place.stop()
    place.start("--mail-program", "no-such-program")
    told = place.call("GET", "/outbox")
    assert "no-such-program" in told["trouble"], told
    number = place.school("Made For That", "office@northshire.example")
    wait_for(lambda: place.mail(number)["fields"].get("answer"))
    assert place.mail(number)["state"] == "queued"
    place.stop()


def first_child(place):
    kinds = {c["name"]: c["kind"] for c in place.call("GET", "/channels")["channels"]}
    return [name for name, kind in kinds.items() if kind == "cyp"][0]


def a_held_outbox_stays_held_over_a_restart_and_a_dry_one_sends_nothing():
    program = Program("held")
    place = Place("held-data", "--mail-program", program.path)
    place.say("outbox", '/outbox hold reason: "wrong template"')
    number = place.school("Made For This", "office@hillside.example")
    assert place.call("GET", "/outbox")["held"] is True
    place.stop()
    place.start("--mail-program", program.path)
    told = place.call("GET", "/outbox")
    assert told["held"] and told["reason"] == "wrong template", told
    time.sleep(0.5)
    assert place.mail(number)["state"] == "queued" and program.mails() == []
    place.say("outbox", "/outbox release")
    place.becomes(number, "sent")
    for login in ("tess", "vic", "adam"):
        place.call("GET", "/outbox", login=login, status=404)
        place.call("GET", "/records/attendance/1/mails", login=login, status=404)
    place.stop()
    place.start("--mail-program", program.path, "--mail-dry-run")
    number = place.school("Dry", "office@dry.example")
    place.becomes(number, "dry-run")
    place.stop()
    place.start("--mail-program", program.path, "--mail-hold")
    number = place.school("Flagged", "office@flagged.example")
    time.sleep(0.5)
    assert place.mail(number)["state"] == "queued"
    assert len(program.mails()) == 1
    place.stop()


def killed_before_anything_is_begun_a_mail_is_sent_just_once():
    program = Program("early")
    place = Place("early-data", "--mail-program", program.path, "--mail-hold")
    number = place.school("Made For This", "office@hillside.example")
    place.kill()
    place.start("--mail-program", program.path)
    mail = place.becomes(number, "sent")
    assert "perhaps_twice" not in mail["fields"] and len(program.mails()) == 1
    place.stop()


def killed_while(name, point, times):
    program = Program(name)
    program.put(point)
    place = Place(name + "-data", "--mail-program", program.path)
    number = place.school("Made For This", "office@hillside.example")
    place.becomes(number, "sending")
    known = place.mail(number)["fields"]["message_id"]
    wait_for(lambda: program.lines("pids") and (point == "stop-before" or program.mails()))
    place.kill()
    program.kill()
    program.take(point)
    place.start("--mail-program", program.path)
    mail = place.becomes(number, "sent")
    assert mail["fields"]["perhaps_twice"] is True and mail["fields"]["message_id"] == known
    ids = [email.message_from_bytes(m)["Message-ID"] for m in program.mails()]
    assert ids == ["<%s>" % known] * times, ids
    assert place.told("mail %d is sent again" % number)
    place.stop()


def killed_after_it_is_sending_and_before_it_is_handed_over():
    killed_while("between", "stop-before", 1)


def killed_after_it_is_handed_over_and_before_that_is_written_down():
    killed_while("after", "stop-after", 2)


def many_mails_at_once_are_each_sent_once_over_kills_at_any_time():
    program = Program("many")
    place = Place("many-data", "--mail-program", program.path)
    numbers = []
    for turn in range(4):
        for one in range(6):
            numbers.append(place.school("S %d %d" % (turn, one), "s%d-%d@s.example" % (turn, one)))
        time.sleep(0.02 * turn)
        place.kill()
        place.start("--mail-program", program.path)
    wait_for(lambda: all(place.mail(n)["state"] == "sent" for n in numbers), 60)
    handed = {}
    for raw in program.mails():
        read = email.message_from_bytes(raw)
        if read["To"] and read.get_payload():
            handed.setdefault(read["To"], []).append(read["Message-ID"])
    for number in numbers:
        mail = place.mail(number)["fields"]
        ids = handed["<%s>" % mail["address"]]
        assert set(ids) == {"<%s>" % mail["message_id"]}, (mail, ids)
        assert len(ids) == 1 or mail.get("perhaps_twice"), (mail, ids)
    place.stop()


if __name__ == "__main__":
    play(9)
