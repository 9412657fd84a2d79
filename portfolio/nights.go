package portfolio

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/words"
)

// Taking is nights of the whole property, or of one unit of it.
type Taking struct {
	Property, Unit id.ID // Unit zero: the whole property
	Nights         calendar.Nights
}

// TakeNights takes nights, or gives a Conflict that names the first one taken,
// never by whom.
//
// That nobody is ever booked over another is the table calendar_leaf: one row
// per place and 31 nights, in whose number each night is a digit. Taking a night
// adds one to its digit, and the table's check refuses a digit of two. Letting a
// property whole takes the property and each of its units; letting a unit takes
// the unit; so any two that share a night want the same digit. A unit added
// later takes over the whole lets of its property (see CreateUnit).
func TakeNights(ctx context.Context, tx *db.Tx, account id.ID, t Taking) error {
	places, err := placesOf(ctx, tx, account, t)
	if err != nil {
		return err
	}
	taken, is, err := firstTaken(ctx, tx, account, places, t.Nights, nil)
	if err != nil {
		return err
	}
	if is {
		return alreadyThere(taken)
	}
	wanted := leaves{}
	for _, p := range places {
		wanted.take(p, t.Nights)
	}
	return wanted.add(ctx, tx, account, &fault.Fault{Kind: fault.Conflict, Op: "portfolio.TakeNights",
		Say: "Someone has just taken one of these nights. Pick other nights."})
}

// once is the check of calendar_leaf that no night is taken twice, nor given
// back when nobody has it.
const once = "calendar_leaf_once"

// add takes what is in l; taken is the fault if somebody has a night of it.
func (l leaves) add(ctx context.Context, tx *db.Tx, account id.ID, taken *fault.Fault) error {
	err := tx.Tally(ctx, account, "calendar_leaf", []string{"place_id", "first_night"}, "taken", l.rows())
	if db.IsCheck(err, once) {
		taken.Err = err
		return taken
	}
	return err
}

// FreeNights gives back nights that were taken as t says. Nights that nobody
// has cannot be given back: that is our own mistake, and fails.
func FreeNights(ctx context.Context, tx *db.Tx, account id.ID, t Taking) error {
	places, err := placesOf(ctx, tx, account, t)
	if err != nil {
		return err
	}
	same := leaves{} // at each of the places
	same.take(id.ID{}, t.Nights)
	where := func(first any) db.Cond {
		return db.Where("first_night = ? AND place_id IN (?"+strings.Repeat(", ?", len(places)-1)+")", append([]any{first}, asAny(places)...)...)
	}
	for _, row := range same.rows() {
		n, err := tx.Update(ctx, account, "calendar_leaf", where(row[1]), db.Set("taken", db.Expr("taken - ?", row[2])))
		if db.IsCheck(err, once) || err == nil && n != int64(len(places)) {
			return &fault.Fault{Kind: fault.Broken, Op: "portfolio.FreeNights", Err: errors.Join(errNotTaken, err)}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// MoveNights frees was and takes t in its place; on a Conflict the change is to
// be given up whole.
func MoveNights(ctx context.Context, tx *db.Tx, account id.ID, was, t Taking) error {
	if err := FreeNights(ctx, tx, account, was); err != nil {
		return err
	}
	return TakeNights(ctx, tx, account, t)
}

// FreeFor says whether t could be taken now by whoever holds but (nil: nobody).
// If not, day is the first night that is taken.
func FreeFor(ctx context.Context, tx *db.Tx, account id.ID, t Taking, but *Taking) (free bool, day calendar.Date, err error) {
	places, err := placesOf(ctx, tx, account, t)
	if err != nil {
		return false, 0, err
	}
	own := leaves{}
	if but != nil {
		mine, err := placesOf(ctx, tx, account, *but)
		if err != nil {
			return false, 0, err
		}
		for _, p := range mine {
			own.take(p, but.Nights)
		}
	}
	day, is, err := firstTaken(ctx, tx, account, places, t.Nights, own)
	return !is, day, err
}

var (
	errNoNights = errors.New("a taking needs a night and a property")
	errNotTaken = errors.New("nights were to be given back that are not taken")
)

func (t Taking) check() error {
	if t.Nights.Count() == 0 || t.Nights.Count() > calendar.MaxNights || t.Property.IsZero() {
		return errNoNights
	}
	return nil
}

// placesOf gives the places whose nights t takes: archived units too, so that
// nothing clashes when one is put back.
func placesOf(ctx context.Context, tx *db.Tx, account id.ID, t Taking) ([]id.ID, error) {
	if err := t.check(); err != nil {
		return nil, err
	}
	if !t.Unit.IsZero() {
		return []id.ID{t.Unit}, nil
	}
	q := db.Select("u.id", "unit u").Everything(access.System("a property let whole takes its units").In(account)).
		And("u.property_id = ?", t.Property).Order("u.id")
	units, err := db.All(ctx, tx, q, db.Scan1[id.ID])
	return append([]id.ID{t.Property}, units...), err
}

// firstTaken gives the first of nights that is taken at one of places, but for
// those of own.
func firstTaken(ctx context.Context, tx *db.Tx, account id.ID, places []id.ID, n calendar.Nights, own leaves) (day calendar.Date, is bool, err error) {
	wanted := leaves{}
	for _, p := range places {
		wanted.take(p, n)
	}
	q := db.Select("l.place_id, l.first_night, l.taken", "calendar_leaf l").Everything(access.System("which nights are taken").In(account)).
		AndIn("l.place_id", asAny(places)...).And("l.first_night > ? AND l.first_night < ?", n.Arrive-leafNights, n.Depart)
	err = db.Each(ctx, tx, q, func(r db.Row) error {
		var at leaf
		var taken int64
		if err := r.Scan(&at.place, &at.first, &taken); err != nil {
			return err
		}
		if over := taken & wanted[at] &^ own[at]; over != 0 && (!is || at.night(over) < day) {
			day, is = at.night(over), true
		}
		return nil
	})
	return day, is, err
}

func asAny(ids []id.ID) []any {
	out := make([]any, len(ids))
	for i := range ids {
		out[i] = ids[i]
	}
	return out
}

func alreadyThere(from calendar.Date) error {
	return &fault.Fault{Kind: fault.Conflict, Op: "portfolio.TakeNights", Field: "arrive",
		Say: fmt.Sprintf("Someone is already there from %s. Pick other nights.", words.English.Day(from))}
}

// takeOver gives a new unit the nights for which its property is let whole.
func takeOver(ctx context.Context, tx *db.Tx, account, property, unit id.ID) error {
	q := db.Select("l.first_night, l.taken", "calendar_leaf l").
		Everything(access.System("a new unit takes over whole lets").In(account)).And("l.place_id = ?", property)
	rows, err := db.All(ctx, tx, q, func(r db.Row) ([]any, error) {
		var first calendar.Date
		var taken int64
		err := r.Scan(&first, &taken)
		return []any{unit, first, taken}, err
	})
	if err != nil {
		return err
	}
	return tx.InsertMany(ctx, account, "calendar_leaf", []string{"place_id", "first_night", "taken"}, rows)
}
