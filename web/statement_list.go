package web

import (
	"net/http"

	"keyhouse/access"
	"keyhouse/money"
	"keyhouse/page"
	"keyhouse/portfolio"
	"keyhouse/sheet"
)

// statementListPage is what owners were told, the latest first.
type statementListPage struct {
	List     List
	Form     Form // of the filter, when something in it is wrong
	Filter   money.StatementFilter
	Page     page.Page[money.Statement]
	Count    int64
	Sort     Sort
	Chips    []Chip
	Owners   []portfolio.Option // that one may filter by
	OfAll    bool               // several owners' statements may be among them
	MayIssue bool
	MayTake  bool // export
}

func (s *screens) statements(w http.ResponseWriter, r *http.Request) error {
	b := statementListPage{List: List{Path: pathStatements}, MayIssue: viewer(r).May(access.Add, access.Statement), MayTake: viewer(r).May(access.Export, access.Statement)}
	f, err := money.ParseStatementFilter(r.URL.Query())
	b.Filter, b.List.Query = f, f.Query()
	if err == nil {
		b.Page, err = s.Money.Statements(r.Context(), viewer(r), f)
	}
	if err == nil {
		b.Count, err = s.Money.CountStatements(r.Context(), viewer(r), f)
	}
	if err != nil && !retry(err) {
		return err
	}
	if err != nil {
		b.Form = sent(r.URL.Query(), err)
	}
	if err := s.statementOwners(r, &b); err != nil {
		return err
	}
	b.Sort.By, b.Sort.Down = b.List.Sort("number", true)
	return s.page(w, r, err, statementListScreen(s.frameOf(r, say(r.Context(), "word.statements")), b))
}

// exportStatements answers with the list as a file.
func (s *screens) exportStatements(kind string) answer {
	return func(w http.ResponseWriter, r *http.Request) error {
		f, err := money.ParseStatementFilter(r.URL.Query())
		if err != nil {
			return err
		}
		return s.export(w, "statements", kind, func(to sheet.Writer) error {
			return s.Money.ExportStatements(r.Context(), viewer(r), f, to)
		})
	}
}

// statementOwners finds whose statements can be chosen among.
func (s *screens) statementOwners(r *http.Request, b *statementListPage) (err error) {
	if b.Owners, err = s.Portfolio.PickClients(r.Context(), viewer(r), "", mostOptions); err != nil {
		return err
	}
	b.OfAll = len(b.Owners) != 1
	if b.Filter.Client.IsZero() {
		return nil
	}
	c, err := s.Portfolio.Client(r.Context(), viewer(r), b.Filter.Client)
	if err != nil {
		return err
	}
	if !offered(b.Owners, c.ID) {
		b.Owners = append(b.Owners, portfolio.Option{ID: c.ID, Name: c.Name})
	}
	b.Chips = []Chip{{"client", say(r.Context(), "statement.owner-name", "name", c.Name)}}
	return nil
}
