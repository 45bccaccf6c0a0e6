// Starts the web client: who is here decides between the sign-in page and the frame.

import { Api } from "./models/api.js";
import { House } from "./models/house.js";
import { Session } from "./models/session.js";
import { Blank } from "./views/blank.js";
import { trouble } from "./views/dom.js";
import { FrameView } from "./views/frame.js";
import { SearchPage } from "./views/search.js";
import { SignInView, unreachable } from "./views/sign-in.js";

const page = document.getElementById("app");
const api = new Api();
const session = new Session(api);
const blank = new Blank();
let house = null;
let frame = null;

session.on("in", enter);
session.on("out", leave);
begin();

async function begin() {
  try {
    if (!await session.resume()) showSignIn();
  } catch {
    page.replaceChildren(unreachable(begin));
  }
}

function showSignIn() {
  const view = new SignInView(session);
  page.replaceChildren(view.element);
  view.focus();
}

async function enter(me) {
  house = new House(api, me);
  const here = house;
  try {
    await here.start();
  } catch (failure) {
    here.close();
    if (failure.kind !== "signed-out") page.replaceChildren(unreachable(begin));
    return;
  }
  if (house !== here) return;
  frame = new FrameView(here, { signOut, blank: () => blank.show() });
  page.replaceChildren(frame.element);
  frame.go();
}

/** However the session ended: nothing that was on screen stays in the page. */
function leave() {
  frame?.close();
  house?.close();
  frame = null;
  house = null;
  SearchPage.forget();
  showSignIn();
}

async function signOut() {
  const { drafts } = house;
  try {
    await session.signOut();
  } catch (failure) {
    if (failure.kind !== "signed-out") {
      page.prepend(trouble(`You are still signed in. ${failure.message}`));
      return;
    }
  }
  drafts.clear();
  // A fresh page: no variable, form or list of this member outlives the sign-out.
  history.replaceState(null, "", "/");
  location.reload();
}
