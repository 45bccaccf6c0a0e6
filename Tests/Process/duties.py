"""The house's duties by the real clock, the server killed at each stage of one.
   duties.py PROGRAM HOME

   The organisation's definitions are copied, with duties that are due from midnight on, on every day;
   so the tests hold at any hour, on a weekend, and where midnight falls within them."""
import datetime, os, re, shutil, signal, sqlite3, time, zoneinfo

from kit import HOME, SCRATCH, Server, organisation, play

LONDON = zoneinfo.ZoneInfo("Europe/London")
EARLY, LATE = "00:00", "23:59"
DUTIES = """duties: [
    { name: 'look', at: '%s', until: '%s', on: 'every', say: '/day-summary' },
    { name: 'tell', at: '%s', until: '%s', on: 'every', each: 'school',
      say: ['/summary AM', '/summary AM school: "{school}"'] },
  ],"""
SCHOOLS = 15
HELD = ("--mail-from", "attendance@provision.example", "--mail-hold")      # no mail leaves


def home(name, duties):
    """The definitions with other duties in the register."""
    folder = os.path.join(SCRATCH, name)
    for part in ("Commands", "Channels"):
        shutil.copytree(os.path.join(HOME, part), os.path.join(folder, part))
    path = os.path.join(folder, "Channels", "register", "kind.json5")
    with open(path) as file:
        text = file.read()
    changed = re.sub(r"duties: \[.*?\n  \],", lambda _: duties, text, flags=re.DOTALL)
    assert changed != text, "the register has no duties"
    with open(path, "w") as file:
        file.write(changed)
    return folder


def now():
    return datetime.datetime.now(LONDON)


def past_the_last_minute():
    """In the last minute of a day nothing is due any more."""
    while now().strftime("%H:%M") == LATE:
        time.sleep(1)


class Rows:
    """What is on the disk, read beside the server or after it."""

    def __init__(self, data):
        self.path = os.path.join(data, "hedgerow.db")

    def read(self, text, *values):
        db = sqlite3.connect("file:%s?mode=ro" % self.path, uri=True, timeout=20)
        try:
            return db.execute(text, values).fetchall()
        finally:
            db.close()

    def mails(self):
        """How many mails of the summary there are, by day and school."""
        found = {}
        for (key,) in self.read("SELECT one_key FROM records WHERE kind = 'mail'"):
            use, *rest = (key or "").split("|")
            if use == "start-of-day":
                day, session, school = rest
                found[day, school] = found.get((day, school), 0) + 1
        return found

    def duties(self):
        """How many records a duty has by day, and in how many versions."""
        return {key: (count, most) for key, count, most in self.read(
            "SELECT one_key, count(*), max(revision) FROM records WHERE kind = 'duty' "
            "GROUP BY one_key")}

    def said(self, start):
        return self.read("SELECT count(*) FROM messages WHERE text LIKE ?", start + "%")[0][0]


def prepared(name):
    """A seeded organisation in which every child is expected on every day, with no duty done yet."""
    data, _ = organisation(name)
    none = home(name + "-idle", "duties: [],")
    server = Server(data, none).start(*HELD)
    token = server.sign_in("cora")
    places = server.call("GET", "/api/v1/channels", token=token)[1]["channels"]
    since = (now() - datetime.timedelta(days=2)).date().isoformat()
    for place in places:
        if place["kind"] == "cyp":
            status, told = server.call(
                "POST", "/api/v1/channels/%s/messages" % place["id"],
                {"text": "/expect mon-sun from: %s" % since}, token)
            assert status == 201, (place["name"], told)
    assert server.stop() == 0
    assert Rows(data).mails() == {} and Rows(data).duties() == {}
    return data


def wait_until(what, seconds=60):
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "it did not come to that"
        time.sleep(0.002)


def done(rows, day, name="tell"):
    return "%s|%s" % (name, day) in rows.duties()


def check(data, kills):
    """Every duty of every day is recorded once, and each school's mail of a day is there once."""
    rows = Rows(data)
    days = {key.split("|")[1] for key in rows.duties()}
    assert days and days <= {(now() - datetime.timedelta(days=n)).date().isoformat()
                             for n in (0, 1)}, days
    for day in days:
        for name in ("look", "tell"):
            assert rows.duties()["%s|%s" % (name, day)] == (1, 1), (kills, rows.duties())
        mails = {school: count for (of, school), count in rows.mails().items() if of == day}
        assert mails and set(mails.values()) == {1}, (kills, mails)
    assert rows.said("The morning of ") == len(days), (kills, rows.said("The morning of "))
    return len(rows.mails()) / len(days)


def killed_at_each_stage_a_duty_is_recorded_once_and_each_mail_queued_once():
    past_the_last_minute()
    fresh = prepared("fresh")
    due = home("due", DUTIES % (EARLY, LATE, EARLY, LATE))
    schools, within = set(), 0
    stages = [(0,), (1,), (3, 6), (1, 2, 4, 9), (SCHOOLS - 1,), (2, 5, SCHOOLS)]
    for index, kills in enumerate(stages):
        past_the_last_minute()
        data = os.path.join(SCRATCH, "round-%d" % index)
        shutil.copytree(fresh, data)
        rows = Rows(data)
        for kill in kills:
            day = now().date().isoformat()
            server = Server(data, due).start(*HELD)
            wait_until(lambda: len(rows.mails()) >= kill or done(rows, day))
            server.stop(signal.SIGKILL)
            within += 0 < len(rows.mails()) and not done(rows, day)
        server = Server(data, due).start(*HELD)
        day = now().date().isoformat()
        wait_until(lambda: done(rows, day) and done(rows, day, "look"))
        assert server.stop() == 0
        server = Server(data, due).start(*HELD)         # once more, and nothing happens
        assert server.stop() == 0
        schools.add(check(data, kills))
        assert server.verify() == "", server.verify()
    assert within >= 3, "hardly a kill came between two mails: %d" % within
    assert len(schools) == 1 and 5 <= schools.pop() <= SCHOOLS, schools


def what_was_slept_through_is_missed_and_what_begins_late_is_late_and_both_only_once():
    past_the_last_minute()
    data = prepared("slept")
    rows, day = Rows(data), now().date().isoformat()
    if now().hour < 1:                                   # there is no earlier hour of today to miss
        gone = home("gone", DUTIES % (EARLY, LATE, EARLY, LATE))
        wanted = {"done", "late"}
    else:
        gone = home("gone", DUTIES % (EARLY, "00:30", EARLY, "00:30"))
        wanted = {"missed"}
    for _ in range(3):
        server = Server(data, gone).start(*HELD)
        wait_until(lambda: done(rows, now().date().isoformat()))
        server.stop(signal.SIGKILL)
    if now().date().isoformat() != day:
        return                                           # midnight came between: the other test looks
    assert rows.duties()["tell|" + day] == (1, 1), rows.duties()
    server = Server(data, gone).start(*HELD)
    token = server.sign_in("cora")
    told = server.call("GET", "/api/v1/records?kind=duty", token=token)[1]["records"]
    outcomes = {duty["fields"]["outcome"] for duty in told if duty["fields"]["duty"] == "tell"}
    assert len(outcomes) == 1 and outcomes <= wanted, (outcomes, wanted)
    assert bool(rows.mails()) == (wanted != {"missed"}), rows.mails()
    assert server.stop() == 0


if __name__ == "__main__":
    play(2)
