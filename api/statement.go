package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"keyhouse/access"
	"keyhouse/id"
	"keyhouse/money"
)

// statements are the operations on what owners earned and were paid.
func (d *desk) statements() {
	const tag = "Statements"
	handle(d, op{id: "list-statements", tag: tag, method: http.MethodGet, path: "/statements", summary: "List statements", about: "The issued ones the person may read, without their lines.",
		asks: paged([]string{"-number", "number", "-until", "until", "owner", "-owner", "closing", "-closing"}, uuid("client", "Of this owner."))}, d.listStatements)
	handle(d, op{id: "preview-statement", tag: tag, method: http.MethodPost, path: "/statements/preview", summary: "What a statement would say", errors: []int{http.StatusNotFound},
		about: "One for each currency. Nothing is stored."}, d.previewStatement)
	handle(d, op{id: "issue-statement", tag: tag, method: http.MethodPost, path: "/statements", status: http.StatusCreated, summary: "Issue a statement", errors: []int{http.StatusNotFound, http.StatusConflict},
		about: "Freezes and numbers it, one for each currency. A period that has days in common with one already told about is a conflict."}, d.issueStatement)
	handle(d, op{id: "get-statement", tag: tag, method: http.MethodGet, path: "/statements/{id}", summary: "One statement", about: "With its lines, where sums show."}, d.getStatement)
	d.statementPDF()
	act(d, op{id: "mail-statement", tag: tag, method: http.MethodPost, path: "/statements/{id}/mail", summary: "Mail a statement", about: "To its owner, the document with it."}, d.mailStatement)
	d.payouts()
}

// Statement tells an owner what they earned in a period and were paid.
type Statement struct {
	ID       *id.ID           `json:"id,omitempty" format:"uuid" doc:"Absent in a preview."`
	Number   *int64           `json:"number,omitempty" doc:"Absent in a preview."`
	Client   id.ID            `json:"client" format:"uuid" doc:"The owner."`
	Owner    string           `json:"owner" doc:"The owner's name, as it was then."`
	Address  string           `json:"address" doc:"The owner's address, as it was then."`
	Issuer   string           `json:"issuer"`
	From     string           `json:"from" format:"date" doc:"The first day."`
	Until    string           `json:"until" format:"date" doc:"The first day after the period."`
	Issued   *time.Time       `json:"issued,omitempty"`
	State    string           `json:"state,omitempty"`
	Currency string           `json:"currency"`
	Opening  *Money           `json:"opening,omitempty" doc:"Part: amount. What was owed to them at first."`
	Earned   *Money           `json:"earned,omitempty" doc:"Part: amount."`
	Paid     *Money           `json:"paid,omitempty" doc:"Part: amount. In the period."`
	Closing  *Money           `json:"closing,omitempty" doc:"Part: amount. opening + earned − paid."`
	Settled  *Money           `json:"settled,omitempty" doc:"Part: amount. What was paid out for it so far."`
	Lines    *[]StatementLine `json:"lines,omitempty" nullable:"false" doc:"Part: amount. On a single statement only."`
	Version  int64            `json:"version"`
	Hidden   []string         `json:"hidden" doc:"The parts that do not show to this person."`
}

// StatementLine is one thing earned or paid out (below zero).
type StatementLine struct {
	Day         string `json:"day" format:"date"`
	Kind        string `json:"kind"`
	Booking     *id.ID `json:"booking,omitempty" format:"uuid"`
	Property    string `json:"property,omitempty"`
	Description string `json:"description"`
	Nights      int64  `json:"nights"`
	Amount      Money  `json:"amount"`
}

func statementShape(s money.Statement) Statement {
	out := Statement{Client: s.Client, Owner: s.OwnerName, Address: s.OwnerAddress, Issuer: s.Issuer, From: s.From.String(), Until: s.Until.String(),
		Issued: moment(s.IssuedAt), State: s.State, Currency: string(s.Currency), Version: s.Version, Hidden: orNone(s.Hidden())}
	if s.Number != 0 {
		out.ID, out.Number = &s.ID, &s.Number
	}
	if !s.Shown.Has(access.GroupAmount) {
		return out
	}
	out.Opening, out.Earned, out.Paid = sum(s.Opening, s.Currency), sum(s.Earned, s.Currency), sum(s.Paid, s.Currency)
	out.Closing, out.Settled = sum(s.Closing, s.Currency), sum(s.Settled, s.Currency)
	if s.Lines != nil {
		lines := each(s.Lines, func(l money.StatementLine) StatementLine {
			return StatementLine{Day: l.Day.String(), Kind: l.Kind, Booking: idOr(l.Booking), Property: l.PropertyName, Description: l.Description, Nights: l.Nights, Amount: *sum(l.Minor, s.Currency)}
		})
		out.Lines = &lines
	}
	return out
}

// idOr gives an id, or nothing for none.
func idOr(i id.ID) *id.ID {
	if i.IsZero() {
		return nil
	}
	return &i
}

func (d *desk) listStatements(ctx context.Context, c *call, _ *struct{}) (list[Statement], error) {
	f, err := money.ParseStatementFilter(c.query)
	if err != nil {
		return list[Statement]{}, inAddress(err)
	}
	p, err := d.Money.Statements(ctx, c.viewer(), f)
	return pageOf(p, statementShape), inAddress(err)
}

// Period is what a statement tells about.
type Period struct {
	Client string `json:"client" format:"uuid" doc:"The owner."`
	From   string `json:"from,omitempty" format:"date" doc:"The first day; where the last statement ended unless given."`
	Until  string `json:"until" format:"date" doc:"The first day after the period." example:"2026-04-01"`
}

func (p *Period) read(f *form) (client id.ID, err error) {
	return f.id("client", p.Client), f.Err()
}

func (d *desk) previewStatement(ctx context.Context, c *call, in *struct{ Body Period }) (list[Statement], error) {
	f := form{}
	from, until := f.day("from", in.Body.From), f.day("until", in.Body.Until)
	client, err := in.Body.read(&f)
	if err != nil {
		return list[Statement]{}, err
	}
	rows, err := d.Money.PreviewStatement(ctx, c.viewer(), client, from, until)
	return whole(rows, statementShape), err
}

func (d *desk) issueStatement(ctx context.Context, c *call, in *struct{ Body Period }) (list[Statement], error) {
	f := form{}
	from, until := f.day("from", in.Body.From), f.day("until", in.Body.Until)
	client, err := in.Body.read(&f)
	if err != nil {
		return list[Statement]{}, err
	}
	rows, err := d.Money.IssueStatement(ctx, c.viewer(), client, from, until)
	return whole(rows, statementShape), err
}

func (d *desk) getStatement(ctx context.Context, c *call, in *Which) (Statement, error) {
	return shaped(statementShape)(d.Money.Statement(ctx, c.viewer(), in.id()))
}

func (d *desk) mailStatement(ctx context.Context, c *call, in *Which) error {
	return d.Money.MailStatement(ctx, c.viewer(), in.id())
}

// document is a file.
type document struct {
	Type string `header:"Content-Type"`
	Name string `header:"Content-Disposition"`
	Body []byte
}

// statementPDF answers with a document, which handle does not.
func (d *desk) statementPDF() {
	o := d.operation(op{id: "statement-pdf", tag: "Statements", method: http.MethodGet, path: "/statements/{id}/pdf", summary: "A statement on paper",
		about: "For printing. Who may read it but not its sums may not print it."})
	o.Responses = map[string]*huma.Response{"200": {Description: "OK", Content: map[string]*huma.MediaType{
		"application/pdf": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}}}
	huma.Register(d.api, o, func(ctx context.Context, in *Which) (*document, error) {
		c := ctx.Value(callKey{}).(*call)
		name, pdf, err := d.Money.StatementPDF(ctx, c.viewer(), in.id())
		if err != nil {
			return nil, d.problem(ctx, err)
		}
		return &document{"application/pdf", `attachment; filename="` + name + `"`, pdf}, nil
	})
}
