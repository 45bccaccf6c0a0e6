# The outbox and the day's duties as a coordinator sees them, and who was told of a mark.
from kit import PHONE, Person, childs_channel, channel_of_kind, expect, play, test


def say(login, channel, text):
    person = play.person(login)
    answer = person.context.request.post(
        f"{play.base}/api/v1/channels/{channel['id']}/messages", data={"text": text})
    assert answer.status in (200, 201), answer.text()


def new_school(name):
    """Enters a school; the mail that asks whether its address is right waits from then on."""
    word = play.unique("browser").replace(" ", "-")
    address = f"{word}@hill.example"
    say("cora", channel_of_kind("cora", "coordination"), f'/school "{name} {word}" email: {address}')
    return address


def mail(person, address):
    return person.page.locator(".page-body > .mails > li", has_text=address)


@test("A coordinator sees the mails that wait, holds them all, and lets them go again.")
def _():
    cora = play.person("cora")
    address = new_school("Hillside Academy")
    cora.visit("#/outbox")
    expect(mail(cora, address)).to_contain_text("Waiting")
    banner = cora.page.locator(".outbox-switch")
    expect(banner).to_contain_text("without --mail-from")
    cora.page.get_by_label("Why", exact=True).fill("wrong template")
    cora.button("Hold all mails").click()
    expect(banner).to_contain_text("The outbox is held: wrong template")
    other = new_school("Northshire High")
    expect(mail(cora, other)).to_be_visible()
    cora.shot("outbox-held")
    cora.button("Release").first.click()
    expect(banner).not_to_contain_text("held")


@test("One mail is held, released and given up, and what is shown can be narrowed down.")
def _():
    cora = play.person("cora")
    address = new_school("Hillcrest")
    cora.visit("#/outbox")
    one = mail(cora, address)
    one.get_by_role("button", name="Hold").click()
    expect(one.locator(".chip")).to_have_text("Held")
    cora.page.get_by_label("Show").select_option("held")
    expect(cora.page.locator(".page-body > .mails > li")).to_have_count(1)
    one.get_by_role("button", name="Release").click()
    expect(cora.page.locator(".page-body > .mails")).to_contain_text("No mail is in the state")
    cora.page.get_by_label("Show").select_option("")
    one.get_by_role("button", name="Give up").click()
    expect(one.locator(".chip")).to_have_text("Given up")
    one.locator("summary").click()
    expect(one.locator(".mail-body")).to_contain_text("please tell this code")
    cora.shot("outbox")


@test("The day's duties stand in their order with how they went; another day is a step away.")
def _():
    cora = play.person("cora")
    cora.visit("#/duties")
    expect(cora.page.locator(".day-steps h2")).to_have_text("Today")
    expect(cora.page.locator(".duties > li").first).to_be_visible()
    cora.shot("duties")
    cora.page.get_by_role("button", name="The day before").click()
    expect(cora.page.locator(".day-steps h2")).to_have_text("Yesterday")
    expect(cora.page.locator(".duties")).not_to_contain_text("Not yet")


@test("Beside a mark a coordinator may see who was told; a child's team has no such button.")
def _():
    channel = childs_channel()
    said = "/attend absent yesterday reason: ill"
    cora, tess = play.person("cora"), play.person("tess")
    cora.context.request.post(
        f"{play.base}/api/v1/channels/{channel['id']}/messages",
        data={"text": said + ' because: "for this test"'})
    cora.open(channel)
    button = cora.page.get_by_role("button", name="Who was told").last
    button.click()
    expect(cora.page.locator(".told").last).to_contain_text("waits to be sent")
    tess.open(channel)
    expect(tess.page.locator(".record.kind-attendance").first).to_be_visible()
    expect(tess.page.get_by_role("button", name="Who was told")).to_have_count(0)


@test("Who may not read the outbox has no way there: not in the list, not by its address.")
def _():
    tess, cora = play.person("tess"), play.person("cora")
    expect(cora.page.locator(".tools a[href='#/outbox']")).to_have_count(1)
    for login in ("cora", "dara"):
        page = play.person(login).page
        inside = page.evaluate("""() => [...document.querySelectorAll(".tools a")].every((link) =>
            link.getBoundingClientRect().right <= document.querySelector(".side")
              .getBoundingClientRect().right)""")
        assert inside, f"{login}'s tools reach over the edge"
    expect(tess.page.locator(".tools a[href='#/sessions']")).to_have_count(1)
    for place in ("outbox", "duties"):
        expect(tess.page.locator(f".tools a[href='#/{place}']")).to_have_count(0)
        tess.visit(f"#/{place}")
        expect(tess.page.locator("h1")).to_have_text("Nothing here")


@test("On a phone the outbox and the duties fit the screen.")
def _():
    cora = Person(play, "cora", PHONE).sign_in()
    for place in ("outbox", "duties"):
        cora.visit(f"#/{place}")
        cora.page.wait_for_selector(f".{'mails' if place == 'outbox' else 'duties'} > li >> nth=0")
        wide = cora.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{place} is {wide} pixels too wide"
        cora.shot(f"phone-{place}")
    cora.context.close()
