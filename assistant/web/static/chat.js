// Gradio names each message by its own markup, which a screen reader would read out, and does
// not bring a new question into view. Both are put right here.
const conversation = () => document.getElementById("conversation");

function unname(root) {
  for (const message of root.querySelectorAll("[data-testid='user'], [data-testid='bot']")) {
    message.removeAttribute("aria-label");
  }
}

let asked = 0;

function showNewest(root) {
  const questions = root.querySelectorAll(".user-row");
  if (questions.length > asked) questions[questions.length - 1].scrollIntoView();
  asked = questions.length;
}

new MutationObserver(() => {
  const root = conversation();
  if (!root) return;
  unname(root);
  showNewest(root);
}).observe(document.documentElement, {
  attributeFilter: ["aria-label"],
  childList: true,
  subtree: true,
});
