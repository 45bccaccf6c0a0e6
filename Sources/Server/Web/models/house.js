// Everything that lives while someone is signed in, and how the stream's events reach it.

import { Board } from "./board.js";
import { Catalog } from "./catalog.js";
import { Channels } from "./channels.js";
import { Conversation } from "./conversation.js";
import { Drafts } from "./drafts.js";
import { Signal } from "./signal.js";
import { Stream } from "./stream.js";

const firstOpenMilliseconds = 1_500;

/** Says `link` when the stream goes up or down, and `lost` when a channel is gone. */
export class House extends Signal {
  api;
  me;
  channels;
  catalog;
  drafts;
  stream;
  /** The one open conversation: what is not on screen is not kept. */
  conversation = null;
  /** The register's board, while it is on screen or has marks on their way. */
  board = null;
  /** Answers for the asker alone, per channel, until dismissed. */
  #replies = new Map();

  constructor(api, me) {
    super();
    this.api = api;
    this.me = me;
    this.channels = new Channels(api);
    this.catalog = new Catalog(api);
    this.drafts = new Drafts(me.id);
    this.stream = new Stream(api);
    this.#wire();
  }

  /** The stream first, then the state: so nothing falls between the two. */
  async start() {
    const ready = new Promise((resolve) => { this.stream.on("ready", resolve); });
    this.stream.open();
    const waited = new Promise((resolve) => { setTimeout(resolve, firstOpenMilliseconds); });
    await Promise.race([ready, waited]);
    await this.channels.load();
  }

  close() {
    this.stream.close();
    this.conversation = null;
    this.board?.close();
    this.board = null;
  }

  /** The channel that holds the register, where this member may read it. */
  get register() {
    return this.channels.all.find(({ kind, acts }) => kind === "register"
      && acts.includes("read"));
  }

  /** May this member read what was mailed, and what became of it? */
  get mayReadMails() {
    return this.channels.all.some(({ kind, acts }) => kind === "outbox" && acts.includes("read"));
  }

  openBoard() {
    const { api, drafts, register } = this;
    this.board ??= new Board({ api, drafts, register: register.id });
    return this.board;
  }

  /** What is not on screen is not kept, but for marks that the server does not have yet. */
  leaveBoard() {
    if (this.board?.hasPending) return;
    this.board?.close();
    this.board = null;
  }

  open(id) {
    const { api, drafts, me } = this;
    this.conversation = new Conversation({ channel: id, api, drafts, me });
    return this.conversation;
  }

  leave() { this.conversation = null; }

  /** May this member see what was hidden, and the certificates of what was erased? */
  get mayAudit() { return ["director", "dsl"].some((role) => this.me.roles?.includes(role)); }

  replies(channel) { return this.#replies.get(channel) ?? []; }
  addReply(channel, reply) { this.#replies.set(channel, [...this.replies(channel), reply]); }
  dismiss(channel, reply) {
    this.#replies.set(channel, this.replies(channel).filter((one) => one !== reply));
  }

  #wire() {
    const { stream, channels } = this;
    stream.on("message", ({ message }) => this.#receive(message));
    stream.on("revision", ({ record, channel }) => {
      this.board?.learn(record);
      if (this.conversation?.channel === (channel ?? record.channel)) {
        this.conversation.revise(record);
      }
    });
    stream.on("tombstone", ({ channel, number, hidden, erased }) => {
      this.board?.refresh();
      if (this.conversation?.channel === channel) this.conversation.bury(number, { hidden, erased });
    });
    stream.on("unhidden", ({ message }) => {
      this.board?.refresh();
      if (this.conversation?.channel === message.channel) this.conversation.unbury(message);
    });
    stream.on("access", () => this.#reload({ isAccess: true }));
    stream.on("reset", () => this.#reload());
    stream.on("ready", () => { if (channels.isLoaded) this.#reload(); });
    stream.on("up", () => {
      this.say("link", true);
      this.conversation?.retryAll();
      this.board?.retryAll();
    });
    stream.on("down", () => this.say("link", false));
    channels.on("lost", (id) => {
      this.drafts.forget(id);
      this.#replies.delete(id);
      if (this.conversation?.channel === id) this.conversation = null;
      this.board?.refresh();
      this.say("lost", id);
    });
  }

  #receive(message) {
    this.board?.learn(message.record);
    const isOpen = this.conversation?.channel === message.channel;
    if (isOpen) this.conversation.receive(message);
    if (message.author.id === this.me.id || (isOpen && !document.hidden)) return;
    this.channels.count(message.channel);
  }

  async #reload({ isAccess = false } = {}) {
    this.catalog.forget();
    try {
      await this.channels.load();
      this.board?.refresh();
      if (!isAccess) await this.conversation?.load();
    } catch {
      // The stream comes back with the server, and asks again.
    }
  }
}
