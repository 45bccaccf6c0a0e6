// What the house does of itself on a day: done, late, missed, not yet; one day after another.

import { dateOfDay, dayKey, dayText, momentText, timeText } from "../models/times.js";
import { icon, make, trouble } from "./dom.js";
import { Page } from "./pages.js";

const stateWords = {
  "not-yet": "Not yet", due: "Due now", done: "Done", late: "Done late", missed: "Missed",
  failed: "Failed", closed: "Not on this day",
};

export class DutiesPage extends Page {
  #api;
  #day = dayKey(new Date());
  #title;
  #list;
  #off;

  constructor(house, back) {
    super("Duties", back);
    this.#api = house.api;
    this.#title = make("h2", { "aria-live": "polite" });
    this.#list = make("ol", { class: "duties" });
    this.#off = house.stream.on("revision", ({ record }) => {
      if (record.kind === "duty" && record.day === this.#day) this.#load();
    });
    this.body.append(make("div", { class: "day-steps" },
      this.#step("back", "The day before", -1), this.#title,
      this.#step("right", "The day after", 1)), this.#list);
  }

  async open() {
    this.heading.focus();
    await this.#load();
  }

  close() { this.#off(); }

  #step(drawing, label, days) {
    return make("button", {
      class: "plain round", type: "button", "aria-label": label,
      onclick: () => {
        const date = dateOfDay(this.#day);
        date.setDate(date.getDate() + days);
        this.#day = dayKey(date);
        this.#load();
      },
    }, icon(drawing));
  }

  async #load() {
    const day = this.#day;
    this.#title.textContent = dayText(dateOfDay(day));
    try {
      const { duties } = await this.#api.get(`/duties?day=${day}`);
      if (day !== this.#day) return;
      this.#list.replaceChildren(...duties.map(row));
      if (duties.length === 0) {
        this.#list.append(make("li", { class: "quiet" }, "Nothing is to be done on this day."));
      }
    } catch (failure) {
      this.#list.replaceChildren(trouble(failure.message));
    }
  }
}

function row({ name, due, state, record }) {
  const words = name.replaceAll("-", " ");
  const detail = record?.fields?.detail;
  return make("li", { "data-duty": name, class: `duty-${state}` },
    make("time", { datetime: due }, timeText(due)),
    make("div", {},
      make("p", {}, make("strong", {}, words.charAt(0).toUpperCase() + words.slice(1)), " ",
        make("span", { class: `chip duty-chip-${state}` }, stateWords[state] ?? state)),
      detail ? make("p", { class: "quiet", dir: "auto" }, detail) : null,
      record ? make("p", { class: "quiet" }, `Recorded ${momentText(record.written_at)}`) : null));
}
