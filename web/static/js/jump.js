// Ctrl-K: search from anywhere. Without it the search box is a plain form.
let dialog, input, found, asked = 0, answered = "";

export function startJump() {
  dialog = document.getElementById("jump");
  if (!dialog) return;
  input = dialog.querySelector("input");
  found = dialog.querySelector(".jump__found");
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") open(event);
    else if (event.key === "/" && !event.target.closest?.("input, textarea, select, [contenteditable]")) open(event);
  });
  for (const opener of document.querySelectorAll("[data-jump]")) {
    opener.addEventListener(opener.matches("a") ? "click" : "pointerdown", open);
  }
  input.addEventListener("input", () => { const now = ++asked; setTimeout(() => { if (now === asked) look(now); }, 120); });
  input.addEventListener("keydown", keys);
  input.form.addEventListener("submit", go);
}

function open(event) {
  if (document.querySelector("dialog[open]")) return;
  event.preventDefault();
  dialog.showModal();
  input.select();
  if (!found.hasChildNodes()) look(++asked);
}

async function look(now) {
  const q = input.value;
  try {
    const answer = await fetch(`${dialog.dataset.source}?q=${encodeURIComponent(q)}`);
    if (!answer.ok || now !== asked) return;
    found.innerHTML = await answer.text(); // escaped by our own templates
    answered = q;
  } catch {
    return; // the form still searches
  }
  hits().forEach((hit, i) => { hit.id = `jump-${i}`; hit.tabIndex = -1; });
  input.setAttribute("aria-expanded", String(hits().length > 0));
  choose(0);
}

const hits = () => [...found.querySelectorAll(".jump__hit")];
const chosen = () => hits().findIndex((hit) => hit.getAttribute("aria-selected") === "true");

function choose(at) {
  const all = hits();
  all.forEach((hit, i) => hit.setAttribute("aria-selected", String(i === at)));
  if (all[at]) {
    input.setAttribute("aria-activedescendant", all[at].id);
    all[at].scrollIntoView({ block: "nearest" });
  } else {
    input.removeAttribute("aria-activedescendant");
  }
}

function keys(event) {
  const all = hits();
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const step = event.key === "ArrowDown" ? 1 : -1;
    if (all.length) choose((chosen() + step + all.length) % all.length);
  }
}

// go opens what is chosen. What was found for other words than stand there now
// is not what the person means: then the form searches.
function go(event) {
  const hit = hits()[chosen()];
  if (!hit || answered !== input.value) return;
  event.preventDefault();
  location.assign(hit.href);
}
