// The list that completes a command while it is typed.

import { plural } from "../models/words.js";
import { announce, freshID, make } from "./dom.js";

const patienceMilliseconds = 120;

/** A listbox above the text box; nothing in it is chosen until the person does so. */
export class CompletionView {
  element;
  #api;
  #channel;
  #input;
  #onTaken;
  #suggestions = [];
  #active = -1;
  #timer = 0;
  #request = null;

  constructor(api, channel, input, onTaken) {
    this.#api = api;
    this.#channel = channel;
    this.#input = input;
    this.#onTaken = onTaken;
    this.element = make("ul", {
      class: "completion", id: freshID("completion"), role: "listbox",
      "aria-label": "Suggestions", hidden: true,
    });
    // A textarea may not be a combobox (ARIA in HTML), so that the list is there is announced.
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-haspopup", "listbox");
    input.setAttribute("aria-controls", this.element.id);
    input.addEventListener("input", () => this.#typed());
    input.addEventListener("blur", () => this.hide());
  }

  close() {
    this.hide();
    this.#request?.abort();
  }

  hide() {
    clearTimeout(this.#timer);
    this.#request?.abort();
    this.#show([]);
  }

  /** Takes a key if it is meant for the list; false leaves it to the composer. */
  key(event) {
    if (this.element.hidden || event.isComposing) return false;
    const isChosen = this.#active >= 0;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const count = this.#suggestions.length;
      const step = event.key === "ArrowDown" ? 1 : -1;
      const from = isChosen || step > 0 ? this.#active : count;
      this.#activate((from + step + count) % count);
    } else if (event.key === "Tab" && !event.shiftKey) {
      this.#take(isChosen ? this.#active : 0);
    } else if (event.key === "Enter" && isChosen) {
      this.#take(this.#active);
    } else if (event.key === "Escape") {
      this.hide();
    } else {
      return false;
    }
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  #typed() {
    clearTimeout(this.#timer);
    this.#request?.abort();
    const { value, selectionEnd } = this.#input;
    const isCommand = value.startsWith("/") && !value.startsWith("//");
    if (!isCommand || selectionEnd !== value.length) {
      this.#show([]);
      return;
    }
    this.#timer = setTimeout(() => this.#ask(value), patienceMilliseconds);
  }

  async #ask(input) {
    this.#request = new AbortController();
    const channel = encodeURIComponent(this.#channel);
    try {
      const { suggestions } = await this.#api.get(
        `/suggestions?channel=${channel}&input=${encodeURIComponent(input)}`,
        { signal: this.#request.signal });
      if (this.#input.value === input && document.activeElement === this.#input) {
        this.#show(suggestions);
      }
    } catch {
      // Completion is a help, not a need: without an answer there is no list.
      if (this.#input.value === input) this.#show([]);
    }
  }

  #show(suggestions) {
    this.#suggestions = suggestions;
    this.#active = -1;
    if (this.element.hidden && suggestions.length > 0) {
      announce(`${plural(suggestions.length, "suggestion")}: arrow keys, then Tab.`);
    }
    this.element.hidden = suggestions.length === 0;
    this.#input.removeAttribute("aria-activedescendant");
    this.element.replaceChildren(...suggestions.map((suggestion, index) => make("li", {
      id: `${this.element.id}-${index}`, role: "option", "aria-selected": "false",
      // The text box keeps the focus, and on a phone its keyboard.
      onpointerdown: (event) => event.preventDefault(),
      onclick: () => this.#take(index),
    },
      make("span", { class: "suggestion" }, suggestion.suggestion ?? suggestion.complete),
      suggestion.hint ? make("span", { class: "suggestion-hint" }, suggestion.hint) : null,
      suggestion.description
        ? make("span", { class: "suggestion-text" }, suggestion.description) : null)));
    // The first command fits a half-typed command word: Enter should complete it, not complain.
    const { value } = this.#input;
    const isWord = /^\/\S+$/.test(value) && suggestions.length > 0
      && !suggestions.some((one) => spelled(one.complete).trim() === value);
    if (isWord) this.#activate(0);
  }

  #activate(index) {
    const options = this.element.children;
    options[this.#active]?.setAttribute("aria-selected", "false");
    this.#active = index;
    options[index].setAttribute("aria-selected", "true");
    options[index].scrollIntoView({ block: "nearest" });
    this.#input.setAttribute("aria-activedescendant", options[index].id);
  }

  #take(index) {
    const text = spelled(this.#suggestions[index].complete);
    this.#input.value = /[\s:="]$/.test(text) ? text : `${text} `;
    this.#input.setSelectionRange(this.#input.value.length, this.#input.value.length);
    this.#show([]);
    this.#onTaken();
    this.#input.focus();
    this.#typed();
  }
}

/** Some servers of this format leave the slash out. */
function spelled(text) { return text.startsWith("/") ? text : `/${text}`; }
