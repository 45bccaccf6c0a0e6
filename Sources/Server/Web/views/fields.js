// Draws one field of a form: native inputs, labelled, with their complaints beside them.

import { choicesOf, inputOf } from "../models/form.js";
import { dayKey } from "../models/times.js";
import { days, halves, sessionsOf, textOf } from "../models/week.js";
import { spoken, termText } from "../models/words.js";
import { freshID, make } from "./dom.js";

/** A field with its label; `refresh` draws what depends on the rest of the form. */
export function fieldView(form, field, { suggest }) {
  const kind = inputOf(field);
  const hint = make("p", { class: "hint", id: freshID("hint") }, field.hint ?? "");
  const complaint = make("p", { class: "complaint", id: freshID("complaint") });
  const needed = make("span", { class: "needed" });
  const tools = { suggest, describedBy: `${hint.id} ${complaint.id}` };
  const isGroup = ["chips", "scale", "checks", "children", "week"].includes(kind);
  const label = spoken(field.label ?? field.name);
  const control = (drawers[kind] ?? drawers.text)(form, field, tools);
  const element = isGroup
    ? make("fieldset", { class: `field ${kind}`, "aria-describedby": tools.describedBy },
      make("legend", {}, label, needed), hint, control, complaint)
    : make("div", { class: `field ${kind}` },
      make("label", { for: control.id }, label, needed), hint, control, complaint);
  element.dataset.field = field.name;
  const refresh = () => {
    const isRequired = form.isRequired(field);
    element.hidden = !form.isShown(field);
    hint.hidden = !field.hint;
    needed.textContent = isRequired || field.default !== undefined ? "" : " (optional)";
    if (!isGroup) control.setAttribute("aria-required", String(isRequired));
    const complaints = form.complaintsAbout(field);
    complaint.textContent = complaints
      .map(({ text, hint: more }) => [text, more].filter(Boolean).join(" ")).join(" ");
    complaint.hidden = complaints.length === 0;
    const target = isGroup ? element : control;
    if (complaints.length) target.setAttribute("aria-invalid", "true");
    else target.removeAttribute("aria-invalid");
  };
  refresh();
  return { element, refresh, focus: () => firstInput(element)?.focus() };
}

function firstInput(element) {
  return element.querySelector("input:checked, input, textarea, select");
}

const drawers = {
  text, textarea, date, time, number, select, chips, scale, checks, children, names, week,
};

function basic(form, field, { describedBy }, more) {
  return {
    id: freshID("field"), name: field.name, "aria-describedby": describedBy, autocomplete: "off",
    value: form.value(field.name) ?? "",
    oninput: (event) => form.set(field.name, event.target.value), ...more,
  };
}

function text(form, field, tools) {
  const max = field.type === "text" && field.max ? String(field.max) : undefined;
  return make("input", basic(form, field, tools, { type: "text", maxlength: max, dir: "auto" }));
}

function textarea(form, field, tools) {
  const box = make("textarea", basic(form, field, tools, { rows: "3", dir: "auto" }));
  const fit = () => {
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight + 2}px`;
  };
  box.addEventListener("input", fit);
  return box;
}

function date(form, field, tools) {
  const today = dayKey(new Date());
  return make("input", basic(form, field, tools, {
    type: "date", min: field.past === false ? today : undefined,
    max: field.future === true ? undefined : today,
  }));
}

function time(form, field, tools) {
  return make("input", basic(form, field, tools, { type: "time" }));
}

function number(form, field, tools) {
  return make("input", basic(form, field, tools, {
    type: "number", inputmode: field.type === "message" ? "numeric" : "decimal", step: "any",
    min: field.min === undefined ? undefined : String(field.min),
    max: field.max === undefined ? undefined : String(field.max),
  }));
}

function select(form, field, tools) {
  const value = form.value(field.name);
  return make("select", basic(form, field, tools, { value: undefined }),
    make("option", { value: "" }, field.required ? "Choose…" : "Not said"),
    choicesOf(field).map((term) => {
      const option = make("option", { value: term.term }, termText(term));
      option.selected = term.term === value;
      return option;
    }));
}

/** Radio buttons as chips; what may be left out has a chip for that. */
function chips(form, field) {
  const group = freshID("group");
  const value = form.value(field.name);
  const none = field.default === "current" ? "Now" : "Not said";
  const mayLeave = !field.required && !Object.keys(field.required_when ?? {}).length;
  const terms = mayLeave && !isTerm(field, field.default)
    ? [{ term: "", label: none }, ...choicesOf(field)] : choicesOf(field);
  return make("div", { class: "chips-row" }, terms.map((term) => make("label", {
    class: "pick", title: term.descriptor || undefined,
  },
    make("input", {
      type: "radio", name: group, value: term.term, checked: (value ?? "") === term.term,
      onchange: () => form.set(field.name, term.term),
    }),
    make("span", {}, termText(term)))));
}

function isTerm(field, word) { return choicesOf(field).some((term) => term.term === word); }

/** A scale in its order, each step with the sentence that says when to choose it. */
function scale(form, field) {
  const group = freshID("group");
  const value = form.value(field.name) ?? "";
  const terms = field.required ? choicesOf(field)
    : [{ term: "", label: "Not said" }, ...choicesOf(field)];
  return make("div", { class: "scale-rows" }, terms.map((term) => make("label", { class: "pick" },
    make("input", {
      type: "radio", name: group, value: term.term, checked: value === term.term,
      onchange: () => form.set(field.name, term.term),
    }),
    make("span", {}, make("strong", {}, termText(term)),
      term.descriptor ? make("small", {}, ` ${term.descriptor}`) : null))));
}

function checks(form, field) {
  return make("div", { class: "chips-row" }, choicesOf(field).map((term) => make("label", {
    class: "pick", title: term.descriptor || undefined,
  },
    make("input", {
      type: "checkbox", value: term.term,
      checked: (form.value(field.name) ?? []).includes(term.term),
      onchange: (event) => {
        const others = (form.value(field.name) ?? []).filter((one) => one !== term.term);
        form.set(field.name, event.target.checked ? [...others, term.term] : others);
      },
    }),
    make("span", {}, termText(term)))));
}

/** The sessions of a week: a box for each half of each day, and a button for all weekdays. */
function week(form, field) {
  const boxes = new Map();
  const keep = () => form.set(field.name, textOf(
    new Set([...boxes].filter(([, box]) => box.checked).map(([session]) => session))));
  const held = sessionsOf(form.value(field.name));
  const row = (half) => make("tr", {},
    make("th", { scope: "row" }, half.toUpperCase()),
    days.map((day) => {
      const box = make("input", {
        type: "checkbox", "aria-label": `${spoken(day)} ${half.toUpperCase()}`, onchange: keep,
        checked: held.has(`${day} ${half}`),
      });
      boxes.set(`${day} ${half}`, box);
      return make("td", {}, box);
    }));
  const rows = halves.map(row);
  const all = make("button", {
    class: "small", type: "button",
    onclick: () => {
      for (const [session, box] of boxes) box.checked = !/^s/.test(session);
      keep();
    },
  }, "All weekdays");
  return make("div", { class: "week" },
    make("table", {},
      make("thead", {}, make("tr", {}, make("td", {}),
        days.map((day) => make("th", { scope: "col" }, spoken(day))))),
      make("tbody", {}, rows)), all);
}

/** Members and children by their short names, with what the server would suggest. */
function names(form, field, tools) {
  const list = make("datalist", { id: freshID("names") });
  const input = make("input", basic(form, field, tools, {
    type: "text", list: list.id, autocapitalize: "none", spellcheck: "false",
  }));
  let timer = 0;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const found = await tools.suggest(field, input.value);
      list.replaceChildren(...found.map(({ word, label }) =>
        make("option", { value: word }, label)));
    }, 150);
  });
  // The list must be in the page; beside the input it moves with it.
  queueMicrotask(() => input.after(list));
  return input;
}

/** Children, each with the part it had. */
function children(form, field) {
  const rows = make("div", { class: "child-rows" });
  const box = make("div", {}, rows);
  const read = () => form.set(field.name, [...rows.children].map((row) => ({
    child: row.querySelector("input").value.trim(), part: row.querySelector("select").value,
  })).filter((entry) => entry.child));
  const add = (entry = {}) => {
    const row = make("div", { class: "child-row" },
      make("input", {
        type: "text", "aria-label": "Short name of the child", placeholder: "Short name",
        autocomplete: "off", value: entry.child ?? "", oninput: read,
      }),
      make("select", { "aria-label": "Part the child had", onchange: read },
        choicesOf(field).map((term) => {
          const option = make("option", { value: term.term }, termText(term));
          option.selected = term.term === entry.part;
          return option;
        })));
    rows.append(row);
    return row;
  };
  for (const entry of form.value(field.name) ?? []) add(entry);
  box.append(make("button", {
    class: "small", type: "button", onclick: () => add().querySelector("input").focus(),
  }, "Add a child"));
  return box;
}
