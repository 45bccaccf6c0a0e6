"""Plays the real program on disks that fill up, turn read-only under it, and come back.
   disk.py PROGRAM HOME      needs root for its mounts; without it says so and passes"""
import os, subprocess, sys

from kit import HOME, PROGRAM, SCRATCH, Caller, Server, play


def system(*words):
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode == 0, (words, done.stderr)
    return done.stdout.strip()


class Place:
    """A mounted folder with an organisation in it, and its lines."""

    def __init__(self, name):
        self.mount = os.path.join(SCRATCH, name)
        os.mkdir(self.mount)
        self.said, self.refused = [], 0

    def settle(self):
        self.server = Server(os.path.join(self.mount, "data"))
        facts = self.server.seed()
        self.channel = next(c["id"] for c in facts["channels"] if c["name"] == "AB")
        self.server.start()
        self.token = self.server.sign_in("tess")
        self.caller = Caller(self.server.port, self.token)

    def start(self):
        self.server.start()
        self.caller = Caller(self.server.port, self.token)

    def refused_start(self):
        done = subprocess.run(
            [PROGRAM, "serve", "--data", self.server.data, "--home", HOME, "--listen",
             "127.0.0.1:0"], capture_output=True, text=True, timeout=20)
        assert done.returncode == 1 and done.stderr, "it says why it does not start"
        return done.stderr.strip()

    def say(self, key):
        """Says a line and answers the status; 201 is a promise."""
        status, _ = self.caller.call(
            "POST", "/api/v1/channels/%s/messages" % self.channel,
            {"text": key + " went well" * 100, "client_id": key})
        assert status in (201, 503), status
        if status == 201:
            self.said.append(key)
        else:
            self.refused += 1
        return status

    def stored(self):
        found, before = [], ""
        while True:
            status, page = self.caller.call(
                "GET", "/api/v1/channels/%s/messages?limit=200%s" % (self.channel, before))
            assert status == 200, "reading goes on: %d" % status
            found = [m["client_id"] for m in page["messages"] if "client_id" in m] + found
            if not page["more"]:
                return found
            before = "&before=" + page["messages"][0]["id"]

    def check(self):
        assert self.stored() == self.said, "not what was acknowledged"

    def leave(self):
        assert self.server.stop() == 0
        problems = self.server.verify()
        assert not problems, problems


def a_full_disk_refuses_and_goes_on_when_there_is_room():
    place = Place("full")
    system("mount", "-t", "tmpfs", "-o", "size=10m", "tmpfs", place.mount)
    try:
        place.settle()
        for size in (12, 14, 40):
            first = len(place.said)
            while place.say("f%d" % (len(place.said))) == 201:
                assert len(place.said) < 20000, "the disk is never full"
            assert len(place.said) > first, "there was room for some"
            for n in range(20):
                place.say("f%d" % len(place.said))
            place.check()
            system("mount", "-o", "remount,size=%dm" % size, place.mount)
            # A line that was refused is said again under its own id.
            assert place.say("f%d" % len(place.said)) == 201, "it does not go on"
        place.check()
        place.leave()
        place.start()
        place.check()
        place.leave()
        print("   %d lines, %d refused" % (len(place.said), place.refused))
    finally:
        place.server.end()
        system("umount", place.mount)


def a_disk_that_turns_read_only_refuses_and_loses_nothing():
    place = Place("only")
    image = os.path.join(SCRATCH, "image")
    with open(image, "wb") as file:
        file.truncate(64 << 20)
    try:
        system("mkfs.ext4", "-q", image)
        system("mount", "-o", "loop", image, place.mount)
    except (AssertionError, OSError) as error:
        return print("   skipped: no ext4 on a loop device here (%s)" % error)
    try:
        place.settle()
        for n in range(200):
            assert place.say("r%d" % n) == 201
        # What the kernel does by itself when it meets errors (ext4(5), abort).
        system("mount", "-o", "remount,abort", place.mount)
        for n in range(50):
            assert place.say("x%d" % n) == 503, "nothing can be written"
        place.check()
        place.server.stop()
        told = place.refused_start()
        system("umount", place.mount)
        system("mount", "-o", "loop", image, place.mount)
        place.start()
        place.check()
        assert place.say("x0") == 201, "it goes on"
        place.check()
        place.leave()
        # In order, too: read-only while nobody has it open, and back.
        system("mount", "-o", "remount,ro", place.mount)
        told = place.refused_start()
        system("mount", "-o", "remount,rw", place.mount)
        place.start()
        assert place.say("x1") == 201
        place.check()
        place.leave()
        print("   told: " + told)
    finally:
        place.server.end()
        system("umount", place.mount)


def can_mount():
    probe = os.path.join(SCRATCH, "probe")
    os.mkdir(probe)
    if os.geteuid() != 0 or subprocess.run(
            ["mount", "-t", "tmpfs", "tmpfs", probe], capture_output=True).returncode != 0:
        return False
    system("umount", probe)
    return True


if not can_mount():
    print("skipped: mounting needs root; run.py fills the disk by a limit instead")
    sys.exit(0)
play(2)
