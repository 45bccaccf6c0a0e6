// The search page: messages and records of the channels that the member may read.

import { messageAddress } from "../models/route.js";
import { momentText } from "../models/times.js";
import { plural, spoken } from "../models/words.js";
import { make, working } from "./dom.js";
import { Page } from "./pages.js";

const hitsMax = 50;

// What was sought is often a child's name: it is kept here, never in the address or the history.
let lastSought = "";

/** A box, a scope and the hits. */
export class SearchPage extends Page {
  #house;
  #input;
  #scope;
  #results;
  #round = 0;

  constructor(house, back) {
    super("Search", back);
    this.#house = house;
    this.#input = make("input", {
      type: "search", id: "sought", autocomplete: "off", spellcheck: "false",
      enterkeyhint: "search", value: lastSought, maxlength: "200",
    });
    this.#scope = make("select", { id: "scope" }, make("option", { value: "" }, "All my channels"),
      house.channels.groups().flatMap(([, channels]) => channels)
        .map(({ id, name }) => make("option", { value: id }, name)));
    this.#results = make("div", { class: "results", role: "status" });
    const button = make("button", { class: "primary", type: "submit" }, "Search");
    const form = make("form", { class: "search-form", role: "search" },
      make("div", { class: "field" },
        make("label", { for: "sought" }, "Words"), this.#input),
      make("div", { class: "field" }, make("label", { for: "scope" }, "Where"), this.#scope),
      button);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      working(button, () => this.#search());
    });
    this.body.append(form, this.#results);
  }

  async open() {
    this.#input.focus();
    if (lastSought) await this.#search();
  }

  /** Forgets what was sought, when someone signs out. */
  static forget() { lastSought = ""; }

  async #search() {
    const sought = this.#input.value.trim();
    lastSought = sought;
    this.#round += 1;
    const round = this.#round;
    if (!sought) {
      this.#results.replaceChildren();
      return;
    }
    const channel = this.#scope.value ? `&channel=${encodeURIComponent(this.#scope.value)}` : "";
    try {
      const { hits } = await this.#house.api.get(
        `/search?q=${encodeURIComponent(sought)}${channel}&limit=${hitsMax}`);
      if (round === this.#round) this.#draw(hits);
    } catch (failure) {
      this.#results.replaceChildren(make("p", { class: "complaint" }, failure.message));
    }
  }

  #draw(hits) {
    const words = hits.length === 0
      ? "Nothing found in the channels you may read."
      : hits.length >= hitsMax ? `The newest ${hitsMax} are shown.` : plural(hits.length, "hit");
    this.#results.replaceChildren(make("p", { class: "quiet" }, words),
      make("ol", { class: "hits" }, hits.map((hit) => this.#hit(hit))));
  }

  #hit(hit) {
    const channel = this.#house.channels.find(hit.channel);
    const { record } = hit;
    return make("li", {}, make("a", { href: messageAddress(hit.channel, hit.id) },
      make("span", { class: "hit-where" }, channel?.name ?? "",
        record ? make("span", { class: "chip" }, `${spoken(record.kind)} ${record.number}`) : null),
      make("span", { class: "hit-text", dir: "auto" },
        record ? record.summary || hit.text : hit.text),
      make("span", { class: "quiet" }, `${hit.author.name} · ${momentText(hit.at)}`)));
  }
}
