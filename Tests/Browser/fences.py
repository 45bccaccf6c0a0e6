# Who sees what: both sides of each fence, as it shows in the browser.
import io
import pathlib
import zipfile

from kit import channel_of_kind, childs_channel, expect, play, test


@test("Who is not assigned has no channel, and a deep link to it looks like nonsense.")
def _():
    tari, channel = play.person("tari"), childs_channel()
    expect(tari.page.locator(f"[data-channel='{channel['id']}']")).to_have_count(0)
    seen = []
    for id_ in (channel["id"], "nonsense"):
        for fragment in (f"#/c/{id_}", f"#/c/{id_}/access", f"#/c/{id_}/m/{id_}-1"):
            tari.page.goto(f"{play.base}/{fragment}")
            tari.page.reload()
            seen.append(tari.page.get_by_role("main").inner_html())
    assert len(set(seen)) == 1, seen
    for path in ("", "/messages", "/access"):
        real = tari.get(f"/channels/{channel['id']}{path}")
        fake = tari.get(f"/channels/nonsense{path}")
        assert real.status == fake.status == 404
        assert real.text() == fake.text()


@test("The administrator reads no child's channel.")
def _():
    adam = play.person("adam")
    assert [c for c in adam.channels() if c["kind"] in ("cyp", "safeguarding")] == []
    expect(adam.page.locator(".side-foot")).to_be_visible()


@test("A flag gives a receipt, is not echoed where it was raised, and reaches the leads alone.")
def _():
    tess, cora, devi = (play.person(login) for login in ("tess", "cora", "devi"))
    channel, seen = childs_channel(), play.unique("a bruise on the left arm")
    assert not [c for c in tess.channels() if c["kind"] == "safeguarding"]
    devi.open(channel_of_kind("devi", "safeguarding"))
    cora.open(channel)
    tess.open(channel)
    tess.button("Flag").click()
    expect(tess.sheet()).to_contain_text("safeguarding leads only")
    tess.write("seen_or_heard", seen)
    tess.write("immediate_action", "stayed with the child")
    tess.pick("told_dsl", "Yes")
    tess.pick("severity", "Concern")
    tess.page.locator(".sheet-body").evaluate("body => { body.scrollTop = 0; }")
    tess.shot("flag-form")
    tess.button("Send to safeguarding").click()
    expect(tess.sheet().locator(".receipt code")).not_to_be_empty()
    tess.button("Done").click()
    expect(devi.message(seen)).to_have_count(1)
    for person in (tess, cora):
        assert seen not in person.page.locator("body").inner_text()


@test("A coordinator takes an export out, as an encrypted file with a passphrase shown once.")
def _():
    cora = play.person("cora")
    cora.open(channel_of_kind("cora", "templates"))
    cora.button("Export").click()
    cora.pick("kind", "Attendance")
    cora.write("purpose", play.unique("half-term report"))
    cora.shot("export-dialog")
    cora.button("Make the export").click()
    phrase = cora.sheet().locator(".passphrase").text_content()
    assert len(phrase) >= 12, phrase
    cora.button("Done").click()
    cora.visit("#/exports")
    download = cora.page.locator(".exports > li").first.get_by_role("link", name="Download")
    expect(download).to_be_visible(timeout=30_000)
    cora.shot("exports-desktop")
    with cora.page.expect_download() as coming:
        download.click()
    data = pathlib.Path(coming.value.path()).read_bytes()
    entries = zipfile.ZipFile(io.BytesIO(data)).infolist()
    assert entries and all(entry.flag_bits & 1 for entry in entries), "every entry is encrypted"
    cora.page.reload()
    cora.page.wait_for_selector(".exports > li")
    assert phrase not in cora.page.content()


@test("Search finds what one may read, leads to it, and finds nothing for anyone else.")
def _():
    tess, tari, channel = play.person("tess"), play.person("tari"), childs_channel()
    text = play.unique("hedgehogs in the woodpile")
    tess.open(channel)
    tess.say(text)
    expect(tess.message(text)).to_have_count(1)
    for person in (tess, tari):
        person.visit("#/search")
        person.page.get_by_label("Words").fill(text)
        person.page.get_by_role("button", name="Search", exact=True).click()
    expect(tari.page.locator(".results")).to_contain_text("Nothing found")
    tess.page.locator(".hits a").first.click()
    expect(tess.page.locator(".message.found")).to_contain_text(text)
    assert text.split()[0] not in tess.page.url
    tess.visit("#/search")
    tess.page.get_by_label("Words").fill("\"' OR NOT * ( <img>")
    tess.page.get_by_role("button", name="Search", exact=True).click()
    expect(tess.page.locator(".results p").first).to_be_visible()


@test("A member who is let in has the channel at once, and loses it at once when it ends.")
def _():
    tari, cora, channel = play.person("tari"), play.person("cora"), childs_channel()
    tari.visit("#/")
    cora.visit(f"#/c/{channel['id']}/access")
    cora.button("Let someone in").click()
    cora.page.get_by_label("Sign-in name").fill("tari")
    cora.page.get_by_label("Why").fill("covers this week")
    cora.shot("access-assign")
    cora.button("Let them in").click()
    expect(cora.page.locator("[data-login='tari']")).to_contain_text("covers this week")
    link = tari.page.locator(f"[data-channel='{channel['id']}']")
    expect(link).to_be_visible()
    tari.open(channel)
    cora.page.locator("[data-login='tari']").get_by_role("button").click()
    cora.page.get_by_label("Why").fill("cover is over")
    cora.sheet().get_by_role("button", name="End access", exact=True).click()
    expect(link).to_have_count(0)
    expect(tari.page.locator("[data-open]")).to_have_count(0)
    expect(tari.page.locator(".notice")).to_be_visible()
    assert tari.get(f"/channels/{channel['id']}").status == 404
