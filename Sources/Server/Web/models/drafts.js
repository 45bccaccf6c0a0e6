// Unsent words, kept until the server has them.

/**
 * Drafts live in sessionStorage, never localStorage: they are a child's data on a device that may
 * be shared. They outlive a reload, not the tab; they are filed under the member, so that the next
 * person to sign in here never meets them; and signing out removes them all.
 */
export class Drafts {
  #prefix;
  #store;

  constructor(member, store = sessionStorage) {
    this.#prefix = `hedgerow.${member}.`;
    this.#store = store;
  }

  line(channel) { return this.#read(`line.${channel}`) ?? ""; }
  keepLine(channel, text) { this.#write(`line.${channel}`, text || null); }

  /** A half-filled form's values. */
  form(channel, command) { return this.#read(`form.${channel}.${command}`) ?? {}; }
  keepForm(channel, command, values) {
    this.#write(`form.${channel}.${command}`, Object.keys(values).length ? values : null);
  }

  /** Lines sent but not yet acknowledged: `[{client_id, text, at}]`. */
  pending(channel) { return this.#read(`pending.${channel}`) ?? []; }
  keepPending(channel, lines) { this.#write(`pending.${channel}`, lines.length ? lines : null); }

  /** Marks of the register sent but not yet acknowledged. */
  marks(channel) { return this.#read(`marks.${channel}`) ?? []; }
  keepMarks(channel, lines) { this.#write(`marks.${channel}`, lines.length ? lines : null); }

  /** Everything of one channel, once the member has lost it. */
  forget(channel) {
    for (const key of this.#keys()) {
      if (key.split(".").includes(channel)) this.#store.removeItem(key);
    }
  }

  /** Everything of everyone, at sign-out. */
  clear() {
    for (const key of Object.keys(this.#store)) {
      if (key.startsWith("hedgerow.")) this.#store.removeItem(key);
    }
  }

  #keys() { return Object.keys(this.#store).filter((key) => key.startsWith(this.#prefix)); }

  #read(key) {
    try {
      return JSON.parse(this.#store.getItem(this.#prefix + key));
    } catch {
      return null;
    }
  }

  #write(key, value) {
    try {
      if (value === null) this.#store.removeItem(this.#prefix + key);
      else this.#store.setItem(this.#prefix + key, JSON.stringify(value));
    } catch {
      // Private windows may refuse storage: the words are still in the page.
    }
  }
}
