# The register's page: one tap a mark, at a desk and on a phone, with a bad connection, and live.
from kit import PHONE, Person, eventually, expect, play, test

AFTERNOON = "[data-name='PM']"


def children_of(login):
    return [c for c in play.person(login).channels() if c["kind"] == "cyp" and "post" in c["acts"]]


def expect_every_day():
    """A Saturday's board would be empty: from today on these children are expected on each day."""
    cora = play.person("cora")
    for channel in children_of("tess"):
        answer = cora.context.request.post(
            f"{play.base}/api/v1/channels/{channel['id']}/messages",
            data={"text": "/expect mon-sun because: \"for this test\""})
        assert answer.status in (200, 201), answer.text()


def board(person):
    """Opens this afternoon's register: nothing of it is marked by the seed."""
    person.visit("#/board")
    person.page.locator(AFTERNOON).click()
    expect(person.page.locator(AFTERNOON)).to_have_attribute("aria-pressed", "true")
    expect(person.page.locator("ul.board")).not_to_contain_text("One moment")
    return person.page.locator("li.child")


def row(person, name):
    return person.page.locator("li.child", has=person.page.locator(f"strong:text-is('{name}')"))


def unmarked(person):
    return person.page.locator("li.child.status-unmarked strong").all_inner_texts()


@test("The register shows who is not marked, and one tap marks a child present in its channel.")
def _():
    expect_every_day()
    tess = play.person("tess")
    rows = board(tess)
    names = unmarked(tess)
    assert rows.count() >= len(names) >= 5, names
    assert rows.locator("strong").all_inner_texts()[:len(names)] == names, "they come first"
    tess.shot("register-desktop")
    name = names[0]
    tess.button(f"{name} Present").click()
    expect(row(tess, name).locator(".chip")).to_have_text("present")
    expect(tess.page.locator(".tally-unmarked")).to_have_text(f"{len(names) - 1} not marked")
    # The row stays under the finger.
    assert tess.page.locator("li.child strong").first.inner_text() == name
    channel = next(c for c in children_of("tess") if c["name"] == name)
    said = tess.get(f"/channels/{channel['id']}/messages").json()["messages"][-1]
    assert said["record"]["fields"]["status"] == "present", said


@test("Late asks for the time with now filled in, absent for a reason; neither is sent without.")
def _():
    tess = play.person("tess")
    board(tess)
    late, absent = unmarked(tess)[:2]
    tess.button(f"{late} Late").click()
    arrived = tess.sheet().get_by_label("Arrived at")
    assert len(arrived.input_value()) == 5, arrived.input_value()
    arrived.fill("09:20")
    tess.button("Taxi").click()
    tess.shot("register-late-desktop")
    tess.button(f"Mark {late} late").click()
    expect(row(tess, late)).to_contain_text("09:20 · Taxi")
    tess.button(f"{absent} Absent").click()
    tess.button(f"Mark {absent} absent").click()
    expect(tess.sheet()).to_contain_text("Reason: please fill this in.")
    tess.button("Unwell").click()
    tess.button(f"Mark {absent} absent").click()
    expect(row(tess, absent)).to_contain_text("Unwell")


@test("A mark that changes says why, and is a revision of the same record.")
def _():
    tess = play.person("tess")
    board(tess)
    marked = tess.page.locator("li.child.status-absent strong").first.inner_text()
    tess.button(f"{marked}: change").click()
    tess.sheet().get_by_role("button", name="Present", exact=True).click()
    tess.button(f"Mark {marked} present").click()
    expect(tess.sheet()).to_contain_text("Why it changes: please fill this in.")
    tess.sheet().get_by_label("Why it changes").fill("came at ten after all")
    tess.button(f"Mark {marked} present").click()
    expect(row(tess, marked)).to_contain_text("changed")
    expect(row(tess, marked).locator(".chip")).to_have_text("present")


@test("Keys are enough: a slash finds, arrows move, p marks and goes on.")
def _():
    tess = play.person("tess")
    board(tess)
    name = unmarked(tess)[0]
    tess.page.locator("li.child").first.focus()
    tess.page.keyboard.press("/")
    tess.page.keyboard.type(name.lower())
    tess.page.keyboard.press("ArrowDown")
    expect(tess.page.locator("li.child:focus strong")).to_have_text(name)
    tess.page.keyboard.press("p")
    expect(row(tess, name).locator(".chip")).to_have_text("present")
    tess.page.keyboard.press("/")
    tess.page.keyboard.press("Escape")
    assert tess.page.locator("dialog.blank").count() == 0


@test("Another member's mark arrives without a reload, and of another's child nothing does.")
def _():
    tess, cora, tari = play.person("tess"), play.person("cora"), play.person("tari")
    board(tess)
    before = board(tari).count()
    name = unmarked(tess)[0]
    theirs = tari.page.locator("li.child strong").all_inner_texts()
    assert name not in theirs, "tari must not have this child for this to mean anything"
    channel = next(c for c in children_of("tess") if c["name"] == name)
    answer = cora.context.request.post(
        f"{play.base}/api/v1/channels/{channel['id']}/messages", data={"text": "/attend late PM 13:10"})
    assert answer.status == 201, answer.text()
    expect(row(tess, name)).to_contain_text("13:10")
    tari.page.wait_for_timeout(300)
    assert tari.page.locator("li.child").count() == before
    expect(row(tari, name)).to_have_count(0)


@test("A mark without a connection is kept, said to be so, outlives a reload, and arrives once.")
def _():
    tess = play.person("tess")
    board(tess)
    name = unmarked(tess)[0]
    tess.context.set_offline(True)
    tess.button(f"{name} Present").click()
    expect(row(tess, name)).to_contain_text("not sent yet")
    expect(row(tess, name).locator(".chip")).to_have_count(0)
    tess.shot("register-offline-desktop")
    tess.context.set_offline(False)
    expect(row(tess, name).locator(".chip")).to_have_text("present", timeout=30_000)
    channel = next(c for c in children_of("tess") if c["name"] == name)
    page = tess.get(f"/channels/{channel['id']}/messages").json()["messages"]
    today = [m for m in page if m.get("record", {}).get("kind") == "attendance"
             and m["record"]["fields"]["session"] == "PM"
             and m["record"]["day"] == page[-1]["record"]["day"]]
    assert len(today) == 1, today


@test("On a phone the register fits, each button takes a thumb, and the rest is marked in one.")
def _():
    tess = Person(play, "tess", PHONE).sign_in()
    board(tess)
    tess.shot("register-phone")
    fits(tess)
    left = unmarked(tess)
    tess.button(f"{left[0]} Absent").click()
    tess.shot("register-phone-absent")
    fits(tess)
    tess.page.get_by_label("Close").click()
    tess.button(f"{left[0]}: more").click()
    tess.shot("register-phone-more")
    tess.page.get_by_label("Close").click()
    tess.button(f"All the rest present ({len(left)})").click()
    tess.shot("register-phone-rest")
    expect(tess.sheet()).to_contain_text(left[0])
    tess.button(f"Mark {len(left)} child{'ren' if len(left) > 1 else ''} present").click()
    expect(tess.page.locator(".board-note")).to_contain_text(f"Marked {len(left)} (PM)")
    eventually(lambda: not unmarked(tess), "some are still unmarked")
    tess.shot("register-phone-done")
    tess.context.close()


@test("The register is not there for those to whom it is not open.")
def _():
    vic = Person(play, "vic").sign_in()
    assert vic.page.get_by_role("link", name="Register").count() == 0
    assert vic.get("/board").status == 404
    vic.visit("#/board")
    expect(vic.page.get_by_role("main")).to_contain_text("nothing at this address")
    vic.context.close()


def fits(person):
    width = person.page.evaluate("document.scrollingElement.scrollWidth")
    assert width <= 390, f"the page is {width} pixels wide"
    small = person.page.evaluate("""[...document.querySelectorAll("button, a.button, input")]
      .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 43.5)
      .map((one) => one.outerHTML.slice(0, 120))""")
    assert small == [], small
