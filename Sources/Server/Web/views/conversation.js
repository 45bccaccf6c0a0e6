// A channel: its head, its messages, the answers for oneself, the buttons and the composer.

import { accessAddress } from "../models/route.js";
import { dayKey, dayText } from "../models/times.js";
import { ComposerView } from "./composer.js";
import { announce, arrange, hasKeys, icon, make, trouble } from "./dom.js";
import { messageItem, pendingItem } from "./message.js";
import { replyCard } from "./reply-card.js";

const nearPixels = 120;
const togetherMilliseconds = 5 * 60_000;

/** Draws one Conversation and keeps the reader's place while it grows at both ends. */
export class ConversationView {
  element;
  heading;
  #house;
  #channel;
  #talk;
  #openForm;
  /** Commands that a message's menu offers, once the definitions are there. */
  #menu = [];
  #log;
  #list;
  #replies;
  #jump;
  #composer;
  #nodes = new Map();
  #offs = [];
  #watch;
  #readTimer = 0;
  #marked = 0;
  #isAtEnd = true;
  #height = 0;

  constructor(house, channel, { back, openForm }) {
    this.#house = house;
    this.#channel = channel;
    this.#talk = house.open(channel.id);
    this.#openForm = openForm;
    this.#list = make("ol", { class: "messages" });
    this.#replies = make("div", { class: "replies", "aria-live": "polite" });
    this.#jump = make("button", {
      class: "jump", type: "button", hidden: true, onclick: () => this.#toEnd(),
    }, icon("down"), "New messages");
    const top = make("div", { class: "older", "aria-hidden": "true" });
    this.#log = make("div", {
      class: "log", tabindex: "0", role: "region", "aria-label": `Messages in ${channel.name}`,
      onscroll: () => this.#scrolled(),
    }, top, this.#list, this.#replies);
    this.#composer = new ComposerView(house, channel, this.#talk, {
      openForm, onReply: (reply) => this.#addReply(reply), onSent: () => this.#toEnd(),
    });
    this.heading = make("h1", { tabindex: "-1", dir: "auto" }, channel.name);
    this.element = make("main", { class: "pane conversation", "data-open": channel.id },
      this.#head(back), this.#log, this.#jump, this.#composer.element);
    this.#watch = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) this.#older();
    }, { root: this.#log, rootMargin: "400px 0px 0px 0px" });
    this.#watch.observe(top);
    // The composer grows and a keyboard rises: whoever was at the end stays at the end.
    const resized = new ResizeObserver(() => {
      this.#height = this.#log.clientHeight;
      if (this.#isAtEnd) this.#toEnd();
    });
    resized.observe(this.#log);
    this.#offs.push(() => resized.disconnect());
    this.#offs.push(this.#talk.on("changed", (what) => this.#changed(what)));
    const seen = () => this.#markRead();
    document.addEventListener("visibilitychange", seen);
    this.#offs.push(() => document.removeEventListener("visibilitychange", seen));
  }

  /** Fetches and draws; `message` is where a search led. */
  async open(message) {
    const { id, unread } = this.#channel;
    try {
      // Labels come from the definitions, so these are wanted before the first card.
      const [commands] = await Promise.all([
        this.#house.catalog.commands(id).catch(() => []), this.#talk.load(unread),
      ]);
      this.#menu = Object.keys(menuNames)
        .map((name) => commands.find((command) => command.name === name)).filter(Boolean);
      this.#draw();
    } catch (failure) {
      if (failure.kind === "not-found") this.#house.channels.load().catch(() => {});
      const again = make("button", { type: "button", onclick: () => this.open(message) },
        "Try again");
      this.#replies.replaceChildren(trouble(failure.message, again));
      return;
    }
    this.#drawReplies();
    this.#composer.start();
    this.#toEnd();
    if (message && await this.#talk.reach(message)) this.#show(message);
    if (!message && hasKeys()) this.#composer.focus();
    else if (!message) this.heading.focus();
  }

  close() {
    for (const off of this.#offs) off();
    this.#watch.disconnect();
    clearTimeout(this.#readTimer);
    this.#composer.close();
    if (this.#house.conversation === this.#talk) this.#house.leave();
  }

  addReply(reply) { this.#addReply(reply); }

  #head(back) {
    const { id, name, title, acts } = this.#channel;
    return make("header", { class: "pane-head" }, back,
      make("div", { class: "pane-title" }, this.heading,
        title && title !== name ? make("p", { class: "quiet", dir: "auto" }, title) : null),
      acts.includes("manage")
        ? make("a", { class: "button", href: accessAddress(id) }, icon("access"),
          make("span", {}, "Who is here"))
        : null);
  }

  #changed({ arrived, isBuried } = {}) {
    const wasNear = this.#isNearEnd();
    this.#draw();
    if (wasNear) this.#toEnd();
    else if (arrived) this.#jump.hidden = false;
    // What was told aloud last may be what was just taken out of sight.
    if (isBuried) announce("");
    if (arrived) announce(`${arrived.author.name}: ${this.#spoken(arrived)}`);
  }

  #spoken(message) {
    return message.record ? `recorded ${message.record.kind} ${message.record.number}`
      : message.text;
  }

  #draw() {
    const nodes = [];
    const kept = new Map();
    const place = (key, signature, build) => {
      const known = this.#nodes.get(key);
      const node = known?.signature === signature ? known.node : build();
      kept.set(key, { signature, node });
      nodes.push(node);
    };
    let before = null;
    let isMarked = false;
    for (const message of this.#talk.messages) {
      const date = new Date(message.at);
      const isNewDay = !before || dayKey(new Date(before.at)) !== dayKey(date);
      if (isNewDay) {
        const text = dayText(date);
        place(`day ${dayKey(date)}`, text, () => make("li", { class: "day" },
          make("span", {}, text)));
      }
      const isFirstUnread = !isMarked && message.number > this.#talk.readTo;
      if (isFirstUnread) {
        isMarked = true;
        place("unread", "", () => make("li", { class: "day unread-mark" },
          make("span", {}, "New")));
      }
      const follows = !isNewDay && !isFirstUnread && areTogether(before, message);
      this.#placeMessage(place, message, follows);
      before = message;
    }
    for (const line of this.#talk.pending) this.#placePending(place, line);
    if (this.#talk.isLoaded && nodes.length === 0) {
      place("empty", "", () => make("li", { class: "empty" },
        make("p", {}, "Nothing has been said here yet.")));
    }
    this.#nodes = kept;
    arrange(this.#list, nodes);
  }

  #placeMessage(place, message, follows) {
    const { catalog, api } = this.#house;
    const record = this.#talk.recordOf(message);
    const isSuperseded = this.#talk.isSuperseded(message);
    const actions = this.#actions(message);
    const signature = [
      follows, message.tombstone, message.erased, record?.revision, record?.state, isSuperseded,
      message.hidden?.at, actions.length,
    ].join(" ");
    const { mayAudit, mayReadMails } = this.#house;
    place(message.id, signature, () => messageItem(message, {
      record, isSuperseded, follows, catalog, api, mayAudit, mayReadMails, actions,
    }));
  }

  /** Authors may take back their own; those who look after the channel, what anyone wrote. The
   * server decides: this only spares most of us a button that would be refused. */
  #actions(message) {
    const isOwn = message.author.id === this.#house.me.id;
    if (message.erased) return [];
    if (!isOwn && !this.#channel.acts.includes("manage")) return [];
    const { number } = message;
    const isFitting = message.tombstone
      ? ({ name }) => this.#house.mayAudit && name !== "hide" : ({ name }) => name !== "unhide";
    return this.#menu.filter(isFitting).map((command) => ({
      name: menuNames[command.name],
      act: () => this.#openForm(command, {
        values: { message: String(number), record: undefined, scope: undefined },
        draft: `${command.name} ${number}`,
      }),
    }));
  }

  #placePending(place, line) {
    const id = line.client_id;
    place(`pending ${id}`, `${line.isFailed} ${line.trouble}`, () => pendingItem(line, {
      me: this.#house.me,
      onRetry: () => this.#talk.retry(id),
      onEdit: () => this.#composer.take(this.#talk.withdraw(id)),
    }));
  }

  async #older() {
    if (!this.#talk.hasMore) return;
    const { scrollHeight, scrollTop } = this.#log;
    try {
      await this.#talk.older();
    } catch {
      return;
    }
    // The page grew above: what was under the eye stays there.
    this.#log.scrollTop = scrollTop + this.#log.scrollHeight - scrollHeight;
  }

  #show(id) {
    const item = document.getElementById(`m-${id}`);
    if (!item) return;
    item.scrollIntoView({ block: "center" });
    item.classList.add("found");
    item.focus({ preventScroll: true });
  }

  #addReply(reply) {
    this.#house.addReply(this.#channel.id, reply);
    this.#drawReplies();
    this.#toEnd();
  }

  #drawReplies() {
    const { id } = this.#channel;
    const { catalog, api } = this.#house;
    this.#replies.replaceChildren(...this.#house.replies(id).map((reply) => replyCard(reply, {
      catalog, api,
      onDismiss: () => {
        this.#house.dismiss(id, reply);
        this.#drawReplies();
        this.#composer.focus();
      },
    })));
  }

  #isNearEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.#log;
    return scrollHeight - scrollTop - clientHeight < nearPixels;
  }

  #toEnd() {
    this.#log.scrollTop = this.#log.scrollHeight;
    this.#scrolled();
  }

  #scrolled() {
    // A box that has just been made smaller is not one that a reader has scrolled.
    if (this.#log.clientHeight !== this.#height) return;
    this.#isAtEnd = this.#isNearEnd();
    if (!this.#isAtEnd) return;
    this.#jump.hidden = true;
    this.#markRead();
  }

  #markRead() {
    const { last } = this.#talk;
    if (document.hidden || last <= this.#marked || !this.#isNearEnd()) return;
    clearTimeout(this.#readTimer);
    this.#readTimer = setTimeout(() => {
      this.#marked = last;
      this.#house.channels.markRead(this.#channel.id, last).catch(() => { this.#marked = 0; });
    }, 400);
  }
}

/** What a message's menu calls its commands, in its order. */
const menuNames = { hide: "Hide…", unhide: "Bring back…", erase: "Ask for erasure…" };

/** Lines of one person in one breath share a head. */
function areTogether(before, message) {
  return before !== null && before.author.id === message.author.id && !before.tombstone
    && new Date(message.at) - new Date(before.at) < togetherMilliseconds;
}
