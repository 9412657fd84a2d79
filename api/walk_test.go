package api

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
)

// marks are words of ours that nobody may read who was given nothing.
var marks = []string{"Quay House", "Lake Cottage", "Old Mill", "Loft", "Ana Lindqvist", "Ben Maler", "Gerda", "gast.example", "HMXYZ99", "106000", "Alma", "Carl", "Fred"}

func TestNobodyWithoutATokenReachesAnything(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		stranger := &caller{w: w, name: "a stranger"}
		everyOperation(t, func(method, path string, o *huma.Operation) {
			if len(o.Security) == 0 {
				return
			}
			for _, b := range []string{"", "{}", "nonsense"} {
				a := stranger.ask(method, filled(path, w.stay.ID.String()), b)
				if a.problem(http.StatusUnauthorized, "signed-out").header.Get("Www-Authenticate") == "" {
					t.Errorf("%s: no WWW-Authenticate", a.asked)
				}
			}
		})
	})
}

// Somebody who was given nothing, and the admin of another account, walk every
// operation with every id of ours.
func TestStrangersWalkEverywhereAndFindNothing(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		ours := []string{w.stay.ID.String(), w.quay.String(), w.ana.String(), w.member["Ana Owner"].String(), "nonsense"}
		for _, who := range []*caller{w.none, w.rival} {
			everyOperation(t, func(method, path string, o *huma.Operation) {
				if strings.HasPrefix(path, "/session") || strings.HasPrefix(path, "/offers") || strings.HasPrefix(path, "/me") && method != "GET" {
					return // what somebody does about themselves is theirs to do
				}
				for _, i := range ours {
					a := who.ask(method, filled(path, i), sample(method, i))
					a.without(marks...)
					switch {
					case a.status >= 500, a.status == http.StatusUnauthorized:
						t.Errorf("%s: %d %s", a.asked, a.status, a.raw)
					case strings.Contains(path, "{") && a.status < 300:
						t.Errorf("%s: %d %s", a.asked, a.status, a.raw)
					case method != "GET" && a.status < 300 && who == w.none:
						t.Errorf("%s was done: %s", a.asked, a.raw)
					case !strings.Contains(path, "{"):
						return
					}
				}
			})
		}
		for path, n := range map[string]int{"/bookings": 2, "/properties": 4, "/owners": 2, "/blocks": 0, "/quotes": 0, "/statements": 0} {
			if got := len(w.admin.get(path).is(200).items()); got != n {
				t.Errorf("%s: something was done: there are %d", path, got)
			}
		}
		for _, path := range []string{"/bookings", "/properties", "/owners", "/blocks", "/quotes", "/statements", "/search?q=quay", "/pick/properties", "/pick/owners", "/calendar/timeline"} {
			if items := w.none.get(path).is(200).items(); len(items) != 0 {
				t.Errorf("%s shows %v to somebody who was given nothing", path, items)
			}
		}
	})
}

func filled(path, i string) string {
	for _, name := range []string{"{id}", "{unit}", "{charge}", "{payment}", "{grant}", "{token}"} {
		path = strings.ReplaceAll(path, name, i)
	}
	return path
}

// sample is a body that fits many operations somewhat.
func sample(method, i string) string {
	if method == "GET" || method == "DELETE" {
		return ""
	}
	return fmt.Sprintf(`{"version":1,"name":"X","client":%q,"property":%q,"member":%q,"leave":true}`, i, i, i)
}

// The front desk reaches no owner by any road (L8).
func TestTheFrontDeskReachesNoOwner(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		owners := []string{"Ana Lindqvist", "Ben Maler", w.ana.String(), w.ben.String()}
		w.admin.post("/blocks", body(`{"property":"%v","arrive":"2026-06-01","depart":"2026-06-03"}`, w.quay)).is(201)
		w.owner.post("/blocks", body(`{"property":"%v","arrive":"2026-06-05","depart":"2026-06-07","label":"Ours"}`, w.quay)).is(201)
		everyOperation(t, func(method, path string, o *huma.Operation) {
			if method != "GET" || strings.HasPrefix(path, "/offers") {
				return
			}
			for _, i := range []string{w.stay.ID.String(), w.quay.String(), w.lake.String(), w.ana.String(), w.ben.String(), w.member["Ana Owner"].String()} {
				w.desk.get(filled(path, i)).without(owners...)
			}
		})
		unknown := same(w.desk.get("/owners/01a20123-0000-7000-8000-000000000000").problem(404, "missing"))
		for _, path := range []string{"/owners/" + w.ana.String(), "/owners/" + w.ana.String() + "/notes", "/owners/" + w.ana.String() + "/properties"} {
			if got := same(w.desk.get(path)); got != unknown {
				t.Errorf("%s: %s", path, got)
			}
		}
		for _, path := range []string{"/owners", "/owners?q=Ana", "/pick/owners?q=Ana", "/search?q=Lindqvist"} {
			if items := w.desk.get(path).is(200).items(); len(items) != 0 {
				t.Errorf("%s: %v", path, items)
			}
		}
		for _, path := range []string{"/bookings?client=", "/properties?client=", "/calendar/timeline?client="} {
			none := w.desk.get(path + "01a20123-0000-7000-8000-000000000000")
			some := w.desk.get(path + w.ana.String())
			if strings.ReplaceAll(string(none.raw), none.str("request"), "") != strings.ReplaceAll(string(some.raw), some.str("request"), "") {
				t.Errorf("%s tells an owner from nobody:\n%s\n%s", path, some.raw, none.raw)
			}
		}
		w.desk.post("/owners", `{"name":"Mallory"}`).problem(404, "missing")
		w.desk.put("/properties/"+w.quay.String()+"/owners", body(`{"shares":[{"client":"%v","bps":10000}]}`, w.ben)).without(owners...)
	})
}
