// Says when the assistant cannot be reached. When it can again, loads the page anew, since Gradio
// has lost its thread by then: the conversation is kept, and what was not answered is in the box.

import { store } from "./chat.js";

const UNANSWERED = "unanswered";
const LOOK_AGAIN = 2000;
const LONG = 4000;
const notice = document.getElementById("connection");
const box = () => document.querySelector("#question textarea");
const waiting = () => document.querySelector("#conversation .waiting");
let broken = false;
let looking = false;

function tellState(state) {
  for (const text of notice.querySelectorAll("[data-state]")) {
    text.hidden = text.dataset.state !== state;
  }
  notice.hidden = state === null;
}

function tellRefusal(words) {
  notice.querySelector("[data-state=refused]").textContent = words;
  tellState("refused");
  box().addEventListener("input", () => tellState(null), { once: true });
}

async function isReachable() {
  try {
    await fetch("/healthz", { cache: "no-store" });
    return true;
  } catch {
    return false;
  }
}

function lastQuestion() {
  const asked = [...document.querySelectorAll("#conversation .asked")].at(-1)?.cloneNode(true);
  asked?.querySelector(".unseen")?.remove();
  return asked?.textContent ?? "";
}

function comeBack() {
  const unanswered = box()?.value || (waiting() ? lastQuestion() : "");
  store?.setItem(UNANSWERED, unanswered);
  location.reload();
}

async function look() {
  looking = true;
  if (waiting()) broken = true;
  if (!navigator.onLine) tellState("offline");
  else if (await isReachable()) {
    looking = false;
    if (broken) comeBack();
    else tellState(null);
    return;
  } else {
    broken = true;
    tellState("restarting");
  }
  setTimeout(look, LOOK_AGAIN);
}

function askAgain() {
  const unanswered = store?.getItem(UNANSWERED);
  store?.removeItem(UNANSWERED);
  if (!unanswered) return;
  box().value = unanswered;
  box().dispatchEvent(new Event("input", { bubbles: true }));
  tellState("back");
  box().addEventListener("keydown", () => tellState(null), { once: true });
  document.getElementById("send").addEventListener("click", () => tellState(null), { once: true });
}

let since = null;
let begun = false;
setInterval(() => {
  if (!begun && document.querySelector("#conversation .placeholder, #conversation .answer")) {
    begun = true;
    askAgain();
  }
  since = waiting() ? since ?? Date.now() : null;
  const stuck = since !== null && Date.now() - since > LONG;
  const failed = document.querySelector(".toast-body.error");
  if (looking || !(stuck || failed)) return;
  const said = failed?.querySelector(".toast-message-text")?.textContent.trim();
  failed?.closest(".toast-wrap").remove();
  looking = true;
  isReachable().then((reachable) => {
    looking = false;
    if (!reachable || (failed && waiting())) look();
    else if (said) tellRefusal(said);
  });
}, 500);
addEventListener("offline", look);
