// Who is in a channel, since when, until when and why; letting in and ending.

import { momentText, shortDayText } from "../models/times.js";
import { spoken } from "../models/words.js";
import { openDialog } from "./dialog.js";
import { announce, make, working } from "./dom.js";
import { Page } from "./pages.js";

/** The access list of one channel, for those who manage it. */
export class AccessPage extends Page {
  #house;
  #channel;
  #list;
  #said;
  #roles = [];

  constructor(house, channel, back) {
    super(`Who is in ${channel.name}`, back);
    this.#house = house;
    this.#channel = channel;
    this.#list = make("ul", { class: "people" }, make("li", { class: "quiet" }, "One moment…"));
    this.#said = make("p", { class: "done", role: "status" });
    const add = make("button", { class: "primary", type: "button" }, "Let someone in");
    add.addEventListener("click", () => this.#assign());
    this.body.append(this.#said, this.#list, add);
  }

  async open() {
    this.heading.focus();
    await this.#load();
  }

  async #load() {
    try {
      const answer = await this.#house.api.get(`/channels/${this.#channel.id}/access`);
      const { access, roles } = answer;
      this.#roles = roles ?? [];
      this.#list.replaceChildren(...access.map((entry) => this.#row(entry)));
    } catch (failure) {
      this.#list.replaceChildren(make("li", { class: "complaint", role: "alert" },
        failure.message));
    }
  }

  #row(entry) {
    const { member, role, from, until, reason } = entry;
    const end = make("button", {
      class: "small", type: "button", "aria-label": `End access of ${member.name}`,
      onclick: () => this.#end(member),
    }, "End access");
    const when = [from && `from ${shortDayText(new Date(from))}`,
      until && `until ${momentText(until)}`].filter(Boolean).join(" ");
    const over = until && new Date(until) <= new Date();
    return make("li", { "data-login": member.login, class: over ? "over" : "" },
      make("div", {},
        make("strong", { dir: "auto" }, member.name),
        make("span", { class: "quiet" }, ` ${member.login}`),
        make("span", { class: "chip" }, entry.by_rule ? "By role" : spoken(role ?? "by name")),
        over ? make("span", { class: "chip late" }, "Ended") : null,
        make("p", { class: "quiet" }, entry.by_rule
          ? "May read here because of their role." : [when, reason].filter(Boolean).join(" · "))),
      entry.by_rule || over ? null : end);
  }

  #assign() {
    const login = input("login", "Sign-in name", { autocapitalize: "none", spellcheck: "false" });
    const role = select("role", "As", this.#roles);
    const from = input("from", "From (today when empty)", { type: "date" });
    const until = input("until", "Last day (no end when empty)", { type: "date" });
    const reason = input("reason", "Why");
    this.#ask({
      title: `Let someone into ${this.#channel.name}`, word: "Let them in",
      fields: [login, role, from, until, reason],
      send: async () => {
        const body = { reason: reason.value };
        if (role.value) body.role = role.value;
        if (from.value) body.from = from.value;
        if (until.value) body.until = until.value;
        const name = login.value.trim().replace(/^@/, "").toLowerCase();
        if (!name) throw new Error("Please give a sign-in name.");
        await this.#house.api.put(
          `/channels/${this.#channel.id}/access/${encodeURIComponent(name)}`, body);
        this.#tell(`${name} may now come in.`);
      },
    });
  }

  #end(member) {
    const reason = input("reason", "Why");
    this.#ask({
      title: `End access of ${member.name}`, word: "End access", fields: [reason],
      note: "It ends at once. What they wrote stays.",
      send: async () => {
        await this.#house.api.delete(
          `/channels/${this.#channel.id}/access/${encodeURIComponent(member.login)}`,
          { reason: reason.value });
        this.#tell(`${member.name} no longer has this channel.`);
      },
    });
  }

  #tell(text) {
    this.#said.textContent = text;
    announce(text);
  }

  #ask({ title, word, fields, note, send }) {
    const wrong = make("p", { class: "complaint", role: "alert" });
    const button = make("button", { class: "primary", type: "submit" }, word);
    const form = make("form", { class: "filled", novalidate: true },
      note ? make("p", { class: "quiet" }, note) : null,
      fields.map((field) => field.element), wrong, make("div", { class: "sheet-foot" }, button));
    const sheet = openDialog({ title, content: form });
    fields[0].control.focus();
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      wrong.textContent = "";
      working(button, async () => {
        try {
          await send();
          sheet.close();
          await this.#load();
        } catch (failure) {
          const [first] = failure.complaints ?? [];
          wrong.textContent = [failure.message, first?.hint].filter(Boolean).join(" ");
        }
      });
    });
  }
}

function input(name, label, more = {}) {
  return field(name, label, make("input", {
    id: `access-${name}`, name, type: "text", autocomplete: "off", ...more,
  }));
}

/** What the channel's kind gives when nothing is chosen, or one of its roles. */
function select(name, label, roles) {
  return field(name, label, make("select", { id: `access-${name}`, name },
    make("option", { value: "" }, "The usual role here"),
    roles.map((role) => make("option", { value: role }, spoken(role)))));
}

function field(name, label, control) {
  return {
    control,
    element: make("div", { class: "field" }, make("label", { for: control.id }, label), control),
    get value() { return control.value; },
  };
}
