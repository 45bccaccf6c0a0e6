"""What the benches share: servers that are started, asked and ended, and figures read from text."""
import atexit, json, os, re, subprocess, time, urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BIN = os.path.join(ROOT, ".build/release/")
PASSWORD = "bench-made-up-words"
running = []


@atexit.register
def end_all():
    for process in running:
        if process.poll() is None:
            process.terminate()
            process.wait()


def started(*words, **more):
    process = subprocess.Popen(*words, **more)
    running.append(process)
    return process


def seed(folder, size, *more):
    start = time.time()
    out = subprocess.run([BIN + "hedgerow", "seed", "--data", folder, "--size", size, "--password",
                          PASSWORD, "--json", *more], check=True, capture_output=True).stdout
    return json.loads(out), time.time() - start


def serve(folder, env=None):
    """The journal of requests is kept, as it is in use, and thrown away."""
    start = time.time()
    server = started([BIN + "hedgerow", "serve", "--data", folder, "--listen", "127.0.0.1:0",
                      "--journal", os.devnull],
                     stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=env)
    base = re.search(r"http://\S+", server.stdout.readline()).group(0)
    urllib.request.urlopen(base + "/health").read()
    return server, base, time.time() - start


def rss(pid):
    return int(re.search(r"VmRSS:\s+(\d+)", open("/proc/%d/status" % pid).read())[1]) / 1024


def call(base, path, body=None, token=None):
    head = {"Content-Type": "application/json"}
    if token:
        head["Authorization"] = "Bearer " + token
    data = json.dumps(body).encode() if body is not None else None
    return json.load(urllib.request.urlopen(urllib.request.Request(base + path, data, head)))


def sign_in(base, login):
    return call(base, "/api/v1/session", {"login": login, "password": PASSWORD})["token"]


def number(pattern, text):
    return float(re.search(pattern, text)[1])
