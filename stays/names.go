package stays

import (
	"context"
	"slices"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/id"
)

// placed is a record at a place, whose names whoever sees the record may know.
type placed interface {
	place() (property, unit id.ID)
	called(property, unit string)
}

// named gives records the names of their places. Names are looked up once a
// place and after the page is cut: joined to the list, they would be looked up
// for every row that is sorted.
func named[T placed](ctx context.Context, tx *db.Tx, account id.ID, rows []T) error {
	properties, units := map[id.ID]string{}, map[id.ID]string{}
	for _, r := range rows {
		property, unit := r.place()
		properties[property] = ""
		if !unit.IsZero() {
			units[unit] = ""
		}
	}
	sys := access.System("the names of places of records that show").In(account)
	if err := nameAll(ctx, tx, db.Select("p.id, p.name", "property p").Everything(sys), "p.id", properties); err != nil {
		return err
	}
	if err := nameAll(ctx, tx, db.Select("u.id, u.name", "unit u").Everything(sys), "u.id", units); err != nil {
		return err
	}
	for _, r := range rows {
		property, unit := r.place()
		r.called(properties[property], units[unit])
	}
	return nil
}

// nameAtOnce bounds the ids of one look-up.
const nameAtOnce = 200

func nameAll(ctx context.Context, tx *db.Tx, q db.Query, column string, names map[id.ID]string) error {
	ids := make([]any, 0, len(names))
	for i := range names {
		ids = append(ids, i)
	}
	for some := range slices.Chunk(ids, nameAtOnce) {
		err := db.Each(ctx, tx, q.AndIn(column, some...), func(r db.Row) error {
			var i id.ID
			var name string
			err := r.Scan(&i, &name)
			names[i] = name
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (b *Booking) place() (property, unit id.ID) { return b.Property, b.Unit }

func (b *Booking) called(property, unit string) { b.PropertyName, b.UnitName = property, unit }

func (b *Block) place() (property, unit id.ID) { return b.Property, b.Unit }

func (b *Block) called(property, unit string) { b.PropertyName, b.UnitName = property, unit }

func (q *Quote) place() (property, unit id.ID) { return q.Property, q.Unit }

func (q *Quote) called(property, unit string) { q.PropertyName, q.UnitName = property, unit }

// listed reads the records of q with the names of their places.
func listed[T placed](ctx context.Context, tx *db.Tx, account id.ID, q db.Query, scan func(db.Row) (T, error)) ([]T, error) {
	rows, err := db.All(ctx, tx, q, scan)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return rows, named(ctx, tx, account, rows)
}

// single reads one record of q with the names of its place; Missing if there
// is none.
func single[T placed](ctx context.Context, tx *db.Tx, account id.ID, q db.Query, scan func(db.Row) (T, error)) (T, error) {
	row, err := db.One(ctx, tx, q, scan)
	if err != nil {
		return row, err
	}
	return row, named(ctx, tx, account, []T{row})
}
