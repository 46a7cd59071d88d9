// Remembers in this tab how far the induction has come, prints its last page, and tells the page
// that holds the frame that it is finished. A name that is typed stays in its box.

const PLACE = "induction";
const carryOn = document.getElementById("carry-on");
const print = document.getElementById("print");

function place(change) {
  try {
    return change(sessionStorage);
  } catch {
    return null; // a browser that keeps nothing for pages in frames
  }
}

if (carryOn) {
  const before = place((store) => store.getItem(PLACE));
  if (before?.startsWith("/induction/")) {
    carryOn.hidden = false;
    carryOn.firstElementChild.href = before;
  }
} else if (print) {
  place((store) => store.removeItem(PLACE));
  print.hidden = false;
  print.addEventListener("click", () => window.print());
  if (parent !== window) parent.postMessage({ assistant: "induction-finished" }, "*");
} else {
  place((store) => store.setItem(PLACE, location.pathname + location.search));
}
document.getElementById("result")?.focus();
