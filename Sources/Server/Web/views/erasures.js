// The certificates of what was erased: what, at whose word, and where copies may still lie.

import { erasureAddress } from "../models/route.js";
import { fullMomentText } from "../models/times.js";
import { plural } from "../models/words.js";
import { icon, make } from "./dom.js";
import { Page } from "./pages.js";

/** All certificates, or one that can be printed. */
export class ErasuresPage extends Page {
  #api;
  #number;

  constructor(house, back, number) {
    super(number ? `Certificate of erasure ${number}` : "Erasures", back);
    this.#api = house.api;
    this.#number = number;
    this.body.append(make("p", { class: "quiet" }, "One moment…"));
  }

  async open() {
    this.heading.focus();
    try {
      if (this.#number) await this.#showOne();
      else await this.#showAll();
    } catch (failure) {
      this.body.replaceChildren(make("p", { class: "complaint", role: "alert" }, failure.message));
    }
  }

  async #showAll() {
    const { erasures } = await this.#api.get("/erasures");
    const rows = erasures.map((one) => make("li", {},
      make("div", {},
        make("p", {}, make("strong", {}, `${one.number}: ${one.what}`), ` in ${one.channel_name}`),
        make("p", { class: "quiet" }, `${fullMomentText(one.at)} · ${purged(one)}`)),
      make("a", { class: "button", href: erasureAddress(one.number) }, "Certificate")));
    this.body.replaceChildren(
      make("p", { class: "quiet" },
        "What was erased for good, without its content. /erase asks for it, another /approves it."),
      make("ul", { class: "exports" }, rows.length ? rows
        : make("li", { class: "quiet" }, "Nothing has been erased.")));
  }

  async #showOne() {
    const { erasure } = await this.#api.get(`/erasures/${encodeURIComponent(this.#number)}`);
    this.body.replaceChildren(certificate(erasure), make("button", {
      class: "primary", type: "button", onclick: () => print(),
    }, icon("tray"), "Print"));
  }
}

function certificate(one) {
  const row = (name, ...words) => make("div", {},
    make("dt", {}, name), make("dd", { dir: "auto" }, ...words));
  return make("article", { class: "certificate" },
    make("h2", {}, `Certificate of erasure ${one.number}`),
    make("dl", {},
      row("What", `${one.what}, in ${one.channel_name}`),
      row("Why", one.reason),
      row("Asked for by", `${one.asked_by.name} (${one.asked_by.login})`),
      row("Approved by", `${one.approved_by.name} (${one.approved_by.login})`),
      row("Erased", fullMomentText(one.at)),
      row("Taken away",
        `${plural(one.messages, "message")}, ${plural(one.versions, "version")} of records`),
      row("Last traces", purged(one)),
      row("Copies", copies(one.copies ?? [])),
      row("SHA-256 of the hashes of what was erased", make("code", { class: "hash" }, one.digest))));
}

function purged(one) {
  return one.purged_at ? `gone since ${fullMomentText(one.purged_at)}` : "are being removed";
}

/** Copies are of the whole house, and are not changed: they go when their time is over. */
function copies(list) {
  if (list.length === 0) return "No copy that is known here still holds it.";
  return make("ul", {}, list.map((copy) => make("li", {},
    make("code", {}, copy.file), ` of ${fullMomentText(copy.at)} still holds it`)));
}
