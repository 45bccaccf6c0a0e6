// The outbox: its mails a page at a time, newest first, those that failed apart, and its switch.

import { ClientIDs } from "./client-ids.js";
import { Signal } from "./signal.js";

const pageRows = 50;
const settleMilliseconds = 300;

/** Says `changed` when there is something new to draw. */
export class Outbox extends Signal {
  mails = [];
  failed = [];
  hasMore = false;
  /** Whether mails leave: `held`, `reason`, `trouble`, `from`. */
  standing = null;
  state = "";
  #api;
  #ids = new ClientIDs();
  #next = "";
  #timer = 0;
  #off;

  constructor(house) {
    super();
    this.#api = house.api;
    this.#off = house.stream.on("revision", ({ record }) => {
      if (record.kind === "mail" || record.kind === "hold") this.#soon();
    });
  }

  close() {
    clearTimeout(this.#timer);
    this.#off();
  }

  async load() {
    const [standing, failed, page] = await Promise.all([
      this.#api.get("/outbox"), this.#page("failed"), this.#page(this.state)]);
    Object.assign(this, { standing, failed: failed.records, mails: page.records });
    this.#take(page);
    this.say("changed");
  }

  async more() {
    const page = await this.#page(this.state, this.#next);
    this.mails = [...this.mails, ...page.records];
    this.#take(page);
    this.say("changed");
  }

  filter(state) {
    this.state = state;
    return this.load();
  }

  /** `hold`, `release`, `retry` or `cancel`: a mail, or the whole outbox. */
  async act(action, { mail, reason } = {}) {
    const fields = { action };
    if (mail) fields.record = `mail ${mail}`;
    if (reason) fields.reason = reason;
    await this.#api.post(`/channels/${encodeURIComponent(this.standing.channel)}/messages`, {
      text: "/outbox", fields, client_id: this.#ids.idFor(fields),
    });
    this.#ids.settle();
    await this.load();
  }

  #take({ more, next }) {
    this.hasMore = more;
    this.#next = next ?? "";
  }

  #page(state, after = "") {
    const words = new URLSearchParams({ kind: "mail", limit: pageRows });
    if (state) words.set("where", `state:${state}`);
    if (after) words.set("after", after);
    return this.#api.get(`/records?${words}`);
  }

  /** Many mails change at once at ten o'clock: they are fetched once. */
  #soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => { this.load().catch(() => {}); }, settleMilliseconds);
  }
}
