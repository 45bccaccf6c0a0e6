// A command as a form: drawn from its definition, sent like a line, answered in the same sheet.

import { Form } from "../models/form.js";
import { spoken } from "../models/words.js";
import { openDialog } from "./dialog.js";
import { announce, icon, make, working } from "./dom.js";
import { fieldView } from "./fields.js";
import { replyBody } from "./reply-card.js";

const titles = {
  flag: "Raise a safeguarding flag", export: "New export", erase: "Ask for an erasure",
};

/** Opens the form of one command in one channel; `onDone` hears the server's answer. */
export function openForm(house, channel, definition, { onDone, values, draft } = {}) {
  const { api, drafts, catalog } = house;
  const form = new Form({ definition, channel: channel.id, api, drafts, values, draft });
  const isFlag = definition.name === "flag";
  const body = make("div", { class: "form-body" });
  const title = titles[definition.name] ?? `${spoken(definition.name)} · ${channel.name}`;
  const sheet = openDialog({
    title, content: body, tone: isFlag ? "flag-sheet" : `${definition.name}-sheet`,
    mayClose: () => !form.isSending,
  });
  const { fields } = form.definition;
  const views = fields.map((field) => fieldView(form, field, {
    suggest: (of, typed) => suggest(api, channel.id, definition.name, of, typed),
  }));
  const parts = frame(form, definition, isFlag, () => sheet.close());
  body.append(parts.element);
  parts.fields.append(...views.map((view) => view.element));
  const refresh = () => {
    for (const view of views) view.refresh();
    parts.refresh();
  };
  form.on("changed", refresh);
  form.on("complained", () => {
    refresh();
    const first = fields.findIndex((field) => form.complaintsAbout(field).length > 0);
    if (first >= 0) views[first].focus();
    announce(form.complaints.map((complaint) => complaint.text).join(" "));
  });
  form.on("sent", (answer) => {
    onDone?.(answer);
    if (answer.reply) showReply(body, answer.reply, { api, catalog, isFlag, sheet });
    else sheet.close();
  });
  refresh();
  // What is filled in already was chosen elsewhere: the first thing that is still needed is next.
  const needed = values
    ? fields.findIndex((field) => form.isRequired(field) && !form.value(field.name)) : -1;
  (views[needed] ?? views.find((view) => !view.element.hidden))?.focus();
  return sheet;
}

function frame(form, definition, isFlag, close) {
  const fields = make("div", { class: "fields" });
  const more = make("button", { class: "link", type: "button" }, "");
  more.addEventListener("click", () => form.showAll());
  const complaints = make("div", { class: "foot-complaints", role: "alert" });
  const send = make("button", { class: "primary", type: "submit" },
    isFlag ? "Send to safeguarding" : sendWord(definition));
  const element = make("form", { class: "filled", novalidate: true },
    isFlag ? flagNotice() : make("p", { class: "quiet" }, definition.summary),
    atLeastOne(definition), fields, more,
    make("div", { class: "sheet-foot" }, complaints, send,
      make("button", {
        type: "button", onclick: () => { form.discard(); close(); },
      }, "Discard")));
  element.addEventListener("submit", (event) => {
    event.preventDefault();
    working(send, () => form.send());
  });
  const refresh = () => {
    const { hidden } = form;
    more.hidden = hidden.length === 0;
    more.textContent = `Show ${hidden.length} more`;
    complaints.replaceChildren(...form.complaintsAtLarge.map((complaint) => make("p",
      { class: "complaint" }, [complaint.text, complaint.hint].filter(Boolean).join(" "))));
  };
  return { element, fields, refresh };
}

function sendWord(definition) {
  if (definition.name === "export") return "Make the export";
  if (definition.name === "hide") return "Hide it";
  if (definition.name === "unhide") return "Bring it back";
  if (definition.name === "erase") return "Ask for it";
  return definition.record ? "Record it" : "Send";
}

/** Calm and plain: where it goes, and what to do when it cannot wait. */
function flagNotice() {
  return make("div", { class: "flag-notice" }, icon("shield"),
    make("div", {},
      make("p", {}, make("strong", {}, "This goes to the safeguarding leads only.")),
      make("p", {}, "It does not appear in this channel, and you get a receipt. "
        + "If a child is in danger now, call 999 and tell a safeguarding lead in person first.")));
}

function atLeastOne(definition) {
  const names = definition.at_least_one ?? [];
  if (names.length === 0) return null;
  const labels = names.map((name) => {
    const field = definition.fields.find((one) => one.name === name);
    return (field?.label ?? name).toLowerCase();
  });
  return make("p", { class: "quiet" }, `At least one of: ${labels.join(", ")}.`);
}

function showReply(body, reply, { api, catalog, isFlag, sheet }) {
  const done = make("button", { class: "primary", type: "button", onclick: () => sheet.close() },
    "Done");
  body.replaceChildren(make("div", { class: "sent", role: "status" },
    make("p", { class: "sent-title" }, isFlag ? "It has been sent." : "Done."),
    replyBody(reply, { api, catalog }), make("div", { class: "sheet-foot" }, done)));
  done.focus();
}

/** What the line language would complete here, as words for one field. */
async function suggest(api, channel, command, field, typed) {
  const line = `/${command} ${field.name}: ${typed}`;
  const query = `?channel=${encodeURIComponent(channel)}&input=${encodeURIComponent(line)}`;
  try {
    const { suggestions } = await api.get(`/suggestions${query}`);
    return suggestions.map(({ suggestion, description, hint }) => ({
      word: String(suggestion).replace(`${field.name}:`, "").trim(),
      label: description || hint || "",
    }));
  } catch {
    return [];
  }
}
