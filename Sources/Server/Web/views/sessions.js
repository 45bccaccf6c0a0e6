// Where the member is signed in, a way to end each of these sign-ins, and a new password.

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
      this.#list, passwordForm(house.api, () => this.#load()));
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

function passwordForm(api, onChanged) {
  const old = passwordField("old", "Password until now", "current-password");
  const fresh = passwordField("new", "New password", "new-password");
  const told = make("p", { role: "status", class: "done" });
  const wrong = make("p", { role: "alert", class: "complaint" });
  const button = make("button", { class: "primary", type: "submit" }, "Change it");
  const form = make("form", { class: "filled password-form", novalidate: true },
    make("h2", {}, "Change your password"),
    make("p", { class: "quiet" }, "Three random words are good. All your other sign-ins end."),
    old.element, fresh.element, wrong, told, make("div", {}, button));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    told.textContent = "";
    wrong.textContent = "";
    working(button, async () => {
      try {
        await api.put("/password", { old: old.input.value, new: fresh.input.value });
        form.reset();
        told.textContent = "Your password is changed.";
        onChanged();
      } catch (failure) {
        const [first] = failure.complaints ?? [];
        wrong.textContent = [failure.message, first?.hint].filter(Boolean).join(" ");
        (first?.field === "new" ? fresh : old).input.focus();
      }
    });
  });
  return form;
}

function passwordField(name, label, autocomplete) {
  const input = make("input", { id: `password-${name}`, type: "password", autocomplete });
  return {
    input,
    element: make("div", { class: "field" }, make("label", { for: input.id }, label), input),
  };
}
