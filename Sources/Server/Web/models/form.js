// A form being filled: what is shown, what is needed, and what is sent.

import { ClientIDs } from "./client-ids.js";
import { Signal } from "./signal.js";
import { dayKey, timeKey } from "./times.js";
import { isPartTime } from "./week.js";

const termsAsChipsMax = 7;
const termsInSightMax = 12;

/** How a field is drawn: the one place where field types become inputs. */
export function inputOf(field) {
  const terms = field.terms?.length ?? 0;
  switch (field.type) {
    case "longText": return "textarea";
    case "date": case "time": case "number": return field.type;
    case "message": return "number";
    case "yesNo": return "chips";
    case "sessions": return "week";
    case "scale": return "scale";
    case "children": return "children";
    case "choices": return terms ? "checks" : "text";
    case "member": case "child": return "names";
    default:
      if (!terms) return "text";
      return terms <= termsAsChipsMax ? "chips" : "select";
  }
}

/** What may be chosen in a field, yes and no included. */
export function choicesOf(field) {
  if (field.type === "yesNo") return [{ term: "yes", label: "Yes" }, { term: "no", label: "No" }];
  return field.terms ?? [];
}

/** Where a second record of the same key revises the first, the server asks why it changes. */
const because = {
  name: "because", label: "Why it changes", type: "text", required: false, isOnRequest: true,
  hint: "Needed when it was recorded before.",
};

/** Says `changed` with the field's name, `complained`, and `sent` with the server's answer. */
export class Form extends Signal {
  definition;
  complaints = [];
  isSending = false;
  showsAll = false;
  #channel;
  #api;
  #drafts;
  #values = {};
  #draft;
  #ids = new ClientIDs();

  /** `values` are filled in beforehand; `draft` names what is half filled, where one command can be
   * about many things: what was begun about one must not be sent about another. */
  constructor({ definition, channel, api, drafts, values = {}, draft = definition.name }) {
    super();
    const asksWhy = definition.one?.length && !definition.fields.some(
      (field) => field.name === because.name);
    this.definition = asksWhy
      ? { ...definition, fields: [...definition.fields, because] } : definition;
    this.#channel = channel;
    this.#draft = draft;
    this.#api = api;
    this.#drafts = drafts;
    const defaults = {};
    for (const field of definition.fields) {
      const value = defaultOf(field, new Date());
      if (value !== undefined) defaults[field.name] = value;
    }
    this.#values = { ...defaults, ...drafts.form(channel, draft), ...values };
  }

  value(name) { return this.#values[name]; }

  set(name, value) {
    if (isEmpty(value)) delete this.#values[name];
    else this.#values[name] = value;
    this.complaints = this.complaints.filter((complaint) => complaint.field !== name);
    this.#drafts.keepForm(this.#channel, this.#draft, this.#values);
    this.say("changed", name);
  }

  isRequired(field) {
    if (field.required) return true;
    const when = Object.entries(field.required_when ?? {});
    return when.length > 0
      && when.every(([name, terms]) => terms.some((term) => this.#meets(name, term)));
  }

  /** Does a field hold a term? Of sessions it is asked whether they are all of the weekdays'. */
  #meets(name, term) {
    const value = this.#values[name];
    const field = this.definition.fields.find((one) => one.name === name);
    if (field?.type !== "sessions") return value === term;
    return !isEmpty(value) && term === (isPartTime(value) ? "part-time" : "full-time");
  }

  /** Fields that matter only in another case wait behind "Show all fields". */
  isShown(field) {
    if (this.showsAll || this.isRequired(field) || !isEmpty(this.#values[field.name])) return true;
    if (this.complaintsAbout(field).length > 0) return true;
    const isForAnotherCase = field.isOnRequest
      || Object.keys(field.required_when ?? {}).length > 0;
    const isLongList = field.type === "choice" && (field.terms?.length ?? 0) > termsInSightMax;
    return !isForAnotherCase && !isLongList;
  }

  get hidden() { return this.definition.fields.filter((field) => !this.isShown(field)); }

  showAll() {
    this.showsAll = true;
    this.say("changed", null);
  }

  complaintsAbout(field) {
    return this.complaints.filter((complaint) => complaint.field === field.name);
  }
  get complaintsAtLarge() {
    const names = new Set(this.definition.fields.map((field) => field.name));
    return this.complaints.filter((complaint) => !names.has(complaint.field));
  }

  /** Only what was filled in goes out, each value in its own JSON type. */
  get fields() {
    const out = {};
    for (const field of this.definition.fields) {
      const value = this.#values[field.name];
      if (!isEmpty(value)) out[field.name] = sendable(field, value);
    }
    return out;
  }

  async send() {
    if (this.isSending) return;
    const content = { text: `/${this.definition.name}`, fields: this.fields };
    this.isSending = true;
    this.complaints = [];
    this.say("changed", null);
    try {
      const answer = await this.#api.post(`/channels/${this.#channel}/messages`, {
        ...content, client_id: this.#ids.idFor(content),
      });
      this.#ids.settle();
      this.#drafts.keepForm(this.#channel, this.#draft, {});
      this.isSending = false;
      this.say("sent", answer);
    } catch (failure) {
      this.isSending = false;
      if (!failure.isUncertain) this.#ids.settle();
      this.complaints = failure.complaints?.length
        ? failure.complaints
        : [{ code: failure.kind, text: failure.message, hint: keptHint(failure) }];
      this.say("complained");
    }
  }

  /** Closed without sending, on purpose. */
  discard() { this.#drafts.keepForm(this.#channel, this.#draft, {}); }
}

function keptHint(failure) {
  return failure.isUncertain ? "What you wrote is kept. Send it again when you can." : undefined;
}

/** `today` and `now` become what the person sees; `current` is left to the server's clock. */
function defaultOf(field, now) {
  if (field.default === undefined || field.default === "") return undefined;
  if (field.type === "date") return field.default === "today" ? dayKey(now) : undefined;
  if (field.type === "time") return field.default === "now" ? timeKey(now) : undefined;
  if (field.terms) {
    return field.terms.some((term) => term.term === field.default) ? field.default : undefined;
  }
  return String(field.default);
}

function isEmpty(value) {
  if (Array.isArray(value)) return value.length === 0;
  return value === undefined || value === null || String(value).trim() === "";
}

function sendable(field, value) {
  if (field.type === "yesNo") return value === "yes";
  const isNumber = field.type === "number" || field.type === "message";
  if (isNumber && Number.isFinite(Number(value))) return Number(value);
  if (field.type === "children") return value.filter((entry) => entry.child);
  return value;
}
