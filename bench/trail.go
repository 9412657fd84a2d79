package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/id"
	"keyhouse/people"
	"keyhouse/portfolio"
	"keyhouse/stays"
)

// trailed sets what people write most against the same writes without the audit
// trail, side by side on two files alike: bookings with their charges, and
// edits of a guest's name.
func trailed(ctx context.Context, r *run) error {
	with, err := r.writing(ctx, people.Options{})
	if err != nil {
		return err
	}
	defer func() { _ = with.close() }()
	without, err := r.writing(ctx, people.Options{Untraced: true})
	if err != nil {
		return err
	}
	defer func() { _ = without.close() }()
	for _, w := range []struct {
		name string
		do   func(*writes, int) error
	}{
		{"a booking with three charges", (*writes).book},
		{"an edited guest", (*writes).edit},
	} {
		for _, people := range []struct {
			name string
			n    int
		}{{", by 16 people at once", atOnce}, {", by one alone", 1}} {
			p, err := r.turns(func() error { return with.all(people.n, w.do) }, func() error { return without.all(people.n, w.do) })
			if err != nil {
				return err
			}
			if err := r.tell(p.figure(w.name+people.name, "µs", micros*float64(people.n)), ratioAtMost(1.15)); err != nil {
				return err
			}
		}
	}
	return nil
}

// atOnce is how many people write at the same time.
const atOnce = 16

// writes is one company that is written to.
type writes struct {
	ctx   context.Context
	dir   string
	db    *db.DB
	stays *stays.Store
	who   *access.Viewer
	desks [atOnce]desk
}

func (r *run) writing(ctx context.Context, o people.Options) (*writes, error) {
	dir, err := os.MkdirTemp(r.dir, "trail-")
	if err != nil {
		return nil, err
	}
	w := &writes{ctx: ctx, dir: dir}
	if w.db, err = db.Open(ctx, filepath.Join(dir, "trail.db"), db.Options{}); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	if err := w.furnish(o); err != nil {
		return nil, errors.Join(err, w.close())
	}
	return w, nil
}

func (w *writes) furnish(o people.Options) error {
	if err := w.db.Migrate(w.ctx); err != nil {
		return err
	}
	p := people.New(w.db, o)
	rooms := portfolio.New(w.db, p, portfolio.Options{})
	w.stays = stays.New(w.db, p, rooms, stays.Options{})
	opened, err := p.CreateAccount(w.ctx, people.NewAccount{Slug: "quay", Name: "Quay", AdminName: "Alma", AdminEmail: "alma@quay.example", Password: password})
	if err != nil {
		return err
	}
	if err := w.db.Read(w.ctx, func(tx *db.Tx) error {
		w.who, err = p.ViewerFor(w.ctx, tx, opened.Account.ID, opened.Admin.ID, time.Now())
		return err
	}); err != nil {
		return err
	}
	for i := range w.desks {
		house, err := rooms.CreateProperty(w.ctx, w.who, portfolio.PropertyForm{Name: fmt.Sprint("Quay House ", i), Sleeps: 6})
		if err != nil {
			return err
		}
		w.desks[i] = desk{property: house.ID, day: calendar.DateOf(time.Now()).Add(1)}
	}
	return nil
}

func (w *writes) close() error { return errors.Join(w.db.Close(), os.RemoveAll(w.dir)) }

// all has n people do the same at once, each at a desk of their own.
func (w *writes) all(n int, do func(*writes, int) error) error {
	errs := make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { errs[i] = do(w, i) })
	}
	all.Wait()
	return errors.Join(errs...)
}

// desk is where one of them works: a property, the next free day, a booking.
type desk struct {
	property id.ID
	day      calendar.Date
	booking  *stays.Booking
	n        int
}

func (w *writes) book(i int) error {
	d := &w.desks[i]
	d.n++
	nights := calendar.Nights{Arrive: d.day, Depart: d.day.Add(2)}
	d.day = d.day.Add(2)
	b, err := w.stays.CreateBooking(w.ctx, w.who, stays.BookingForm{Property: d.property, Nights: nights, Source: stays.SourceDirect,
		Guest:   stays.Guest{Name: fmt.Sprint("Guest ", d.n), Email: "guest@example.net", Phone: "+32 3 555 01 01", Adults: 2},
		Charges: []stays.ChargeForm{{Kind: stays.Rent, Amount: "500"}, {Kind: stays.Cleaning, Amount: "60"}, {Kind: stays.Tax, Amount: "12.50"}}})
	d.booking = b
	return err
}

func (w *writes) edit(i int) error {
	d := &w.desks[i]
	d.n++
	name := fmt.Sprint("Guest number ", d.n)
	b, err := w.stays.EditBooking(w.ctx, w.who, d.booking.ID, stays.BookingPatch{Version: d.booking.Version, Guest: &name})
	if err == nil {
		d.booking = b
	}
	return err
}
