// Calendars and timelines: one stop for Tab, arrow keys from bar to bar,
// PageUp and PageDown to the months around, a click on free days to add.
export function startGrids() {
  for (const grid of document.querySelectorAll("[data-grid]")) start(grid);
  addEventListener("keydown", (event) => {
    if (!document.querySelector("[data-grid]") || event.target.closest?.("input, textarea, select, dialog, .menu[open]")) return;
    const rel = { PageUp: "prev", PageDown: "next" }[event.key];
    const link = rel && event.target.closest("[data-grid]") && document.querySelector(`a[rel=${rel}]`);
    if (link) { event.preventDefault(); link.click(); }
  });
}

function start(grid) {
  const bars = [...grid.querySelectorAll("a.bar")];
  bars.forEach((bar, i) => { bar.tabIndex = i === 0 ? 0 : -1; });
  grid.addEventListener("focusin", (event) => {
    if (!event.target.matches("a.bar")) return;
    for (const bar of grid.querySelectorAll("a.bar[tabindex='0']")) bar.tabIndex = -1;
    event.target.tabIndex = 0;
  });
  grid.addEventListener("keydown", (event) => move(grid, event));
  grid.addEventListener("click", (event) => add(grid, event));
  grid.querySelector(".timeline__day[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function move(grid, event) {
  const bar = event.target.closest("a.bar");
  if (!bar) return;
  const to = target(grid, bar, event.key);
  if (to === undefined) return;
  event.preventDefault();
  to?.focus();
}

// target gives the bar a key leads to, null at an edge, undefined for other keys.
function target(grid, bar, key) {
  const row = bar.closest("[data-row]");
  const mates = barsOf(row);
  const at = mates.indexOf(bar);
  switch (key) {
    case "ArrowLeft": return mates[at - 1] ?? beside(grid, row, -1)?.at(-1) ?? null;
    case "ArrowRight": return mates[at + 1] ?? beside(grid, row, 1)?.[0] ?? null;
    case "ArrowUp": return nearest(bar, beside(grid, row, -1));
    case "ArrowDown": return nearest(bar, beside(grid, row, 1));
    case "Home": return mates[0];
    case "End": return mates.at(-1);
  }
  return undefined;
}

const middle = (bar) => { const box = bar.getBoundingClientRect(); return box.left + box.width / 2; };
const barsOf = (row) => [...row.querySelectorAll("a.bar")].sort((a, b) => a.getBoundingClientRect().left - b.getBoundingClientRect().left);

// beside gives the bars of the next row that has any, in a direction.
function beside(grid, row, step) {
  const rows = [...grid.querySelectorAll("[data-row]")];
  for (let i = rows.indexOf(row) + step; rows[i]; i += step) {
    if (rows[i].querySelector("a.bar")) return barsOf(rows[i]);
  }
  return null;
}

function nearest(bar, others) {
  const from = middle(bar);
  return others?.reduce((best, b) => Math.abs(middle(b) - from) < Math.abs(middle(best) - from) ? b : best) ?? null;
}

function add(grid, event) {
  const row = event.target;
  if (!row.dataset?.add) return;
  const days = grid.querySelectorAll(".timeline__day");
  const box = row.getBoundingClientRect();
  const day = days[Math.floor((event.clientX - box.left) / box.width * days.length)];
  const to = new URL(row.dataset.add, location.href);
  to.searchParams.set("arrive", day.dateTime);
  location.assign(to);
}
