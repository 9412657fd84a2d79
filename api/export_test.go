package api

import (
	"strings"
	"testing"
)

// What a person may take away is what they may see, as on the screens; who sees
// none of a kind is not told that the kind exists.
func TestListsAsSpreadsheets(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		w.admin.get("/exports/bookings").is(200).contains("Gerda", "Number,Code,Property")
		w.admin.get("/exports/bookings?q=nobody").is(200).without("Gerda")
		w.admin.get("/exports/bookings?format=pdf").problem(422, "invalid")
		w.admin.get("/exports/bookings?sort=colour").problem(422, "invalid").at("sort")
		if a := w.admin.get("/exports/owners?format=xlsx").is(200); !strings.HasPrefix(string(a.raw), "PK") {
			t.Error("no workbook came")
		}
		w.admin.get("/exports/properties").is(200).contains("Quay House")
		w.admin.get("/exports/statements").is(200).contains("Number,Owner")
		w.cleaner.get("/exports/bookings").is(200).without("Gerda", "Number,Code", "Total")
		w.cleaner.get("/exports/owners").problem(404, "missing")
		w.cleaner.get("/exports/statements").problem(404, "missing")
	})
}

func TestWhoIsToldOfBlockOffs(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		path := "/properties/" + w.quay.String() + "/subscribers"
		u := w.admin.post(path, `{"name":"Wash","email":"wash@linen.example"}`).is(201)
		w.admin.get(path).is(200).contains("wash@linen.example")
		w.admin.post(path, `{"email":"nonsense"}`).problem(422, "invalid").at("#/email")
		w.cleaner.get(path).problem(403, "forbidden")
		w.rival.get(path).problem(404, "missing")
		w.rival.delete("/subscribers/"+u.str("id")).problem(404, "missing")
		w.admin.delete("/subscribers/" + u.str("id")).is(204)
		w.admin.get(path).is(200).without("wash@linen.example")
	})
}

// contains demands words of an answer that is no JSON.
func (a *answer) contains(words ...string) *answer {
	a.w.t.Helper()
	for _, word := range words {
		if !strings.Contains(string(a.raw), word) {
			a.w.t.Errorf("%s does not hold %q", a.asked, word)
		}
	}
	return a
}
