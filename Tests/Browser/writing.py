# Signing in, writing and recording, as those who work with a child do it.
from kit import Person, childs_channel, eventually, expect, play, test


@test("A stranger sees the sign-in page, and so does a stranger with a deep link.")
def _():
    stranger = Person(play, "stranger")
    for path in ("/", "/#/c/somewhere", "/#/exports"):
        stranger.page.goto(play.base + path)
        expect(stranger.page.get_by_label("Sign-in name")).to_be_visible()
    assert stranger.page.title() == "Hedgerow"
    stranger.context.close()


@test("A wrong password and an unknown name are refused in the same words.")
def _():
    told = []
    for login in ("tess", "nobody-of-this-name"):
        someone = Person(play, login)
        someone.page.goto(play.base + "/")
        someone.try_to_sign_in("certainly not the password")
        alert = someone.page.locator("#sign-in-trouble")
        expect(alert).not_to_be_empty()
        expect(someone.page.get_by_label("Password", exact=True)).to_be_focused()
        told.append(alert.text_content())
        someone.context.close()
    assert told[0] == told[1], told


@test("A member signs in and sees her channels, and the title of the page names no child.")
def _():
    tess = play.person("tess")
    for channel in tess.channels():
        expect(tess.page.locator(f"[data-channel='{channel['id']}']")).to_contain_text(
            channel["name"])
    tess.open(childs_channel())
    assert tess.page.title() == "Hedgerow"
    expect(tess.page.get_by_role("heading", level=1)).to_have_text(childs_channel()["name"])
    expect(tess.button("Attend")).to_be_visible()
    tess.shot("channel-as-seeded")


@test("The filter finds a channel by a part of its name.")
def _():
    tess, wanted = play.person("tess"), childs_channel()
    box = tess.page.get_by_label("Find a channel")
    box.fill(wanted["name"][:3].lower())
    expect(tess.page.locator(f"[data-channel='{wanted['id']}']")).to_be_visible()
    box.fill("no channel is called this")
    expect(tess.page.locator("[data-channel]")).to_have_count(0)
    box.fill("")


@test("A record is made with a form that asks for a reason only when it is needed.")
def _():
    tess, reason = play.person("tess"), play.unique("dentist at two")
    tess.open(childs_channel())
    tess.button("Attend").click()
    tess.pick("status", "Present")
    expect(tess.field("reason")).to_be_hidden()
    tess.pick("status", "Absent")
    expect(tess.field("reason")).to_be_visible()
    tess.button("Record it").click()
    expect(tess.field("reason").locator(".complaint")).to_be_visible()
    expect(tess.field("reason").locator("input")).to_be_focused()
    tess.write("reason", reason)
    tess.shot("attend-form-desktop")
    tess.button("Record it").click()
    expect(tess.sheet()).to_have_count(0)
    card = tess.message(reason).last.locator(".record")
    expect(card).to_contain_text("Attendance")
    expect(card).to_contain_text("Absent")


@test("A second line for the same session revises the first, and both versions can be seen.")
def _():
    tess, later = play.person("tess"), play.unique("orthodontist at two")
    tess.open(childs_channel())
    tess.say(f'/attend absent reason: "{later}"')
    card = tess.message(later).last.locator(".record")
    expect(card).to_be_visible()
    card.get_by_role("button", name="version").click()
    versions = card.locator(".versions > li")
    eventually(lambda: versions.count() >= 2, "both versions should be listed")
    expect(versions.last.locator("ins", has_text=later)).to_be_visible()
    expect(versions.last.locator("del").first).to_be_visible()
    expect(tess.page.locator(".superseded").last).to_contain_text("Changed further down")


@test("A form asks why when it would change what was recorded.")
def _():
    tess = play.person("tess")
    tess.open(childs_channel())
    tess.button("Attend").click()
    tess.pick("status", "Present")
    tess.button("Record it").click()
    expect(tess.field("because").locator(".complaint")).to_be_visible()
    tess.write("because", "he came after all")
    tess.button("Record it").click()
    expect(tess.sheet()).to_have_count(0)
    expect(tess.message("Attendance").last).to_contain_text("Present")


@test("A wrong word keeps the line, is pointed at, and what would be right is said.")
def _():
    tess = play.person("tess")
    tess.open(childs_channel())
    before = tess.page.locator(".messages .message").count()
    tess.say("/attend absnt PM")
    expect(tess.page.locator(".complaints mark")).to_have_text("absnt")
    expect(tess.page.locator(".complaints")).to_contain_text("absent")
    expect(tess.composer).to_have_value("/attend absnt PM")
    chosen = tess.composer.evaluate("box => box.value.slice(box.selectionStart, box.selectionEnd)")
    assert chosen == "absnt", chosen
    assert tess.page.locator(".messages .message").count() == before
    tess.shot("complaint-desktop")
    tess.composer.fill("")


@test("An unknown command is never posted as chat.")
def _():
    tess, line = play.person("tess"), f"/attned{play.mark} present"
    tess.open(childs_channel())
    tess.say(line)
    expect(tess.page.locator(".complaints .complaint")).to_be_visible()
    expect(tess.composer).to_have_value(line)
    expect(tess.message(line)).to_have_count(0)
    tess.composer.fill("")


@test("Completion offers commands, is taken with Tab, and Enter sends what is written.")
def _():
    tess = play.person("tess")
    tess.open(childs_channel())
    tess.composer.click()
    tess.composer.press_sequentially("/no")
    option = tess.page.get_by_role("option").filter(has_text="/note")
    expect(option.first).to_be_visible()
    tess.composer.press("Tab")
    assert tess.composer.input_value().startswith("/no"), tess.composer.input_value()
    assert tess.composer.input_value().endswith(" "), "a taken word is followed by a space"
    text = play.unique("plain words")
    tess.composer.fill(text)
    tess.composer.press("Enter")
    expect(tess.message(text)).to_have_count(1)
    expect(tess.composer).to_have_value("")


@test("What one writes another reads at once, as a card, and each only one time.")
def _():
    tess, cora, channel = play.person("tess"), play.person("cora"), childs_channel()
    tess.open(channel)
    cora.open(channel)
    activity = play.unique("forest school")
    tess.say(f'/note activity: "{activity}" outcomes: "lit the fire" next_steps: "lead a group"')
    for person in (tess, cora):
        expect(person.message(activity)).to_have_count(1)
        expect(person.message(activity).locator(".record")).to_contain_text("lit the fire")
    tess.page.wait_for_timeout(400)
    assert tess.message(activity).count() == 1
    said = play.unique("Thank you")
    cora.say(said)
    expect(tess.message(said)).to_have_count(1)
    tess.shot("channel-desktop")


@test("A message in another channel is counted as unread, and reading it clears the count.")
def _():
    tess, cora, channel = play.person("tess"), play.person("cora"), childs_channel()
    cora.visit("#/")
    badge = cora.page.locator(f"[data-channel='{channel['id']}'] .badge")
    expect(badge).to_have_count(0)
    tess.open(channel)
    tess.say(play.unique("unread words"))
    expect(badge).to_contain_text("1")
    cora.open(channel)
    expect(badge).to_have_count(0)
    eventually(lambda: next(c for c in cora.channels() if c["id"] == channel["id"])["unread"] == 0,
               "the server should know that it was read")


@test("Whatever people write is shown as text.")
def _():
    tess = play.person("tess")
    tess.open(childs_channel())
    for words_ in ("O'Neill", "Zoë", "Nguyễn", "=cmd()", "<img src=x onerror=alert(1)>",
                   "\u202eright to left", "👩‍👧 <script>alert(2)</script>"):
        text = play.unique(words_)
        tess.say(text)
        expect(tess.message(text).last.locator(".said")).to_have_text(text)
    assert tess.page.locator(".messages img, .messages script").count() == 0
