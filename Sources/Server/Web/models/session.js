// Who is signed in here, and how one comes in and goes out.

import { Failure } from "./api.js";
import { Signal } from "./signal.js";

/** The member of this browser's cookie; says `in` and `out`. */
export class Session extends Signal {
  #api;
  #me = null;

  constructor(api) {
    super();
    this.#api = api;
    api.onSignedOut = () => this.#end();
  }

  /** `{id, login, name, roles, organisation}`, or null. */
  get me() { return this.#me; }

  /** Asks the server whom the cookie belongs to; false when to nobody. */
  async resume() {
    try {
      this.#begin(await this.#api.get("/me", { isSignIn: true }));
      return true;
    } catch (failure) {
      if (failure instanceof Failure && failure.kind === "signed-out") return false;
      throw failure;
    }
  }

  async signIn(login, password, code) {
    const body = { login: login.trim(), password };
    if (code) body.code = code;
    await this.#api.post("/session", body, { isSignIn: true });
    this.#begin(await this.#api.get("/me"));
  }

  /** Ends the session on the server first: a browser that forgets is not enough. */
  async signOut() {
    await this.#api.delete("/session");
    this.#end();
  }

  #begin(me) {
    this.#me = me;
    this.say("in", me);
  }

  #end() {
    if (!this.#me) return;
    this.#me = null;
    this.say("out");
  }
}
