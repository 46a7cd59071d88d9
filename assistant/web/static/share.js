// Copy an answer with its citations, and save the conversation as a text file.

export const words = document.getElementById("words").dataset;
document.documentElement.classList.add("scripted");

function conversation() {
  const kept = document.querySelector("#kept textarea, #kept input, input[name='kept']");
  return JSON.parse(kept?.value || "{}").turns ?? [];
}

function reference(cited) {
  const place = cited.section[0] === cited.title ? cited.section : [cited.title, ...cited.section];
  const page = cited.page ? `, ${words.page.replace("{label}", cited.page)}` : "";
  const address = new URL(cited.url, location.origin);
  return `[${cited.number}] “${cited.quote}”\n${place.join(" › ")}${page}\n${address}`;
}

function written({ question, answer }) {
  const references = [...answer.citations, ...answer.nearest].map(reference);
  return [`${words.asked}: ${question}`, answer.text, ...references].join("\n\n");
}

function say(text) {
  document.getElementById("status").textContent = text;
}

async function copy(button) {
  const id = button.closest(".answer").id.replace("answer-", "");
  const turn = conversation().find(({ answer }) => answer.id === id);
  try {
    await navigator.clipboard.writeText(written(turn));
    button.textContent = words.copied;
    say(words.copied);
  } catch {
    say(words.copyFailed);
    button.textContent = words.copyFailed;
  }
}

function save() {
  const text = conversation().map(written).join("\n\n----\n\n");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  link.download = words.file;
  link.click();
  URL.revokeObjectURL(link.href);
}

addEventListener("click", ({ target }) => {
  const button = target instanceof Element ? target.closest("button") : null;
  if (button?.matches(".copy")) copy(button);
  else if (button?.id === "download") save();
});
