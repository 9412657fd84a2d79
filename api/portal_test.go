package api

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestGivingAccess(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		user := w.admin.post("/portal-users", `{"name":"Otto Neu","email":"otto@neu.example"}`).is(201)
		w.admin.post("/portal-users", `{"name":"Otto Neu","email":"OTTO@neu.example"}`).problem(409, "conflict").at("#/email")
		w.admin.post("/portal-users", `{"name":"","email":"nonsense"}`).problem(422, "invalid").at("#/email")
		nina := "/portal-users/" + w.member["Nina None"].String()
		form := body(`{"role":"portal","on":"property","of":["%v"],"switches":["calendar"]}`, w.quay)

		preview := w.admin.post("/policy/preview", body(`{"member":"%v","create":%s}`, w.member["Nina None"], form)).is(200)
		if preview.body["nothing"] != false || !strings.Contains(string(preview.raw), `"see booking"`) {
			t.Errorf("%s", preview.raw)
		}
		w.none.get("/bookings/"+w.stay.ID.String()).problem(404, "missing")
		grant := w.admin.post(nina+"/grants", form).is(201)
		w.none.get("/bookings/" + w.stay.ID.String()).is(200).lacks("guest")

		edit := body(`{"version":%v,"role":"portal","on":"property","of":["%v"],"switches":["calendar","guest-name"]}`, grant.num("version"), w.quay)
		path := nina + "/grants/" + grant.str("id")
		w.admin.put(path, edit).is(200)
		w.none.get("/bookings/" + w.stay.ID.String()).is(200).has("guest")
		if stale := w.admin.put(path, edit).problem(409, "conflict"); stale.body["current"] == nil {
			t.Errorf("%s", stale.raw)
		}
		w.admin.get(path).is(200)
		w.admin.delete(path).is(204)
		w.none.get("/bookings/"+w.stay.ID.String()).problem(404, "missing")

		w.owner.post(nina+"/grants", form).problem(404, "missing")
		w.rival.post(nina+"/grants", form).problem(404, "missing")
		w.admin.post(nina+"/grants", body(`{"role":"portal","on":"property","of":["%v"]}`, w.far)).problem(422, "invalid").at("#/of")
		w.admin.post(nina+"/grants", `{"role":"emperor","on":"account"}`).problem(422, "invalid").at("#/role")
		w.admin.post("/policy/preview", body(`{"member":"%v"}`, w.member["Nina None"])).problem(422, "invalid")
		w.admin.patch("/portal-users/"+user.str("id"), body(`{"version":%v,"name":"Otto Alt"}`, user.num("version"))).is(200)
	})
}

func TestSwitchingSomebodyOff(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		path := "/portal-users/" + w.member["Carl Cleaner"].String()
		w.cleaner.get("/bookings").is(200)
		w.admin.post(path+"/deactivate", "").is(200)
		w.cleaner.get("/bookings").problem(401, "signed-out")
		w.admin.post(path+"/reactivate", "").is(200)
		w.admin.post(path+"/reset", "").is(200)
		w.signIn("carl.cleaner@people.example").get("/bookings").is(200)
		w.owner.post(path+"/deactivate", "").problem(404, "missing")
		w.admin.delete(path).is(204)
		w.admin.get(path).problem(404, "missing")
	})
}

func TestLoggingInAs(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		in := w.admin.post("/portal-users/"+w.member["Ana Owner"].String()+"/log-in-as", `{"reason":"she asked"}`).is(201)
		as := &caller{w: w, name: "the admin as Ana", token: in.str("token")}
		if me := as.get("/me").is(200); me.body["acting"].(map[string]any)["name"] != "Alma Admin" {
			t.Errorf("%s", me.raw)
		}
		as.get("/bookings/"+w.stay.ID.String()).is(200).lacks("guest", "total")
		as.get("/bookings/"+w.atLoft.ID.String()).problem(404, "missing")
		if block := as.post("/blocks", body(`{"property":"%v","arrive":"2026-06-01","depart":"2026-06-03"}`, w.quay)).is(201); block.str("kind") != "owner" {
			t.Errorf("%s", block.raw)
		}
		as.post("/session/return", "").is(200)
		as.get("/me").problem(401, "signed-out")
		w.admin.get("/me").is(200)
		w.owner.post("/portal-users/"+w.member["Fred Front"].String()+"/log-in-as", `{}`).problem(404, "missing")
	})
}

func TestBlocksAreForTheirMakers(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		b := w.owner.post("/blocks", body(`{"property":"%v","arrive":"2026-06-01","depart":"2026-06-03"}`, w.quay)).is(201)
		office := w.admin.post("/blocks", body(`{"property":"%v","arrive":"2026-06-03","depart":"2026-06-05","label":"Paint"}`, w.quay)).is(201)
		w.owner.post("/blocks", body(`{"property":"%v","arrive":"2026-06-04","depart":"2026-06-06"}`, w.quay)).problem(409, "conflict").without("Paint")
		w.owner.post("/blocks", body(`{"property":"%v","arrive":"2026-06-04","depart":"2026-06-06"}`, w.loft)).problem(422, "invalid").at("#/property")
		w.owner.put("/blocks/"+b.str("id")+"/nights", body(`{"version":%v,"arrive":"2026-07-01","depart":"2026-07-03"}`, b.num("version"))).is(200)
		w.owner.delete("/blocks/"+office.str("id")+"?version=1").problem(403, "forbidden")
		w.cleaner.delete("/blocks/"+b.str("id")+"?version=1").problem(403, "forbidden")
		w.rival.delete("/blocks/"+b.str("id")+"?version=1").problem(404, "missing")
		w.owner.delete("/blocks/"+b.str("id")).problem(409, "conflict")
		w.owner.delete("/blocks/"+b.str("id")+"?version=1").problem(409, "conflict")
		w.owner.delete("/blocks/" + b.str("id") + "?version=2").is(204)
	})
}

func TestNotesAddedAndNotRead(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		path := "/bookings/" + w.stay.ID.String() + "/notes"
		w.admin.post(path, `{"body":"They like quiet."}`).is(201)
		w.notes.post(path, `{"body":"The lamp is broken."}`).is(201)
		w.notes.get(path).problem(403, "forbidden").without("quiet", "lamp")
		w.cleaner.post(path, `{"body":"x"}`).problem(403, "forbidden")
		w.rival.post(path, `{"body":"x"}`).problem(404, "missing")
		w.admin.post(path, `{"body":""}`).problem(422, "invalid").at("#/body")
		if n := len(w.admin.get(path).is(200).items()); n != 2 {
			t.Errorf("%d notes", n)
		}
	})
}

func TestAQuotesLife(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		form := func(rest string) string {
			return body(`{%s"property":"%v","arrive":"2026-08-01","depart":"2026-08-05","guest":"Quinn","email":"quinn@x.example","lines":[{"kind":"rent","amount":{"minor":40000,"currency":"EUR"}}]}`, rest, w.quay)
		}
		q := w.admin.post("/quotes", form("")).is(201)
		path := "/quotes/" + q.str("id")
		w.admin.put(path, form(body(`"version":%v,"adults":2,`, q.num("version")))).is(200)
		if stale := w.admin.put(path, form(body(`"version":%v,`, q.num("version")))).problem(409, "conflict"); stale.body["current"] == nil {
			t.Errorf("%s", stale.raw)
		}
		sent := w.admin.post(path+"/send", body(`{"version":%v}`, w.admin.get(path).num("version"))).is(200)
		w.owner.get(path).problem(404, "missing")
		accepted := w.admin.post(path+"/accept", body(`{"version":%v}`, sent.num("version"))).is(200).has("booking")
		w.admin.get("/bookings/" + accepted.str("booking")).is(200)
		w.admin.post(path+"/decline", body(`{"version":%v}`, accepted.num("version"))).problem(409, "conflict")
		w.admin.post(path+"/copy", "").is(201)
		(&caller{w: w}).get("/offers/kh_nonsense").problem(404, "missing")
	})
}

func TestStatementsForTheirOwner(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		w.at = time.Date(2026, 4, 2, 11, 0, 0, 0, time.UTC) // a month on, everybody signs in again
		w.admin, w.rival, w.owner = w.signIn("admin@harbour.example"), w.signIn("admin@rival.example"), w.signIn("ana.owner@people.example")
		w.desk, w.cleaner, w.none = w.signIn("fred.front@people.example"), w.signIn("carl.cleaner@people.example"), w.signIn("nina.none@people.example")
		period := body(`{"client":"%v","from":"2026-03-01","until":"2026-04-01"}`, w.ana)
		w.owner.post("/statements", period).problem(403, "forbidden")
		w.rival.post("/statements/preview", period).problem(404, "missing")
		if p := w.admin.post("/statements/preview", period).is(200).items(); len(p) != 1 || p[0]["id"] != nil {
			t.Errorf("%v", p)
		}
		issued := w.admin.post("/statements", period).is(201).items()[0]["id"].(string)
		w.admin.post("/statements", period).problem(409, "conflict")
		w.owner.get("/statements/"+issued).is(200).has("closing", "lines").without("Gerda")
		pdf := w.owner.get("/statements/" + issued + "/pdf").is(200)
		if pdf.header.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(string(pdf.raw), "%PDF") {
			t.Errorf("%v", pdf.header)
		}
		for _, who := range []*caller{w.desk, w.cleaner, w.none, w.rival} {
			who.get("/statements/"+issued).problem(404, "missing")
			who.get("/statements/"+issued+"/pdf").problem(404, "missing")
		}
		w.admin.post("/payouts", body(`{"statement":"%s","amount":{"minor":100,"currency":"USD"}}`, issued)).problem(422, "invalid").at("#/currency")
		paid := w.admin.post("/payouts", body(`{"statement":"%s","amount":{"minor":100,"currency":"EUR"}}`, issued)).is(201)
		w.admin.delete("/payouts/" + paid.str("id")).is(204)
		w.owner.post("/payouts", body(`{"client":"%v","amount":{"minor":100,"currency":"EUR"}}`, w.ana)).problem(404, "missing")
	})
}

func TestWhy(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		ask := "/policy/why?thing=booking&group=guest&record=" + w.stay.ID.String()
		if mine := w.cleaner.get(ask).is(200); mine.str("decision") == "allowed" || mine.str("person") == "" || len(mine.list("causes")) != 0 {
			t.Errorf("%s", mine.raw)
		}
		if theirs := w.admin.get(ask + "&member=" + w.member["Carl Cleaner"].String()).is(200); len(theirs.list("causes")) == 0 || theirs.str("admin") == "" {
			t.Errorf("%s", theirs.raw)
		}
		w.owner.get("/policy/why?thing=booking&record="+w.atLoft.ID.String()).problem(404, "missing")
		w.cleaner.get(ask+"&member="+w.member["Ana Owner"].String()).problem(404, "missing")
		w.admin.get("/policy/why?thing=unicorn&record="+w.stay.ID.String()).problem(422, "invalid").at("thing")
	})
}

func TestTooManyTriesAreToldWhenToComeBack(t *testing.T) {
	p := newDesk(Rooms{}).problem(ctx, tooMany)
	if p.Status != http.StatusTooManyRequests || p.GetHeaders().Get("Retry-After") == "" {
		t.Errorf("%+v", p)
	}
}
