// The command definitions as the server tells them: forms, buttons and labels come from here.

import { spoken, termText } from "./words.js";

/** Definitions per channel, and whatever has been learnt of each record kind's fields. */
export class Catalog {
  #api;
  #byChannel = new Map();
  #byRecord = new Map();

  constructor(api) {
    this.#api = api;
  }

  /** The commands that this member may use there. */
  async commands(channel) {
    if (!this.#byChannel.has(channel)) {
      const { commands } = await this.#api.get(`/commands?channel=${encodeURIComponent(channel)}`);
      for (const command of commands) {
        if (command.record) this.#byRecord.set(command.record, command);
      }
      this.#byChannel.set(channel, commands);
    }
    return this.#byChannel.get(channel);
  }

  async command(channel, name) {
    return (await this.commands(channel)).find((command) => command.name === name);
  }

  /** After a `reset` or an `access` event the rules may be others. */
  forget() { this.#byChannel.clear(); }

  /** What people read for a field of a record. */
  fieldLabel(record, name) {
    return this.#field(record, name)?.label ?? record.labels?.[name] ?? spoken(name);
  }

  /** A record's fields in the order of its form; unknown ones last. */
  fieldNames(record) {
    const known = this.#byRecord.get(record.kind)?.fields.map((field) => field.name) ?? [];
    const there = Object.keys(record.fields ?? {});
    return [...known.filter((name) => there.includes(name)),
      ...there.filter((name) => !known.includes(name))];
  }

  /** A stored value in words: terms by their labels. */
  valueText(record, name, value) {
    if (value === undefined || value === null || value === "") return "";
    if (value === true) return "Yes";
    if (value === false) return "No";
    const field = this.#field(record, name);
    if (Array.isArray(value)) {
      return value.map((item) => this.valueText(record, name, item)).join(", ");
    }
    if (typeof value === "object") return partText(field, value);
    const term = field?.terms?.find((one) => one.term === value);
    return term ? termText(term) : String(value);
  }

  #field(record, name) {
    return this.#byRecord.get(record.kind)?.fields.find((field) => field.name === name);
  }
}

/** A child with a part, a member, or a record: whatever name it bears. */
function partText(field, value) {
  const shown = value.name ?? value.login ?? value.child?.name ?? value.child ?? value.id ?? "";
  const part = field?.terms?.find((term) => term.term === value.part)?.label ?? value.part;
  return part ? `${shown} (${part.toLowerCase()})` : String(shown);
}
