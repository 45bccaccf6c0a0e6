// Chooses the client_id that makes sending the same thing twice harmless.

/** A new id of 128 random bits; `crypto.randomUUID` exists only on https and localhost. */
export function newClientID() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Gives the same id for the same content until the server has answered for certain. */
export class ClientIDs {
  #content = "";
  #id = "";

  /** The id for this content: the old one if it may already have arrived, else a new one. */
  idFor(content) {
    const text = JSON.stringify(content);
    if (text !== this.#content) {
      this.#content = text;
      this.#id = newClientID();
    }
    return this.#id;
  }

  /** The server has answered: whatever comes next is another line, even with the same words. */
  settle() { this.#content = ""; }
}
