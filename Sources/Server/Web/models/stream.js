// The one stream of events for all channels: it resumes where it stopped, without gap or repeat.

import { Signal } from "./signal.js";

const names = ["ready", "message", "revision", "tombstone", "unhidden", "access", "reset"];
const waitMillisecondsMin = 1_000;
const waitMillisecondsMax = 20_000;
const hiddenMillisecondsMax = 60_000;

/**
 * Says each event by its name, `up` and `down`. `ready` comes when it begins without a cursor: from
 * here on nothing is missed, so everything is fetched after it.
 */
export class Stream extends Signal {
  #api;
  #source = null;
  #cursor = "";
  #wait = waitMillisecondsMin;
  #timer = 0;
  #hiddenSince = 0;
  #stop = new AbortController();

  constructor(api) {
    super();
    this.#api = api;
  }

  get isUp() { return this.#source?.readyState === EventSource.OPEN; }

  open() {
    const { signal } = this.#stop;
    addEventListener("online", () => this.#again(), { signal });
    addEventListener("offline", () => this.#lose(), { signal });
    document.addEventListener("visibilitychange", () => this.#looked(), { signal });
    this.#connect();
  }

  close() {
    this.#stop.abort();
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
  }

  #connect() {
    clearTimeout(this.#timer);
    this.#source?.close();
    const after = this.#cursor ? `?after=${encodeURIComponent(this.#cursor)}` : "";
    const source = new EventSource(`/api/v1/stream${after}`);
    this.#source = source;
    source.onopen = () => {
      this.#wait = waitMillisecondsMin;
      this.say("up");
    };
    // The browser's own reconnection would repeat the old `after` beside a newer Last-Event-ID,
    // and gives up for good on a 503: so each connection is used once.
    source.onerror = () => this.#lose();
    for (const name of names) {
      source.addEventListener(name, (event) => this.#receive(name, event));
    }
  }

  #receive(name, event) {
    if (event.lastEventId) this.#cursor = event.lastEventId;
    else if (name === "reset") this.#cursor = "";
    let detail;
    try {
      detail = JSON.parse(event.data || "{}");
    } catch {
      // Half an event is no event: begin afresh rather than show a state nobody has.
      this.say("reset", {});
      return;
    }
    this.say(name, detail);
  }

  #lose() {
    if (!this.#source) return;
    this.#source.close();
    this.#source = null;
    this.say("down");
    this.#retry();
  }

  #retry() {
    clearTimeout(this.#timer);
    const wait = this.#wait * (0.7 + Math.random() * 0.6);
    this.#wait = Math.min(this.#wait * 2, waitMillisecondsMax);
    this.#timer = setTimeout(() => this.#again(), wait);
  }

  /** EventSource does not tell a 401 from a broken line: ask first, so that signing out shows. */
  async #again() {
    if (this.#stop.signal.aborted) return;
    clearTimeout(this.#timer);
    try {
      await this.#api.get("/me");
    } catch (failure) {
      if (failure.kind !== "signed-out" && !this.#stop.signal.aborted) this.#retry();
      return;
    }
    if (!this.#stop.signal.aborted) this.#connect();
  }

  /** A hidden tab gives its connection back: browsers allow six a host, and phones sleep. */
  #looked() {
    if (document.hidden) {
      this.#hiddenSince = Date.now();
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => {
        this.#source?.close();
        this.#source = null;
      }, hiddenMillisecondsMax);
    } else {
      const isStale = Date.now() - this.#hiddenSince > hiddenMillisecondsMax / 2;
      clearTimeout(this.#timer);
      if (isStale || !this.isUp) this.#again();
    }
  }
}
