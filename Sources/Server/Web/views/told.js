// Beside an attendance record: which mails told of it, for those who may read the outbox.

import { timeText } from "../models/times.js";
import { freshID, make } from "./dom.js";

const stateWords = {
  queued: "waits to be sent", held: "is held", sending: "is on its way", failed: "was not sent",
  cancelled: "was given up", "dry-run": "was not sent: a dry run",
};

/** A button that shows them; others have no such button. */
export function toldButton(record, card, { api, mayReadMails }) {
  if (!mayReadMails || record.kind !== "attendance") return null;
  const id = freshID("told");
  const button = make("button", {
    class: "link", type: "button", "aria-expanded": "false", "aria-controls": id,
  }, "Who was told");
  button.addEventListener("click", async () => {
    const open = card.querySelector(".told");
    open?.remove();
    button.setAttribute("aria-expanded", String(!open));
    if (open) return;
    const list = make("ul", { class: "told", id }, make("li", {}, "One moment…"));
    card.append(list);
    try {
      const { mails } = await api.get(`/records/${encodeURIComponent(record.kind)}/${record.number}`
        + `/mails?channel=${encodeURIComponent(record.channel)}`);
      list.replaceChildren(...mails.map((mail) => make("li", {}, words(mail))));
      if (mails.length === 0) list.append(make("li", {}, "No mail told of it."));
    } catch (failure) {
      list.replaceChildren(make("li", { role: "alert" }, failure.message));
    }
  });
  return button;
}

/** `Told Hillside 09:58, accepted by the relay: 250 OK`. */
function words({ to, state, handed_at: at, answer, perhaps_twice: twice }) {
  const text = state === "sent"
    ? `Told ${to} ${timeText(at)}, accepted by the relay${answer ? `: ${answer}` : ""}`
    : `The mail to ${to} ${stateWords[state] ?? state}${answer ? `: ${answer}` : ""}`;
  return twice ? `${text} (it may have arrived twice)` : text;
}
