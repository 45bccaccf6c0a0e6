// The shape of all pages that are not a conversation, and the page that says nothing is here.

import { make } from "./dom.js";

/** A pane with a head; `close` and `open` are filled in by those who need them. */
export class Page {
  element;
  heading;
  body;

  constructor(title, back, { label } = {}) {
    this.heading = make("h1", { tabindex: "-1" }, title);
    this.body = make("div", { class: "page-body" });
    this.element = make("main", { class: "pane page", "aria-label": label },
      make("header", { class: "pane-head" }, back,
        make("div", { class: "pane-title" }, this.heading)), this.body);
  }

  async open() { this.heading.focus(); }
  close() {}
}

/** Unknown and forbidden are one thing, in the same words. */
export class NothingPage extends Page {
  constructor(back) {
    super("Nothing here", back);
    this.body.append(make("p", {}, "There is nothing at this address that you may see."),
      make("p", {}, make("a", { class: "button", href: "#/" }, "To your channels")));
  }
}

/** What stands beside the list while no channel is open. */
export class WelcomePage extends Page {
  constructor(back, me) {
    super(`Hello, ${me.name.split(" ")[0]}`, back);
    this.element.classList.add("welcome");
    this.body.append(make("p", {}, "Choose a channel to read and record."),
      make("p", { class: "quiet" }, "Press Escape twice at any time to blank the screen."));
  }

  async open() {}
}
