// fetchPage gives another page of ours as a document, or null if that failed.
export async function fetchPage(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    if (!answer.ok) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return null;
  }
}

// swap puts a part of a fresh page where the same id stands here. It leaves a
// part alone that somebody is typing in, and says whether it swapped.
export function swap(fresh, id) {
  const old = document.getElementById(id);
  const part = fresh?.getElementById(id);
  if (!old || !part || typing(old)) return false;
  old.replaceWith(document.adoptNode(part));
  return true;
}

function typing(part) {
  const at = document.activeElement;
  return part.contains(at) && at.matches("input, textarea, select") || part.querySelector(":checked[name=id]") !== null;
}

// notify says something in the corner; action is an optional [words, function].
export function notify(words, action) {
  const box = document.createElement("div");
  box.className = "notice";
  box.dataset.tone = "info";
  const say = document.createElement("p");
  say.textContent = words;
  box.append(say);
  if (action) {
    const button = document.createElement("button");
    button.className = "button";
    button.dataset.size = "s";
    button.textContent = action[0];
    button.addEventListener("click", () => { box.remove(); action[1](); });
    box.append(button);
  }
  document.getElementById("notices").replaceChildren(box);
}
