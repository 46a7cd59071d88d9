// Gradio names each message by its own markup, which a screen reader would read out, and does
// not bring a new question into view. Both are put right here.

let asked = 0;
let followed = null;

function unname(conversation) {
  for (const message of conversation.querySelectorAll("[data-testid='user'], [data-testid='bot']")) {
    message.removeAttribute("aria-label");
  }
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
  unname(conversation);
  follow(conversation);
}).observe(document.documentElement, {
  attributeFilter: ["aria-label"],
  childList: true,
  subtree: true,
});

for (const gesture of ["wheel", "touchmove", "keydown", "pointerdown"]) {
  addEventListener(gesture, () => { followed = null; }, { passive: true });
}
