// A part with data-poll is fetched again until it comes without.
import { fetchPage } from "./page.js";

export function startPolling() {
  const part = document.querySelector("[data-poll]");
  if (part?.id) setTimeout(() => again(part.id, part.dataset.poll, 1000), 1000);
}

async function again(id, path, wait) {
  const fresh = await fetchPage(path);
  const part = fresh?.getElementById(id);
  const old = document.getElementById(id);
  if (!old) return;
  if (part) old.replaceWith(document.adoptNode(part));
  const next = part ? 1000 : Math.min(wait * 2, 30000);
  if (!part || part.dataset.poll) setTimeout(() => again(id, path, next), next);
}
