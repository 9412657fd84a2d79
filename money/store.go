package money

import (
	"context"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/people"
)

// Options say what a Store needs from outside.
type Options struct {
	Now  func() time.Time // the clock; time.Now if nil
	Mail people.Mailer    // takes statements to their owners; nil: MailStatement is refused
}

// Store keeps statements and payouts and reads the journal. It is safe for
// concurrent use. What belongs in somebody else's change – Post and its kin –
// are functions.
type Store struct {
	db     *db.DB
	people *people.Store
	now    func() time.Time
	mail   people.Mailer
}

// New makes a Store over d. It tells p how previews and whys read its records.
func New(d *db.DB, p *people.Store, o Options) *Store {
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Store{db: d, people: p, now: o.Now, mail: o.Mail}
	p.Register(
		people.Kind{Thing: access.Statement, From: "statement s", Title: "s.owner_name", Day: "s.until_day", Order: "s.number",
			Columns: people.Columns{Business: "s.business_id", Client: "s.client_id", Day: "s.until_day", State: "s.state"}},
		people.Kind{Thing: access.Payout, From: "payout o", Day: "o.day",
			Columns: people.Columns{Business: "o.business_id", Client: "o.client_id", Day: "o.day"}},
		people.Kind{Thing: access.Journal, From: "journal_entry e", Day: "e.day",
			Columns: people.Columns{Business: "e.business_id", Day: "e.day"}},
	)
	return s
}

// payee is a client as statements and payouts need them, whatever the person
// sees of the client.
type payee struct {
	id, business         id.ID
	name, address, email string
	currency             string // of their business
}

// payeeFor reads a client whom who may know of, for doing verb to a thing of
// theirs. One they may not know of is not found, like one that does not exist.
func payeeFor(ctx context.Context, tx *db.Tx, who *access.Viewer, client id.ID, verb access.Verb, t access.Thing, op string) (payee, error) {
	q := db.Select("c.id, c.business_id, c.name, c.address, c.email, b.currency", "client c").
		Visible(who, access.Read, access.Client).
		Join("JOIN business b ON b.account_id = c.account_id AND b.id = c.business_id").And("c.id = ?", client)
	p, err := db.One(ctx, tx, q, func(r db.Row) (p payee, err error) {
		err = r.Scan(&p.id, &p.business, &p.name, &p.address, &p.email, &p.currency)
		return p, err
	})
	if err != nil {
		return payee{}, missing(err, op)
	}
	return p, who.Permit(op, verb, &access.Record{Thing: t, Account: who.Account(), Business: p.business, Client: p.id})
}

// missing gives the op of a call to a row that was not there.
func missing(err error, op string) error {
	if f := fault.Of(err); f != nil && f.Kind == fault.Missing {
		return fault.NotFound(op)
	}
	return err
}
