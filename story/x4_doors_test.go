package story

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/id"
	"keyhouse/people"
)

// X4: every denied attempt. Somebody who may do nothing here, and an owner who may
// do little, go down every road there is, and whatever turns them away leaves an
// entry: there is no door at which one can try unnoticed.
func TestX4EveryDoorNotesWhomItTurnsAway(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		ids, book := h.oneOfEach(), w.book()
		ids["role"] = "manager"
		h.join("Nora Nobody", people.Portal, onProperties([]id.ID{h.loft.ID}))
		h.join("Olga Owner", people.Portal, onClient(h.ana.ID, "calendar", "guest-name"))
		names := []string{"Nora Nobody", "Olga Owner", "Fay Desk"}
		if w.DB.Dialect() == access.Postgres {
			names = names[:1] // the doors are the same
		}
		for _, name := range names {
			p, refused := w.enter(name), 0
			for _, r := range w.roads() {
				if !noting(r) {
					continue
				}
				w.clock.wait(5 * time.Minute)
				before := h.denials()
				got := p.tryDoor(r, ids, book)
				if got.status == http.StatusForbidden && h.denials() == before { // they were asked to prove again who they are
					p = w.enter(name)
					got = p.tryDoor(r, ids, book)
				}
				if got.status == http.StatusUnauthorized {
					t.Fatalf("%s is signed out at %s", name, got.asked)
				}
				if got.status != http.StatusNotFound && got.status != http.StatusForbidden {
					continue
				}
				refused++
				if n := h.denials() - before; n != 1 {
					t.Errorf("%s, %s: %d, and %d denied entries", name, got.asked, got.status, n)
				}
			}
			if refused < 40 {
				t.Errorf("%s is turned away %d times only", name, refused)
			}
			t.Logf("%s is turned away %d times", name, refused)
		}
	})
}

// noting tells whether a road is a door to what an account holds. What is one's
// own, secret addresses, the demo's outbox and the channel of a page are not.
func noting(r road) bool {
	for _, own := range []string{"/me", "/sign", "/forgot", "/link/", "/confirm/", "/q/", "/outbox", "/live", "/prove", "/strength", "/switch", "/acting", "/accounts", "/theme", "/view-as",
		"/api/v1/me", "/api/v1/session", "/api/v1/links", "/api/v1/sign", "/api/v1/offers", "/a/", "/why"} {
		if strings.HasPrefix(r.path, own) {
			return false
		}
	}
	return true
}

// denials counts the denied entries, once all that was to be noted is.
func (h *harbour) denials() (n int64) {
	h.w.t.Helper()
	ctx := context.Background()
	h.w.must(h.w.People.Close(ctx))
	h.w.must(h.w.DB.Read(ctx, func(tx *db.Tx) (err error) {
		q := db.Select("e.id", "audit_entry e").Everything(access.System("a test").In(h.ID)).And("e.outcome = ?", people.Denied)
		n, err = db.Count(ctx, tx, q)
		return err
	}))
	return n
}

// tryDoor goes down a road with what a form or a body would say there.
func (p *person) tryDoor(r road, ids map[string]string, book apiBook) *page {
	p.t.Helper()
	path := r.to(r.idsFrom(ids)...)
	if path == "/api/v1/calendar/month" {
		path += "?property=" + ids["property"]
	}
	switch {
	case r.method == http.MethodGet:
		return p.get(path)
	case r.op == nil:
		return p.post(path, "body=x-note", "version=1", "name=x-note", "arrive="+day(70).String(), "depart="+day(72).String(), "do=save", "on=account", "amount=5", "kind=fee", "method=cash",
			"email=x@people.example", "property="+ids["property"], "role=admin", "reason=none", "state=active")
	}
	schema, _ := bodyOf(book, r.op)
	body, err := json.Marshal(fitting(book, schema))
	if err != nil {
		p.t.Fatal(err)
	}
	return p.json(r.method, path, string(body))
}

// fitting is a body that fits a schema, as far as its words tell.
func fitting(book apiBook, s apiSchema) any {
	for strings.HasPrefix(s.Ref, "#/components/schemas/") {
		s = book.Components.Schemas[strings.TrimPrefix(s.Ref, "#/components/schemas/")]
	}
	switch kind := strings.Trim(fmt.Sprint(s.Type), "[]"); {
	case len(s.Enum) > 0:
		return s.Enum[0]
	case len(s.Properties) > 0:
		o := map[string]any{}
		for name, field := range s.Properties {
			if name != "$schema" {
				o[name] = fitting(book, field)
			}
		}
		return o
	case strings.HasPrefix(kind, "integer"), strings.HasPrefix(kind, "number"):
		return 1
	case strings.HasPrefix(kind, "boolean"):
		return true
	case strings.HasPrefix(kind, "array"):
		if s.Items != nil {
			return []any{fitting(book, *s.Items)}
		}
		return []any{}
	case strings.HasPrefix(kind, "object"):
		return map[string]any{}
	case s.Format == "date":
		return day(70).String()
	case s.Format == "date-time":
		return morning.Format(time.RFC3339)
	case s.Format == "uuid":
		return "019a0000-0000-7000-8000-000000000000"
	case s.Format == "email":
		return "x@people.example"
	}
	return "5"
}
