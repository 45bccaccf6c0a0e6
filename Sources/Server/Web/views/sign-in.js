// The sign-in page.

import { icon, make, working } from "./dom.js";

/** A form for login and password; the session does the rest. */
export class SignInView {
  element;
  #session;
  #login;
  #password;
  #trouble;

  constructor(session) {
    this.#session = session;
    this.#login = make("input", {
      id: "login", name: "username", autocomplete: "username", autocapitalize: "none",
      spellcheck: "false", required: true,
    });
    this.#password = make("input", {
      id: "password", name: "password", type: "password", autocomplete: "current-password",
      required: true,
    });
    this.#trouble = make("p", { class: "complaint", id: "sign-in-trouble", role: "alert" });
    const button = make("button", { class: "primary wide", type: "submit" }, "Sign in");
    const form = make("form", { class: "card sign-in", novalidate: true },
      make("div", { class: "mark" },
        make("img", { src: "/app/icon.svg", alt: "", width: "56", height: "56" }),
        make("h1", {}, "Hedgerow")),
      make("div", { class: "field" },
        make("label", { for: "login" }, "Sign-in name"), this.#login),
      make("div", { class: "field" },
        make("label", { for: "password" }, "Password"), this.#password, this.#peek()),
      this.#trouble, button);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      working(button, () => this.#submit());
    });
    this.element = make("main", { class: "gate" }, form);
  }

  focus() { this.#login.focus(); }

  #peek() {
    const button = make("button", {
      class: "link peek", type: "button", "aria-pressed": "false",
    }, "Show password");
    button.addEventListener("click", () => {
      const isShown = this.#password.type === "text";
      this.#password.type = isShown ? "password" : "text";
      button.setAttribute("aria-pressed", String(!isShown));
      button.textContent = isShown ? "Show password" : "Hide password";
    });
    return button;
  }

  async #submit() {
    this.#tell("");
    if (!this.#login.value.trim() || !this.#password.value) {
      this.#tell("Please give your sign-in name and your password.");
      (this.#login.value.trim() ? this.#password : this.#login).focus();
      return;
    }
    try {
      await this.#session.signIn(this.#login.value, this.#password.value);
    } catch (failure) {
      const isWrong = failure.kind === "signed-out" || failure.kind === "complaint";
      this.#tell(isWrong ? "That name and password do not go together." : failure.message);
      this.#password.value = "";
      this.#password.focus();
    }
  }

  #tell(text) {
    this.#trouble.textContent = text;
    for (const input of [this.#login, this.#password]) {
      if (text) {
        input.setAttribute("aria-invalid", "true");
        input.setAttribute("aria-describedby", this.#trouble.id);
      } else {
        input.removeAttribute("aria-invalid");
      }
    }
  }
}

/** Shown when the server cannot be asked who is signed in. */
export function unreachable(retry) {
  const button = make("button", { class: "primary", type: "button" }, "Try again");
  button.addEventListener("click", () => working(button, retry));
  return make("main", { class: "gate" },
    make("div", { class: "card sign-in" },
      make("h1", {}, "Hedgerow cannot be reached"),
      make("p", {}, icon("hide"), " Check the connection. Nothing has been lost."), button));
}
