package stays

import (
	"context"
	"keyhouse/words"
	"strconv"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/mail"
	"keyhouse/people"
)

// linkQuote is the kind of link that shows a quote to whoever holds it.
const linkQuote = "quote"

// linkDays is how long the link to a quote without a last day works.
const linkDays = 90

// SendQuote mails the guest a link to look at the quote and accept it. Sending
// again ends the link sent before.
func (s *Store) SendQuote(ctx context.Context, who *access.Viewer, quote id.ID, version int64) (*Quote, error) {
	const op = "stays.SendQuote"
	return s.changeQuote(ctx, who, access.Send, quote, version, op, func(tx *db.Tx, q *Quote) error {
		if err := q.sendable(s.today(who), op); err != nil {
			return err
		}
		link, err := s.openLink(ctx, tx, q)
		if err != nil {
			return err
		}
		was := *q
		q.State, q.SentAt = QuoteSent, s.now()
		if err := s.saveQuote(ctx, tx, q, db.Set("state", string(QuoteSent)).Set("sent_at", q.SentAt)); err != nil {
			return err
		}
		company, err := people.AccountIn(ctx, tx, q.account)
		if err != nil {
			return err
		}
		if s.mail != nil {
			letter := mail.Quote(words.English.Of(company.Template), company.Name, q.offer(s.mail.Link("/q/"+link)))
			if err := s.mail.Enqueue(ctx, tx, letter.To(q.account, q.Email, q.Guest)); err != nil {
				return err
			}
		}
		return s.people.Wrote(ctx, tx, who, access.Send, q.record(), "sent a quote", people.Diff(was.fields(), q.fields())...)
	})
}

func (q *Quote) sendable(today calendar.Date, op string) error {
	switch {
	case q.State != QuoteDraft && q.State != QuoteSent:
		return conflict(op, "This quote is decided already. Copy it and send the copy.")
	case q.Email == "":
		return fault.Bad(op, "email", "There is no e-mail address to send it to. Add one first.")
	case len(q.Lines) == 0:
		return fault.Bad(op, "lines", "There is nothing to pay on it. Add a line first.")
	case !q.ValidUntil.IsZero() && q.ValidUntil < today:
		return fault.Bad(op, "valid_until", "Its last day is past. Copy it and pick a later one.")
	}
	return nil
}

// openLink makes the link of a quote; those made before end.
func (s *Store) openLink(ctx context.Context, tx *db.Tx, q *Quote) (string, error) {
	if _, err := tx.Global("link").Delete(ctx, db.Where("kind = ? AND account_id = ? AND record_id = ?", linkQuote, q.account, q.ID)); err != nil {
		return "", err
	}
	until := s.now().AddDate(0, 0, linkDays)
	if !q.ValidUntil.IsZero() {
		until = q.ValidUntil.Add(2).Time() // the day is over everywhere on earth
	}
	return s.people.MakeLink(ctx, tx, people.Link{Kind: linkQuote, Account: q.account, Record: q.ID}, until.Sub(s.now()))
}

func (q *Quote) offer(link string) mail.Offer {
	o := mail.Offer{Number: strconv.FormatInt(q.Number, 10), Property: q.PropertyName, Arrive: sayDay(q.Nights.Arrive), Depart: sayDay(q.Nights.Depart),
		Guests: strconv.FormatInt(q.Adults+q.Children, 10), Total: q.Amount.String(), Message: q.Message, Link: link}
	if !q.ValidUntil.IsZero() {
		o.ValidUntil = sayDay(q.ValidUntil)
	}
	return o
}

// sayDay is a day as mails write it.
func sayDay(d calendar.Date) string { return words.English.Day(d) }

// AcceptQuote has the office accept a quote for the guest, who said so on the
// telephone: it becomes a confirmed booking. Taken nights are a Conflict, and
// the quote stays open then.
func (s *Store) AcceptQuote(ctx context.Context, who *access.Viewer, quote id.ID, version int64) (*Quote, error) {
	const op = "stays.AcceptQuote"
	return s.changeQuote(ctx, who, access.Accept, quote, version, op, func(tx *db.Tx, q *Quote) error {
		q.expire(s.today(who))
		return s.accept(ctx, tx, who, q, who.Who().Name, op)
	})
}

// DeclineQuote notes that the guest does not want it.
func (s *Store) DeclineQuote(ctx context.Context, who *access.Viewer, quote id.ID, version int64) (*Quote, error) {
	const op = "stays.DeclineQuote"
	return s.changeQuote(ctx, who, access.Edit, quote, version, op, func(tx *db.Tx, q *Quote) error {
		return s.decline(ctx, tx, who, q, op)
	})
}

func (s *Store) decline(ctx context.Context, tx *db.Tx, who *access.Viewer, q *Quote, op string) error {
	if q.State != QuoteDraft && q.State != QuoteSent {
		return conflict(op, "This quote is decided already.")
	}
	was := *q
	q.State, q.DecidedAt = QuoteDeclined, s.now()
	if err := s.saveQuote(ctx, tx, q, db.Set("state", string(q.State)).Set("decided_at", q.DecidedAt)); err != nil {
		return err
	}
	return s.people.Wrote(ctx, tx, who, access.Edit, q.record(), "a quote was declined", people.Diff(was.fields(), q.fields())...)
}

// accept makes the booking of a quote, with its lines as charges.
func (s *Store) accept(ctx context.Context, tx *db.Tx, who *access.Viewer, q *Quote, name, op string) error {
	switch q.State {
	case QuoteAccepted, QuoteDeclined:
		return conflict(op, "This quote is decided already.")
	case QuoteExpired:
		return conflict(op, "This quote was good until "+sayDay(q.ValidUntil)+". Make a new one.")
	}
	at, err := letPlace(ctx, tx, who, q, op)
	if err != nil {
		return err
	}
	b, charges := q.booking(who, at)
	if err := s.insert(ctx, tx, who, at, b, charges); err != nil {
		return err
	}
	was := *q
	q.State, q.Booking, q.AcceptedName, q.DecidedAt = QuoteAccepted, b.ID, name, s.now()
	set := db.Set("state", string(q.State)).Set("booking_id", b.ID).Set("accepted_name", name).Set("decided_at", q.DecidedAt)
	if err := s.saveQuote(ctx, tx, q, set); err != nil {
		return err
	}
	return s.people.Wrote(ctx, tx, who, access.Accept, q.record(), "a quote was accepted", people.Diff(was.fields(), q.fields())...)
}

// booking is what q becomes.
func (q *Quote) booking(who *access.Viewer, at *place) (*Booking, []charge) {
	b := &Booking{ID: id.New(), account: q.account, person: q.person, Business: q.Business, Property: q.Property, Unit: q.Unit,
		PropertyName: at.Name, UnitName: at.UnitName, Nights: q.Nights, State: Confirmed, Source: SourceDirect,
		Reference: "Q-" + strconv.FormatInt(q.Number, 10), Currency: q.Currency,
		Guest: q.Guest, Email: q.Email, Phone: q.Phone, Adults: q.Adults, Children: q.Children, Version: 1}
	charges := make([]charge, len(q.Lines))
	for i, l := range q.Lines {
		charges[i] = charge{Line: Line{l.Kind, l.Minor, l.ToOwner}, description: l.Description, day: q.Nights.Arrive}
	}
	return b, charges
}
