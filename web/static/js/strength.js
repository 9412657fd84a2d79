// Strength: while somebody types a new password, the server says how hard it is
// to guess. Without scripts it says so when the form is sent.
export function startStrength() {
  for (const box of document.querySelectorAll("[data-strength]")) watch(box);
}

function watch(box) {
  const field = box.querySelector("input");
  const line = box.querySelector(".strength__say");
  let timer, asked = 0;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const turn = ++asked;
      line.hidden = field.value === "";
      if (line.hidden) return;
      const answer = await fetch(box.dataset.strength, {method: "POST", body: new URLSearchParams({password: field.value})});
      if (!answer.ok || turn !== asked) return;
      const {level, say} = await answer.json();
      line.querySelector("meter").value = level;
      line.querySelector("span").textContent = say;
      line.dataset.level = level;
    }, 250);
  });
}
