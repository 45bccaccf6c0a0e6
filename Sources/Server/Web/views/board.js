// The register on one page: who came, who is not marked yet, and one tap a mark.

import { dateOfDay, dayKey, shortDayText, timeText } from "../models/times.js";
import { folded, plural } from "../models/words.js";
import { openDialog } from "./dialog.js";
import { announce, arrange, icon, make } from "./dom.js";
import { openMarkSheet } from "./mark-sheet.js";
import { Page } from "./pages.js";

const quick = [["present", "Present", "p"], ["late", "Late", "l"], ["absent", "Absent", "a"]];
const labels = {
  unmarked: "not marked", present: "present", late: "late", "left-early": "left early",
  absent: "absent", "not-expected": "not expected", remote: "remote", "other-site": "other site",
};
const sessions = [["AM", "Morning, AM"], ["PM", "Afternoon, PM"]];

/** Draws `Board`. The order is made when a session is opened and then stays: a row that jumped away
 * under a thumb would put the next tap on another child. */
export class BoardPage extends Page {
  #house;
  #board;
  #head;
  #tally;
  #filter;
  #all;
  #list;
  #note;
  #rows = new Map();
  #order = [];
  #orderOf = "";
  #only = "";
  #offs;

  constructor(house, back) {
    super("Register", back);
    this.#house = house;
    this.#board = house.openBoard();
    this.element.classList.add("board-page");
    this.#head = make("div", { class: "board-when" });
    this.#tally = make("div", { class: "board-tally", role: "group", "aria-label": "Show only" });
    this.#filter = make("input", {
      type: "search", placeholder: "Find a child", "aria-label": "Find a child",
      autocomplete: "off", spellcheck: "false", oninput: () => this.#draw(),
      onkeydown: (event) => this.#filterKey(event),
    });
    this.#all = make("button", { class: "primary", type: "button", onclick: () => this.#askRest() });
    this.#note = make("div", { class: "board-note", role: "status" });
    this.#list = make("ul", { class: "board", onkeydown: (event) => this.#key(event) });
    this.body.append(this.#head, this.#tally,
      make("div", { class: "board-tools" }, this.#filter, this.#all), this.#note, this.#list,
      make("p", { class: "quiet board-keys" },
        "Keys: arrows move, p present, l late, a absent, / finds a child."));
    this.#offs = [
      this.#board.on("changed", () => this.#draw()),
      this.#board.on("told", (text) => this.#tell(text)),
    ];
    this.#draw();
  }

  async open() {
    this.heading.focus();
    await this.#board.load();
  }

  close() {
    for (const off of this.#offs) off();
    this.#house.leaveBoard();
  }

  // Drawing.

  #draw() {
    const board = this.#board;
    this.#drawWhen();
    this.#drawTally();
    this.#drawAll();
    const place = `${board.day} ${board.session} ${board.isLoaded}`;
    const channels = board.children.map((child) => child.channel);
    if (place !== this.#orderOf) {
      this.#orderOf = place;
      this.#order = [];
      this.#rows.clear();
    }
    const known = new Set(this.#order);
    const fresh = board.children.filter((child) => !known.has(child.channel));
    fresh.sort((a, b) => Number(Boolean(a.mark)) - Number(Boolean(b.mark))
      || a.name.localeCompare(b.name, "en-GB", { numeric: true }));
    this.#order.push(...fresh.map((child) => child.channel));
    const there = new Set(channels);
    this.#order = this.#order.filter((channel) => there.has(channel));
    const shown = this.#order.map((channel) => board.child(channel))
      .filter((child) => this.#isShown(child));
    arrange(this.#list, shown.length ? shown.map((child) => this.#row(child)) : [this.#none()]);
  }

  #isShown(child) {
    const letters = folded(this.#filter.value.trim());
    if (letters && !folded(child.name).startsWith(letters)) return false;
    // A child that was marked just now stays where the finger is, until the filter is chosen anew.
    return !this.#only || this.#only.channels.has(child.channel);
  }

  #none() {
    const board = this.#board;
    if (board.failure) return this.#trouble(board.failure);
    let text = "One moment…";
    if (board.isLoaded) {
      text = board.children.length
        ? "No child here has these letters, or this mark."
        : "Nobody of yours is expected in this session, and nobody is marked.";
    }
    return make("li", { class: "quiet none" }, text);
  }

  #trouble(failure) {
    const needsSchool = failure.complaints.some((complaint) => complaint.field === "school");
    const item = make("li", { class: "none" }, make("p", { class: "complaint", role: "alert" },
      failure.kind === "not-found" ? "No child of yours comes from there." : failure.message));
    if (!needsSchool && !this.#board.school) {
      item.append(make("button", { type: "button", onclick: () => this.#board.load() },
        "Try again"));
      return item;
    }
    const school = make("input", { "aria-label": "Home school", value: this.#board.school });
    item.append(make("form", {
      class: "board-school",
      onsubmit: (event) => {
        event.preventDefault();
        this.#board.show({ school: school.value.trim() });
      },
    }, make("label", {}, "Home school", school),
      make("button", { class: "primary", type: "submit" }, "Show")));
    return item;
  }

  #drawWhen() {
    const { day, session, today } = this.#board;
    const signature = `${day} ${session} ${today}`;
    if (this.#head.dataset.signature === signature) return;
    const focused = this.#head.contains(document.activeElement)
      ? document.activeElement.dataset.name : null;
    this.#head.dataset.signature = signature;
    const step = (days, drawing, label, isOff) => make("button", {
      class: "plain round", type: "button", "aria-label": label, "data-name": label,
      disabled: isOff, onclick: () => this.#go({ day: moved(day, days) }),
    }, icon(drawing));
    this.#head.replaceChildren(
      make("div", { class: "board-day" },
        step(-1, "left", "The day before", !day),
        make("strong", {}, day ? dayName(day, today) : "Today"),
        step(1, "right", "The day after", !day || day === today),
        day && day !== today ? make("button", {
          class: "small", type: "button", "data-name": "today",
          onclick: () => this.#go({ day: today }),
        }, "Today") : null),
      make("div", { class: "board-session", role: "group", "aria-label": "Session" },
        sessions.map(([term, label]) => make("button", {
          type: "button", "aria-pressed": String(term === session), "data-name": term,
          "aria-label": label, onclick: () => this.#go({ session: term }),
        }, term))));
    if (focused) this.#head.querySelector(`[data-name="${focused}"]`)?.focus();
  }

  #go(place) {
    this.#only = "";
    this.#note.replaceChildren();
    this.#board.show(place);
  }

  #drawTally() {
    const { counts, isLoaded } = this.#board;
    const nodes = Object.entries(labels)
      .filter(([status]) => counts[status] || (isLoaded && status === "unmarked"))
      .map(([status, label]) => this.#chip(status, counts[status]
        ? `${counts[status]} ${label}` : "All marked"));
    const focused = this.#tally.contains(document.activeElement)
      ? document.activeElement.dataset.status : null;
    this.#tally.replaceChildren(...nodes);
    if (focused) this.#tally.querySelector(`[data-status="${focused}"]`)?.focus();
  }

  #chip(status, text) {
    return make("button", {
      type: "button", class: `small tally-${status}`, "data-status": status,
      disabled: !this.#board.counts[status],
      "aria-pressed": String(this.#only?.status === status),
      onclick: () => {
        const isOn = this.#only?.status === status;
        const channels = this.#board.children
          .filter(({ mark }) => (mark?.fields.status ?? "unmarked") === status)
          .map(({ channel }) => channel);
        this.#only = isOn ? "" : { status, channels: new Set(channels) };
        this.#draw();
      },
    }, text);
  }

  #drawAll() {
    const { rest, pendingForAll: line } = this.#board;
    this.#all.hidden = rest.length === 0 && !line;
    this.#all.textContent = `All the rest present (${rest.length})`;
    this.#all.disabled = Boolean(line);
    if (!line) {
      if (this.#note.dataset.isLine) this.#tell("");
      return;
    }
    this.#note.dataset.isLine = "yes";
    this.#note.replaceChildren(waiting(line, this.#board, "All the rest present"));
  }

  #tell(text) {
    delete this.#note.dataset.isLine;
    this.#note.replaceChildren(...text.split("\n").filter(Boolean)
      .map((part) => make("p", {}, part)));
  }

  // One child.

  #row(child) {
    const line = this.#board.pending(child.channel);
    const signature = JSON.stringify([child.mark?.revision, child.mark?.state, child.mark?.fields,
      line?.state, line?.fields, line?.trouble]);
    const known = this.#rows.get(child.channel);
    if (known?.signature === signature) return known.item;
    const item = known?.item ?? make("li", { tabindex: "-1", "data-child": child.channel });
    const hadFocus = item.contains(document.activeElement);
    const status = line?.fields.status ?? child.mark?.fields.status ?? "unmarked";
    item.className = `child is-${line ? line.state : "kept"} status-${status}`;
    item.setAttribute("aria-label", `${child.name}, ${labels[status]}`);
    item.replaceChildren(
      make("div", { class: "child-name" }, make("strong", {}, child.name),
        make("span", { class: "quiet" }, yearText(child.year_group))),
      this.#state(child, line));
    // The button that was pressed is gone: the child it was about is still where the focus is.
    if (hadFocus && !item.contains(document.activeElement)) item.focus({ preventScroll: true });
    this.#rows.set(child.channel, { signature, item });
    return item;
  }

  #state(child, line) {
    if (line) {
      const body = waiting(line, this.#board, labels[line.fields.status]);
      if (line.complaints?.some((complaint) => complaint.code === "reason-needed")) {
        body.append(make("button", {
          class: "small", type: "button", onclick: () => this.#sheet(child, line),
        }, "Say why"));
      }
      return body;
    }
    if (child.mark) return this.#marked(child);
    if (!child.may_mark) return make("p", { class: "quiet child-state" }, "Not marked yet");
    return make("div", { class: "child-marks" },
      quick.map(([status, label]) => make("button", {
        type: "button", class: `small mark-${status}`, "aria-label": `${child.name} ${label}`,
        onclick: () => this.#mark(child, status),
      }, label)),
      make("button", {
        type: "button", class: "plain round", "aria-label": `${child.name}: more`,
        onclick: () => this.#sheet(child),
      }, icon("more")));
  }

  #marked(child) {
    const { fields, author, revision, written_at: at, late } = child.mark;
    const facts = [fields.arrived, fields.left && `left ${fields.left}`, fields.reason]
      .filter(Boolean).join(" · ");
    const by = [author.name, timeText(at), revision > 1 && "changed", late && "late entry",
      !child.expected && "was not expected"].filter(Boolean).join(" · ");
    return make("div", { class: "child-state" },
      make("p", {}, make("span", { class: `chip status-${fields.status}` },
        labels[fields.status] ?? fields.status), " ", make("span", { dir: "auto" }, facts)),
      make("p", { class: "quiet" }, by),
      child.may_mark ? make("button", {
        class: "plain small", type: "button", "aria-label": `${child.name}: change`,
        onclick: () => this.#sheet(child),
      }, "Change") : null);
  }

  /** Present needs no more words; all else asks for what /attend needs. */
  #mark(child, status) {
    if (status !== "present" || child.mark) {
      this.#sheet(child, { fields: { status } });
      return;
    }
    this.#board.mark(child.channel, { status });
    announce(`${child.name} ${labels[status]}`);
  }

  #sheet(child, begun = {}) {
    openMarkSheet({
      child, labels, begun: begun.fields,
      catalog: this.#house.catalog,
      onMark: (fields) => {
        this.#board.mark(child.channel, fields);
        announce(`${child.name} ${labels[fields.status]}`);
      },
      onClosed: () => this.#list.querySelector(`[data-child="${child.channel}"]`)?.focus(),
    });
  }

  #askRest() {
    const { rest } = this.#board;
    const words = plural(rest.length, "child", "children");
    const sheet = openDialog({
      title: `Mark ${words} present?`,
      content: [
        make("p", { dir: "auto" }, rest.map(({ name }) => name).join(", ")),
        make("p", { class: "quiet" }, "Each of them is recorded by you, as if you had tapped them "
          + "one by one. Who is marked meanwhile by someone else stays as they are."),
        make("div", { class: "sheet-foot" },
          make("button", { type: "button", onclick: () => sheet.close() }, "Not yet"),
          make("button", {
            class: "primary", type: "button",
            onclick: () => {
              sheet.close();
              this.#board.markRest("present");
            },
          }, `Mark ${words} present`)),
      ],
      onClosed: () => this.heading.focus(),
    });
  }

  // Keys.

  #filterKey(event) {
    if (event.key === "ArrowDown" || event.key === "Enter") {
      event.preventDefault();
      this.#list.querySelector("li.child")?.focus();
    } else if (event.key === "Escape" && this.#filter.value) {
      event.stopPropagation();
      this.#filter.value = "";
      this.#draw();
    }
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input")) return;
    const item = event.target.closest("li.child");
    const child = item && this.#board.child(item.dataset.child);
    if (!child) return;
    const status = quick.find(([, , letter]) => letter === event.key.toLowerCase())?.[0];
    const isOn = event.target === item;
    if (event.key === "ArrowDown") item.nextElementSibling?.focus();
    else if (event.key === "ArrowUp") (item.previousElementSibling ?? this.#filter).focus();
    else if (event.key === "/") this.#filter.focus();
    else if (event.key === "Enter" && isOn && child.may_mark) this.#sheet(child);
    else if (status && child.may_mark && !this.#board.pending(child.channel)) {
      this.#mark(child, status);
      if (status === "present" && isOn && !child.mark) item.nextElementSibling?.focus();
    } else return;
    event.preventDefault();
  }
}

/** A mark on its way: being sent, kept for later, or refused with the server's words. */
function waiting(line, board, words) {
  const text = {
    sending: `${words}: being sent…`,
    failed: `${words}: not sent yet. It is kept here, and sent when there is a connection.`,
    refused: `${words}: ${line.trouble}`,
  }[line.state];
  const box = make("div", { class: `waiting is-${line.state}` }, make("p", {}, text));
  if (line.state === "sending") return box;
  if (line.state === "failed") {
    box.append(make("button", {
      class: "small", type: "button", onclick: () => board.retry(line),
    }, "Send now"));
  }
  box.append(make("button", {
    class: "plain small", type: "button", onclick: () => board.withdraw(line),
  }, line.state === "failed" ? "Take back" : "Put away"));
  return box;
}

function yearText(year) {
  if (year === undefined) return "";
  return { "-1": "Nursery", 0: "Reception" }[year] ?? `Year ${year}`;
}

function moved(day, days) {
  const date = dateOfDay(day);
  date.setDate(date.getDate() + days);
  return dayKey(date);
}

function dayName(day, today) {
  const text = shortDayText(dateOfDay(day));
  return day === today ? `Today, ${text.split(" ").slice(1).join(" ")}` : text;
}
