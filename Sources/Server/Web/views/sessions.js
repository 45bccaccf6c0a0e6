// Where the member is signed in, and a way to end each of these sign-ins.

import { momentText } from "../models/times.js";
import { agentName } from "../models/words.js";
import { announce, make, working } from "./dom.js";
import { Page } from "./pages.js";

/** The list of one's own sessions. */
export class SessionsPage extends Page {
  #house;
  #list;

  constructor(house, back) {
    super("Your sign-ins", back);
    this.#house = house;
    this.#list = make("ul", { class: "people" }, make("li", { class: "quiet" }, "One moment…"));
    this.body.append(make("p", {}, "End any that you do not know, and tell whoever runs Hedgerow."),
      this.#list);
  }

  async open() {
    this.heading.focus();
    await this.#load();
  }

  async #load() {
    try {
      const { sessions } = await this.#house.api.get("/sessions");
      this.#list.replaceChildren(...sessions.map((session) => this.#row(session)));
    } catch (failure) {
      this.#list.replaceChildren(make("li", { class: "complaint", role: "alert" },
        failure.message));
    }
  }

  #row(session) {
    const name = agentName(session.agent ?? "");
    const button = make("button", { class: "small", type: "button" }, "End");
    button.setAttribute("aria-label", `End the sign-in with ${name}`);
    button.addEventListener("click", () => working(button, async () => {
      try {
        await this.#house.api.delete(`/sessions/${encodeURIComponent(session.id)}`);
        announce("Ended.");
        await this.#load();
        this.heading.focus();
      } catch (failure) {
        announce(failure.message);
        button.after(make("p", { class: "complaint" }, failure.message));
      }
    }));
    return make("li", {},
      make("div", {}, make("strong", {}, name),
        session.current ? make("span", { class: "chip" }, "This one") : null,
        make("p", { class: "quiet" },
          `Since ${momentText(session.at)} · last used ${momentText(session.seen_at)}`)),
      session.current ? null : button);
  }
}
