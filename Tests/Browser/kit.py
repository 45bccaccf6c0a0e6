# What the browser tests stand on: people at their browsers, small waits, and the tally.
import re
import time
import traceback

from playwright.sync_api import Error as Trouble
from playwright.sync_api import expect, sync_playwright

DESK = {"viewport": {"width": 1280, "height": 800}}
PHONE = {
    "viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True,
    "device_scale_factor": 2,
}
# The browser logs every refused request; a sign-in page, a 404 and a complaint are meant to be.
MEANT = re.compile(r"Failed to load resource.*(401|404|422|ERR_INTERNET_DISCONNECTED|ERR_NETWORK)")
WATCH = """
addEventListener("securitypolicyviolation", (event) => {
  console.error(`CSP violation: ${event.violatedDirective} ${event.blockedURI}`);
});
"""


class Person:
    """Someone at a browser of their own."""

    def __init__(self, play, login, screen=DESK, dark=False):
        self.play, self.login = play, login
        scheme = "dark" if dark else "light"
        self.context = play.browser.new_context(
            locale="en-GB", timezone_id="Europe/London", color_scheme=scheme, **screen)
        self.context.add_init_script(WATCH)
        self.page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: play.faults.append(f"{login}: {error}"))
        self.page.on("dialog", self._refuse)

    def _hear(self, said):
        if said.type == "error" and not MEANT.search(said.text):
            self.play.faults.append(f"{self.login}: {said.text}")

    def _refuse(self, dialog):
        self.play.faults.append(f"{self.login}: a script opened a dialog: {dialog.message}")
        dialog.dismiss()

    def try_to_sign_in(self, password):
        self.page.get_by_label("Sign-in name").fill(self.login)
        self.page.get_by_label("Password", exact=True).fill(password)
        self.page.get_by_role("button", name="Sign in", exact=True).click()

    def sign_in(self):
        self.page.goto(self.play.base + "/")
        self.try_to_sign_in(self.play.password)
        self.page.wait_for_selector(".side-foot")
        return self

    def get(self, path):
        return self.context.request.get(f"{self.play.base}/api/v1{path}")

    def channels(self):
        return self.get("/channels").json()["channels"]

    def visit(self, fragment):
        self.page.evaluate("fragment => { location.hash = fragment; }", fragment)

    def open(self, channel):
        self.visit(f"#/c/{channel['id']}")
        self.page.wait_for_selector(f"[data-open='{channel['id']}'] .messages li")

    @property
    def composer(self):
        return self.page.locator(".write textarea")

    def say(self, text):
        self.composer.fill(text)
        self.page.get_by_role("button", name="Send", exact=True).click()

    def message(self, text):
        return self.page.locator(".messages .message", has_text=text)

    def button(self, name):
        return self.page.get_by_role("button", name=name, exact=True)

    def sheet(self):
        return self.page.locator("dialog.sheet")

    def field(self, name):
        return self.sheet().locator(f"[data-field='{name}']")

    def pick(self, field, label):
        """Chooses a term, whether it is drawn as chips or as a list."""
        choices = self.field(field).locator("select")
        if choices.count():
            choices.select_option(label=label)
        else:
            self.field(field).get_by_label(label, exact=True).check()

    def write(self, field, text):
        self.field(field).locator("input, textarea").fill(text)

    def shot(self, name):
        self.page.wait_for_timeout(150)
        self.page.screenshot(path=str(self.play.screens / f"{name}.png"))


class Play:
    """The cast, the tests in their order, and how they went."""

    def __init__(self):
        self.tests, self.faults, self.people = [], [], {}
        self.mark = format(int(time.time() * 1000) % 36**5, "x")
        self.count = 0

    def stage(self, base, password, screens, chromium):
        self.base, self.password = base.rstrip("/"), password
        self.screens, self.chromium = screens, chromium

    def test(self, sentence):
        def keep(body):
            self.tests.append((sentence, body))
            return body
        return keep

    def person(self, login):
        """A signed-in member at a desk; the same one each time."""
        if login not in self.people:
            self.people[login] = Person(self, login).sign_in()
        return self.people[login]

    def unique(self, words):
        """Words that no earlier run has written."""
        self.count += 1
        return f"{words} {self.mark}{self.count}"

    def run(self, only=""):
        passed, failed = 0, 0
        with sync_playwright() as library:
            self.browser = library.chromium.launch(
                executable_path=self.chromium, args=["--no-sandbox"])
            for sentence, body in self.tests:
                if only and only not in sentence:
                    continue
                try:
                    body()
                    assert not self.faults, "The browser complained: " + "; ".join(self.faults)
                    passed += 1
                    print(f"passed  {sentence}", flush=True)
                except (AssertionError, Trouble, KeyError, StopIteration) as error:
                    failed += 1
                    print(f"FAILED  {sentence}", flush=True)
                    traceback.print_exception(error, limit=-3)
                    self._keep_views(failed)
                self.faults.clear()
            self.browser.close()
        print(f"{passed} passed, {failed} failed")
        return failed

    def _keep_views(self, number):
        for login, person in self.people.items():
            person.page.screenshot(path=str(self.screens / f"failed-{number}-{login}.png"))


def eventually(question, why, seconds=8):
    """Asks again until it is so: for what another machine does in its own time."""
    end = time.monotonic() + seconds
    while not question():
        assert time.monotonic() < end, why
        time.sleep(0.05)


play = Play()
test = play.test


def childs_channel():
    """A child's channel of tess's which tari does not have; without one little here means much."""
    others = {channel["id"] for channel in play.person("tari").channels()}
    mine = [c for c in play.person("tess").channels() if c["kind"] == "cyp"]
    assert mine, "tess needs a child's channel for these tests to mean anything"
    assert not [c for c in mine if c["id"] in others], "tess and tari must share no child"
    return next(c for c in mine if "post" in c["acts"])


def channel_of_kind(login, kind):
    return next(c for c in play.person(login).channels() if c["kind"] == kind)


__all__ = [
    "PHONE", "Person", "channel_of_kind", "childs_channel", "eventually", "expect", "play", "test",
]
