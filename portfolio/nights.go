package portfolio

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
)

// Taking is nights taken by a record: the whole property, or one unit of it.
type Taking struct {
	Property, Unit id.ID // Unit zero: the whole property
	Nights         calendar.Nights
	Thing          access.Thing
	Record         id.ID
}

// TakeNights takes nights for a record, or gives a Conflict that names the
// first one taken, never by whom.
//
// That nobody is ever booked over another is the key of the table night: one
// row per place and night. Letting a property whole takes the property and each
// of its units; letting a unit takes the unit; so any two that share a night
// want the same row. A unit added later takes over the whole lets of its
// property (see CreateUnit).
func TakeNights(ctx context.Context, tx *db.Tx, account id.ID, t Taking) error {
	places, err := placesOf(ctx, tx, account, t)
	if err != nil {
		return err
	}
	taken, is, err := firstTaken(ctx, tx, account, places, t.Nights)
	if err != nil {
		return err
	}
	if is {
		return alreadyThere(taken)
	}
	err = takeRows(ctx, tx, account, t, places)
	if db.IsUnique(err, "night") {
		return &fault.Fault{Kind: fault.Conflict, Op: "portfolio.TakeNights", Err: err,
			Say: "Someone has just taken one of these nights. Pick other nights."}
	}
	return err
}

// FreeNights gives back the nights that t.Record took as t says.
func FreeNights(ctx context.Context, tx *db.Tx, account id.ID, t Taking) error {
	places, err := placesOf(ctx, tx, account, t)
	if err != nil {
		return err
	}
	where := "place_id IN (?" + strings.Repeat(", ?", len(places)-1) + ") AND night >= ? AND night < ? AND record_id = ?"
	_, err = tx.Delete(ctx, account, "night", db.Where(where, append(places, t.Nights.Arrive, t.Nights.Depart, t.Record)...))
	return err
}

// MoveNights frees was and takes t in its place; on a Conflict the change is to
// be given up whole.
func MoveNights(ctx context.Context, tx *db.Tx, account id.ID, was, t Taking) error {
	if err := FreeNights(ctx, tx, account, was); err != nil {
		return err
	}
	return TakeNights(ctx, tx, account, t)
}

// FreeFor says whether t could be taken now, but for what t.Record itself holds.
// If not, day is the first night that is taken.
func FreeFor(ctx context.Context, tx *db.Tx, account id.ID, t Taking) (free bool, day calendar.Date, err error) {
	places, err := placesOf(ctx, tx, account, t)
	if err != nil {
		return false, 0, err
	}
	q := takenQuery(account, places, t.Nights).AndIf(!t.Record.IsZero(), "n.record_id <> ?", t.Record)
	day, is, err := first(ctx, tx, q)
	return !is, day, err
}

var errNoNights = errors.New("a taking needs a night, a property and a record")

// placesOf gives the rows to take for each night: archived units too, so that
// nothing clashes when one is put back.
func placesOf(ctx context.Context, tx *db.Tx, account id.ID, t Taking) ([]any, error) {
	if t.Nights.Count() == 0 || t.Nights.Count() > calendar.MaxNights || t.Property.IsZero() {
		return nil, errNoNights
	}
	if !t.Unit.IsZero() {
		return []any{t.Unit}, nil
	}
	q := db.Select("u.id", "unit u").Everything(access.System("a property let whole takes its units").In(account)).
		And("u.property_id = ?", t.Property).Order("u.id")
	units, err := db.All(ctx, tx, q, db.Scan1[id.ID])
	places := []any{t.Property}
	for _, u := range units {
		places = append(places, u)
	}
	return places, err
}

func takenQuery(account id.ID, places []any, n calendar.Nights) db.Query {
	return db.Select("n.night", "night n").Everything(access.System("which nights are taken").In(account)).
		AndIn("n.place_id", places...).And("n.night >= ? AND n.night < ?", n.Arrive, n.Depart).Order("n.night")
}

func firstTaken(ctx context.Context, tx *db.Tx, account id.ID, places []any, n calendar.Nights) (calendar.Date, bool, error) {
	return first(ctx, tx, takenQuery(account, places, n))
}

func first(ctx context.Context, tx *db.Tx, q db.Query) (calendar.Date, bool, error) {
	found, err := db.All(ctx, tx, q.Limit(1), db.Scan1[calendar.Date])
	if err != nil || len(found) == 0 {
		return 0, false, err
	}
	return found[0], true, nil
}

func alreadyThere(from calendar.Date) error {
	return &fault.Fault{Kind: fault.Conflict, Op: "portfolio.TakeNights", Field: "arrive",
		Say: fmt.Sprintf("Someone is already there from %s. Pick other nights.", from.Time().Format("2 January 2006"))}
}

var nightColumns = []string{"place_id", "property_id", "thing", "record_id"}

// span is the nights of t at one place, as rows of the table night.
func (t Taking) span(place any) db.Span {
	return db.Span{Nights: t.Nights, Values: []any{place, t.Property, t.Thing.String(), t.Record}}
}

func takeRows(ctx context.Context, tx *db.Tx, account id.ID, t Taking, places []any) error {
	if t.Record.IsZero() {
		return errNoNights
	}
	spans := make([]db.Span, len(places))
	for i, place := range places {
		spans[i] = t.span(place)
	}
	return tx.InsertDays(ctx, account, "night", "night", nightColumns, spans)
}

// takeOver gives a new unit the nights for which its property is let whole.
func takeOver(ctx context.Context, tx *db.Tx, account, property, unit id.ID) error {
	q := db.Select("n.night, n.thing, n.record_id", "night n").
		Everything(access.System("a new unit takes over whole lets").In(account)).And("n.place_id = ?", property)
	rows, err := db.All(ctx, tx, q, func(r db.Row) ([]any, error) {
		var night calendar.Date
		var thing string
		var record id.ID
		err := r.Scan(&night, &thing, &record)
		return []any{unit, property, thing, record, night}, err
	})
	if err != nil {
		return err
	}
	return tx.InsertMany(ctx, account, "night", append(slices.Clip(nightColumns), "night"), rows)
}
