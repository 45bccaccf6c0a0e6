// Asks what a mark needs beyond its status: a time, a reason, and why it changes.

import { timeKey } from "../models/times.js";
import { openDialog } from "./dialog.js";
import { freshID, hasKeys, make } from "./dom.js";

/** What is said most often, to be tapped instead of typed. */
const reasons = {
  absent: ["Unwell", "Medical appointment", "Taxi did not come", "Family", "Not known yet"],
  late: ["Taxi", "Bus", "Traffic", "Slept in", "Appointment"],
  "left-early": ["Unwell", "Appointment", "Collected by a parent"],
};

/** Opens the sheet for one child; `begun` are values chosen elsewhere. */
export async function openMarkSheet({ child, labels, begun = {}, catalog, onMark, onClosed }) {
  const command = await definition(catalog, child.channel);
  const field = (name) => command?.fields.find((one) => one.name === name);
  const terms = field("status")?.terms
    ?? Object.keys(labels).filter((term) => term !== "unmarked").map((term) => ({ term }));
  const values = { ...begun, status: begun.status ?? child.mark?.fields.status ?? "" };
  const body = make("form", { class: "mark-form", novalidate: true });
  const sheet = openDialog({ title: `Mark ${child.name}`, content: body, onClosed });
  const needs = (name) => (field(name)?.required_when?.status ?? []).includes(values.status);

  function draw(hasFocus) {
    const statuses = make("div", { class: "mark-statuses", role: "group", "aria-label": "Status" },
      terms.map(({ term, label }) => make("button", {
        type: "button", class: `small mark-${term}`,
        "aria-pressed": String(term === values.status),
        onclick: () => {
          values.status = term;
          draw(true);
        },
      }, label ?? labels[term])));
    const parts = [];
    if (needs("arrived")) parts.push(time("arrived", "Arrived at"));
    if (needs("left")) parts.push(time("left", "Left at"));
    if (values.status && values.status !== "present") parts.push(reason());
    if (child.mark) parts.push(why());
    const trouble = make("p", { class: "complaint", role: "alert" });
    body.replaceChildren(statuses, ...parts, trouble,
      values.status ? make("button", { class: "primary wide", type: "submit" },
        `Mark ${child.name} ${labels[values.status] ?? values.status}`) : "");
    const first = body.querySelector("input[required]") ?? body.querySelector("input");
    // On a phone the keyboard would cover the words that can be tapped.
    if (first && hasKeys()) first.focus();
    else if (hasFocus) statuses.querySelector("[aria-pressed='true']").focus();
  }

  function input(name, label, properties) {
    const id = freshID(name);
    const element = make("input", {
      id, name, value: values[name] ?? "", oninput: () => { values[name] = element.value; },
      ...properties,
    });
    return make("div", { class: "mark-field" }, make("label", { for: id }, label), element);
  }

  function time(name, label) {
    values[name] ??= timeKey(new Date());
    return input(name, label, { type: "time", required: true });
  }

  function reason() {
    const isNeeded = needs("reason");
    const box = input("reason", isNeeded ? "Reason" : "Reason (if you know it)", {
      type: "text", maxlength: "500", autocomplete: "off", required: isNeeded,
    });
    box.append(make("div", { class: "mark-reasons" },
      (reasons[values.status] ?? []).map((text) => make("button", {
        type: "button", class: "small",
        onclick: () => {
          values.reason = text;
          box.querySelector("input").value = text;
        },
      }, text))));
    return box;
  }

  function why() {
    return input("because", "Why it changes", {
      type: "text", maxlength: "500", autocomplete: "off", required: true,
    });
  }

  body.addEventListener("submit", (event) => {
    event.preventDefault();
    const missing = [...body.querySelectorAll("input[required]")].find((one) => !one.value.trim());
    if (missing) {
      const label = body.querySelector(`label[for="${missing.id}"]`).textContent;
      body.querySelector(".complaint").textContent = `${label}: please fill this in.`;
      missing.focus();
      return;
    }
    const fields = { status: values.status };
    for (const one of body.querySelectorAll("input")) {
      if (one.value.trim()) fields[one.name] = one.value.trim();
    }
    sheet.close();
    onMark(fields);
  });
  draw(false);
}

/** Without a connection the sheet knows the statuses, and asks for no more than the common fields. */
async function definition(catalog, channel) {
  try {
    return await catalog.command(channel, "attend");
  } catch {
    return {
      fields: [
        { name: "arrived", required_when: { status: ["late"] } },
        { name: "left", required_when: { status: ["left-early"] } },
        { name: "reason", required_when: { status: ["absent"] } },
      ],
    };
  }
}
