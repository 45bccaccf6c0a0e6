// A blank screen for when a child, or a whiteboard, should not see this one.

import { make } from "./dom.js";

const twiceMilliseconds = 600;

/** Covers everything at two quick Escapes or on demand; any key or tap uncovers it. */
export class Blank {
  #cover = null;
  #escapedAt = 0;
  #returnTo = null;

  constructor() {
    addEventListener("keydown", (event) => this.#key(event), { capture: true });
  }

  show() {
    if (this.#cover) return;
    this.#returnTo = document.activeElement;
    const button = make("button", { class: "link", type: "button" }, "Show again");
    this.#cover = make("dialog", { class: "blank", "aria-label": "The screen is blank" }, button);
    this.#cover.addEventListener("click", () => this.#hide());
    this.#cover.addEventListener("cancel", (event) => event.preventDefault());
    document.body.append(this.#cover);
    this.#cover.showModal();
  }

  #key(event) {
    if (this.#cover) {
      event.preventDefault();
      event.stopPropagation();
      if (!event.repeat) this.#hide();
      return;
    }
    if (event.key !== "Escape" || event.repeat) return;
    const isSecond = event.timeStamp - this.#escapedAt < twiceMilliseconds;
    this.#escapedAt = isSecond ? 0 : event.timeStamp;
    if (!isSecond) return;
    event.preventDefault();
    this.show();
  }

  #hide() {
    this.#cover.close();
    this.#cover.remove();
    this.#cover = null;
    this.#returnTo?.focus();
  }
}
