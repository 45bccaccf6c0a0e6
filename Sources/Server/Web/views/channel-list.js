// The list of channels, with what is unread and a filter.

import { channelAddress } from "../models/route.js";
import { plural } from "../models/words.js";
import { arrange, make } from "./dom.js";

const rowsMax = 300;
const headings = {
  cyp: "Children and young people", safeguarding: "Safeguarding", templates: "Templates",
  coordination: "Coordination", staff: "Staff", register: "Register", outbox: "Outbox",
};

/** Draws `Channels`; rows are kept by id, so that the list does not flicker under a finger. */
export class ChannelListView {
  element;
  #channels;
  #filter;
  #body;
  #rows = new Map();
  #current = "";
  #offs;

  constructor(channels) {
    this.#channels = channels;
    this.#filter = make("input", {
      type: "search", placeholder: "Find a channel", "aria-label": "Find a channel",
      autocomplete: "off", spellcheck: "false", oninput: () => this.#draw(),
      onkeydown: (event) => this.#key(event),
    });
    this.#body = make("div", { class: "channel-groups" });
    this.element = make("nav", { class: "channels", "aria-label": "Channels" },
      make("div", { class: "filter" }, this.#filter), this.#body);
    this.#offs = [channels.on("changed", () => this.#draw())];
    this.#draw();
  }

  close() { for (const off of this.#offs) off(); }

  mark(id) {
    this.#current = id;
    for (const [key, { link }] of this.#rows) mark(link, key === id);
  }

  /** Enter opens the only one left, or the first. */
  #key(event) {
    if (event.key === "Escape" && this.#filter.value) {
      this.#filter.value = "";
      this.#draw();
    } else if (event.key === "Enter" || event.key === "ArrowDown") {
      const first = this.#body.querySelector("a");
      if (!first) return;
      event.preventDefault();
      if (event.key === "Enter") first.click();
      else first.focus();
    }
  }

  #draw() {
    if (!this.#channels.isLoaded) {
      arrange(this.#body, [make("p", { class: "quiet" }, "One moment…")]);
      return;
    }
    const nodes = [];
    let count = 0;
    let left = 0;
    for (const [kind, channels] of this.#channels.groups(this.#filter.value)) {
      const shown = channels.slice(0, Math.max(0, rowsMax - count));
      count += shown.length;
      left += channels.length - shown.length;
      if (shown.length === 0) continue;
      nodes.push(make("section", {},
        make("h2", {}, headings[kind] ?? kind),
        make("ul", {}, shown.map((channel) => this.#row(channel)))));
    }
    if (count === 0) nodes.push(make("p", { class: "quiet" }, this.#none()));
    if (left > 0) {
      const more = plural(left, "more", "more");
      nodes.push(make("p", { class: "quiet" }, `${more}: type to narrow the list.`));
    }
    const focused = this.#body.contains(document.activeElement) ? document.activeElement : null;
    arrange(this.#body, nodes);
    focused?.focus();
  }

  #none() {
    return this.#filter.value.trim()
      ? "No channel of yours has these letters."
      : "You are in no channel yet. A coordinator can let you into one.";
  }

  #row(channel) {
    const signature = `${channel.name}\n${channel.title}\n${channel.unread}`;
    const known = this.#rows.get(channel.id);
    if (known?.signature === signature) return known.item;
    const title = channel.title && channel.title !== channel.name ? channel.title : "";
    const link = make("a", {
      href: channelAddress(channel.id), class: channel.unread ? "unread" : "",
      "data-channel": channel.id,
    },
      make("span", { class: "channel-name" }, channel.name),
      title ? make("span", { class: "channel-title" }, title) : null,
      channel.unread
        ? make("span", { class: "badge" }, channel.unread > 99 ? "99+" : String(channel.unread),
          make("span", { class: "unseen" }, " unread"))
        : null);
    mark(link, channel.id === this.#current);
    const item = make("li", {}, link);
    this.#rows.set(channel.id, { signature, item, link });
    return item;
  }
}

function mark(link, isCurrent) {
  if (isCurrent) link.setAttribute("aria-current", "page");
  else link.removeAttribute("aria-current");
}
