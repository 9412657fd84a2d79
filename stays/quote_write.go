package stays

import (
	"context"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/cash"
	"keyhouse/db"
	"keyhouse/entry"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/people"
)

// QuoteForm is a quote as typed, new or edited. Version is for edits.
type QuoteForm struct {
	Version        int64
	Property, Unit id.ID
	Nights         calendar.Nights
	Guest          Guest
	Currency       string // "": the property's
	Lines          []ChargeForm
	ValidUntil     calendar.Date
	Message        string
}

func (form *QuoteForm) check(today calendar.Date, op string) error {
	f := fault.Fields{Op: op}
	if form.Property.IsZero() {
		f.Bad("property", sayPlace)
	}
	checkNights(&f, form.Nights)
	form.Guest.check(&f)
	form.Message = entry.Prose(&f, "message", form.Message, entry.MaxProse)
	checkDay(&f, "valid_until", form.ValidUntil, 0)
	if !form.ValidUntil.IsZero() && form.ValidUntil < today {
		f.Bad("valid_until", "This day is past. Pick a later one.")
	}
	return f.Err()
}

// fill writes the form into q, checked in the currency the lines are in.
func (form *QuoteForm) fill(q *Quote, at *place, op string) error {
	f := fault.Fields{Op: op}
	q.Currency = checkCurrency(&f, "currency", form.Currency, at.Currency)
	q.Business, q.Property, q.Unit, q.PropertyName, q.UnitName = at.Business, at.Property, at.Unit, at.Name, at.UnitName
	q.Nights, q.ValidUntil, q.Message = form.Nights, form.ValidUntil, form.Message
	q.Guest, q.Email, q.Phone, q.Adults, q.Children = form.Guest.Name, form.Guest.Email, form.Guest.Phone, form.Guest.Adults, form.Guest.Children
	q.Lines, q.Minor = nil, 0
	for _, c := range readCharges(&f, "lines", form.Lines, q.Currency, form.Nights.Arrive) {
		q.Lines = append(q.Lines, QuoteLine{c.Kind, c.description, cash.Amount{Minor: c.Minor, Currency: q.Currency}, c.ToOwner})
		q.Minor += c.Minor
	}
	return f.Err()
}

// CreateQuote drafts a quote. It holds no nights: only its acceptance does.
func (s *Store) CreateQuote(ctx context.Context, who *access.Viewer, form QuoteForm) (*Quote, error) {
	const op = "stays.CreateQuote"
	if err := form.check(s.today(who), op); err != nil {
		return nil, err
	}
	q := &Quote{ID: id.New(), account: who.Account(), person: who.Who().Person, State: QuoteDraft, Version: 1}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		at, err := placeFor(ctx, tx, who, form.Property, form.Unit, op)
		if err != nil {
			return err
		}
		if err := who.Permit(op, access.Add, at.record(access.Quote, q.account, q.person)); err != nil {
			return err
		}
		if err := form.fill(q, at, op); err != nil {
			return err
		}
		return s.insertQuote(ctx, tx, who, q)
	})
	if err != nil {
		return nil, s.people.Tried(ctx, who, access.Add, &access.Record{Thing: access.Quote, Property: form.Property}, err)
	}
	q.mask(who, s.today(who))
	return q, nil
}

func (s *Store) insertQuote(ctx context.Context, tx *db.Tx, who *access.Viewer, q *Quote) error {
	var err error
	if q.Number, err = tx.Next(ctx, q.account, "quote"); err != nil {
		return err
	}
	q.CreatedAt = s.now()
	v := q.values().Set("id", q.ID).Set("number", q.Number).Set("state", string(q.State)).Set("person_id", q.person).
		Set("accepted_name", "").Set("version", q.Version).Set("created_at", q.CreatedAt)
	if err := tx.Insert(ctx, q.account, "quote", v); err != nil {
		return err
	}
	if err := insertLines(ctx, tx, q); err != nil {
		return err
	}
	if err := indexQuote(ctx, tx, q); err != nil {
		return err
	}
	return s.people.Wrote(ctx, tx, who, access.Add, q.record(), "drafted a quote", people.Diff(nil, q.fields())...)
}

// values are the columns that an edit writes too.
func (q *Quote) values() db.Values {
	return db.Set("business_id", q.Business).Set("property_id", q.Property).Set("unit_id", q.Unit).
		Set("arrive", q.Nights.Arrive).Set("depart", q.Nights.Depart).
		Set("guest_name", q.Guest).Set("guest_key", entry.Fold(q.Guest)).Set("guest_email", q.Email).Set("guest_phone", q.Phone).
		Set("adults", q.Adults).Set("children", q.Children).Set("currency", string(q.Currency)).Set("total_minor", q.Minor).
		Set("valid_until", orNull(q.ValidUntil)).Set("message", q.Message)
}

// orNull keeps "no day" from being stored as a day.
func orNull(d calendar.Date) any {
	if d.IsZero() {
		return nil
	}
	return d
}

func insertLines(ctx context.Context, tx *db.Tx, q *Quote) error {
	rows := make([][]any, len(q.Lines))
	for i, l := range q.Lines {
		rows[i] = []any{q.ID, i + 1, l.Kind, l.Description, l.Minor, l.ToOwner}
	}
	return tx.InsertMany(ctx, q.account, "quote_line", []string{"quote_id", "line", "kind", "description", "amount_minor", "to_owner"}, rows)
}

// EditQuote changes a draft. An edit that began from an older version is a
// Conflict that carries the quote as it is.
func (s *Store) EditQuote(ctx context.Context, who *access.Viewer, quote id.ID, form QuoteForm) (*Quote, error) {
	const op = "stays.EditQuote"
	if err := form.check(s.today(who), op); err != nil {
		return nil, err
	}
	return s.changeQuote(ctx, who, access.Edit, quote, form.Version, op, func(tx *db.Tx, q *Quote) error {
		if q.State != QuoteDraft {
			return conflict(op, "This quote was sent. Copy it and change the copy.")
		}
		at, err := placeFor(ctx, tx, who, form.Property, form.Unit, op)
		if err != nil {
			return err
		}
		if err := who.Permit(op, access.Add, at.record(access.Quote, q.account, q.person)); err != nil && at.Property != q.Property {
			return err
		}
		was := *q
		if err := form.fill(q, at, op); err != nil {
			return err
		}
		if _, err := tx.Delete(ctx, q.account, "quote_line", db.Where("quote_id = ?", q.ID)); err != nil {
			return err
		}
		if err := insertLines(ctx, tx, q); err != nil {
			return err
		}
		if err := s.saveQuote(ctx, tx, q, q.values()); err != nil {
			return err
		}
		if err := indexQuote(ctx, tx, q); err != nil {
			return err
		}
		return s.people.Wrote(ctx, tx, who, access.Edit, q.record(), "edited a quote", people.Diff(was.fields(), q.fields())...)
	})
}

// CopyQuote drafts a new quote with the same lines, guest and nights.
func (s *Store) CopyQuote(ctx context.Context, who *access.Viewer, quote id.ID) (*Quote, error) {
	const op = "stays.CopyQuote"
	var made *Quote
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		q, err := wholeQuote(ctx, tx, who.Account(), quote)
		if err != nil || who.Can(access.Read, q.record()) != access.Allowed {
			return missing(err, op)
		}
		if err := who.Permit(op, access.Add, q.record()); err != nil {
			return err
		}
		c := *q
		c.ID, c.person, c.State, c.Version, c.Booking, c.AcceptedName = id.New(), who.Who().Person, QuoteDraft, 1, id.ID{}, ""
		if c.ValidUntil < s.today(who) {
			c.ValidUntil = 0
		}
		made = &c
		return s.insertQuote(ctx, tx, who, made)
	})
	if err != nil {
		return nil, s.people.Tried(ctx, who, access.Add, &access.Record{Thing: access.Quote, ID: quote}, err)
	}
	return s.Quote(ctx, who, made.ID)
}

// changeQuote runs do on a quote that who may do verb to and that still has
// the version they saw. No version is none they can have seen.
func (s *Store) changeQuote(ctx context.Context, who *access.Viewer, verb access.Verb, quote id.ID, version int64, op string, do func(*db.Tx, *Quote) error) (*Quote, error) {
	var changed *Quote
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		q, err := wholeQuote(ctx, tx, who.Account(), quote)
		if err != nil {
			return missing(err, op)
		}
		if err := who.Permit(op, verb, q.record()); err != nil {
			return err
		}
		if version != q.Version {
			q.mask(who, s.today(who))
			return fault.Outdated(op, q)
		}
		if err := do(tx, q); err != nil {
			return err
		}
		q.mask(who, s.today(who))
		changed = q
		return nil
	})
	return changed, s.people.Tried(ctx, who, verb, &access.Record{Thing: access.Quote, ID: quote}, err)
}

func (s *Store) saveQuote(ctx context.Context, tx *db.Tx, q *Quote, set db.Values) error {
	if err := tx.UpdateVersion(ctx, q.account, "quote", q.ID, q.Version, set); err != nil {
		return err
	}
	q.Version++
	return nil
}

func conflict(op, say string) error { return &fault.Fault{Kind: fault.Conflict, Op: op, Say: say} }
