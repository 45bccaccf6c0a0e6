// Where a line is written: it keeps the words until the server has them.

import { cut, spoken } from "../models/words.js";
import { CompletionView } from "./completion.js";
import { freshID, hasKeys, icon, make } from "./dom.js";

const heightPixelsMax = 220;

/** The text box, the buttons of the channel's kind, and complaints with the word they are about. */
export class ComposerView {
  element;
  #house;
  #channel;
  #talk;
  #on;
  #input;
  #send;
  #buttons;
  #complaints;
  #completion;
  #isSending = false;

  constructor(house, channel, talk, on) {
    this.#house = house;
    this.#channel = channel;
    this.#talk = talk;
    this.#on = on;
    this.#complaints = make("div", {
      class: "complaints", id: freshID("complaints"), role: "alert",
    });
    this.#buttons = make("div", { class: "commands" });
    this.#input = make("textarea", {
      rows: "1", "aria-label": `Message in ${channel.name}`,
      "aria-describedby": this.#complaints.id,
      placeholder: "Write, or / for a command", enterkeyhint: "enter", dir: "auto",
      oninput: () => this.#typed(), onkeydown: (event) => this.#key(event),
    });
    this.#completion = new CompletionView(house.api, channel.id, this.#input, () => this.#typed());
    this.#send = make("button", { class: "primary send", type: "submit", "aria-label": "Send" },
      icon("send"));
    const form = make("form", { class: "write", novalidate: true }, this.#input, this.#send);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    const mayWrite = channel.acts.includes("post") || channel.acts.includes("command");
    this.element = make("footer", { class: "composer" }, this.#buttons,
      mayWrite ? [this.#completion.element, form, this.#complaints]
        : make("p", { class: "quiet" }, "You may read here, not write."));
  }

  /** Brings back the draft, and draws the buttons once the definitions are there. */
  async start() {
    this.#input.value = this.#house.drafts.line(this.#channel.id);
    this.#fit();
    const commands = await this.#house.catalog.commands(this.#channel.id).catch(() => []);
    const names = this.#channel.buttons ?? [];
    this.#buttons.replaceChildren(...names
      .map((name) => commands.find((command) => command.name === name))
      .filter(Boolean)
      .map((command) => make("button", {
        class: `command command-${command.name}`, type: "button", title: command.summary,
        onclick: () => this.#on.openForm(command),
      }, command.name === "flag" ? icon("shield") : null, spoken(command.name))));
  }

  close() { this.#completion.close(); }
  focus() { this.#input.focus(); }

  /** Puts a withdrawn line back, above whatever has been written since. */
  take(text) {
    this.#input.value = [text, this.#input.value].filter(Boolean).join("\n");
    this.#typed();
    this.#input.focus();
  }

  #typed() {
    this.#house.drafts.keepLine(this.#channel.id, this.#input.value);
    this.#complaints.replaceChildren();
    this.#input.removeAttribute("aria-invalid");
    this.#fit();
  }

  #fit() {
    this.#input.style.height = "auto";
    this.#input.style.height = `${Math.min(this.#input.scrollHeight + 2, heightPixelsMax)}px`;
  }

  #key(event) {
    if (this.#completion.key(event)) return;
    // On glass, Enter is a new line and the button sends; an input method's Enter is its own.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || !hasKeys()) return;
    event.preventDefault();
    this.#submit();
  }

  async #submit() {
    const text = this.#input.value;
    if (this.#isSending || text.trim() === "") return;
    this.#completion.hide();
    const isCommand = text.startsWith("/") && !text.startsWith("//");
    if (isCommand) await this.#command(text);
    else await this.#message(text);
  }

  async #message(text) {
    this.#clear();
    const sent = this.#talk.post(text);
    this.#on.onSent();
    const { failure, reply } = await sent;
    if (reply) this.#on.onReply(reply);
    if (failure?.kind === "not-found") this.#tell(failure);
    if (failure?.kind !== "complaint" || this.#input.value !== "") return;
    const line = this.#talk.pending.find((one) => one.text === text && one.isFailed);
    if (line) this.take(this.#talk.withdraw(line.client_id));
    this.#complain(text, failure.complaints);
  }

  /** A command may well be wrong: its text stays in the box until the server has taken it. */
  async #command(text) {
    this.#busy(true);
    try {
      const { reply } = await this.#talk.command(text);
      if (this.#input.value === text) this.#clear();
      if (reply) this.#on.onReply(reply);
      this.#on.onSent();
    } catch (failure) {
      if (failure.complaints?.length) this.#complain(text, failure.complaints);
      else this.#tell(failure);
    } finally {
      this.#busy(false);
    }
  }

  #busy(isBusy) {
    this.#isSending = isBusy;
    this.#input.readOnly = isBusy;
    this.#send.setAttribute("aria-busy", String(isBusy));
  }

  #clear() {
    this.#input.value = "";
    this.#typed();
  }

  #complain(text, complaints) {
    this.#input.setAttribute("aria-invalid", "true");
    this.#complaints.replaceChildren(...complaints.map((complaint) => {
      const parts = complaint.at && complaint.at.end > complaint.at.start
        ? cut(text, complaint.at) : null;
      return make("div", { class: "complaint" },
        parts ? make("p", { class: "pointed", dir: "auto" },
          parts[0], make("mark", {}, parts[1]), parts[2]) : null,
        make("p", {}, complaint.text),
        complaint.hint ? make("p", { class: "hint" }, complaint.hint) : null);
    }));
    this.#point(text, complaints[0]?.at);
  }

  /** Selects the wrong word, so that typing puts it right. */
  #point(text, at) {
    if (this.#input.value !== text) return;
    this.#input.focus();
    if (!at) return;
    const [before, wrong] = cut(text, at);
    this.#input.setSelectionRange(before.length, before.length + wrong.length);
  }

  #tell(failure) {
    // The channel may be gone, by the clock and without an event: the list knows.
    if (failure.kind === "not-found") this.#house.channels.load().catch(() => {});
    const retry = make("button", {
      class: "small", type: "button", onclick: () => this.#submit(),
    }, "Retry");
    this.#complaints.replaceChildren(make("div", { class: "complaint" },
      make("p", {}, failure.message), make("p", { class: "hint" }, "Your text is kept."),
      failure.kind === "not-found" ? null : retry));
  }
}
