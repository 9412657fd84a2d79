// Light, dark or the system's choice: the same cookie the server sets, at once.
const year = 365 * 24 * 60 * 60;

export function startThemes() {
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-themes]");
    if (!form || !event.submitter) return;
    event.preventDefault();
    choose(form, event.submitter.value);
  });
}

function choose(form, theme) {
  document.cookie = `theme=${theme}; path=/; max-age=${theme ? year : 0}; samesite=lax`;
  document.documentElement.dataset.theme = theme;
  for (const button of form.elements.theme) {
    button.setAttribute("aria-pressed", String(button.value === theme));
  }
}
