// One channel's messages as this client knows them: fetched pages, live events, lines on their way.

import { ClientIDs, newClientID } from "./client-ids.js";
import { Signal } from "./signal.js";

const pageRows = 50;
const soughtPagesMax = 10;

/**
 * Says `changed` with `{arrived}` (a live message of someone else's, or null), or `{isBuried}`.
 * The same messages come out whichever way they came in: by page, by event or by an answer.
 */
export class Conversation extends Signal {
  channel;
  isLoaded = false;
  hasMore = false;
  /** The number after which everything was unread when the channel was opened. */
  readTo = Infinity;
  #api;
  #drafts;
  #me;
  #byNumber = new Map();
  #records = new Map();
  #carriers = new Map();
  #pending = [];
  #ids = new ClientIDs();
  #older = null;

  constructor({ channel, api, drafts, me }) {
    super();
    this.channel = channel;
    this.#api = api;
    this.#drafts = drafts;
    this.#me = me;
    // A reload interrupted these: nobody knows whether they arrived, so they are offered again.
    this.#pending = drafts.pending(channel).map((line) => ({ ...line, isFailed: true }));
  }

  get messages() {
    return [...this.#byNumber.values()].sort((a, b) => a.number - b.number);
  }
  get pending() { return this.#pending; }
  get last() { return Math.max(0, ...this.#byNumber.keys()); }

  /** The newest version known of a message's record: a page may hold an older one. */
  recordOf(message) {
    return message.record && (this.#records.get(key(message.record)) ?? message.record);
  }

  /** Does a later message here carry the same record? Then this one need not show it again. */
  isSuperseded(message) {
    return Boolean(message.record) && this.#carriers.get(key(message.record)) > message.number;
  }

  /** The newest page, in place of whatever was known. */
  async load(unread = 0) {
    const { messages, more } = await this.#page("");
    const isFirst = !this.isLoaded;
    // What came live while the page was on its way is newer than the page, and stays.
    const end = messages.at(-1)?.number ?? 0;
    const live = this.messages.filter((message) => message.number > end);
    this.#byNumber.clear();
    this.#records.clear();
    this.#carriers.clear();
    for (const message of [...messages, ...live]) this.#put(message);
    this.hasMore = Boolean(more);
    this.isLoaded = true;
    if (isFirst && unread > 0) this.readTo = this.last - unread;
    this.say("changed", {});
  }

  /** One older page; callers who come together wait for the same one. */
  older() {
    if (!this.hasMore || !this.isLoaded) return Promise.resolve();
    this.#older ??= this.#loadOlder().finally(() => { this.#older = null; });
    return this.#older;
  }

  /** Loads older pages until the message is there; false when it is not to be had. */
  async reach(id) {
    const isThere = () => this.messages.some((message) => message.id === id);
    for (let page = 0; page < soughtPagesMax && this.hasMore && !isThere(); page += 1) {
      await this.older();
    }
    return isThere();
  }

  receive(message) {
    // Numbers run without gaps in a channel: a jump means that something was missed.
    if (this.isLoaded && message.number > this.last + 1) {
      this.load().catch(() => {});
      return;
    }
    const isNew = !this.#byNumber.has(message.number);
    this.#put(message);
    const isOthers = message.author.id !== this.#me.id;
    this.say("changed", { arrived: isNew && isOthers ? message : null });
  }

  revise(record) {
    this.#learn(record);
    this.say("changed", {});
  }

  /** `hidden` says by whom, when and why; what is `erased` is gone for everybody. */
  bury(number, { hidden, erased } = {}) {
    const message = this.#byNumber.get(number);
    if (!message) return;
    this.#byNumber.set(number, {
      ...message, text: "", record: undefined, tombstone: true, hidden, erased,
    });
    this.say("changed", { isBuried: true });
  }

  /** A message that was hidden is there again: in its place, if that is among what is shown. */
  unbury(message) {
    if (!this.#byNumber.has(message.number)) return;
    this.#put(message);
    this.say("changed", {});
  }

  /** Says something plain: it shows at once as pending, and stays until it is acknowledged. */
  post(text) {
    const line = { client_id: newClientID(), text, at: new Date().toISOString() };
    this.#pending.push(line);
    this.#keep();
    this.say("changed", {});
    return this.#deliver(line);
  }

  retry(clientID) {
    const line = this.#pending.find((one) => one.client_id === clientID);
    if (!line || !line.isFailed) return Promise.resolve();
    line.isFailed = false;
    line.trouble = undefined;
    this.say("changed", {});
    return this.#deliver(line);
  }

  retryAll() { return Promise.all(this.#pending.map((line) => this.retry(line.client_id))); }

  /** Takes a failed line back; the answer is its text. */
  withdraw(clientID) {
    const line = this.#pending.find((one) => one.client_id === clientID);
    this.#settle(clientID);
    this.say("changed", {});
    return line?.text ?? "";
  }

  /** Sends a command line; the answer is the server's, and the composer keeps the text so long. */
  async command(text) {
    try {
      const answer = await this.#post({ text, client_id: this.#ids.idFor(text) });
      this.#ids.settle();
      if (answer.message) this.receive(answer.message);
      return answer;
    } catch (failure) {
      if (!failure.isUncertain) this.#ids.settle();
      throw failure;
    }
  }

  async #deliver(line) {
    try {
      const answer = await this.#post({ text: line.text, client_id: line.client_id });
      this.#settle(line.client_id);
      if (answer.message) this.receive(answer.message);
      else this.say("changed", {});
      return answer;
    } catch (failure) {
      line.isFailed = true;
      line.trouble = failure.message;
      this.say("changed", {});
      return { failure };
    }
  }

  #post(body) { return this.#api.post(`/channels/${this.channel}/messages`, body); }

  #page(query) {
    return this.#api.get(`/channels/${this.channel}/messages?limit=${pageRows}${query}`);
  }

  async #loadOlder() {
    const first = this.messages[0];
    if (!first) return;
    const { messages, more } = await this.#page(`&before=${encodeURIComponent(first.id)}`);
    // A fresh start meanwhile leaves no place to put an older page: a hole would look like silence.
    if (this.messages[0]?.id !== first.id) return;
    for (const message of messages) this.#put(message);
    this.hasMore = Boolean(more);
    this.say("changed", {});
  }

  #put(message) {
    this.#byNumber.set(message.number, message);
    if (message.record) {
      this.#learn(message.record);
      const carrier = this.#carriers.get(key(message.record)) ?? 0;
      this.#carriers.set(key(message.record), Math.max(carrier, message.number));
    }
    if (message.client_id && message.author.id === this.#me.id) this.#settle(message.client_id);
  }

  #learn(record) {
    const known = this.#records.get(key(record));
    if (!known || record.revision >= known.revision) this.#records.set(key(record), record);
  }

  #settle(clientID) {
    this.#pending = this.#pending.filter((line) => line.client_id !== clientID);
    this.#keep();
  }

  #keep() {
    const lines = this.#pending.map(({ client_id, text, at }) => ({ client_id, text, at }));
    this.#drafts.keepPending(this.channel, lines);
  }
}

function key(record) { return `${record.kind} ${record.number}`; }
