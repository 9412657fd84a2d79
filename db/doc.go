// Package db is the one road to the data. It opens SQLite (a file) or
// PostgreSQL, and no query runs before it has been told who asks:
//
//	q := db.Select("b.id, b.arrive, b.depart", "booking b").
//		Visible(viewer, access.Read, access.Booking).
//		And("b.arrive >= ?", day).
//		Order("b.arrive, b.id").
//		After(lastArrive, lastID).
//		Limit(50)
//	err := d.Read(ctx, func(tx *db.Tx) error {
//		found, err = db.All(ctx, tx, q, scanBooking)
//		return err
//	})
//
// Select gives an Unscoped, which nothing can run. Only Visible, Within,
// Everything, OfPerson and Global (a handful of tables that belong to no
// account) turn it into a Query; the zero Query is refused.
//
// Changes go by account and table:
//
//	d.Write(ctx, func(tx *db.Tx) error {
//		return tx.Insert(ctx, account, "note", db.Set("id", id.New()).Set("body", text))
//	})
//
// A body given to Read or Write may run more than once and must have no
// effects outside the database; what has to happen after the commit goes to
// Tx.OnCommit. Never open a Read or Write inside another: each holds a
// connection.
//
// A database that is away, or cannot take a change for now, is a fault of kind
// Unavailable, from Read and Write alike; fault.ErrUnsure marks the one case in which nobody
// knows whether the change was made. After a cancelled context the error is the
// context's, whatever the engine made of it.
//
// Placeholders are ? everywhere. Arguments may be id.ID (zero is NULL),
// calendar.Date (as its number), time.Time (as Moment, zero is NULL), bool (0
// or 1), integers, string, []byte and nil.
package db
