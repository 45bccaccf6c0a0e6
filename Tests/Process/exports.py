"""What the tests of exports share: a house that makes them, and both verifiers."""
import itertools, json, os, re, shutil, subprocess, sys, tempfile, time

from kit import SCRATCH, Server, ended

SEVEN = next(p for p in ("7z", "7za", "7zz") if shutil.which(p))


class House(Server):
    """A house with corrected records, and its export of them."""

    def __init__(self):
        super().__init__(os.path.join(SCRATCH, "house"))
        self.channels = {c["name"]: c["id"] for c in self.seed(days=6)["channels"]}
        self.keys = itertools.count()
        self.start()
        for said in ("absent reason: =HYPERLINK(1) \u00e9e\u0301 \"quoted\", day: yesterday",
                     "absent reason: dentist", "late 09:40 because: came after all"):
            self.say("tess", "AB", "/attend " + said)
        self.attendance = self.export("attendance", "csv")

    def start(self):
        self.tokens = {}
        return super().start()

    def ask(self, login, method, path, body=None):
        if login not in self.tokens:
            self.tokens[login] = self.sign_in(login)
        status, answer = self.call(method, path, body, self.tokens[login])
        assert status in (200, 201), (login, method, path, body, status, answer)
        return answer

    def say(self, login, channel, text):
        return self.ask(login, "POST", "/api/v1/channels/%s/messages" % self.channels[channel],
                        {"text": text, "client_id": "p%d" % next(self.keys)})

    def export(self, kind, form, more="", by="dara"):
        """An export, ordered, awaited, fetched and unpacked: its folder."""
        line = "/export %s for: all purpose: half-term report format: %s%s" % (kind, form, more)
        reply = self.say(by, "templates", line)["reply"]
        for _ in range(600):
            row = next(e for e in self.ask(by, "GET", "/api/v1/exports")["exports"]
                       if e["id"] == reply["export"])
            if row["state"] != "making":
                break
            time.sleep(0.1)
        assert row["state"] == "made", row
        folder = tempfile.mkdtemp(dir=SCRATCH)
        path = folder + ".zip"
        with open(path, "wb") as file:
            file.write(self.ask(by, "GET", "/api/v1/exports/" + reply["export"]))
        subprocess.run([SEVEN, "x", "-y", "-p" + reply["passphrase"], "-o" + folder, path],
                       check=True, stdout=subprocess.DEVNULL)
        return folder

    def query(self):
        """An export of a query that was answered and closed."""
        note = self.say("tess", "AB", "/note activity: a walk outcomes: o next: n")["message"]
        self.say("cora", "AB", "/query note %d what came of it?" % note["record"]["number"])
        for state in ("answered", "closed"):
            self.say("cora", "AB", "/state query 1 %s reason: seen to" % state)
        return self.export("query", "csv")


def both(folder, head=None):
    """What the two verifiers say; they must agree."""
    status, told = ended("verify", "--file", folder, *(["--head", head] if head else []))
    words = [sys.executable, os.path.join(folder, "verify.py"), *([head] if head else [])]
    script = subprocess.run(words, capture_output=True, text=True, timeout=120)
    assert script.stderr == "", script.stderr
    assert status == script.returncode, (status, told, script.returncode, script.stdout)
    if status != 2:
        assert verdict(told) == verdict(script.stdout), (told, script.stdout)
    return status, told


def verdict(told):
    """The first line, without the words in which each language says why it cannot read a file."""
    return re.sub(r"cannot be read.*", "cannot be read", told.strip().split("\n")[0])


def lines(folder):
    with open(folder + "/proof.jsonl", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def manifest(folder):
    with open(folder + "/manifest.json", encoding="utf-8") as file:
        return json.load(file)


def copied(folder):
    """A copy that may be bent."""
    copy = tempfile.mkdtemp(dir=SCRATCH)
    shutil.copytree(folder, copy, dirs_exist_ok=True)
    return copy


def first(all, test):
    return next(line for line in all if test(line))


def flip(text):
    """Another hexadecimal text."""
    return ("1" if text[0] == "0" else "0") + text[1:]
