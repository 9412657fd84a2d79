package api

import (
	"strings"
	"testing"

	"keyhouse/id"
)

func TestWhoSeesWhatOfABooking(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		path := "/bookings/" + w.stay.ID.String()
		w.admin.get(path).is(200).has("guest", "email", "phone", "source", "reference", "owner", "total", "tax", "commission", "paid", "owed", "hidden")
		w.owner.get(path).is(200).has("owner").lacks("guest", "email", "phone", "source", "reference", "total", "tax", "commission", "paid", "owed").
			without("Gerda", "gast.example", "106000", "6000,", "HMXYZ99")
		w.cleaner.get(path).is(200).lacks("guest", "email", "owner", "total").without("Gerda", "EUR")
		w.notes.get(path).is(200).has("guest").lacks("email", "owner", "total")
		w.desk.get(path).is(200).has("guest")
		if h := w.cleaner.get(path).list("hidden"); len(h) != 6 {
			t.Errorf("the cleaner is not told of every hidden part: %v", h)
		}
		whole := w.owner.get(path+"?whole=1").is(200).without("Gerda", "106000", "Ben Maler")
		if parts := whole.body["parts"].(map[string]any); len(parts["charges"].([]any)) != 0 || parts["notes"] != nil {
			t.Errorf("%s", whole.raw)
		}
		if parts := w.admin.get(path + "?whole=1").body["parts"].(map[string]any); len(parts["charges"].([]any)) != 2 || parts["notes"] == nil {
			t.Errorf("the admin is not shown all: %v", parts)
		}
	})
}

func TestOneAnswerToWhatIsNotThereAndNotTheirs(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		want := same(w.cleaner.get("/bookings/"+id.New().String()).problem(404, "missing"))
		for _, other := range []string{w.farStay.ID.String(), "0", "nonsense", "00000000-0000-0000-0000-000000000000", strings.Repeat("9", 400), w.quay.String(), "%00", "%2e%2e"} {
			if got := same(w.cleaner.get("/bookings/"+other).problem(404, "missing")); got != want {
				t.Errorf("%s is answered\n%s\nand what does not exist\n%s", other, got, want)
			}
		}
		if got := same(w.owner.get("/bookings/"+w.atLoft.ID.String()).problem(404, "missing")); got != want {
			t.Errorf("the booking of another's property: %s", got)
		}
		for _, write := range []*answer{
			w.cleaner.patch("/bookings/"+w.farStay.ID.String(), `{"version":1,"adults":1}`), w.none.post("/bookings/"+w.stay.ID.String()+"/confirm", `{"version":1}`),
			w.rival.put("/bookings/"+w.stay.ID.String()+"/nights", `{"version":1,"arrive":"2026-04-01","depart":"2026-04-02"}`),
			w.rival.post("/bookings/"+w.stay.ID.String()+"/payments", `{"amount":{"minor":1,"currency":"EUR"}}`),
		} {
			if got := same(write.problem(404, "missing")); got != want {
				t.Errorf("%s: %s", write.asked, got)
			}
		}
		w.cleaner.patch("/bookings/"+w.stay.ID.String(), `{"version":1,"adults":1}`).problem(403, "forbidden")
	})
}

func TestListsOfBookings(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		for _, c := range []struct {
			who  *caller
			want string
		}{
			{w.admin, "quay loft"}, {w.manager, "quay loft"}, {w.desk, "quay loft"}, {w.owner, "quay"}, {w.cleaner, "quay loft"}, {w.notes, "quay"}, {w.none, ""}, {w.rival, "far"},
		} {
			got := ids(c.who.get("/bookings").is(200))
			for name, b := range map[string]string{"quay": w.stay.ID.String(), "loft": w.atLoft.ID.String(), "far": w.farStay.ID.String()} {
				if got[b] != strings.Contains(c.want, name) {
					t.Errorf("%s: the booking at %s is listed: %v", c.who.name, name, got[b])
				}
			}
		}
		w.cleaner.get("/bookings?sort=total").problem(422, "invalid").at("sort")
		w.cleaner.get("/bookings?source=airbnb").problem(422, "invalid").at("source")
		w.cleaner.get("/bookings?q=Gerda").is(200).without("HMXYZ", w.stay.ID.String())
		w.admin.get("/bookings?nonsense=1").problem(422, "invalid").at("nonsense")
		w.admin.get("/bookings?limit=0").problem(422, "invalid").at("limit")
		w.admin.get("/bookings?limit=1&limit=2").problem(422, "invalid").at("limit")
		w.admin.get("/bookings?from=9999-01-01").problem(422, "invalid").at("from")
		w.admin.get("/bookings?property=x").problem(422, "invalid").at("property")
		w.admin.get("/bookings?cursor=x").problem(422, "invalid").at("cursor")
		w.admin.get("/bookings?a=%zz").problem(422, "invalid")
	})
}

func TestPagesOfBookings(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		first := w.admin.get("/bookings?limit=1").is(200)
		second := w.admin.get("/bookings?limit=1&cursor=" + first.str("next")).is(200)
		if len(first.items()) != 1 || len(second.items()) != 1 || first.items()[0]["id"] == second.items()[0]["id"] || second.body["next"] != nil || first.body["prev"] != nil {
			t.Errorf("%s\n%s", first.raw, second.raw)
		}
		if back := w.admin.get("/bookings?limit=1&cursor=" + second.str("prev")).is(200); back.items()[0]["id"] != first.items()[0]["id"] {
			t.Errorf("%s", back.raw)
		}
	})
}

func TestABookingsLife(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		path := "/bookings/" + w.stay.ID.String()
		version := w.admin.get(path).num("version")
		edited := w.admin.patch(path, body(`{"version":%v,"guest":"Greta Neu"}`, version)).is(200)
		stale := w.admin.patch(path, body(`{"version":%v,"guest":"Somebody Else"}`, version)).problem(409, "conflict")
		if now := stale.body["current"].(map[string]any); now["guest"] != "Greta Neu" || now["version"] != edited.body["version"] {
			t.Errorf("%s", stale.raw)
		}
		clash := w.admin.post("/bookings", body(`{"property":"%v","arrive":"2026-03-14","depart":"2026-03-16"}`, w.quay)).problem(409, "conflict").without("Gerda", "Greta")
		if clash.body["current"] != nil {
			t.Errorf("%s", clash.raw)
		}
		moved := w.admin.put(path+"/nights", body(`{"version":%v,"arrive":"2026-03-20","depart":"2026-03-22"}`, edited.num("version"))).is(200)
		if moved.num("nights") != 2 {
			t.Errorf("%s", moved.raw)
		}
		w.admin.post(path+"/charges", `{"kind":"cleaning","amount":{"minor":7550,"currency":"EUR"}}`).is(201)
		w.admin.post(path+"/charges", `{"kind":"cleaning","amount":{"minor":7550,"currency":"USD"}}`).problem(422, "invalid").at("#/amount")
		w.admin.post(path+"/charges", `{"kind":"cleaning","amount":{"minor":-5,"currency":"EUR"}}`).problem(422, "invalid").at("#/amount")
		paid := w.admin.post(path+"/payments", `{"amount":{"minor":5000,"currency":"EUR"},"method":"bank"}`).is(201)
		payment := paid.body["parts"].(map[string]any)["payments"].([]any)[0].(map[string]any)["id"].(string)
		w.admin.post(path+"/refunds", `{"amount":{"minor":9999,"currency":"EUR"}}`).problem(422, "invalid").at("#/amount")
		w.rival.post(path+"/payments/"+payment+"/clear", "").problem(404, "missing")
		cleared := w.admin.post(path+"/payments/"+payment+"/clear", "").is(200)
		w.admin.post(path+"/cancel", body(`{"version":%v}`, cleared.num("version"))).is(200)
		w.admin.post("/bookings", body(`{"property":"%v","arrive":"2026-03-20","depart":"2026-03-22"}`, w.quay)).is(201)
	})
}
