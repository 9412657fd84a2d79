package portfolio

import (
	"bytes"
	"context"
	"slices"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
)

// TakeMany is TakeNights for very many takings, in few statements: all of them,
// or a Conflict that names no night. Who can tell beforehand which ones clash
// asks FreeFor.
func TakeMany(ctx context.Context, tx *db.Tx, account id.ID, all []Taking) error {
	units, err := unitsOf(ctx, tx, account, all)
	if err != nil {
		return err
	}
	wanted, apart := leaves{}, true
	for _, t := range all {
		if err := t.check(); err != nil {
			return err
		}
		apart = wanted.takeAll(t, units) && apart
	}
	clash := &fault.Fault{Kind: fault.Conflict, Op: "portfolio.TakeMany", Say: "Some of these nights are taken already."}
	if !apart {
		return clash
	}
	return wanted.add(ctx, tx, account, clash)
}

// takeAll is take for all the places that t takes nights of.
func (l leaves) takeAll(t Taking, units map[id.ID][]id.ID) bool {
	if !t.Unit.IsZero() {
		return l.take(t.Unit, t.Nights)
	}
	apart := l.take(t.Property, t.Nights)
	for _, u := range units[t.Property] {
		apart = l.take(u, t.Nights) && apart
	}
	return apart
}

// unitsOf gives the units of each property that is let whole.
func unitsOf(ctx context.Context, tx *db.Tx, account id.ID, all []Taking) (map[id.ID][]id.ID, error) {
	units := map[id.ID][]id.ID{}
	var properties []any
	for _, t := range all {
		if _, asked := units[t.Property]; t.Unit.IsZero() && !asked {
			units[t.Property] = nil
			properties = append(properties, t.Property)
		}
	}
	for some := range slices.Chunk(properties, propertiesAtOnce) {
		q := db.Select("u.property_id, u.id", "unit u").Everything(access.System("a property let whole takes its units").In(account)).
			AndIn("u.property_id", some...).Order("u.property_id, u.id")
		err := db.Each(ctx, tx, q, func(r db.Row) error {
			var property, unit id.ID
			err := r.Scan(&property, &unit)
			units[property] = append(units[property], unit)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return units, nil
}

// propertiesAtOnce bounds the ids of one look-up.
const propertiesAtOnce = 500

// Holding is a Holder for as long as it lasts.
type Holding struct {
	Holder
	From, Until calendar.Date // Until is no day while it lasts
}

// On reports whether h counts on a day.
func (h Holding) On(day calendar.Date) bool {
	return h.From <= day && (h.Until.IsZero() || day < h.Until)
}

// HoldingsIn gives whose each of properties was, is and will be, in the fixed
// order of HoldersIn.
func HoldingsIn(ctx context.Context, tx *db.Tx, account id.ID, properties ...any) (map[id.ID][]Holding, error) {
	q := db.Select("s.property_id, s.client_id, s.share_bps, COALESCE(p.commission_bps, c.commission_bps), s.from_day, s.until_day", "ownership_share s").
		Everything(access.System("splitting properties' money among their owners").In(account)).
		Join("JOIN client c ON c.account_id = s.account_id AND c.id = s.client_id").
		Join("JOIN property p ON p.account_id = s.account_id AND p.id = s.property_id").
		AndIn("s.property_id", properties...).Order("s.property_id, s.client_id, s.from_day")
	out := map[id.ID][]Holding{}
	err := db.Each(ctx, tx, q, func(r db.Row) error {
		var property id.ID
		var h Holding
		err := r.Scan(&property, &h.Client, &h.BPS, &h.CommissionBPS, &h.From, &h.Until)
		out[property] = append(out[property], h)
		return err
	})
	return out, err
}

// IndexMany makes records that were never indexed found by rows of IndexRows,
// which it sorts: words next to each other go to the same page of the index.
func IndexMany(ctx context.Context, tx *db.Tx, account id.ID, rows [][]any) error {
	slices.SortStableFunc(rows, func(a, b []any) int { return bytes.Compare(a[0].([]byte), b[0].([]byte)) })
	return tx.InsertMany(ctx, account, "search_word", IndexColumns, rows)
}
