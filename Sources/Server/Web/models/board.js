// The register's board: a session's children with their marks, and marks that are on their way.

import { newClientID } from "./client-ids.js";
import { Signal } from "./signal.js";

const reloadMilliseconds = 400;

/**
 * Says `changed`, and `told` with the server's reply to a line for everyone. A mark counts once the
 * server has it; until then it stands beside its child as on its way, and outlives a reload.
 */
export class Board extends Signal {
  day = "";
  session = "";
  school = "";
  /** The server's day: the device's own clock may be wrong. */
  today = "";
  isLoaded = false;
  failure = null;
  #api;
  #drafts;
  #register;
  #children = new Map();
  #pending = new Map();
  #asked = 0;
  #timer = 0;

  constructor({ api, drafts, register }) {
    super();
    this.#api = api;
    this.#drafts = drafts;
    this.#register = register;
  }

  get children() { return [...this.#children.values()]; }
  child(channel) { return this.#children.get(channel); }
  /** The mark on its way for a child in this session, if any. */
  pending(channel) { return this.#pending.get(key(channel, this)); }
  /** What was said for everyone and has no answer yet. */
  get pendingForAll() { return this.pending(this.#register); }
  get hasPending() { return this.#pending.size > 0; }

  get counts() {
    const counts = { unmarked: 0 };
    for (const { mark } of this.children) {
      const status = mark?.fields.status ?? "unmarked";
      counts[status] = (counts[status] ?? 0) + 1;
    }
    return counts;
  }

  /** Those whom "all the rest present" means here. */
  get rest() {
    return this.children.filter((child) => child.expected && child.may_mark && !child.mark
      && !this.pending(child.channel));
  }

  show({ day = this.day, session = this.session, school = this.school }) {
    Object.assign(this, { day, session, school, isLoaded: false });
    this.#children.clear();
    this.say("changed");
    return this.load();
  }

  async load() {
    this.#asked += 1;
    const turn = this.#asked;
    const query = new URLSearchParams(Object.entries({
      day: this.day, session: this.session, school: this.school,
    }).filter(([, value]) => value));
    try {
      const answer = await this.#api.get(`/board?${query}`);
      if (turn !== this.#asked) return;
      this.#take(answer);
    } catch (failure) {
      if (turn !== this.#asked) return;
      this.failure = failure;
      this.say("changed");
    }
  }

  #take({ day, session, children }) {
    if (!this.day) this.today = day;
    const known = this.#children;
    this.#children = new Map(children.map((child) => [child.channel, child]));
    // What came live while the answer was on its way is newer than the answer.
    for (const { channel, mark } of known.values()) {
      const child = this.#children.get(channel);
      if (child && mark?.fields.day === day && mark.fields.session === session
        && mark.revision > (child.mark?.revision ?? 0)) child.mark = mark;
    }
    Object.assign(this, { day, session, isLoaded: true, failure: null });
    for (const channel of [...this.#children.keys(), this.#register]) this.#recall(channel);
    this.say("changed");
  }

  /** A record as an event or an answer carries it. */
  learn(record) {
    if (record?.kind !== "attendance" || record.day !== this.day
      || record.fields.session !== this.session) return;
    const child = this.#children.get(record.channel);
    // Someone who was not expected has come: only the server knows what the board says of them.
    if (!child) return this.refresh();
    if (record.revision >= (child.mark?.revision ?? 0)) child.mark = record;
    this.say("changed");
  }

  /** Asks again soon: many events come at one time. */
  refresh() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => { if (this.isLoaded) this.load(); }, reloadMilliseconds);
  }

  close() { clearTimeout(this.#timer); }

  /** Marks one child, by the same form as /attend in the child's channel. */
  mark(channel, fields) {
    return this.#begin({ channel, text: "/attend", fields });
  }

  /** Marks everyone who is expected and unmarked. */
  markRest(status) {
    return this.#begin({
      channel: this.#register, text: "/register", fields: { entries: `rest ${status}` },
    });
  }

  /** Forgets a mark that was refused, or that nobody wants any more. */
  withdraw(line) {
    this.#settle(line);
    this.say("changed");
  }

  retry(line) {
    if (line.state === "sending") return Promise.resolve();
    return this.#deliver(line);
  }

  /** What may not have arrived is sent again; what was refused needs a person. */
  retryAll() {
    const lines = [...this.#pending.values()].filter((line) => line.state === "failed");
    return Promise.all(lines.map((line) => this.retry(line)));
  }

  #begin({ channel, text, fields }) {
    const { day, session } = this;
    const line = {
      client_id: newClientID(), channel, text, day, session, fields: { ...fields, session, day },
    };
    this.#pending.set(key(channel, line), line);
    this.#keep(channel);
    return this.#deliver(line);
  }

  async #deliver(line) {
    const { channel, text, fields, client_id } = line;
    Object.assign(line, { state: "sending", trouble: "", complaints: [] });
    this.say("changed");
    try {
      const answer = await this.#api.post(`/channels/${channel}/messages`,
        { text, fields, client_id });
      this.#settle(line);
      if (answer.message) this.learn(answer.message.record);
      if (answer.reply && channel === this.#register) this.say("told", answer.reply.text);
      if (answer.reply) this.refresh();
    } catch (failure) {
      line.state = failure.isUncertain || failure.kind === "signed-out" ? "failed" : "refused";
      line.trouble = failure.message;
      line.complaints = failure.complaints ?? [];
    }
    this.say("changed");
  }

  #recall(channel) {
    for (const line of this.#drafts.marks(channel)) {
      const name = key(channel, line);
      if (this.#pending.has(name)) continue;
      // A reload came between: nobody knows whether it arrived, and the same id finds out.
      this.#pending.set(name, { ...line, state: "failed", trouble: "", complaints: [] });
      this.retry(this.#pending.get(name));
    }
  }

  #settle(line) {
    const name = key(line.channel, line);
    if (this.#pending.get(name)?.client_id === line.client_id) this.#pending.delete(name);
    this.#keep(line.channel);
  }

  #keep(channel) {
    const lines = [...this.#pending.values()].filter((line) => line.channel === channel);
    this.#drafts.keepMarks(channel, lines.map(({ client_id, text, day, session, fields }) =>
      ({ client_id, channel, text, day, session, fields })));
  }
}

function key(channel, { day, session }) { return `${channel} ${day} ${session}`; }
