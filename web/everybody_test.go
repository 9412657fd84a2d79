package web

import (
	"net/http/httptest"
	"testing"

	"keyhouse/web/browsertest"
)

// audit lists what would keep somebody out: WCAG 2.2 AA as far as a script can
// see it – names, labels, one main heading, ids, target size, contrast of text.
const audit = `(() => {
	const wrong = [];
	const tell = (what, el) => wrong.push(what + ": " + el.outerHTML.slice(0, 120));
	const seen = (el) => el.checkVisibility({visibilityProperty: true}) && el.getBoundingClientRect().width > 1;
	const name = (el) => (el.getAttribute("aria-label") || el.textContent || el.title || "").trim();
	if (document.querySelectorAll("h1").length !== 1) wrong.push("not one h1");
	const ids = [...document.querySelectorAll("[id]")].map((el) => el.id);
	for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) wrong.push("id twice: " + id);
	for (const el of document.querySelectorAll("a, button, summary")) if (seen(el) && !name(el) && !el.hasAttribute("aria-hidden")) tell("no name", el);
	for (const el of document.querySelectorAll("input:not([type=hidden]), select, textarea"))
		if (!el.labels?.length && !el.getAttribute("aria-label")) tell("no label", el);
	for (const el of document.querySelectorAll("[aria-describedby], [aria-labelledby]"))
		for (const id of ((el.getAttribute("aria-describedby") || "") + " " + (el.getAttribute("aria-labelledby") || "")).trim().split(/\s+/))
			if (!document.getElementById(id)) tell("points nowhere", el);
	for (const el of document.querySelectorAll("button, summary, .button, .tool, .nav__link, .dock__link, .bar, .menu__item, .tabs a, .choice")) {
		const box = el.getBoundingClientRect();
		if (seen(el) && el.matches("a, button, summary, label") && (box.height < 24 || (box.width < 24 && !el.matches(".bar")))) tell("target " + box.width + "x" + box.height, el);
	}
	return wrong.slice(0, 10).join("\n");
})()`

func TestEveryPageCanBeUsedByEverybody(t *testing.T) {
	browser := browsertest.Start(t)
	server := httptest.NewServer(galleryServer())
	t.Cleanup(server.Close)
	wide, phone := browser.Tab(t), browser.Tab(t).Phone()
	for name := range gallery() {
		if name == "jump" {
			continue // a fragment
		}
		for what, tab := range map[string]*browsertest.Tab{"wide": wide, "phone": phone} {
			if wrong := tab.Open(server.URL + "/gallery/" + name).Eval(audit); wrong != "" {
				t.Errorf("%s, %s:\n%s", name, what, wrong)
			}
		}
	}
}
