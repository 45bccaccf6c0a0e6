// The member's exports: how far they are, and which may be fetched.

import { Signal } from "./signal.js";

const lookMilliseconds = 1_500;

/** Says `changed`; looks again by itself while one is being made. */
export class Exports extends Signal {
  list = [];
  isLoaded = false;
  #api;
  #timer = 0;
  #isClosed = false;

  constructor(api) {
    super();
    this.#api = api;
  }

  async load() {
    clearTimeout(this.#timer);
    const { exports } = await this.#api.get("/exports");
    if (this.#isClosed) return;
    this.list = exports;
    this.isLoaded = true;
    this.say("changed");
    if (exports.some((one) => one.state === "making")) {
      this.#timer = setTimeout(() => this.load().catch(() => {}), lookMilliseconds);
    }
  }

  close() {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }
}

/** Where the file of an export is. */
export function fileAddress(id) { return `/api/v1/exports/${encodeURIComponent(id)}`; }
