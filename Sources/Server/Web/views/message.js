// One message in a channel: who, when, what was said, or the record it made.

import { momentText, timeText } from "../models/times.js";
import { freshID, icon, make } from "./dom.js";
import { recordCard } from "./record-card.js";

/** A message that is stored; `actions` are what may be done with it: `[{name, act}]`. */
export function messageItem(message, { record, isSuperseded, follows, catalog, api, mayAudit,
  mayReadMails, actions = [] }) {
  const body = [];
  if (message.tombstone) {
    body.push(...tombstone(message, { catalog, api, mayAudit }));
  } else {
    const line = message.text;
    if (record) body.push(recordCard(record, {
      catalog, api, line, isSuperseded, mayReadMails,
    }));
    else body.push(make("p", { class: "said", dir: "auto" }, message.text));
  }
  const head = make("header", { class: follows ? "unseen" : "" },
    make("span", { class: "author" }, message.author.name),
    make("time", { datetime: message.at, title: momentText(message.at) }, timeText(message.at)));
  const item = make("li", {
    class: `message${follows ? " follows" : ""}`, id: `m-${message.id}`, tabindex: "-1",
  }, head, ...body);
  if (actions.length > 0) addMenu(item, message, actions);
  return item;
}

/** What stands in the place of a message that is hidden or erased. */
function tombstone(message, tools) {
  const { hidden, erased } = message;
  if (erased) return [make("p", { class: "gone" }, "This message was erased.")];
  if (!hidden) return [make("p", { class: "gone" }, "This message was removed.")];
  const told = make("p", { class: "gone", dir: "auto" },
    `Hidden by ${hidden.by.name}, ${momentText(hidden.at)}: ${hidden.reason}`);
  return tools.mayAudit ? [told, showButton(message, tools)] : [told];
}

/** Those who audit may look; that they looked is on record before they see it. */
function showButton(message, { catalog, api }) {
  const id = freshID("hidden");
  const shown = make("div", { id, class: "hidden-text", hidden: true });
  const button = make("button", {
    class: "link", type: "button", "aria-expanded": "false", "aria-controls": id,
  }, "Show");
  const set = (isOpen) => {
    shown.hidden = !isOpen;
    button.textContent = isOpen ? "Put away" : "Show";
    button.setAttribute("aria-expanded", String(isOpen));
  };
  button.addEventListener("click", async () => {
    if (!shown.hidden) {
      shown.replaceChildren();
      set(false);
      return;
    }
    shown.replaceChildren(make("p", { class: "quiet" }, "One moment…"));
    set(true);
    try {
      const { message: whole } = await api.get(
        `/channels/${message.channel}/messages/${message.number}/hidden`);
      shown.replaceChildren(
        make("p", { class: "quiet" }, "This look is on record."),
        whole.record ? recordCard(whole.record, { catalog, api, line: whole.text })
          : make("p", { class: "said", dir: "auto" }, whole.text));
      shown.scrollIntoView({ block: "nearest" });
    } catch (failure) {
      shown.replaceChildren(make("p", { class: "complaint", role: "alert" }, failure.message));
    }
  });
  return make("div", {}, button, shown);
}

/** A button that opens what may be done with the message, beside it. */
function addMenu(item, message, actions) {
  const id = freshID("menu");
  const button = make("button", {
    class: "plain round more", type: "button", "aria-expanded": "false", "aria-controls": id,
    "aria-label": `More on message ${message.number}`,
  }, icon("more"));
  const menu = make("div", { class: "message-menu", id, hidden: true },
    make("p", { class: "quiet" }, `Message ${message.number}`),
    actions.map(({ name, act }) => make("button", {
      class: "plain", type: "button",
      onclick: () => {
        set(false);
        // A sheet gives the focus back to where it was: to the button, which stays.
        button.focus();
        act();
      },
    }, name)));
  const set = (isOpen) => {
    menu.hidden = !isOpen;
    button.setAttribute("aria-expanded", String(isOpen));
  };
  button.addEventListener("click", () => {
    set(menu.hidden);
    if (menu.hidden) return;
    menu.querySelector("button").focus();
    menu.scrollIntoView({ block: "nearest" });
  });
  item.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || menu.hidden) return;
    set(false);
    button.focus();
  });
  item.addEventListener("focusout", (event) => {
    if (!menu.hidden && !item.contains(event.relatedTarget)) set(false);
  });
  item.append(button, menu);
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
