// A record as a card: what, how it stands, when; and on demand all its versions.

import { changes, plural, spoken } from "../models/words.js";
import { dateOfDay, momentText, shortDayText } from "../models/times.js";
import { freshID, make } from "./dom.js";
import { toldButton } from "./told.js";

const quietStates = ["recorded"];
const dayPattern = /^\d{4}-\d{2}-\d{2}$/;

/** A card; versions are fetched when asked for. A superseded one says so and shows no values: the
 * newest stand further down, and reading an old one as if it held would be a mistake. */
export function recordCard(record, {
  catalog, api, line = "", isSuperseded, isElsewhere, mayReadMails,
}) {
  const name = `${spoken(record.kind)} ${record.number}`;
  const title = make("h4", {}, isElsewhere && record.ref ? record.ref : name);
  const marks = [
    quietStates.includes(record.state) || !record.state
      ? null : make("span", { class: `chip state-${record.state}` }, spoken(record.state)),
    record.late && !isSuperseded
      ? make("span", { class: "chip late" }, "Late entry") : null,
    isSuperseded ? make("span", { class: "quiet" }, "Changed further down") : null,
  ];
  const card = make("section", {
    class: `record kind-${record.kind}${isSuperseded ? " superseded" : ""}`,
  },
    make("header", {}, title, ...marks), isSuperseded ? null : fieldList(record, catalog));
  const foot = make("footer", {},
    make("span", {}, ...(isSuperseded ? [] : whenTexts(record))));
  if (record.revision > 1) foot.append(versionsButton(record, card, { catalog, api }));
  if (!isSuperseded) foot.append(toldButton(record, card, { api, mayReadMails }) ?? "");
  card.append(foot);
  if (line.includes(" ")) card.append(typedLine(line));
  return card;
}

function fieldList(record, catalog) {
  const names = catalog.fieldNames(record);
  if (names.length === 0) return make("p", { class: "said", dir: "auto" }, record.summary ?? "");
  const rows = names.map((name) => {
    const text = shown(record, name, record.fields[name], catalog);
    if (!text) return null;
    return make("div", {},
      make("dt", {}, catalog.fieldLabel(record, name)), make("dd", { dir: "auto" }, text));
  });
  return make("dl", {}, rows);
}

function shown(record, name, value, catalog) {
  if (typeof value === "string" && dayPattern.test(value)) return shortDayText(dateOfDay(value));
  return catalog.valueText(record, name, value);
}

/** When it happened and when it was written are two facts; the second shows when it differs. */
function whenTexts(record) {
  const happened = momentText(record.happened_at ?? record.written_at);
  const written = momentText(record.written_at);
  const day = record.day ? shortDayText(dateOfDay(record.day)) : happened;
  if (!record.late && record.revision === 1) {
    return Object.values(record.fields ?? {}).includes(record.day) ? [] : [`For ${day}`];
  }
  return [`Happened ${record.late ? day : happened} · written ${written}`];
}

/** The line as it was typed, for whoever wonders how the fields came to be. */
function typedLine(line) {
  return make("details", { class: "typed" },
    make("summary", {}, "As typed"), make("code", { dir: "auto" }, line));
}

function versionsButton(record, card, tools) {
  const id = freshID("versions");
  const button = make("button", {
    class: "link", type: "button", "aria-expanded": "false", "aria-controls": id,
  }, plural(record.revision, "version"));
  button.addEventListener("click", async () => {
    const open = card.querySelector(".versions");
    if (open) {
      open.remove();
      button.setAttribute("aria-expanded", "false");
      return;
    }
    const list = make("ol", { class: "versions", id }, make("li", {}, "One moment…"));
    card.append(list);
    button.setAttribute("aria-expanded", "true");
    try {
      list.replaceChildren(...await versions(record, tools));
    } catch (failure) {
      list.replaceChildren(make("li", { role: "alert" }, failure.message));
    }
  });
  return button;
}

async function versions(record, { catalog, api }) {
  const { channel, kind, number } = record;
  const answer = await api.get(
    `/records/${encodeURIComponent(kind)}/${number}?channel=${encodeURIComponent(channel)}`);
  return answer.revisions.map((revision, index) => {
    const before = answer.revisions[index - 1];
    return make("li", {},
      make("p", {}, make("strong", {}, `Version ${revision.revision}`),
        ` ${revision.author?.name ?? ""} · ${momentText(revision.at)}`),
      revision.reason ? make("p", { dir: "auto" }, `Why: ${revision.reason}`) : null,
      before ? differences(before, revision, record, catalog) : null);
  });
}

function differences(before, after, record, catalog) {
  const rows = changes(before.fields, after.fields).map(([name, old, now]) => make("div", {},
    make("dt", {}, catalog.fieldLabel(record, name)),
    make("dd", { dir: "auto" },
      old === undefined ? null : make("del", {}, shown(record, name, old, catalog)), " ",
      now === undefined ? null : make("ins", {}, shown(record, name, now, catalog)))));
  return rows.length ? make("dl", {}, rows) : null;
}
