"""Besieges the real server; a neighbour who behaves must get right answers all the while.
   siege.py PROGRAM HOME [CONNECTIONS]      prints its p99 as a ratio to its quiet p99; exit 1 on failure
   CONNECTIONS: how many come and go in the churn; 50,000 when nothing is said"""
import itertools, os, resource, shutil, subprocess, sys, time

import attackers
from attackers import Neighbour, ended, start
from kit import SCRATCH, Caller, Server, organisation, play

CHURN = int((sys.argv[3:] or [50000])[0])
MEMORY_MB_MAX = 200                            # more than it was before, at its highest
NAMES = itertools.count()


class House(Server):
    """A house under siege: tess is the neighbour, in AB; tom attacks from another channel."""

    def __init__(self, name, **more):
        data, self.channels = organisation(name)
        super().__init__(data)
        self.start(**more)
        self.tess, self.tom = self.sign_in("tess"), self.sign_in("tom")
        mine = self.call("GET", "/api/v1/channels", token=self.tom)[1]["channels"]
        self.place = next(c["id"] for c in mine if "post" in c["acts"] and c["name"] != "AB")
        self.path = "/api/v1/channels/%s/messages" % self.place

    def neighbour(self, **more):
        return Neighbour(self.port, self.tess, self.channels["AB"], "n%d" % next(NAMES), **more)

    def memory(self, what):
        """VmRSS or VmHWM, in megabytes."""
        with open("/proc/%d/status" % self.process.pid) as file:
            return next(int(line.split()[1]) for line in file if line.startswith(what)) / 1024

    def descriptors(self):
        return len(os.listdir("/proc/%d/fd" % self.process.pid))

    def under(self, attack, *words, **more):
        """What the attack tells; prints what the neighbour felt of it."""
        # Right before, as the machine may have been busier or idler a minute ago.
        neighbour = self.neighbour()
        time.sleep(2)
        quiet = percentile(neighbour.end(), 99)
        with open("/proc/%d/clear_refs" % self.process.pid, "w") as file:
            file.write("5")                    # the highest mark begins anew
        before = self.memory("VmRSS")
        neighbour = self.neighbour(**more)
        try:
            told = ended(start(attack, self.port, *words, seconds=3))
        finally:
            times = neighbour.end()
        p99, high = percentile(times, 99), self.memory("VmHWM")
        print("        %-22s p99 %6.2f ms, quiet %.2f ms, %4.1fx; p50 %.2f ms; %5d requests; "
              "memory %d MB, at most %d MB" % (
                  attack.__name__, p99 * 1000, quiet * 1000, p99 / quiet,
                  percentile(times, 50) * 1000, len(times), before, high), flush=True)
        assert high < before + MEMORY_MB_MAX, "it took %d MB" % (high - before)
        self.recovers()
        return told

    def recovers(self):
        """All connections are gone, and a new one is served."""
        for _ in range(200):
            caller = Caller(self.port)
            status, body = caller.call("GET", "/health")
            caller.close()
            assert status == 200, (status, body)
            if self.descriptors() < 100:
                return
            time.sleep(0.1)
        raise AssertionError("%d descriptors are still open" % self.descriptors())


def percentile(times, part):
    return sorted(times)[min(len(times) - 1, len(times) * part // 100)]


HOUSE = House("siege")


def slow_heads_and_bodies_are_cut_and_disturb_nobody():
    left = HOUSE.under(attackers.slow_heads_and_bodies, HOUSE.path, HOUSE.tom, 900, 12)
    assert left == 0, "%d were served for ever" % left


def many_come_and_go_in_every_rude_way():
    assert HOUSE.under(attackers.churn, CHURN) == 0


def who_ends_its_half_is_answered_what_it_asked():
    assert HOUSE.under(attackers.half_closed, HOUSE.path, HOUSE.tom, 1500) == 0


def thousands_of_requests_before_the_first_answer_is_read():
    assert HOUSE.under(attackers.huge_pipelines, HOUSE.path, HOUSE.tom, 8, 3000) == 0


def uploads_that_are_broken_off_leave_nothing():
    HOUSE.under(attackers.aborted_uploads, HOUSE.path, HOUSE.tom, 2000)
    status, page = HOUSE.call("GET", HOUSE.path + "?limit=200", token=HOUSE.tom)
    assert status == 200
    assert not [m for m in page["messages"] if m.get("client_id", "").startswith("aborted")]


def streams_exports_and_pages_that_nobody_reads_are_dropped():
    dara = HOUSE.sign_in("dara")
    line = {"text": "/export attendance for: all purpose: siege format: csv", "client_id": "export"}
    status, body = HOUSE.call(
        "POST", "/api/v1/channels/%s/messages" % HOUSE.channels["templates"], line, dara)
    assert status == 200, (status, body)
    export = "/api/v1/exports/" + body["reply"]["export"]
    for _ in range(300):
        if HOUSE.call("GET", export, token=dara)[0] == 200:
            break
        time.sleep(0.1)
    channel = next(c["id"] for c in HOUSE.call("GET", "/api/v1/channels", token=dara)[1]["channels"]
                   if "post" in c["acts"] and c["name"] != "AB")
    path = "/api/v1/channels/%s/messages" % channel
    left = HOUSE.under(attackers.never_reading, path, export, dara, 200)
    assert left == 0, "%d streams are waited for" % left


def nobody_gets_anothers_answer_through_nginx():
    nginx = shutil.which("nginx") or "/usr/sbin/nginx"
    assert os.path.exists(nginx), "nginx is missing: Sources/setup nginx"
    caller = Caller(HOUSE.port, HOUSE.tom)
    said = [caller.call("POST", HOUSE.path, {"text": "mark %d" % n, "client_id": "mark-%d" % n})[1]
            for n in range(100)]
    marks = [m["message"] for m in said]
    numbers = [(after["id"], before["number"]) for before, after in zip(marks, marks[1:])]
    folder, port = os.path.join(SCRATCH, "nginx"), free_port()
    os.makedirs(folder)
    with open(os.path.join(folder, "nginx.conf"), "w") as file:
        file.write(NGINX % {"folder": folder, "port": port, "upstream": HOUSE.port})
    process = subprocess.Popen([nginx, "-c", os.path.join(folder, "nginx.conf"), "-p", folder],
                               stderr=subprocess.DEVNULL)
    try:
        await_port(port)
        neighbour = HOUSE.neighbour()
        crowd = [start(attackers.crossing, port, HOUSE.path, HOUSE.tom, numbers, "x%d" % n, 600)
                 for n in range(8)]
        wrong = [one for process_ in crowd for one in ended(process_)]
        neighbour.end()
    finally:
        process.terminate()
        process.wait(10)
    assert not wrong, (len(wrong), wrong[:3])
    status, page = HOUSE.call("GET", HOUSE.path + "?limit=200", token=HOUSE.tom)
    bent = [m for m in page["messages"] if m["client_id"].startswith("x")
            and m["text"] != "line " + m["client_id"]]
    assert status == 200 and not bent, bent[:3]
    HOUSE.recovers()


def running_out_of_descriptors_is_survived():
    few = House("few", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (90, 90)))
    # Who is connected already is served on; who comes is hung up on, and nobody waits for ever.
    hung_up = few.under(attackers.too_many, 400, 3, connects=False)
    assert hung_up > 250, hung_up
    assert few.stop() == 0
    assert few.verify() == ""


def it_stops_in_time_amid_all_of_it_and_is_whole():
    HOUSE.recovers()
    clients = [attackers.connected(HOUSE.port, window=2048) for _ in range(300)]
    for n, client in enumerate(clients):
        client.sendall((attackers.asked("GET", HOUSE.path, HOUSE.tom)[:40],
                        attackers.uploading(HOUSE.path, HOUSE.tom, 5000),
                        attackers.asked("GET", "/api/v1/stream", HOUSE.tom),
                        attackers.asked("GET", HOUSE.path + "?limit=200", HOUSE.tom) * 20)[n % 4])
    begun = time.monotonic()
    assert HOUSE.stop() == 0
    assert time.monotonic() - begun < 6
    assert HOUSE.verify() == ""


# nginx, as small as it goes: upstream connections are kept and shared by all clients.
NGINX = """
daemon off; worker_processes 2; pid %(folder)s/pid; error_log %(folder)s/error.log;
events { worker_connections 512; }
http {
  access_log off;
  client_body_temp_path %(folder)s/body; proxy_temp_path %(folder)s/proxy;
  fastcgi_temp_path %(folder)s/f; uwsgi_temp_path %(folder)s/u; scgi_temp_path %(folder)s/s;
  upstream hedgerow { server 127.0.0.1:%(upstream)d; keepalive 4; }
  server {
    listen 127.0.0.1:%(port)d;
    location / {
      proxy_pass http://hedgerow; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_request_buffering off; proxy_buffering off;
    }
  }
}
"""


def free_port():
    with attackers.socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def await_port(port):
    for _ in range(100):
        try:
            return attackers.connected(port).close()
        except OSError:
            time.sleep(0.05)
    raise AssertionError("nginx does not listen")


play(9)
