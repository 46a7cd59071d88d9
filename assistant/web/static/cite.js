// The numbers in an answer. Pointed at or focused, one shows its quote; activated, it opens the
// source at that quote. A first tap shows the quote, a second one opens it.

const tip = document.createElement("div");
tip.id = "quote-tip";
tip.role = "tooltip";
tip.hidden = true;
document.body.append(tip);

let shown = null;
let shownBeforeTap = null;
let leaving = 0;

function quoteOf(link) {
  if (link.title) {
    link.dataset.quote = link.title; // else the browser would show it as well
    link.removeAttribute("title");
  }
  return link.dataset.quote;
}

function show(link) {
  clearTimeout(leaving);
  if (shown === link) return;
  hide();
  shown = link;
  tip.textContent = `“${quoteOf(link)}”`;
  tip.hidden = false;
  link.setAttribute("aria-describedby", tip.id);
  place(link.getBoundingClientRect());
}

function place(link) {
  const room = document.documentElement.clientWidth - tip.offsetWidth - 8;
  const below = link.bottom + tip.offsetHeight <= innerHeight;
  tip.style.left = `${Math.max(8, Math.min(link.left, room))}px`;
  tip.style.top = `${below ? link.bottom : Math.max(0, link.top - tip.offsetHeight)}px`;
}

function hide() {
  shown?.removeAttribute("aria-describedby");
  shown = null;
  tip.hidden = true;
}

function open(link) {
  const start = document.getElementById(link.hash.slice(1));
  const quote = start?.parentElement.querySelector(`#${CSS.escape(start.id)} ~ mark`);
  if (!quote) return;
  hide();
  quote.closest("details").open = true;
  quote.tabIndex = -1;
  quote.focus({ preventScroll: true });
  quote.scrollIntoView({ block: "center" });
}

const citation = (target) => (target instanceof Element ? target.closest("a.cite") : null);

addEventListener("pointerover", ({ target, pointerType }) => {
  if (pointerType === "touch") return;
  const link = citation(target);
  if (link) show(link);
  else if (tip.contains(target)) clearTimeout(leaving);
  else if (shown && shown !== document.activeElement) {
    clearTimeout(leaving);
    leaving = setTimeout(hide, 250);
  }
});
addEventListener("focusin", ({ target }) => {
  const link = citation(target);
  if (link) show(link);
});
addEventListener("focusout", ({ target }) => {
  if (citation(target)) hide();
});
addEventListener("pointerdown", ({ target }) => {
  shownBeforeTap = shown;
  if (!citation(target) && !tip.contains(target)) hide();
});
addEventListener("keydown", ({ key }) => {
  if (key === "Escape") hide();
});
addEventListener("scroll", () => {
  if (shown) place(shown.getBoundingClientRect());
}, { passive: true });
addEventListener("click", (event) => {
  const link = tip.contains(event.target) ? shown : citation(event.target);
  if (!link) return;
  event.preventDefault();
  event.stopPropagation();
  if (event.pointerType === "touch" && shownBeforeTap !== link) show(link);
  else open(link);
}, { capture: true });
