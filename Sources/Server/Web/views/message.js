// One message in a channel: who, when, what was said, or the record it made.

import { momentText, timeText } from "../models/times.js";
import { make } from "./dom.js";
import { recordCard } from "./record-card.js";

/** A message that is stored. */
export function messageItem(message, { record, isSuperseded, follows, catalog, api }) {
  const body = [];
  if (message.tombstone) {
    body.push(make("p", { class: "gone" }, "This message was removed."));
  } else {
    const line = message.text;
    if (record) body.push(recordCard(record, { catalog, api, line, isSuperseded }));
    else body.push(make("p", { class: "said", dir: "auto" }, message.text));
  }
  const head = make("header", { class: follows ? "unseen" : "" },
    make("span", { class: "author" }, message.author.name),
    make("time", { datetime: message.at, title: momentText(message.at) }, timeText(message.at)));
  return make("li", {
    class: `message${follows ? " follows" : ""}`, id: `m-${message.id}`, tabindex: "-1",
  }, head, ...body);
}

/** A line that the server has not acknowledged: it says so, and never vanishes. */
export function pendingItem(line, { me, onRetry, onEdit }) {
  const state = line.isFailed
    ? make("div", { class: "unsent", role: "alert" },
      make("span", {}, `Not sent. ${line.trouble ?? "It is kept here."}`),
      make("button", { class: "small", type: "button", onclick: onRetry }, "Retry"),
      make("button", { class: "small", type: "button", onclick: onEdit }, "Edit"))
    : make("div", { class: "unsent" }, "Sending…");
  return make("li", { class: "message pending", "data-client-id": line.client_id },
    make("header", {}, make("span", { class: "author" }, me.name)),
    make("p", { class: "said", dir: "auto" }, line.text), state);
}
