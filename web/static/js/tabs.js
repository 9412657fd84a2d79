// Where tabs are wider than the screen, the current one is scrolled into it.
export function startTabs() {
  for (const tabs of document.querySelectorAll(".tabs")) {
    const at = tabs.querySelector("[aria-current]");
    if (at) tabs.scrollLeft = at.offsetLeft - tabs.offsetLeft - (tabs.clientWidth - at.offsetWidth) / 2;
  }
}
