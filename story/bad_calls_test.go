package story

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"keyhouse/id"
	"keyhouse/people"
)

// Every operation of the API with bodies that are not what it takes: each is
// refused as the caller's fault, in the one form faults have, and nothing is done.
func TestBadInputCalls(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		ids, book, ines := h.oneOfEach(), w.book(), w.enter("Ines Alvarez")
		for _, r := range w.apiRoads() {
			if r.method == http.MethodGet || strings.Contains(r.path, "/session") {
				continue
			}
			path := r.to(r.idsFrom(ids)...)
			schema, ok := bodyOf(book, r.op)
			if !ok {
				continue
			}
			for _, bad := range badBodies(schema) {
				got := ines.json(r.method, path, bad)
				if got.status < 400 || got.status >= 500 {
					got.wrong("%d for %.60q", got.status, bad)
				}
				problem(got)
			}
			if got := ines.send(r.method, path, "text/plain", strings.NewReader("{}"), nil); got.status != http.StatusUnsupportedMediaType {
				got.wrong("%d for text", got.status)
			}
		}
	})
}

// problem demands that a refusal is an RFC 9457 problem that says something.
func problem(g *page) {
	g.t.Helper()
	var p struct {
		Title  string `json:"title"`
		Status int    `json:"status"`
	}
	if err := json.Unmarshal([]byte(g.body), &p); err != nil || p.Title == "" || p.Status != g.status || !strings.HasPrefix(g.header.Get("Content-Type"), "application/problem+json") {
		g.wrong("a refusal that is no problem: %v", err)
	}
}

func bodyOf(book apiBook, op *apiOp) (apiSchema, bool) {
	body, ok := op.Body.Content["application/json"]
	schema := body.Schema
	for strings.HasPrefix(schema.Ref, "#/components/schemas/") {
		schema = book.Components.Schemas[strings.TrimPrefix(schema.Ref, "#/components/schemas/")]
	}
	return schema, ok && len(schema.Properties) > 0
}

// badBodies are wrong whatever an operation takes, and wrong in each of its fields.
func badBodies(schema apiSchema) []string {
	all := []string{"", "{", "[]", "null", "7", `"x"`, `{"no_such_field":1}`, "{}{}", strings.Repeat(`{"a":`, 5_000), `{"x":"` + strings.Repeat("y", 2<<20) + `"}`}
	for name, field := range schema.Properties {
		for _, bad := range []string{`{}`, `[[[]]]`, `true`, `"\u0000"`, `1e400`, `-9223372036854775809`} {
			if field.Type == "object" && bad == `{}` || field.Type == "boolean" && bad == `true` {
				continue
			}
			all = append(all, fmt.Sprintf(`{%q:%s}`, name, bad))
		}
		all = append(all, fmt.Sprintf(`{%q:1,%q:2}`, name, name))
	}
	return all
}

// idsFrom takes the ids of the records a road names; of a kind there is none of,
// one that does not exist.
func (r road) idsFrom(ids map[string]string) []string {
	var all []string
	for _, param := range r.params {
		i := ids[r.thingOf(param)]
		if i == "" {
			i = id.New().String()
		}
		all = append(all, i)
	}
	return all
}

// Every road that changes something, at a record of another company and – for an
// owner – at one of another owner: refused in the same words as a record that
// does not exist, and nothing happens to it.
func TestBadInputTheirs(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		h.join("Olga Owner", people.Portal, onClient(h.ana.ID, "calendar", "guest-name", "view-notes", "add-notes", "all-money", "block-off", "move-blocks", "statements"))
		rival := w.company("rival", "Rival Rooms", "Rex Rival")
		zed := rival.client("Zed Stranger")
		far := rival.property("Far House", portfolioAll(zed.ID)...)
		there := rival.booking(far.ID, "Faye Far", 9, 3, "700", "42", "50")
		zoe := rival.join("Zoe Elsewhere", people.Portal, onClient(zed.ID, "calendar"))
		for name, theirs := range map[string]map[string]string{
			"Ines Alvarez": {"client": zed.ID.String(), "property": far.ID.String(), "booking": there.ID.String(), "member": zoe.ID.String()},
			"Olga Owner":   {"client": h.carla.ID.String(), "property": h.loft.ID.String(), "booking": h.iris.ID.String(), "member": h.members("Fay Desk").ID.String()},
		} {
			p := w.enter(name)
			for _, r := range w.roads() {
				if r.method == http.MethodGet || len(r.params) == 0 || theirs[r.thingOf(r.params[0])] == "" {
					continue
				}
				p.refusedAlike(r, theirs)
			}
		}
		w.enter("Rex Rival").get("/bookings/"+there.ID.String()).ok().shows("Faye Far", "confirmed").hides("x-note")
		w.enter("Zoe Elsewhere").get("/bookings/" + there.ID.String()).ok()
		ines := w.enter("Ines Alvarez")
		ines.get("/bookings/"+h.iris.ID.String()).ok().shows("Iris Inn", "confirmed").hides("x-note")
		ines.get("/properties/"+h.loft.ID.String()).ok().shows("Loft", "Carla Stranger").hides("x-note", "archived")
	})
}

// refusedAlike changes something that is not theirs, and something there is none of.
func (p *person) refusedAlike(r road, theirs map[string]string) {
	p.t.Helper()
	try := func(ids []string) *page {
		if r.op != nil {
			return p.json(r.method, r.to(ids...), `{"body":"x-note","version":1}`)
		}
		return p.post(r.to(ids...), "body=x-note", "version=1", "name=x-note", "arrive="+day(70).String(), "depart="+day(72).String(), "do=save", "on=account", "amount=5", "kind=fee", "method=cash", "email=x@people.example")
	}
	there, nowhere := r.idsFrom(theirs), r.idsFrom(nil)
	copy(there[1:], nowhere[1:]) // what hangs under it does not matter
	got, none := try(there), try(nowhere)
	if got.status < 400 || got.status >= 500 {
		got.wrong("done to what is not theirs: %d", got.status)
	}
	if was, is := blank(none, nowhere), blank(got, there); got.status != none.status || was != is {
		got.wrong("tells theirs from none: %d, not %d\n%.300s\n%.300s", got.status, none.status, is, was)
	}
}

// blank is an answer without the ids that were asked for, its own number, and the
// list of wrong fields, which comes in any order.
func blank(g *page, ids []string) string {
	body := strings.ReplaceAll(g.body, g.header.Get("X-Request-Id"), "NUMBER")
	for _, i := range ids {
		body = strings.ReplaceAll(body, i, "ID")
	}
	return inErrors.ReplaceAllString(body, "")
}

var inErrors = regexp.MustCompile(`"errors":\[.*\]`)
