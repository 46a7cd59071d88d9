// What the conversation page does beside Gradio: keeps the conversation for as long as the tab is
// open, says once what an answer says, brings a new question to the top of the window, and mends
// names that a screen reader would read out as markup.

import { words } from "./share.js";

const KEPT = "conversation";
let asked = 0;
let dropped = null;
let followed = null;
let restored = false;
let waiting = false;

export const store = (() => {
  try {
    return window.sessionStorage;
  } catch {
    return null; // a browser that keeps nothing for pages in frames
  }
})();

function tell(name) {
  if (parent !== window) parent.postMessage({ assistant: name }, "*");
}

function mend(conversation) {
  for (const message of conversation.querySelectorAll("[data-testid='user'], [data-testid='bot']")) {
    message.removeAttribute("aria-label");
  }
  conversation.querySelector(".examples[role='list']")?.setAttribute("role", "group");
  conversation.querySelector("[aria-live='polite']")?.setAttribute("aria-live", "off");
}

function follow(conversation) {
  const questions = conversation.querySelectorAll(".user-row");
  if (questions.length > asked) followed = questions[questions.length - 1];
  asked = questions.length;
  if (asked === 0) conversation.style.minHeight = "";
  if (!followed) return;
  const above = followed.getBoundingClientRect().top - conversation.getBoundingClientRect().top;
  const below = document.getElementById("ask").offsetHeight;
  conversation.style.minHeight = `${above + innerHeight - below}px`; // so that it can be scrolled to the top
  followed.scrollIntoView({ behavior: "instant" });
}

function restore(conversation, kept) {
  if (restored || !conversation.querySelector(".placeholder")?.textContent.trim()) return;
  restored = true; // Gradio listens by the time it has shown how to start
  tell("ready");
  const before = store?.getItem(KEPT);
  if (!before) return;
  kept.value = before;
  kept.dispatchEvent(new Event("input", { bubbles: true }));
  kept.dispatchEvent(new Event("blur"));
}

function keep(kept) {
  if (kept.value && kept.value !== dropped) store?.setItem(KEPT, kept.value);
}

function drop() {
  dropped = document.querySelector("#kept textarea, #kept input")?.value; // until Gradio empties it
  store?.removeItem(KEPT);
}

function wordsOf(line) {
  const copy = line.cloneNode(true);
  for (const number of copy.querySelectorAll(".cite")) number.remove();
  return copy.textContent.trim();
}

function announce(conversation) {
  const status = document.getElementById("status");
  const wait = conversation.querySelector(".waiting");
  if (wait) {
    if (!waiting) status.textContent = "";
    waiting = true;
    if (wait.matches(".queued") && !status.textContent) status.textContent = wait.textContent; // once
  }
  const answer = [...conversation.querySelectorAll(".answer")].at(-1);
  if (!waiting || !answer?.matches("[id], .refusal")) return;
  waiting = false;
  const lines = answer.querySelectorAll(":scope > p:not(.tools), :scope > ul > li");
  status.textContent = [words.answered, ...[...lines].map(wordsOf)].join(" ");
  tell("answered");
}

function update() {
  const conversation = document.getElementById("conversation");
  const kept = document.querySelector("#kept textarea, #kept input");
  if (!conversation || !kept) return;
  mend(conversation);
  follow(conversation);
  restore(conversation, kept);
  announce(conversation);
  setTimeout(keep, 0, kept);
}

new MutationObserver(update).observe(document.documentElement, {
  attributeFilter: ["aria-label"],
  childList: true,
  subtree: true,
});

for (const gesture of ["wheel", "touchmove", "keydown", "pointerdown"]) {
  addEventListener(gesture, () => { followed = null; }, { passive: true });
}
addEventListener("click", ({ target }) => {
  if (target instanceof Element && target.closest("#clear")) drop();
});
