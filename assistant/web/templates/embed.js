// Places the assistant where this script tag stands, and tells the page what happens in it.
// Nothing that is typed or answered is passed on.
(() => {
  const script = document.currentScript;
  const home = new URL(script.src).origin;
  const frame = document.createElement("iframe");
  const height = Number.parseInt(script.dataset.height, 10) || 600;
  frame.src = home + (script.dataset.page === "induction" ? "/induction" : "/embed");
  frame.title = {{ words("page.service") | tojson }};
  frame.allow = "clipboard-write";
  frame.style.cssText = "border: 1px solid #aeb7bd; box-sizing: border-box; width: 100%;";
  frame.style.height = `${Math.min(700, Math.max(400, height))}px`;
  addEventListener("message", ({ source, origin, data }) => {
    if (source !== frame.contentWindow || origin !== home) return;
    if (!["ready", "answered", "induction-finished"].includes(data?.assistant)) return;
    frame.dispatchEvent(new CustomEvent(`assistant-${data.assistant}`, { bubbles: true }));
  });
  script.after(frame);
})();
