package api

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

func TestSigningInByCodeAndLink(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		stranger := &caller{w: w, name: "a stranger"}
		known := stranger.post("/session/ask", `{"email":"ana.owner@people.example"}`).is(202)
		unknown := stranger.post("/session/ask", `{"email":"nobody@people.example"}`).is(202)
		if len(known.str("asked")) != len(unknown.str("asked")) || known.str("expires") == "" {
			t.Errorf("an address is given away:\n%s\n%s", known.raw, unknown.raw)
		}
		stranger.post("/session/code", fmt.Sprintf(`{"asked":%q,"code":"12"}`, known.str("asked"))).problem(422, "invalid")
		stranger.post("/session/code", `{"asked":"made up","code":"123456"}`).problem(409, "conflict")
		stranger.post("/session/link", `{"link":"made-up"}`).problem(404, "missing")
		stranger.post("/session/address", `{"link":"made-up"}`).problem(404, "missing")
		if got := stranger.post("/session/strength", `{"password":"password1"}`).is(200); got.body["level"] != 0.0 {
			t.Errorf("%s", got.raw)
		}
	})
}

func TestOnesOwnSessionsTokensAndNotices(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		all := w.admin.get("/me/sessions").is(200).items()
		if len(all) != 1 {
			t.Fatalf("%d sessions", len(all))
		}
		w.owner.delete("/me/sessions/"+all[0]["id"].(string)).problem(404, "missing")
		w.owner.delete("/me/sessions?keep=current").is(204)
		w.owner.get("/me").is(200)

		w.admin.post("/me/tokens", `{"name":"","days":7}`).problem(422, "invalid")
		made := w.admin.post("/me/tokens", `{"name":"Sync","days":7,"read_only":true}`).is(201)
		secret := made.str("secret")
		if !strings.HasPrefix(secret, "kh_") || strings.Contains(string(w.admin.get("/me/tokens").is(200).raw), secret) {
			t.Errorf("%s", made.raw)
		}
		program := &caller{w: w, name: "a program"}
		with := http.Header{"Authorization": {"Bearer " + secret}}
		program.askWith("GET", "/bookings", "", with).is(200)
		program.askWith("POST", "/owners", `{"name":"Mallory"}`, with).is(403)
		program.askWith("GET", "/me/sessions", "", with).is(403)
		w.owner.delete("/me/tokens/"+made.str("id")).problem(404, "missing")
		w.admin.delete("/me/tokens/" + made.str("id")).is(204)
		program.askWith("GET", "/bookings", "", with).problem(401, "signed-out")

		w.admin.ask("PUT", "/me/notices", `{"muted":["new-device"]}`).is(204)
		w.admin.ask("PUT", "/me/notices", `{"muted":["everything"]}`).problem(422, "invalid")
		if got := w.admin.get("/me/notices").is(200); !strings.Contains(string(got.raw), "new-device") {
			t.Errorf("%s", got.raw)
		}
		w.admin.ask("PATCH", "/me", `{"name":"Alma Anders"}`).is(204)
		if got := w.admin.get("/me").is(200); !strings.Contains(string(got.raw), "Alma Anders") {
			t.Errorf("%s", got.raw)
		}
		w.admin.ask("PUT", "/me/password", `{"current":"not this","password":"a garden by the river"}`).problem(422, "invalid")
		w.admin.ask("PUT", "/me/password", `{"current":"`+rightPassword+`","password":"a garden by the river"}`).is(204)
		w.admin.delete("/me/sessions").is(204)
		w.admin.get("/me").problem(401, "signed-out")
	})
}
