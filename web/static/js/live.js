// The live channel. The server says "changed" with a topic, and the parts that
// show it (data-live-part="topic …") are fetched again; it says "again" when
// this person may see more or less than before; it says "ended" when this session
// ends, and the page turns to the signed-out page at once.
import { fetchPage, notify, swap } from "./page.js";

// How long a page that is on its way elsewhere may take before it counts as open.
const ON_ITS_WAY = 5000;

// Everything may have changed while nobody told us.
const ANYTHING = "";

let wait = 1000, pending = null, going = 0, typed = false, lost = false;
const topics = new Set();

export function startLive() {
  if (!document.body.dataset.live) return;
  document.addEventListener("submit", () => { going = Date.now(); });
  document.addEventListener("input", () => { typed = true; });
  connect();
}

function connect() {
  const source = new EventSource(document.body.dataset.live);
  source.addEventListener("open", () => {
    wait = 1000;
    if (lost) setTimeout(changed, Math.random() * 2000, ANYTHING); // not all pages of a node that went away at once
    lost = false;
  });
  source.addEventListener("ended", () => { source.close(); leave(); });
  source.addEventListener("again", again);
  source.addEventListener("changed", (event) => changed(event.data));
  source.addEventListener("error", () => {
    lost = true;
    if (source.readyState !== EventSource.CLOSED) return; // the browser tries again itself
    setTimeout(connect, wait + Math.random() * wait);
    wait = Math.min(wait * 2, 15000);
  });
}

// leave turns to the signed-out page. A form that ends this session itself, as
// going back from somebody else's does, leads on by itself.
function leave() {
  const left = going + ON_ITS_WAY - Date.now();
  if (left > 0) setTimeout(() => location.replace(document.body.dataset.signedOut), left);
  else location.replace(document.body.dataset.signedOut);
}

// again shows the page as this person may see it now, unless they are typing.
function again() {
  const show = () => location.replace(location.href.split("#")[0]);
  if (typed) notify(document.body.dataset.accessChanged, [document.body.dataset.show, show]);
  else show();
}

// changed gathers a burst of topics into one fetch.
function changed(topic) {
  topics.add(topic);
  pending ??= setTimeout(refresh, 200);
}

async function refresh() {
  pending = null;
  const parts = [...document.querySelectorAll("[data-live-part]")].filter(shows), told = !topics.has(ANYTHING);
  topics.clear();
  if (parts.length === 0) return;
  const fresh = await fetchPage(location.href);
  const left = parts.filter((part) => !swap(fresh, part.id));
  if (fresh && told && left.length) notify(document.body.dataset.pageChanged, [document.body.dataset.show, () => location.reload()]);
}

const shows = (part) => part.dataset.livePart.split(" ").some((topic) => topics.has(topic) || topics.has(ANYTHING));
