package api

import (
	"context"
	"net/http"

	"keyhouse/access"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/page"
	"keyhouse/portfolio"
)

// searches are the operations that find a record by its words.
func (d *desk) searches() {
	const tag = "Search"
	handle(d, op{id: "search", tag: tag, method: http.MethodGet, path: "/search", summary: "Find records", asks: []param{text("q", "Every word must begin one of the record's words, in a part of it that shows."),
		number("limit", "How many of each thing; 10 unless given.", 1, 50)}, about: "Of each thing that can be searched, the closest first."}, d.search)
	handle(d, op{id: "pick-property", tag: tag, method: http.MethodGet, path: "/pick/properties", summary: "Choose a property",
		asks:  []param{text("q", "Words of its name."), word("verb", "What is to be done there; read unless given."), word("thing", "With what; property unless given."), number("limit", "20 unless given.", 1, 200)},
		about: "The properties, by name, at which the person may do something: a form can so offer a choice without opening the list behind it."}, d.pickProperty)
	handle(d, op{id: "pick-owner", tag: tag, method: http.MethodGet, path: "/pick/owners", summary: "Choose an owner", asks: []param{text("q", "Words of the name."), number("limit", "20 unless given.", 1, 200)},
		about: "The owners, by name, whom the person may read or choose."}, d.pickOwner)
}

// Hit is one record found.
type Hit struct {
	Thing string `json:"thing" example:"booking"`
	ID    id.ID  `json:"id" format:"uuid"`
	Title string `json:"title" doc:"What it is called."`
	Sub   string `json:"sub" doc:"What tells it from others of that name."`
}

func (d *desk) search(ctx context.Context, c *call, _ *struct{}) (list[Hit], error) {
	q := page.Read("api.search", c.query)
	words, limit := q.Text("q"), limited(q, c, 10, 50)
	if err := q.Err(); err != nil {
		return list[Hit]{}, inAddress(err)
	}
	hits, err := d.Portfolio.Search(ctx, c.viewer(), words, limit)
	return whole(hits, func(h portfolio.Hit) Hit { return Hit{h.Thing.String(), h.ID, h.Title, h.Sub} }), inAddress(err)
}

// limited reads a limit that is usual unless given.
func limited(q *page.Query, c *call, usual, most int64) int {
	if !c.query.Has("limit") {
		return int(usual)
	}
	return int(q.Number("limit", 1, most))
}

func (d *desk) pickProperty(ctx context.Context, c *call, _ *struct{}) (list[named], error) {
	q := page.Read("api.pickProperty", c.query)
	words, limit := q.Text("q"), limited(q, c, 20, 200)
	verb, thing, err := aimOf(q, access.Read, access.Property)
	if err != nil {
		return list[named]{}, inAddress(err)
	}
	rows, err := d.Portfolio.PickProperties(ctx, c.viewer(), verb, thing, words, limit)
	return whole(rows, option), err
}

func (d *desk) pickOwner(ctx context.Context, c *call, _ *struct{}) (list[named], error) {
	q := page.Read("api.pickOwner", c.query)
	words, limit := q.Text("q"), limited(q, c, 20, 200)
	if err := q.Err(); err != nil {
		return list[named]{}, inAddress(err)
	}
	rows, err := d.Portfolio.PickClients(ctx, c.viewer(), words, limit)
	return whole(rows, option), err
}

func option(o portfolio.Option) named { return named(o) }

// aimOf reads a verb and a thing of the policy page.
func aimOf(q *page.Query, verb access.Verb, thing access.Thing) (access.Verb, access.Thing, error) {
	v, t := q.Text("verb"), q.Text("thing")
	if err := q.Err(); err != nil {
		return 0, 0, err
	}
	var known bool
	bad := fault.Fields{Op: "api.aimOf"}
	if v != "" {
		if verb, known = access.ParseVerb(v); !known {
			bad.Bad("verb", "The policy knows no such verb.")
		}
	}
	if t != "" {
		if thing, known = access.ParseThing(t); !known {
			bad.Bad("thing", "The policy knows no such thing.")
		}
	}
	return verb, thing, bad.Err()
}
