// The small base of all models: they say that something happened, and views listen.

/** Says named things to whoever listens. */
export class Signal {
  #ears = new Map();

  /** Listens; the answer is a function that stops listening. */
  on(name, ear) {
    if (!this.#ears.has(name)) this.#ears.set(name, new Set());
    this.#ears.get(name).add(ear);
    return () => this.#ears.get(name).delete(ear);
  }

  /** Tells everyone who listens for this name. */
  say(name, detail) {
    for (const ear of [...(this.#ears.get(name) ?? [])]) ear(detail);
  }
}
