package web

import (
	"net/http"
	"net/url"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/entry"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/money"
	"keyhouse/page"
	"keyhouse/portfolio"
)

// newStatementPage is a statement before it is issued: nothing of it is stored.
type newStatementPage struct {
	Owners   []portfolio.Option
	Find     string // narrows Owners, where they are many
	Long     bool
	Client   id.ID
	From     calendar.Date
	Last     calendar.Date // the last day told about
	Form     Form
	Previews []money.Statement
}

// newStatement answers GET: with an owner and a period in the address it shows
// what would be issued.
func (s *screens) newStatement(w http.ResponseWriter, r *http.Request) error {
	b := newStatementPage{Find: r.URL.Query().Get("find")}
	err := b.read(r.URL.Query())
	if err == nil && !b.Client.IsZero() {
		if err = s.proposePeriod(r, &b); err == nil {
			b.Previews, err = s.Money.PreviewStatement(r.Context(), viewer(r), b.Client, b.From, b.Last.Add(1))
		}
	}
	return s.showNewStatement(w, r, b, r.URL.Query(), err)
}

// issueStatement answers POST with the same fields.
func (s *screens) issueStatement(w http.ResponseWriter, r *http.Request) error {
	b := newStatementPage{}
	err := b.read(r.PostForm)
	var issued []money.Statement
	if err == nil {
		issued, err = s.Money.IssueStatement(r.Context(), viewer(r), b.Client, b.From, b.until())
	}
	if err != nil {
		return s.showNewStatement(w, r, b, r.PostForm, err)
	}
	said := say(r.Context(), "statement.statement-number-issued-never", "number", number(issued[0].Number))
	to := statementPath(issued[0].ID)
	if len(issued) > 1 {
		said, to = say(r.Context(), "statement.statements-issued-one-for"), pathStatements+"?client="+b.Client.String()
	}
	s.notify(w, Notice{Tone: Good, Say: said})
	return seeOther(w, r, to)
}

func (b *newStatementPage) read(v url.Values) (err error) {
	wrong := fault.Fields{Op: "web.readStatement"}
	if typed := v.Get("client"); typed != "" {
		if b.Client, err = id.Parse(typed); err != nil {
			wrong.Bad("client", "This owner does not exist, or is not shown to you.")
		}
	}
	for field, to := range map[string]*calendar.Date{"from": &b.From, "until": &b.Last} {
		*to = entry.Day(&wrong, field, v.Get(field))
	}
	return wrong.Err()
}

func (b *newStatementPage) until() calendar.Date {
	if b.Last.IsZero() {
		return 0
	}
	return b.Last.Add(1)
}

// proposePeriod fills in what the address leaves open: from where the last one
// ended to the end of last month.
func (s *screens) proposePeriod(r *http.Request, b *newStatementPage) error {
	month := viewer(r).Who().Today.FirstOfMonth()
	if b.From.IsZero() {
		before, err := s.Money.Statements(r.Context(), viewer(r), money.StatementFilter{Client: b.Client, Ask: page.Ask{Sort: "-until", Limit: 1}})
		if err != nil {
			return err
		}
		if b.From = month.AddMonths(-1); len(before.Rows) > 0 {
			b.From = before.Rows[0].Until
		}
	}
	if b.Last.IsZero() {
		if b.Last = month.Add(-1); b.Last.Before(b.From) {
			b.Last = b.From.AddMonths(1).Add(-1)
		}
	}
	return nil
}

func (s *screens) showNewStatement(w http.ResponseWriter, r *http.Request, b newStatementPage, typed url.Values, wrong error) error {
	if wrong != nil && fault.KindOf(wrong) == fault.Missing {
		wrong = fault.Bad("web.newStatement", "client", say(r.Context(), "statement.owner-does-not-exist"))
	}
	if wrong != nil && !retry(wrong) {
		return wrong
	}
	if wrong != nil {
		b.Form = sent(typed, wrong)
	}
	var err error
	if b.Owners, err = s.Portfolio.PickClients(r.Context(), viewer(r), b.Find, mostOptions); err != nil {
		return err
	}
	b.Long = b.Find != "" || len(b.Owners) >= mostOptions
	if !b.Client.IsZero() {
		b.Owners = s.withChosen(r, access.Client, b.Owners, b.Client)
	}
	return s.page(w, r, wrong, newStatementScreen(s.frameOf(r, say(r.Context(), "statement.new-statement")), b))
}

// ahead reports whether the period is not over yet.
func (b newStatementPage) ahead(l Local) bool { return b.Last >= l.Today() }
