package portfolio

import (
	"context"
	"fmt"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/people"
)

// SharesOfProperty lists whose a property is on a day (no day: today), of the
// owners who may see. It is missing to who may not know of the property, and
// empty where its owners do not show.
func (s *Store) SharesOfProperty(ctx context.Context, who *access.Viewer, property id.ID, on calendar.Date) ([]Share, error) {
	all, err := s.shares(ctx, who, on, "s.property_id", property, func(tx *db.Tx) error {
		_, err := propertySeen(ctx, tx, who, property)
		return err
	})
	return all, s.people.Tried(ctx, who, access.Read, &access.Record{Thing: access.Property, ID: property}, err)
}

// SharesOfClient lists the shares a client has on a day (no day: today), of
// the properties whose owners who may see.
func (s *Store) SharesOfClient(ctx context.Context, who *access.Viewer, client id.ID, on calendar.Date) ([]Share, error) {
	all, err := s.shares(ctx, who, on, "s.client_id", client, func(tx *db.Tx) error {
		_, err := s.clientSeen(ctx, tx, who, client)
		return err
	})
	return all, s.people.Tried(ctx, who, access.Read, &access.Record{Thing: access.Client, ID: client}, err)
}

func (s *Store) shares(ctx context.Context, who *access.Viewer, on calendar.Date, column string, i id.ID, seen func(*db.Tx) error) (out []Share, err error) {
	if on.IsZero() {
		on = who.Who().Today
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if err := seen(tx); err != nil {
			return err
		}
		out, err = sharesOf(ctx, tx, who, on, column, []any{i})
		return err
	})
	return out, err
}

// ShareHistory lists every share there was, is or will be of a property,
// oldest first, of the owners who may see.
func (s *Store) ShareHistory(ctx context.Context, who *access.Viewer, property id.ID) (out []Share, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if _, err := propertySeen(ctx, tx, who, property); err != nil {
			return err
		}
		q := shareQuery(who).And("s.property_id = ? AND (s.until_day IS NULL OR s.until_day > s.from_day)", property)
		out, err = db.All(ctx, tx, q.Order("s.from_day, c.name_key, s.id"), scanShare)
		return err
	})
	return out, s.people.Tried(ctx, who, access.Read, &access.Record{Thing: access.Property, ID: property}, err)
}

func sharesOf(ctx context.Context, tx *db.Tx, who *access.Viewer, on calendar.Date, column string, ids []any) ([]Share, error) {
	q := shareQuery(who).AndIn(column, ids...).And(shareOn, on, on)
	return db.All(ctx, tx, q.Order("p.name_key, s.property_id, s.share_bps DESC, c.name_key, s.id"), scanShare)
}

// shareQuery lists shares where the property shows its owners and the client
// shows too.
func shareQuery(who *access.Viewer) db.Query {
	return db.Select("s.client_id, c.name, s.property_id, p.name, s.share_bps, s.from_day, s.until_day", "ownership_share s").
		Everything(who.Beyond("shares whose property and client both show")).
		Join("JOIN property p ON p.account_id = s.account_id AND p.id = s.property_id").
		Join("JOIN client c ON c.account_id = s.account_id AND c.id = s.client_id").
		Within(who.Where(access.Read, access.Property, access.GroupOwner), "p").
		Within(who.Where(access.Read, access.Client), "c")
}

func scanShare(r db.Row) (Share, error) {
	var s Share
	err := r.Scan(&s.Client, &s.ClientName, &s.Property, &s.PropertyName, &s.BPS, &s.From, &s.Until)
	return s, err
}

// SetShares says whose a property is from a day on (no day: since ever). The
// parts must make 100 %; what was before that day stays on record. Owners'
// access follows at once.
func (s *Store) SetShares(ctx context.Context, who *access.Viewer, property id.ID, parts []Part, from calendar.Date) error {
	err := s.db.Write(ctx, func(tx *db.Tx) error { return s.SetSharesIn(ctx, tx, who, property, parts, from) })
	return s.people.Tried(ctx, who, access.Edit, &access.Record{Thing: access.Property, ID: property}, err)
}

// SetSharesIn is SetShares within a change that has more to it.
func (s *Store) SetSharesIn(ctx context.Context, tx *db.Tx, who *access.Viewer, property id.ID, parts []Part, from calendar.Date) error {
	const op = "portfolio.SetShares"
	p, err := propertyFor(ctx, tx, who, access.Edit, property, op)
	if err != nil {
		return err
	}
	if !who.Mask(p.record()).Has(access.GroupOwner) {
		return &fault.Fault{Kind: fault.Forbidden, Op: op, Say: "You may see this, but not whose it is. Ask whoever looks after access here."}
	}
	if from.IsZero() {
		from = since
	}
	if err := checkShares(ctx, tx, who, parts, from, op); err != nil {
		return err
	}
	was, err := sharesField(ctx, tx, p.Account, property, from)
	if err != nil {
		return err
	}
	touched, err := s.storeShares(ctx, tx, p, parts, from)
	if err != nil {
		return err
	}
	is, err := sharesField(ctx, tx, p.Account, property, from)
	if err != nil {
		return err
	}
	if err := s.accessChanged(ctx, tx, p.Account); err != nil {
		return err
	}
	if err := s.people.OwnersChanged(ctx, tx, p.Account, touched); err != nil {
		return err
	}
	return s.people.Wrote(ctx, tx, who, access.Edit, p.record(), fmt.Sprintf("%d owners from %s", len(parts), from), people.Diff(was, is)...)
}

// checkShares refuses owners that do not add up, lie outside the calendar, or
// are none that who may choose.
func checkShares(ctx context.Context, tx *db.Tx, who *access.Viewer, parts []Part, from calendar.Date, op string) error {
	f := fault.Fields{Op: op}
	if from < since || from > calendar.Day(calendar.MaxYear, 12, 31) {
		f.Bad("from", fmt.Sprintf("The year must lie between %d and %d.", calendar.MinYear, calendar.MaxYear))
	}
	if checkParts(&f, parts); f.Err() != nil {
		return f.Err()
	}
	clients := make([]any, len(parts))
	for i, p := range parts {
		clients[i] = p.Client
	}
	q := db.Select("c.id", "client c").Visible(who, access.Read, access.Client).AndIn("c.id", clients...).And("c.archived_at IS NULL")
	n, err := db.Count(ctx, tx, q)
	if err != nil {
		return err
	}
	if int(n) != len(parts) {
		return fault.NotFound(op)
	}
	return nil
}

// storeShares gives the owners whose part is another now.
func (s *Store) storeShares(ctx context.Context, tx *db.Tx, p Property, parts []Part, from calendar.Date) (touched []id.ID, err error) {
	q := db.Select("s.id, s.client_id, s.share_bps, s.from_day, s.until_day", "ownership_share s").
		Everything(access.System("the shares about to be replaced").In(p.Account)).And("s.property_id = ?", p.ID)
	rows, err := db.All(ctx, tx, q, func(r db.Row) (t stored, err error) {
		err = r.Scan(&t.id, &t.client, &t.bps, &t.from, &t.until)
		return t, err
	})
	if err != nil {
		return nil, err
	}
	change, add := rewrite(rows, parts, from)
	for _, r := range change {
		set := db.Set("share_bps", r.bps).Set("until_day", orNull(r.until))
		if _, err := tx.Update(ctx, p.Account, "ownership_share", db.ByID(r.id), set); err != nil {
			return nil, err
		}
		touched = append(touched, r.client)
	}
	for _, r := range add {
		row := db.Set("id", id.New()).Set("client_id", r.client).Set("property_id", p.ID).
			Set("share_bps", r.bps).Set("from_day", r.from).Set("until_day", nil)
		if err := tx.Insert(ctx, p.Account, "ownership_share", row); err != nil {
			return nil, err
		}
		touched = append(touched, r.client)
	}
	return touched, nil
}

func orNull(d calendar.Date) any {
	if d.IsZero() {
		return nil
	}
	return d
}

// Holder is an owner of a property on some day, with what the office keeps of
// their part.
type Holder struct {
	Client             id.ID
	BPS, CommissionBPS int64
}

// HoldersIn gives whose a property is on a day, in a fixed order, for splitting
// money. A commission agreed for the property goes before the owners' own.
func HoldersIn(ctx context.Context, tx *db.Tx, account, property id.ID, on calendar.Date) ([]Holder, error) {
	q := db.Select("s.client_id, s.share_bps, COALESCE(p.commission_bps, c.commission_bps)", "ownership_share s").
		Everything(access.System("splitting a property's money among its owners").In(account)).
		Join("JOIN client c ON c.account_id = s.account_id AND c.id = s.client_id").
		Join("JOIN property p ON p.account_id = s.account_id AND p.id = s.property_id").
		And("s.property_id = ?", property).And(shareOn, on, on).Order("s.client_id")
	return db.All(ctx, tx, q, func(r db.Row) (h Holder, err error) {
		err = r.Scan(&h.Client, &h.BPS, &h.CommissionBPS)
		return h, err
	})
}
