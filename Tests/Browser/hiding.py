# Taking back what was said: hidden from readers, shown to those who audit, erased by two people.
from kit import PHONE, Person, childs_channel, expect, play, test


def said(text):
    """Says something as tess in the child's channel and opens its menu."""
    tess = play.person("tess")
    tess.open(childs_channel())
    tess.say(text)
    item = tess.page.locator(".messages .message:not(.pending)", has_text=text)
    expect(item).to_have_count(1)
    item.hover()
    item.get_by_role("button", name="More on message").click()
    return tess, item


@test("An author hides a slip from its menu; others see by whom and why, and who audits may look.")
def _():
    text, channel = play.unique("wrong child, ring 12 Elm Road"), childs_channel()
    devi, cora = play.person("devi"), play.person("cora")
    devi.open(channel)
    cora.open(channel)
    tess, item = said(text)
    tess.shot("message-menu")
    identity = item.get_attribute("id")
    tess.page.keyboard.press("Escape")
    expect(item.get_by_role("button", name="More on message")).to_be_focused()
    tess.page.keyboard.press("Enter")
    tess.page.keyboard.press("Enter")
    expect(tess.field("message").locator("input")).not_to_have_value("")
    tess.button("Hide it").click()
    expect(tess.field("reason").locator(".complaint")).to_be_visible()
    reason = play.unique("about another child")
    tess.write("reason", reason)
    tess.button("Close").click()
    item.hover()
    item.get_by_role("button", name="More on message").click()
    tess.page.keyboard.press("Enter")
    expect(tess.field("reason").locator("input")).to_have_value(reason)
    tess.shot("hide-form")
    tess.button("Hide it").click()
    expect(tess.sheet()).to_contain_text("Hidden: message")
    tess.button("Done").click()
    for person in (tess, cora, devi):
        place = person.page.locator(f"#{identity}")
        expect(place).to_contain_text(f"Hidden by {tess_name()}")
        expect(place).to_contain_text(reason)
        assert text not in person.page.locator("body").inner_text()
    for person in (tess, cora):
        assert person.page.locator(f"#{identity}").get_by_role("button").count() == 0
    show = devi.page.locator(f"#{identity}").get_by_role("button", name="Show")
    show.focus()
    devi.page.keyboard.press("Enter")
    expect(devi.page.locator(f"#{identity} .hidden-text")).to_contain_text(text)
    devi.shot("hidden-shown")
    devi.page.keyboard.press("Enter")
    expect(devi.page.locator(f"#{identity} .hidden-text")).to_be_hidden()
    cora.page.reload()
    expect(cora.page.locator(f"#{identity}")).to_contain_text(reason)


@test("A DSL brings a hidden message back from its menu, and everyone reads it again.")
def _():
    text, channel = play.unique("he walks home alone"), childs_channel()
    devi, cora = play.person("devi"), play.person("cora")
    devi.open(channel)
    cora.open(channel)
    tess, item = said(text)
    identity = item.get_attribute("id")
    item.get_by_role("button", name="Hide…").click()
    tess.write("reason", "about another child")
    tess.button("Hide it").click()
    tess.button("Done").click()
    place = devi.page.locator(f"#{identity}")
    expect(place).to_contain_text("Hidden by")
    place.hover()
    place.get_by_role("button", name="More on message").click()
    assert place.get_by_role("button", name="Hide…").count() == 0
    devi.shot("hidden-menu")
    place.get_by_role("button", name="Bring back…").click()
    devi.write("reason", "it was the right child")
    devi.button("Bring it back").click()
    devi.button("Done").click()
    for person in (tess, cora, devi):
        expect(person.page.locator(f"#{identity}")).to_contain_text(text)
        expect(person.page.locator(f"#{identity}")).not_to_contain_text("Hidden by")
    cora.page.reload()
    expect(cora.page.locator(f"#{identity}")).to_contain_text(text)


def tess_name():
    return play.person("tess").get("/me").json()["name"]


@test("What was begun about one message is never sent about another.")
def _():
    tess, first = said(play.unique("the first of two"))
    first.get_by_role("button", name="Hide…").click()
    tess.write("reason", "about the first")
    tess.button("Close").click()
    tess, second = said(play.unique("the second of two"))
    second.get_by_role("button", name="Hide…").click()
    expect(tess.field("reason").locator("input")).to_have_value("")
    number = tess.field("message").locator("input").input_value()
    label = second.get_by_role("button", name="More on message").get_attribute("aria-label")
    assert label.endswith(f" {number}"), (label, number)
    tess.button("Discard").click()


@test("A member is offered nothing on what others wrote.")
def _():
    tess, tess_item = said(play.unique("mine"))
    cora, text = play.person("cora"), play.unique("by cora")
    cora.open(childs_channel())
    cora.say(text)
    theirs = tess.message(text)
    expect(theirs).to_have_count(1)
    assert theirs.get_by_role("button", name="More on message").count() == 0
    expect(tess_item.get_by_role("button", name="More on message")).to_have_count(1)


@test("Two people erase a message, and the certificate can be printed.")
def _():
    text = play.unique("not ours to keep")
    tess, item = said(text)
    identity = item.get_attribute("id")
    dara, devi, channel = play.person("dara"), play.person("devi"), childs_channel()
    dara.open(channel)
    theirs = dara.page.locator(f"#{identity}")
    theirs.hover()
    theirs.get_by_role("button", name="More on message").click()
    theirs.get_by_role("button", name="Ask for erasure…").click()
    dara.write("reason", "asked for by the family")
    dara.shot("erase-form")
    dara.button("Ask for it").click()
    expect(dara.sheet()).to_have_count(0)
    devi.open(channel)
    request = devi.page.locator(".record.kind-erasure").last
    expect(request).to_contain_text("asked for by the family")
    expect(request).to_contain_text("by tess")
    devi.shot("erasure-request")
    number = request.locator("h4").inner_text().split()[-1]
    assert text in devi.page.locator("body").inner_text()
    devi.say(f"/approve erasure {number}")
    for person in (tess, devi, dara):
        expect(person.page.locator(f"#{identity}")).to_contain_text("This message was erased.")
    devi.visit("#/erasures")
    devi.page.get_by_role("link", name="Certificate").first.click()
    sheet = devi.page.locator(".certificate")
    expect(sheet).to_contain_text("Asked for by")
    expect(sheet).to_contain_text("1 message")
    devi.shot("certificate")
    devi.page.emulate_media(media="print")
    expect(devi.page.locator(".side")).to_be_hidden()
    expect(sheet).to_be_visible()
    devi.page.emulate_media(media="screen")
    assert tess.page.get_by_role("link", name="Erasures").count() == 0
    tess.visit("#/erasures")
    expect(tess.page.get_by_role("main")).to_contain_text("Nothing here")


@test("On a phone the menu is there without a hovering pointer, and large enough for a thumb.")
def _():
    tess = Person(play, "tess", PHONE).sign_in()
    text = play.unique("said on the steps")
    tess.open(childs_channel())
    tess.say(text)
    item = tess.page.locator(".messages .message:not(.pending)", has_text=text)
    more = item.get_by_role("button", name="More on message")
    box = more.bounding_box()
    assert box["width"] >= 44 and box["height"] >= 44, box
    more.tap()
    tess.shot("message-menu-phone")
    for button in item.locator(".message-menu button").all():
        assert button.bounding_box()["height"] >= 44
    item.get_by_role("button", name="Hide…").tap()
    tess.shot("hide-form-phone")
    tess.write("reason", "a slip of the thumb")
    tess.button("Hide it").tap()
    tess.button("Done").tap()
    expect(tess.page.get_by_text("a slip of the thumb").last).to_be_visible()
    assert tess.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    tess.context.close()
