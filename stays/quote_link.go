package stays

import (
	"context"
	"time"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/entry"
	"keyhouse/fault"
	"keyhouse/people"
)

// Offer is a quote as whoever holds its link sees it: whole, since it was
// written to them.
type Offer struct {
	Company, Zone string // the company's zone is how its days are meant
	*Quote
}

// QuoteByLink shows the quote that a link leads to; looking changes nothing. A
// link that is unknown or replaced by a newer one is Missing, one that is
// too old a Conflict. While the account is suspended it is Forbidden with the
// reason.
func (s *Store) QuoteByLink(ctx context.Context, token string) (*Offer, error) {
	var o *Offer
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		q, home, err := s.follow(ctx, tx, token, "stays.QuoteByLink")
		if err != nil {
			return err
		}
		q.expire(dayAt(home, s.now()))
		o = &Offer{home.Name, home.Zone, q}
		return nil
	})
	return o, err
}

// AcceptByLink accepts the quote that a link leads to, in the name typed there,
// and makes the booking. If the nights were taken meanwhile it is a Conflict
// and the quote stays open.
func (s *Store) AcceptByLink(ctx context.Context, token, name string) (*Offer, error) {
	const op = "stays.AcceptByLink"
	f := fault.Fields{Op: op}
	name = entry.Name(&f, "name", name)
	if err := f.Err(); err != nil {
		return nil, err
	}
	return s.decideByLink(ctx, token, op, func(tx *db.Tx, who *access.Viewer, q *Quote) error {
		err := s.accept(ctx, tx, who, q, name, op)
		if f := fault.Of(err); f != nil && f.Kind == fault.Conflict && f.Field != "" {
			return &fault.Fault{Kind: fault.Conflict, Op: op, Err: err,
				Say: "These nights were taken meanwhile, we are sorry. Write to us, and we look for others."}
		}
		return err
	})
}

// DeclineByLink notes that the holder of a link does not want its quote.
func (s *Store) DeclineByLink(ctx context.Context, token string) (*Offer, error) {
	const op = "stays.DeclineByLink"
	return s.decideByLink(ctx, token, op, func(tx *db.Tx, who *access.Viewer, q *Quote) error {
		return s.decline(ctx, tx, who, q, op)
	})
}

func (s *Store) decideByLink(ctx context.Context, token, op string, do func(*db.Tx, *access.Viewer, *Quote) error) (*Offer, error) {
	var o *Offer
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		q, home, err := s.follow(ctx, tx, token, op)
		if err != nil {
			return err
		}
		if q.State == QuoteDraft {
			return fault.NotFound(op)
		}
		q.expire(dayAt(home, s.now()))
		if err := do(tx, access.System("a guest decides on a quote by its link").In(q.account), q); err != nil {
			return err
		}
		o = &Offer{home.Name, home.Zone, q}
		return nil
	})
	return o, err
}

// follow reads the quote a link leads to.
func (s *Store) follow(ctx context.Context, tx *db.Tx, token, op string) (*Quote, people.Account, error) {
	link, err := s.people.LinkIn(ctx, tx, token, linkQuote)
	if err != nil {
		return nil, people.Account{}, err
	}
	home, err := people.AccountIn(ctx, tx, link.Account)
	if err == nil {
		err = home.Open(op)
	}
	if err != nil {
		return nil, home, err
	}
	q, err := wholeQuote(ctx, tx, link.Account, link.Record)
	if err != nil {
		return nil, home, missing(err, op)
	}
	return q, home, nil
}

// dayAt is the day it is at a company's.
func dayAt(home people.Account, now time.Time) calendar.Date {
	zone, err := time.LoadLocation(home.Zone)
	if err != nil {
		zone = time.UTC
	}
	return calendar.DateOf(now.In(zone))
}
