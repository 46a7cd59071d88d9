// Gradio names each message by its own markup, which a screen reader would read out, calls the
// questions to start with a list without items, and does not bring a new question into view.

let asked = 0;
let followed = null;

function mend(conversation) {
  for (const message of conversation.querySelectorAll("[data-testid='user'], [data-testid='bot']")) {
    message.removeAttribute("aria-label");
  }
  conversation.querySelector(".examples[role='list']")?.setAttribute("role", "group");
}

function follow(conversation) {
  const questions = conversation.querySelectorAll(".user-row");
  if (questions.length > asked) followed = questions[questions.length - 1];
  asked = questions.length;
  if (followed) followed.scrollIntoView({ behavior: "instant" });
}

new MutationObserver(() => {
  const conversation = document.getElementById("conversation");
  if (!conversation) return;
  mend(conversation);
  follow(conversation);
}).observe(document.documentElement, {
  attributeFilter: ["aria-label"],
  childList: true,
  subtree: true,
});

for (const gesture of ["wheel", "touchmove", "keydown", "pointerdown"]) {
  addEventListener(gesture, () => { followed = null; }, { passive: true });
}
