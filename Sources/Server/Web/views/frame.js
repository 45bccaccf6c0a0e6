// The frame around everything: the list on one side, one pane on the other, and who is signed in.

import { channelAddress, routeOf } from "../models/route.js";
import { AccessPage } from "./access.js";
import { BoardPage } from "./board.js";
import { ChannelListView } from "./channel-list.js";
import { ConversationView } from "./conversation.js";
import { arrange, hasKeys, icon, make, working } from "./dom.js";
import { DutiesPage } from "./duties.js";
import { ErasuresPage } from "./erasures.js";
import { ExportsPage, exportChannel } from "./exports.js";
import { openForm } from "./form-dialog.js";
import { OutboxPage } from "./outbox.js";
import { NothingPage, WelcomePage } from "./pages.js";
import { SearchPage } from "./search.js";
import { SessionsPage } from "./sessions.js";

const bannerMilliseconds = 2_000;

/** Turns the address into a pane; on a phone the list and the pane take turns. */
export class FrameView {
  element;
  #house;
  #list;
  #pane = null;
  #route = null;
  #acts = "";
  #slot;
  #banner;
  #notice;
  #tools;
  #visited = [];
  #bannerTimer = 0;
  #stop = new AbortController();
  #offs;

  constructor(house, { signOut, blank }) {
    this.#house = house;
    this.#list = new ChannelListView(house.channels);
    this.#slot = make("div", { class: "slot" });
    this.#tools = make("nav", { class: "tools", "aria-label": "Tools" });
    this.#banner = make("p", { class: "banner", role: "status", hidden: true });
    this.#notice = make("p", { class: "notice", role: "status", hidden: true });
    const skip = make("a", { class: "skip", href: "#/" }, "Skip to the content");
    skip.addEventListener("click", (event) => {
      event.preventDefault();
      this.#pane?.heading.focus();
    });
    this.element = make("div", { class: "frame" }, skip, this.#banner, this.#notice,
      make("div", { class: "side" }, this.#head(), this.#list.element, this.#tools,
        this.#foot(signOut, blank)),
      this.#slot);
    this.#offs = [
      house.on("link", (isUp) => this.#link(isUp)),
      house.on("lost", (id) => this.#lost(id)),
      house.channels.on("changed", () => this.#refresh()),
    ];
    addEventListener("hashchange", () => this.go(), { signal: this.#stop.signal });
  }

  close() {
    this.#stop.abort();
    clearTimeout(this.#bannerTimer);
    for (const off of this.#offs) off();
    this.#list.close();
    this.#pane?.close();
    for (const dialog of document.querySelectorAll("dialog.sheet")) dialog.close();
  }

  /** Shows what the address says. */
  go() {
    const route = routeOf(location.hash);
    if (this.#route && location.hash !== this.#visited.at(-1)) this.#visited.push(location.hash);
    if (!this.#route) this.#visited = [location.hash];
    this.#route = route;
    this.#acts = this.#house.channels.find(route.id)?.acts.join() ?? "";
    this.#pane?.close();
    // A sheet belongs to the place that opened it.
    for (const dialog of document.querySelectorAll("dialog.sheet")) dialog.close();
    this.#pane = this.#paneOf(route);
    arrange(this.#slot, [this.#pane.element]);
    this.element.classList.toggle("on-list", route.name === "list");
    this.#list.mark(route.id ?? "");
    this.#drawTools();
    this.#pane.open(route.message);
  }

  #paneOf(route) {
    const house = this.#house;
    const channel = route.id ? house.channels.find(route.id) : null;
    const back = this.#back(route.name === "access" && channel ? channelAddress(route.id) : "#/");
    switch (route.name) {
      case "list": return new WelcomePage(back, house.me);
      case "board":
        if (house.register) return new BoardPage(house, back);
        break;
      case "outbox":
        if (house.mayReadMails) return new OutboxPage(house, back);
        break;
      case "duties":
        if (house.mayReadMails) return new DutiesPage(house, back);
        break;
      case "search": return new SearchPage(house, back);
      case "sessions": return new SessionsPage(house, back);
      case "exports": return new ExportsPage(house, back, {
        openForm: (where, command, onDone) => openForm(house, where, command, { onDone }),
      });
      case "erasures":
        if (house.mayAudit) return new ErasuresPage(house, this.#back(route.number
          ? "#/erasures" : "#/"), route.number);
        break;
      case "channel":
        if (channel?.acts.includes("read")) return this.#conversation(channel, back);
        break;
      case "access":
        if (channel?.acts.includes("manage")) return new AccessPage(house, channel, back);
    }
    return new NothingPage(back);
  }

  #conversation(channel, back) {
    const house = this.#house;
    const view = new ConversationView(house, channel, {
      back,
      openForm: (command, begun) => openForm(house, channel, command, {
        ...begun,
        onDone: ({ message }) => { if (message) house.conversation?.receive(message); },
      }),
    });
    return view;
  }

  /** Back where one came from, when that is where the arrow leads; else a step up. */
  #back(up) {
    const link = make("a", { class: "button plain round back", href: up, "aria-label": "Back" },
      icon("back"));
    link.addEventListener("click", (event) => {
      const before = this.#visited.at(-2);
      const cameFromThere = before === up || (up === "#/" && before === "");
      if (!cameFromThere) return;
      event.preventDefault();
      this.#visited.splice(-2);
      history.back();
    });
    return link;
  }

  #head() {
    const { me } = this.#house;
    return make("header", { class: "side-head" },
      make("img", { src: "/app/icon.svg", alt: "", width: "36", height: "36" }),
      make("div", {}, make("p", { class: "brand" }, "Hedgerow"),
        me.organisation ? make("p", { class: "quiet" }, me.organisation) : null));
  }

  #foot(signOut, blank) {
    const out = make("button", { class: "plain", type: "button" }, icon("out"), "Sign out");
    out.addEventListener("click", () => working(out, signOut));
    return make("footer", { class: "side-foot" },
      make("p", {}, make("strong", { dir: "auto" }, this.#house.me.name)),
      make("div", {}, make("button", {
        class: "plain", type: "button", onclick: blank, title: "Escape twice",
      }, icon("hide"), "Blank"), out));
  }

  /** What the member may do in the open channel may have changed: then it is drawn anew. */
  #refresh() {
    this.#drawTools();
    const channel = this.#house.channels.find(this.#route?.id);
    if (channel && channel.acts.join() !== this.#acts) this.go();
  }

  #drawTools() {
    const tool = (name, href, drawing, words) => make("a", {
      href, class: "button plain", "aria-current": this.#route?.name === name ? "page" : undefined,
    }, icon(drawing), words);
    const tools = [];
    if (this.#house.register) tools.push(tool("board", "#/board", "register", "Register"));
    tools.push(tool("search", "#/search", "search", "Search"));
    const mayExport = exportChannel(this.#house);
    if (mayExport) tools.push(tool("exports", "#/exports", "tray", "Exports"));
    if (this.#house.mayAudit) tools.push(tool("erasures", "#/erasures", "seal", "Erasures"));
    if (this.#house.mayReadMails) {
      tools.push(tool("outbox", "#/outbox", "send", "Outbox"),
        tool("duties", "#/duties", "bell", "Duties"));
    }
    tools.push(tool("sessions", "#/sessions", "key", "Sign-ins"));
    if (this.#tools.contains(document.activeElement)) return;
    this.#tools.replaceChildren(...tools);
  }

  #link(isUp) {
    clearTimeout(this.#bannerTimer);
    if (isUp) {
      this.#banner.hidden = true;
      return;
    }
    // A short gap heals by itself; telling of each would only worry.
    this.#bannerTimer = setTimeout(() => {
      this.#banner.textContent = "Not connected. What you write is kept here until it can be sent.";
      this.#banner.hidden = false;
    }, bannerMilliseconds);
  }

  /** The channel on screen is no longer the member's: nothing of it stays. */
  #lost(id) {
    if (this.#route?.id !== id) return;
    history.replaceState(null, "", "#/");
    this.go();
    this.#notice.textContent = "You no longer have the channel that was open here.";
    this.#notice.hidden = false;
    setTimeout(() => { this.#notice.hidden = true; }, 8_000);
    if (hasKeys()) this.#pane.heading.focus();
  }
}
