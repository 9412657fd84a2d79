package api

import (
	"context"
	"net/http"

	"keyhouse/access"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/page"
	"keyhouse/people"
	"keyhouse/words"
)

// policies are the operations that explain access.
func (d *desk) policies() {
	const tag = "Policy"
	handle(d, op{id: "why", tag: tag, method: http.MethodGet, path: "/policy/why", summary: "Why somebody may or may not", errors: []int{http.StatusNotFound},
		asks: []param{must(word("thing", "What kind of record.")), must(uuid("record", "Which.")), word("verb", "Doing what to it; reading unless given."),
			word("group", "Seeing which part of it."), uuid("member", "Who; the person who asks unless given.")},
		about: "The lines of the policy page and the access records because of which, or the nearest that do not and what would change it. Of a record that the person who asks may not know of the answer is not found, whoever it is asked about."}, d.why)
	handle(d, op{id: "preview", tag: tag, method: http.MethodPost, path: "/policy/preview", summary: "What a change of access would do", errors: []int{http.StatusNotFound, http.StatusConflict},
		about: "Exactly what somebody would gain and lose, counted and listed, as far as the person who asks may know of it. Nothing is saved. Send one of create, edit with to, delete, admin or leave."}, d.preview)
}

// Why is an answer with its reasons.
type Why struct {
	Decision string  `json:"decision" example:"allowed"`
	Verb     string  `json:"verb"`
	Thing    string  `json:"thing"`
	Group    string  `json:"group,omitempty" doc:"The part asked about that decides, if one does."`
	Causes   []Cause `json:"causes" doc:"The lines that made the answer, or came nearest."`
	Admin    string  `json:"admin,omitempty" doc:"For those who look after access, like causes and grants."`
	Person   string  `json:"person" doc:"For the person themselves."`
	Grants   []Grant `json:"grants" doc:"The access records that admin speaks of."`
}

// Cause is one line of the policy page in one access record.
type Cause struct {
	Line  string `json:"line,omitempty" doc:"File and number." example:"policy.txt:201"`
	Text  string `json:"text,omitempty" doc:"The sentence."`
	Grant *id.ID `json:"grant,omitempty" format:"uuid"`
	Lacks string `json:"lacks,omitempty" doc:"What it is short of; absent where it counts."`
}

func (d *desk) why(ctx context.Context, c *call, _ *struct{}) (Why, error) {
	q := page.Read("api.why", c.query)
	ask := people.Question{Member: q.ID("member"), Record: q.ID("record")}
	group := q.Text("group")
	var err error
	if ask.Verb, ask.Thing, err = aimOf(q, 0, 0); err != nil {
		return Why{}, inAddress(err)
	}
	if ask.Thing == 0 {
		return Why{}, fault.Bad("api.why", "?thing", "Say which kind of record.")
	}
	if group != "" {
		var known bool
		if ask.Group, known = access.ParseGroup(group); !known || !access.Page.Holds(ask.Thing).Has(ask.Group) {
			return Why{}, fault.Bad("api.why", "?group", "The policy knows no such part of it.")
		}
	}
	if ask.Member.IsZero() {
		ask.Member = c.Member.ID
	}
	w, err := d.People.Why(ctx, c.viewer(), ask)
	if err != nil {
		return Why{}, err
	}
	return whyShape(words.In(ctx), w), nil
}

// whyShape leaves lines and records out where the domain did.
func whyShape(t *words.Tongue, w people.Why) Why {
	out := Why{Decision: w.Decision.String(), Verb: w.Verb.String(), Thing: w.Thing.String(), Group: w.Group.String(), Person: w.Person(t), Causes: []Cause{}, Grants: []Grant{}}
	if !w.Manages {
		return out
	}
	out.Admin, out.Grants = w.Admin(t), each(w.Grants, grantShape(t))
	known := map[id.ID]bool{}
	for _, g := range w.Grants {
		known[g.ID] = true
	}
	out.Causes = each(w.Causes, func(c access.Cause) Cause {
		cause := Cause{Line: w.Cite(c)}
		if c.Line != nil {
			cause.Text = access.Page.Text(c.Line)
		}
		if known[c.Grant] {
			cause.Grant = idOr(c.Grant)
		}
		if c.Lacks != access.LacksNothing {
			cause.Lacks = c.Lacks.String()
		}
		return cause
	})
	return out
}

// Change is a change of somebody's access that has not been saved.
type Change struct {
	Member      string     `json:"member" format:"uuid" doc:"Whose access."`
	Create      *GrantForm `json:"create,omitempty" doc:"A new access record."`
	Edit        string     `json:"edit,omitempty" format:"uuid" doc:"The access record that to replaces."`
	To          *GrantForm `json:"to,omitempty"`
	Delete      string     `json:"delete,omitempty" format:"uuid" doc:"An access record taken away."`
	Admin       bool       `json:"admin,omitempty" doc:"Admin access."`
	HideReports bool       `json:"hide_reports,omitempty" doc:"With admin."`
	Leave       bool       `json:"leave,omitempty" doc:"Deactivating or deleting them."`
	Rows        int        `json:"rows,omitempty" minimum:"1" maximum:"100000" doc:"How many records to list of each effect; the first 20 unless given."`
}

// Preview is exactly what a change would gain and lose somebody.
type Preview struct {
	Nothing bool     `json:"nothing" doc:"It would change nothing that shows."`
	Gained  []Effect `json:"gained"`
	Lost    []Effect `json:"lost"`
}

// Effect is one thing somebody could newly do, or no longer.
type Effect struct {
	Words   string `json:"words" example:"see guest name of booking"`
	Thing   string `json:"thing" example:"booking"`
	Verb    string `json:"verb,omitempty"`
	Group   string `json:"group,omitempty" doc:"Seeing this part; else doing the verb."`
	General bool   `json:"general" doc:"There are no records to count, as of adding."`
	Count   int64  `json:"count"`
	Rows    []Row  `json:"rows" doc:"The first of them, as many as were asked for."`
}

// Row is one record of a preview.
type Row struct {
	ID    id.ID   `json:"id" format:"uuid"`
	Title string  `json:"title" doc:"Empty where the person who asks may not see it."`
	Day   *string `json:"day,omitempty" format:"date"`
}

func (d *desk) preview(ctx context.Context, c *call, in *struct{ Body Change }) (Preview, error) {
	b, f := in.Body, form{}
	ask := people.Change{Edit: f.id("edit", b.Edit), Delete: f.id("delete", b.Delete), Admin: b.Admin, HideReports: b.HideReports, Leave: b.Leave, Listed: b.Rows}
	if b.Create != nil {
		g := b.Create.form(&f, "create.", 0)
		ask.Create = &g
	}
	if b.To != nil {
		g := b.To.form(&f, "to.", 0)
		ask.To = &g
	}
	if b.asked() != 1 || (b.Edit == "") != (b.To == nil) {
		f.Bad("", "Send one change: create, edit with to, delete, admin or leave.")
	}
	member := f.id("member", b.Member)
	if err := f.Err(); err != nil {
		return Preview{}, err
	}
	p, err := d.People.Preview(ctx, c.viewer(), member, ask)
	t := words.In(ctx)
	return Preview{Nothing: p.Nothing(), Gained: each(p.Gained, effectShape(t)), Lost: each(p.Lost, effectShape(t))}, err
}

// asked counts the changes that were sent.
func (c *Change) asked() int {
	n := 0
	for _, given := range []bool{c.Create != nil, c.Edit != "", c.Delete != "", c.Admin, c.Leave} {
		if given {
			n++
		}
	}
	return n
}

func effectShape(t *words.Tongue) func(people.Effect) Effect {
	return func(e people.Effect) Effect { return effectIn(t, e) }
}

func effectIn(t *words.Tongue, e people.Effect) Effect {
	out := Effect{Words: e.Words(t), Thing: e.Thing.String(), Group: e.Group.String(), General: e.General, Count: e.Count,
		Rows: each(e.Rows, func(r people.ListedRow) Row { return Row{r.ID, r.Title, dayOf(r.Day)} })}
	if e.Group == 0 {
		out.Verb = e.Verb.String()
	}
	return out
}
