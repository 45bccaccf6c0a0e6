// The way to the server: one request, one answer or one Failure with words a person can read.

const patienceMilliseconds = 20_000;

/** Why a request brought nothing: its kind decides what the client does next. */
export class Failure extends Error {
  /** `offline`, `signed-out`, `not-found`, `complaint`, `busy` or `refused`. */
  kind;
  status;
  complaints;
  seconds;

  constructor(kind, text, { status = 0, complaints = [], seconds = 0 } = {}) {
    super(text);
    this.kind = kind;
    this.status = status;
    this.complaints = complaints;
    this.seconds = seconds;
  }

  /** Nobody knows whether the server acted: the same client_id must be used again. */
  get isUncertain() {
    return this.kind === "offline" || this.kind === "busy" || this.status >= 500;
  }
}

/** Speaks JSON with `/api/v1`; the session is a cookie that scripts cannot read. */
export class Api {
  /** Called when the server no longer knows this session. */
  onSignedOut = () => {};

  get(path, options) { return this.#send("GET", path, undefined, options); }
  post(path, body, options) { return this.#send("POST", path, body, options); }
  put(path, body) { return this.#send("PUT", path, body); }
  delete(path, body) { return this.#send("DELETE", path, body); }

  async #send(method, path, body, { signal, isSignIn = false } = {}) {
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), patienceMilliseconds);
    signal?.addEventListener("abort", () => patience.abort());
    let response, answer;
    try {
      response = await fetch(`/api/v1${path}`, {
        method,
        body: body === undefined ? undefined : JSON.stringify(body),
        headers: body === undefined ? {} : { "Content-Type": "application/json" },
        credentials: "same-origin",
        cache: "no-store",
        redirect: "error",
        signal: patience.signal,
      });
      answer = await read(response);
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new Failure("offline", "The server cannot be reached just now.");
    } finally {
      clearTimeout(timer);
    }
    if (response.ok) return answer;
    const failure = failureOf(response, answer);
    if (failure.kind === "signed-out" && !isSignIn) this.onSignedOut();
    throw failure;
  }
}

async function read(response) {
  const text = await response.text();
  if (text === "") return {};
  try {
    return JSON.parse(text);
  } catch {
    // A proxy's own page, not Hedgerow's words: the status still says enough.
    return {};
  }
}

function failureOf(response, answer) {
  const { status } = response;
  const seconds = Number(response.headers.get("Retry-After")) || 0;
  const told = answer.error?.text;
  if (Array.isArray(answer.complaints)) {
    const text = answer.complaints[0]?.text ?? "That was not understood.";
    return new Failure("complaint", text, { status, complaints: answer.complaints });
  }
  if (status === 401) return new Failure("signed-out", told ?? "You are signed out.", { status });
  if (status === 404) {
    return new Failure("not-found", told ?? "There is nothing here.", { status });
  }
  if (status === 429 || status === 503) {
    const wait = seconds > 90 ? `${Math.ceil(seconds / 60)} minutes` : `${seconds || 5} seconds`;
    const text = status === 429
      ? `That was tried too often. Please wait ${wait}.`
      : `The server is busy. Please try again in ${wait}.`;
    return new Failure("busy", text, { status, seconds });
  }
  return new Failure("refused", told ?? `The server answered ${status}.`, { status });
}
