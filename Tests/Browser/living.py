# Bad connections, long channels, shared devices and small screens.
from kit import PHONE, Person, childs_channel, expect, play, test


@test("What is sent without a connection is kept, and arrives one time when it is back.")
def _():
    tess, channel, text = play.person("tess"), childs_channel(), play.unique("from the woods")
    tess.open(channel)
    tess.context.set_offline(True)
    tess.say(text)
    expect(tess.page.locator(".pending", has_text=text)).to_contain_text("Not sent")
    expect(tess.page.locator(".banner")).to_be_visible()
    tess.context.set_offline(False)
    expect(tess.page.locator(".pending")).to_have_count(0, timeout=30_000)
    expect(tess.page.locator(".banner")).to_be_hidden()
    expect(tess.message(text)).to_have_count(1)
    stored = tess.get(f"/channels/{channel['id']}/messages").json()["messages"]
    assert [m["text"] for m in stored].count(text) == 1


@test("Older messages come while one scrolls up, each one time and in order.")
def _():
    dara = play.person("dara")
    long = max(dara.channels(), key=lambda channel: channel.get("last", 0))
    dara.open(long)
    wanted = min(long["last"], 120)
    messages = dara.page.locator(".messages .message")
    for _ in range(12):
        if messages.count() >= wanted:
            break
        dara.page.locator(".log").evaluate("log => { log.scrollTop = 0; }")
        dara.page.wait_for_timeout(300)
    assert messages.count() >= wanted, f"{messages.count()} of {wanted}"
    ids = messages.evaluate_all("items => items.map((item) => item.id)")
    assert len(set(ids)) == len(ids)


@test("A draft outlives a reload and never a sign-out, and nothing is left on the device.")
def _():
    vera = Person(play, "tess").sign_in()
    vera.open(childs_channel())
    vera.composer.fill("half a thought")
    vera.page.reload()
    expect(vera.composer).to_have_value("half a thought")
    with vera.page.expect_navigation():
        vera.button("Sign out").click()
    expect(vera.page.get_by_label("Sign-in name")).to_be_visible()
    left = vera.page.evaluate("[Object.keys(localStorage), Object.keys(sessionStorage)].flat()")
    assert left == [], left
    assert vera.get("/me").status == 401
    vera.context.close()


@test("Escape twice blanks the screen, and any key brings it back.")
def _():
    tess = play.person("tess")
    tess.open(childs_channel())
    tess.page.keyboard.press("Escape")
    tess.page.keyboard.press("Escape")
    expect(tess.page.locator("dialog.blank")).to_be_visible()
    tess.page.keyboard.press("a")
    expect(tess.page.locator("dialog.blank")).to_have_count(0)
    tess.visit("#/sessions")
    expect(tess.page.get_by_role("main")).to_contain_text("This one")


@test("A new password is asked for with the old one, and a wrong old one changes nothing.")
def _():
    tess = play.person("tess")
    tess.visit("#/sessions")
    tess.page.get_by_label("Password until now").fill("certainly not the password")
    tess.page.get_by_label("New password").fill("hazel thorn maple")
    tess.button("Change it").click()
    expect(tess.page.locator(".password-form .complaint")).not_to_be_empty()
    tess.shot("sign-ins-desktop")
    assert tess.get("/me").status == 200


@test("On a phone the list and a channel take turns, nothing spills, and targets fit a thumb.")
def _():
    for dark in (False, True):
        name = "phone-dark" if dark else "phone"
        tess, channel = Person(play, "tess", PHONE, dark).sign_in(), childs_channel()
        tess.shot(f"{name}-list")
        tess.page.locator(f"[data-channel='{channel['id']}']").click()
        expect(tess.composer).to_be_visible()
        expect(tess.page.locator(".side")).to_be_hidden()
        tess.page.wait_for_selector(".messages .message")
        fits_the_phone(tess)
        tess.shot(f"{name}-channel")
        tess.button("Attend").click()
        fits_the_phone(tess)
        tess.shot(f"{name}-form")
        tess.button("Discard").click()
        tess.page.get_by_label("Back").click()
        expect(tess.page.locator(".side")).to_be_visible()
        tess.page.go_forward()
        expect(tess.composer).to_be_visible()
        tess.page.go_back()
        expect(tess.page.locator(".side")).to_be_visible()
        tess.context.close()


def fits_the_phone(person):
    width = person.page.evaluate("document.scrollingElement.scrollWidth")
    assert width <= 390, f"the page is {width} pixels wide"
    small = person.page.evaluate("""[...document.querySelectorAll(
        "button, a.button, .channels a, input:not([type=radio], [type=checkbox]), label.pick")]
      .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 43.5)
      .map((one) => one.outerHTML.slice(0, 120))""")
    assert small == [], small
