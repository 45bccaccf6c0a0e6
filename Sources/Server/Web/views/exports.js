// The member's exports: how far each is, and the file while it lasts.

import { Exports, fileAddress } from "../models/exports.js";
import { momentText } from "../models/times.js";
import { bytes, plural, spoken } from "../models/words.js";
import { icon, make } from "./dom.js";
import { Page } from "./pages.js";

const stateWords = { making: "Being made", made: "Ready", failed: "Failed", removed: "Removed" };

/** The list; a new one is ordered in the channel that offers /export. */
export class ExportsPage extends Page {
  #house;
  #exports;
  #list;
  #openForm;

  constructor(house, back, { openForm }) {
    super("Exports", back);
    this.#house = house;
    this.#openForm = openForm;
    this.#exports = new Exports(house.api);
    this.#exports.on("changed", () => this.#draw());
    this.#list = make("ul", { class: "exports", "aria-live": "polite" },
      make("li", { class: "quiet" }, "One moment…"));
    this.body.append(this.#button() ?? "", this.#list);
  }

  async open() {
    this.heading.focus();
    await this.#load();
  }

  close() { this.#exports.close(); }

  async #load() {
    try {
      await this.#exports.load();
    } catch (failure) {
      this.#list.replaceChildren(make("li", { class: "complaint", role: "alert" },
        failure.message));
    }
  }

  #button() {
    const channel = exportChannel(this.#house);
    return channel && make("button", {
      class: "primary", type: "button",
      onclick: async () => {
        const command = await this.#house.catalog.command(channel.id, "export");
        if (command) this.#openForm(channel, command, () => this.#load());
      },
    }, "New export");
  }

  #draw() {
    const { list } = this.#exports;
    this.#list.replaceChildren(...list.map((one) => this.#row(one)));
    if (list.length === 0) {
      this.#list.append(make("li", { class: "quiet" }, "You have made no exports."));
    }
  }

  #row(one) {
    const span = [one.from && `from ${one.from}`, one.to && `to ${one.to}`]
      .filter(Boolean).join(" ");
    return make("li", { "data-export": one.id },
      make("div", {},
        make("p", {}, make("strong", {}, spoken(one.kind)), ` of ${one.whose} ${span} `,
          make("span", { class: `chip export-${one.state}` }, stateWords[one.state] ?? one.state)),
        make("p", { dir: "auto" }, one.purpose),
        one.state === "making" ? progress(one) : null,
        one.failure ? make("p", { class: "complaint" }, one.failure) : null,
        make("p", { class: "quiet" }, facts(one)),
        one.sha256 ? make("details", {}, make("summary", {}, "SHA-256"),
          make("code", { class: "hash" }, one.sha256)) : null),
      one.state === "made" ? make("a", {
        class: "button", href: fileAddress(one.id), download: "",
      }, icon("tray"), "Download") : null);
  }
}

/** The first channel in which exports are ordered. */
export function exportChannel(house) {
  return house.channels.all.find((channel) => (channel.buttons ?? []).includes("export"));
}

/** The server says how many records are in; how many there will be it learns at the end. */
function progress(one) {
  return make("div", {}, make("progress", { "aria-label": "Being made" }),
    one.progress
      ? make("p", { class: "quiet" }, `${plural(one.progress, "record")} so far`) : null);
}

function facts(one) {
  return [
    one.state === "made" && plural(one.rows ?? 0, "record"),
    one.bytes && bytes(one.bytes), one.format?.toUpperCase(), `made ${momentText(one.at)}`,
    one.state === "made" && one.expires_at && `kept until ${momentText(one.expires_at)}`,
  ].filter(Boolean).join(" · ");
}
