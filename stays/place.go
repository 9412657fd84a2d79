package stays

import (
	"context"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/cash"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/portfolio"
)

// place is a property, or one unit of it, that nights are taken at.
type place struct {
	Property, Unit, Business id.ID
	Name, UnitName           string
	Currency                 cash.Currency
	Sleeps                   int64
}

const sayPlace = "Choose a property from the list."

// placeFor reads the place a form names. One that does not exist, is archived,
// or is not shown to who is refused in the same words.
func placeFor(ctx context.Context, tx *db.Tx, who *access.Viewer, property, unit id.ID, op string) (*place, error) {
	q := db.Select("p.id, p.business_id, p.name, p.currency, p.sleeps, p.archived_at IS NOT NULL", "property p").
		Visible(who, access.Read, access.Property).And("p.id = ?", property)
	var archived bool
	p, err := db.One(ctx, tx, q, func(r db.Row) (*place, error) { return scanPlace(further{r, []any{&archived}}) })
	switch {
	case fault.Is(err, fault.Missing):
		return nil, access.Veiled(fault.Bad(op, "property", sayPlace))
	case archived:
		return nil, fault.Bad(op, "property", sayPlace)
	}
	if err != nil || unit.IsZero() {
		return p, err
	}
	return p, p.enter(ctx, tx, who, unit, op)
}

// placeOf reads the place of a record that is there already, whoever asks and
// archived or not.
func placeOf(ctx context.Context, tx *db.Tx, who *access.Viewer, property, unit id.ID, op string) (*place, error) {
	q := db.Select("p.id, p.business_id, p.name, p.currency, p.sleeps", "property p").
		Everything(who.Beyond("the place of a record they see")).And("p.id = ?", property)
	p, err := db.One(ctx, tx, q, scanPlace)
	if err != nil || unit.IsZero() {
		return p, err
	}
	return p, p.enter(ctx, tx, who, unit, op)
}

// letPlace reads the place of a quote, for which a booking is about to be made.
func letPlace(ctx context.Context, tx *db.Tx, who *access.Viewer, q *Quote, op string) (*place, error) {
	at, err := placeOf(ctx, tx, who, q.Property, q.Unit, op)
	if err != nil {
		return nil, err
	}
	gone := db.Select("p.id", "property p").Everything(who.Beyond("whether a quote's property is still let")).And("p.id = ? AND p.archived_at IS NOT NULL", q.Property)
	if n, err := db.Count(ctx, tx, gone); err != nil || n > 0 {
		return nil, firstError(err, conflict(op, at.Name+" is no longer let, so this quote cannot be accepted. Please get in touch."))
	}
	return at, nil
}

// enter narrows the place to one of its units.
func (p *place) enter(ctx context.Context, tx *db.Tx, who *access.Viewer, unit id.ID, op string) error {
	q := db.Select("u.name", "unit u").Everything(who.Beyond("a unit of a property they see")).
		And("u.id = ? AND u.property_id = ? AND u.archived_at IS NULL", unit, p.Property)
	name, err := db.One(ctx, tx, q, db.Scan1[string])
	if fault.KindOf(err) == fault.Missing {
		return fault.Bad(op, "unit", "Choose a unit of this property.")
	}
	p.Unit, p.UnitName = unit, name
	return err
}

func scanPlace(r db.Row) (*place, error) {
	p := &place{}
	var currency string
	err := r.Scan(&p.Property, &p.Business, &p.Name, &currency, &p.Sleeps)
	p.Currency = cash.Currency(currency)
	return p, err
}

// sharesOn gives who owns the place on a day and what the office keeps of each
// one's part.
func (p *place) sharesOn(ctx context.Context, tx *db.Tx, who *access.Viewer, day calendar.Date) ([]Share, error) {
	holders, err := portfolio.HoldersIn(ctx, tx, who.Account(), p.Property, day)
	out := make([]Share, len(holders))
	for i, h := range holders {
		out[i] = Share{Client: h.Client, ShareBPS: h.BPS, CommissionBPS: h.CommissionBPS}
	}
	return out, err
}

// record is what the policy needs to know of something new at the place.
func (p *place) record(t access.Thing, account, person id.ID) *access.Record {
	return &access.Record{Thing: t, Account: account, Business: p.Business, Property: p.Property, Person: person}
}
