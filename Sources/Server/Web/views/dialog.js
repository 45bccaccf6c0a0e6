// A modal sheet: the browser's own dialog keeps focus inside and gives it back.

import { freshID, icon, make } from "./dom.js";

/** Opens a dialog around this content; `onClosed` runs however it is closed. */
export function openDialog({ title, tone = "", content, mayClose = () => true, onClosed }) {
  const heading = make("h2", { id: freshID("title") }, title);
  const closer = make("button", {
    class: "plain round", type: "button", "aria-label": "Close", onclick: () => shut(),
  }, icon("close"));
  const dialog = make("dialog", { class: `sheet ${tone}`, "aria-labelledby": heading.id },
    make("header", { class: "sheet-head" }, heading, closer),
    make("div", { class: "sheet-body" }, content));
  const shut = () => { if (mayClose()) dialog.close(); };
  dialog.addEventListener("cancel", (event) => { if (!mayClose()) event.preventDefault(); });
  dialog.addEventListener("close", () => {
    dialog.remove();
    onClosed?.();
  });
  document.body.append(dialog);
  dialog.showModal();
  return { dialog, close: () => dialog.close() };
}
