package api

import (
	"net/http"
	"strings"
	"testing"
)

func TestSigningIn(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		stranger := &caller{w: w, name: "a stranger"}
		wrong := stranger.post("/session", `{"email":"admin@harbour.example","password":"not this one"}`).problem(401, "signed-out")
		unknown := stranger.post("/session", `{"email":"nobody@harbour.example","password":"not this one"}`).problem(401, "signed-out")
		if same(wrong) != same(unknown) {
			t.Errorf("an address is given away:\n%s\n%s", wrong.raw, unknown.raw)
		}
		me := w.owner.get("/me").is(200)
		if may := me.body["may"].(map[string]any); may["booking"] == nil || may["client"] == nil || may["grant"] != nil {
			t.Errorf("%s", me.raw)
		}
		if nothing := w.none.get("/me").is(200); strings.Contains(string(nothing.raw), `"booking"`) {
			t.Errorf("given nothing, and yet: %s", nothing.raw)
		}
		w.owner.delete("/session").is(204)
		w.owner.get("/me").problem(401, "signed-out")
		w.owner.delete("/session").is(204)
	})
}

func TestTheCookieOfASignInOpensTheSame(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		browser := &caller{w: w, name: "a browser"}
		in := browser.post("/session", `{"email":"admin@harbour.example","password":"`+rightPassword+`"}`).is(201)
		cookie, _, _ := strings.Cut(in.header.Get("Set-Cookie"), ";")
		browser.askWith("GET", "/me", "", http.Header{"Cookie": {cookie}}).is(200)
		browser.askWith("GET", "/me", "", http.Header{"Cookie": {cookie}, "Authorization": {"Bearer wrong"}}).problem(401, "signed-out")
		elsewhere := http.Header{"Cookie": {cookie}, "Origin": {"https://evil.example"}, "Sec-Fetch-Site": {"cross-site"}}
		browser.askWith("POST", "/owners", `{"name":"Mallory"}`, elsewhere).is(403).without("owners")
		w.admin.get("/owners?q=Mallory").is(200).without("Mallory")
	})
}

func TestGoingToAnotherAccount(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		w.admin.post("/session/account", `{"account":"rival"}`).problem(404, "missing")
		w.admin.post("/session/account", `{"account":"no-such"}`).problem(404, "missing")
		w.admin.post("/session/account", `{"account":"harbour"}`).is(200)
	})
}

// same is an answer without the number of its request.
func same(a *answer) string {
	return strings.ReplaceAll(string(a.raw), a.str("request"), "")
}
