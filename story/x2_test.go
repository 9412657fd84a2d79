package story

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"keyhouse/people"
)

// X2: before an access change is saved, the exact records gained and lost,
// counted and listed. What went wrong: the screen named the first twenty, and
// the link to the rest led nowhere.
func TestX2EveryRecordIsListed(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		ines := w.enter("Ines Alvarez")
		for i := range 25 {
			body := fmt.Sprintf(`{"property":%q,"arrive":%q,"depart":%q}`, h.quay.ID, day(200+2*i), day(201+2*i))
			ines.json("POST", "/api/v1/blocks", body).is(http.StatusCreated)
		}
		olga := h.join("Olga Owner", people.Portal)
		action := accessOf(olga) + "/grants"
		fields := []string{"on=client", "client=" + h.ana.ID.String(), "switch=calendar", "switch=guest-name"}

		ines.fill(action+"/new", action, append(fields, "do=preview")...).ok().
			shows("Blocked time +25 gained", "Booking 1, Quay House", "and 5 more", "Every record as a list (CSV)")
		gained := ines.fill(action+"/new", action, append(fields, "do=list")...).ok().listed()
		if n := gained["gained/see block"]; n != 25 {
			t.Errorf("%d blocks are listed, not 25: %v", n, gained)
		}
		if gained["gained/see booking"] != 2 || gained["gained/see guest name of booking"] != 2 {
			t.Errorf("bookings and what of them shows: %v", gained)
		}
		ines.get(accessOf(olga)).shows("No access yet") // a list gives nothing either
		ines.get("/settings/audit?verb=export").ok().shows("what a change of access would gain and lose, as a file")

		ines.give(olga, fields...)
		grant := ines.grants(olga)[0]
		for _, ask := range []string{action + "/" + grant + "/delete", accessOf(olga) + "/deactivate", accessOf(olga) + "/delete"} {
			ines.get(ask).ok().leads(ask + "?list=csv")
			if lost := ines.get(ask + "?list=csv").ok().listed(); lost["lost/see block"] != 25 {
				t.Errorf("%s: %v", ask, lost)
			}
		}
		if more := ines.get(accessOf(olga) + "/admin?list=csv").ok().listed(); more["gained/see booking"] != 1 || more["gained/see property"] != 1 {
			t.Errorf("admin access: %v", more)
		}

		preview := fmt.Sprintf(`{"member":%q,"delete":%q,"rows":%%s}`, olga.ID, grant)
		if n := strings.Count(ines.json("POST", "/api/v1/policy/preview", fmt.Sprintf(preview, "1000")).ok().body, "Block, Quay House"); n < 25 {
			t.Errorf("the API lists %d blocks", n)
		}
		ines.json("POST", "/api/v1/policy/preview", fmt.Sprintf(preview, "0")).is(http.StatusUnprocessableEntity)

		// whoever may not give access learns nothing of what it would open
		for _, name := range []string{"Olga Owner", "Fay Desk"} {
			p := w.enter(name)
			p.post(action, append(fields, "do=list")...).missing()
			p.get(accessOf(olga) + "/delete?list=csv").missing()
			p.get(accessOf(olga) + "/admin?list=csv").missing()
		}
	})
}

// listed counts the rows of a list of what a change would gain and lose.
func (g *page) listed() map[string]int {
	g.t.Helper()
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(g.body, "\ufeff"))).ReadAll()
	if err != nil || len(rows) < 2 || strings.Join(rows[0], ",") != "Change,What,Record,Day" {
		g.wrong("no list: %v", err)
		return nil
	}
	count := map[string]int{}
	for _, row := range rows[1:] {
		count[row[0]+"/"+row[1]]++
	}
	return count
}
