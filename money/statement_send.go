package money

import (
	"context"
	"keyhouse/words"
	"strings"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/cash"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/mail"
	"keyhouse/paper"
	"keyhouse/people"
)

// StatementPDF gives a statement as a document for printing, and its file's
// name. Who may read it but not its sums may not print it.
func (s *Store) StatementPDF(ctx context.Context, who *access.Viewer, i id.ID) (name string, pdf []byte, err error) {
	const op = "money.StatementPDF"
	var st Statement
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		st, err = statementSeen(ctx, tx, who, i)
		return err
	})
	if err != nil {
		return "", nil, s.people.Tried(ctx, who, access.Print, &access.Record{Thing: access.Statement, ID: i}, missing(err, op))
	}
	if err := st.permit(op, who, access.Print); err != nil {
		return "", nil, s.people.Tried(ctx, who, access.Print, st.record(), err)
	}
	if pdf, err = st.paper(words.In(ctx)).PDF(); err != nil {
		return "", nil, err
	}
	e := people.Entry{Verb: access.Print, Thing: access.Statement, Record: st.ID, Client: st.Client, Detail: "statement " + number(st.Number) + " as a document"}
	return st.Name(), pdf, s.people.Leaving(ctx, who, e)
}

// permit demands that who may do verb to the whole statement, sums included.
func (s *Statement) permit(op string, who *access.Viewer, verb access.Verb) error {
	if err := who.Permit(op, verb, s.record()); err != nil {
		return err
	}
	if !s.Shown.Has(access.GroupAmount) {
		return &fault.Fault{Kind: fault.Forbidden, Op: op, Say: "The sums of this statement are not shown to you."}
	}
	return nil
}

// paper is the statement as it is printed for who reads t.
func (s *Statement) paper(t *words.Tongue) paper.Statement {
	p := paper.Statement{
		Issuer: paper.Party{Name: s.Issuer}, Owner: paper.Party{Name: s.OwnerName, Lines: lines(s.OwnerAddress)},
		Number: number(s.Number), From: s.From, Until: s.Until, Issued: calendar.DateOf(s.IssuedAt), Currency: s.Currency, Tongue: t,
		Opening: s.Opening, Earned: s.Earned, Paid: s.Paid, Closing: s.Closing,
	}
	for _, l := range s.Lines {
		if l.Kind == PayoutKind {
			p.Payouts = append(p.Payouts, paper.Payout{Day: l.Day, Method: t.Noted(l.Description), Minor: -l.Minor})
			continue
		}
		p.Lines = append(p.Lines, paper.Line{Property: l.PropertyName, Day: l.Day, Description: t.Noted(l.Description), Nights: int(l.Nights), Minor: l.Minor})
	}
	return p
}

func lines(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "\n")
}

// MailStatement sends a statement to its owner, the document with it.
func (s *Store) MailStatement(ctx context.Context, who *access.Viewer, i id.ID) error {
	const op = "money.MailStatement"
	var letter mail.Letter
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		st, err := sendable(ctx, tx, who, i, op)
		if err != nil {
			return err
		}
		letter, err = s.letter(st) // outside the change: drawing takes its time
		return err
	})
	if err == nil {
		err = s.db.Write(ctx, func(tx *db.Tx) error { return s.send(ctx, tx, who, i, letter) })
	}
	return s.people.Tried(ctx, who, access.Send, &access.Record{Thing: access.Statement, ID: i}, err)
}

func sendable(ctx context.Context, tx *db.Tx, who *access.Viewer, i id.ID, op string) (Statement, error) {
	st, err := statementSeen(ctx, tx, who, i)
	if err != nil {
		return Statement{}, missing(err, op)
	}
	return st, st.permit(op, who, access.Send)
}

func (s *Store) send(ctx context.Context, tx *db.Tx, who *access.Viewer, i id.ID, letter mail.Letter) error {
	const op = "money.MailStatement"
	st, err := sendable(ctx, tx, who, i, op)
	if err != nil {
		return err
	}
	to, err := emailOf(ctx, tx, who, st.Client)
	if err != nil {
		return err
	}
	if to == "" {
		return fault.Bad(op, "email", "This owner has no e-mail address. Enter one on their page, then send again.")
	}
	if muted, err := s.people.MutedAddress(ctx, tx, st.Account, to, people.NoticeStatement); err != nil || muted {
		return unwanted(op, err)
	}
	if err := s.mail.Enqueue(ctx, tx, letter.To(st.Account, to, st.OwnerName)); err != nil {
		return err
	}
	return s.people.Wrote(ctx, tx, who, access.Send, st.record(), "statement "+number(st.Number)+" by mail")
}

// unwanted is the answer where an owner has chosen to get no statements by mail.
func unwanted(op string, err error) error {
	if err != nil {
		return err
	}
	return &fault.Fault{Kind: fault.Conflict, Op: op, Field: "email",
		Say: "This owner has chosen to read statements here and not to get them by mail. They find this one under Statements."}
}

// emailOf reads where a client's statements go, whatever the sender sees of the
// client.
func emailOf(ctx context.Context, tx *db.Tx, who *access.Viewer, client id.ID) (string, error) {
	q := db.Select("c.email", "client c").Everything(who.Beyond("where a statement the person may send goes to")).And("c.id = ?", client)
	return db.One(ctx, tx, q, db.Scan1[string])
}

func (s *Store) letter(st Statement) (mail.Letter, error) {
	if s.mail == nil {
		return mail.Letter{}, &fault.Fault{Kind: fault.Conflict, Op: "money.MailStatement", Say: "Mail is not set up here. Print the statement instead."}
	}
	pdf, err := st.paper(words.English).PDF()
	if err != nil {
		return mail.Letter{}, err
	}
	sum := func(minor int64) string { return cash.Amount{Minor: minor, Currency: st.Currency}.String() }
	return mail.Statement(words.English, st.Issuer, mail.Account{Number: number(st.Number), From: dayWords(st.From), Until: dayWords(st.Until.Add(-1)),
		Opening: sum(st.Opening), Earned: sum(st.Earned), Paid: sum(st.Paid), Closing: sum(st.Closing),
		Link:     s.mail.Link("/statements/" + st.ID.String()),
		Document: mail.Attachment{Name: st.Name(), Type: "application/pdf", Data: pdf}}), nil
}
