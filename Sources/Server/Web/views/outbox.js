// The outbox on a page: whether mails leave, those that failed on top, then all, newest first.

import { Outbox } from "../models/outbox.js";
import { momentText } from "../models/times.js";
import { plural } from "../models/words.js";
import { freshID, make, trouble, working } from "./dom.js";
import { Page } from "./pages.js";

const states = [
  ["", "All"], ["queued", "Waiting"], ["held", "Held"], ["sending", "On its way"], ["sent", "Sent"],
  ["failed", "Failed"], ["cancelled", "Given up"], ["dry-run", "Dry run"],
];
const stateWords = new Map(states);

export class OutboxPage extends Page {
  #outbox;
  #switch;
  #failed;
  #list;
  #more;
  #said;

  constructor(house, back) {
    super("Outbox", back);
    this.#outbox = new Outbox(house);
    this.#outbox.on("changed", () => this.#draw());
    this.#switch = make("div", { class: "outbox-switch" });
    this.#said = make("div");
    this.#failed = make("section", { hidden: true, "aria-label": "Mails that failed" });
    this.#list = make("ul", { class: "mails", "aria-live": "polite" },
      make("li", { class: "quiet" }, "One moment…"));
    this.#more = make("button", { type: "button", hidden: true }, "Older mails");
    this.#more.addEventListener("click", () => this.#do(this.#more, () => this.#outbox.more()));
    this.body.append(this.#switch, this.#said, this.#failed, this.#filter(), this.#list, this.#more);
  }

  async open() {
    this.heading.focus();
    await this.#do(this.#list, () => this.#outbox.load());
  }

  close() { this.#outbox.close(); }

  #filter() {
    const id = freshID("state");
    const select = make("select", { id }, states.map(([value, words]) =>
      make("option", { value }, words)));
    select.addEventListener("change", () =>
      this.#do(this.#list, () => this.#outbox.filter(select.value)));
    return make("p", { class: "mail-filter" }, make("label", { for: id }, "Show"), select);
  }

  #draw() {
    const { standing, failed, mails, state, hasMore } = this.#outbox;
    this.#drawSwitch(standing);
    this.#failed.hidden = failed.length === 0 || state === "failed";
    this.#failed.replaceChildren(
      make("h2", {}, `${plural(failed.length, "mail")} failed`),
      make("ul", { class: "mails" }, failed.map((mail) => this.#row(mail))));
    this.#list.replaceChildren(...mails.map((mail) => this.#row(mail)));
    if (mails.length === 0) {
      this.#list.append(make("li", { class: "quiet" }, state
        ? `No mail is in the state “${stateWords.get(state)}”.` : "No mail was written yet."));
    }
    this.#more.hidden = !hasMore;
  }

  #drawSwitch({ held, reason, trouble: words, from }) {
    if (this.#switch.contains(document.activeElement)) return;
    const told = held ? `The outbox is held: ${reason}`
      : words ?? `Mails leave by themselves, from ${from}.`;
    this.#switch.classList.toggle("is-held", Boolean(held || words));
    this.#switch.replaceChildren(make("p", { role: "status" }, told),
      held ? this.#button("Release", "release", {}, "primary") : this.#holdForm());
  }

  #holdForm() {
    const id = freshID("why");
    const why = make("input", { id, type: "text", required: true, maxlength: 500 });
    const button = make("button", { type: "submit" }, "Hold all mails");
    return make("form", {
      class: "hold-form",
      onsubmit: (event) => {
        event.preventDefault();
        button.focus();
        button.blur();
        this.#do(button, () => this.#outbox.act("hold", { reason: why.value }));
      },
    }, make("label", { for: id }, "Why"), why, button);
  }

  #button(words, action, options, kind) {
    const button = make("button", { type: "button", class: kind }, words);
    button.addEventListener("click", () => {
      button.blur();
      this.#do(button, () => this.#outbox.act(action, options));
    });
    return button;
  }

  #row(mail) {
    const { number, state, fields } = mail;
    const acts = {
      failed: [["Send again", "retry"], ["Give up", "cancel"]],
      queued: [["Hold", "hold"], ["Give up", "cancel"]],
      held: [["Release", "release"], ["Give up", "cancel"]],
    }[state] ?? [];
    return make("li", { "data-mail": number, class: `mail-${state}` },
      make("div", { class: "mail-head" },
        make("strong", { dir: "auto" }, fields.school || fields.address),
        make("span", { class: `chip state-${state}` }, stateWords.get(state) ?? state),
        fields.perhaps_twice
          ? make("span", { class: "chip late" }, "May arrive twice") : null),
      make("p", { dir: "auto" }, fields.subject),
      make("p", { class: "quiet", dir: "auto" }, becameOf(mail)),
      details(mail),
      acts.length ? make("div", { class: "mail-acts" }, acts.map(([words, action]) =>
        this.#button(words, action, {
          mail: number,
          reason: action === "cancel" || action === "hold" ? "said on the outbox page" : "",
        }))) : null);
  }

  async #do(button, work) {
    await working(button, async () => {
      try {
        await work();
        this.#said.replaceChildren();
      } catch (failure) {
        this.#said.replaceChildren(trouble(failure.message));
      }
    });
  }
}

/** When it was written and what came of it, in one line. */
function becameOf({ written_at: written, state, fields }) {
  const parts = [`Written ${momentText(written)}`];
  if (fields.handed_at) parts.push(`handed over ${momentText(fields.handed_at)}`);
  if (fields.answer) parts.push(`${state === "sent" ? "the relay: " : ""}${fields.answer}`);
  if (fields.next_attempt) parts.push(`next attempt ${momentText(fields.next_attempt)}`);
  return parts.join(" · ");
}

function details({ number, fields }) {
  const row = (name, text) => (text ? make("div", {},
    make("dt", {}, name), make("dd", { dir: "auto" }, text)) : null);
  return make("details", {},
    make("summary", {}, `Mail ${number} in full`),
    make("dl", {}, row("To", fields.address), row("Template", fields.template),
      row("Message-ID", fields.message_id), row("Attempts", fields.attempts)),
    make("pre", { class: "mail-body", dir: "auto" }, fields.body));
}
