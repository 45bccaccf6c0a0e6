// What the server answers to the asker alone: shown, copied, dismissed, never stored.

import { copy, icon, make } from "./dom.js";
import { recordCard } from "./record-card.js";

/** A card that nobody else sees. */
export function replyCard(reply, { catalog, api, onDismiss }) {
  const card = make("section", { class: "reply", "aria-label": "Only you can see this" },
    make("header", {},
      make("span", { class: "only-you" }, "Only you can see this"),
      onDismiss ? make("button", {
        class: "plain round", type: "button", "aria-label": "Dismiss", onclick: onDismiss,
      }, icon("close")) : null),
    replyBody(reply, { catalog, api }));
  return card;
}

/** The answer itself, for a card or a dialog. */
export function replyBody(reply, { catalog, api }) {
  return make("div", { class: "reply-body" },
    make("p", { class: "said", dir: "auto" }, reply.text),
    reply.receipt ? make("p", { class: "receipt" }, "Receipt ",
      make("code", {}, reply.receipt)) : null,
    reply.passphrase ? passphrase(reply.passphrase) : null,
    reply.export ? make("p", {}, make("a", { href: "#/exports" }, "See your exports")) : null,
    (reply.records ?? []).map((record) => recordCard(record, { catalog, api, isElsewhere: true })));
}

/** Shown once: the server does not keep it, so nor does anything here. */
function passphrase(words) {
  const code = make("code", { class: "passphrase" }, words);
  const told = make("span", { class: "quiet", role: "status" });
  const button = make("button", { class: "small", type: "button" }, "Copy");
  button.addEventListener("click", async () => {
    told.textContent = await copy(words, code)
      ? "Copied." : "Selected: copy it with the keyboard.";
  });
  return make("div", { class: "passphrase-box" },
    make("p", {}, make("strong", {}, "Passphrase for the file"), " It is shown this once. "
      + "Pass it on by another way than the file."),
    make("p", { class: "passphrase-row" }, code, button), told);
}
