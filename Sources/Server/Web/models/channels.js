// The member's channels: what there is, what is unread, what a search leaves of it.

import { Signal } from "./signal.js";
import { folded } from "./words.js";

const order = ["cyp", "safeguarding", "coordination", "staff", "templates"];

/** Says `changed`, and `lost` with an id when a channel is no longer the member's. */
export class Channels extends Signal {
  #api;
  #byID = new Map();
  #isLoaded = false;

  constructor(api) {
    super();
    this.#api = api;
  }

  get isLoaded() { return this.#isLoaded; }
  find(id) { return this.#byID.get(id); }
  get all() { return [...this.#byID.values()]; }
  get unread() { return this.all.reduce((sum, channel) => sum + channel.unread, 0); }

  async load() {
    const { channels } = await this.#api.get("/channels");
    const old = this.#byID;
    this.#byID = new Map(channels.map((channel) => [channel.id, channel]));
    this.#isLoaded = true;
    for (const id of old.keys()) if (!this.#byID.has(id)) this.say("lost", id);
    this.say("changed");
  }

  /** The channels whose name or title has these letters, by kind, then by name. The order never
   * follows activity: a hand that knows the place should find it there. */
  groups(sought = "") {
    const letters = folded(sought.trim());
    const groups = new Map();
    for (const channel of this.all) {
      if (letters && !folded(`${channel.name} ${channel.title}`).includes(letters)) continue;
      if (!groups.has(channel.kind)) groups.set(channel.kind, []);
      groups.get(channel.kind).push(channel);
    }
    const place = (kind) => (order.includes(kind) ? order.indexOf(kind) : order.length);
    for (const list of groups.values()) {
      list.sort((a, b) => a.name.localeCompare(b.name, "en-GB", { numeric: true }));
    }
    return [...groups].sort((a, b) => place(a[0]) - place(b[0]) || a[0].localeCompare(b[0]));
  }

  /** Someone else's message arrived while nobody here was looking at it. */
  count(id) {
    const channel = this.#byID.get(id);
    if (!channel) return;
    channel.unread += 1;
    this.say("changed");
  }

  async markRead(id, number) {
    const channel = this.#byID.get(id);
    if (!channel) return;
    if (channel.unread !== 0) {
      channel.unread = 0;
      this.say("changed");
    }
    await this.#api.put(`/channels/${id}/read`, { number });
  }
}
