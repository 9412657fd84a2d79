package stays

import (
	"context"
	"testing"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
)

// seen gives the version that somebody who looks now sees: what tests which are
// about something else state.
func (w *world) seen(version *int64, table string, record id.ID) {
	if *version != 0 {
		return
	}
	*version = 1 // of what is not there
	_ = w.db.Read(ctx, func(tx *db.Tx) error {
		for _, account := range []id.ID{w.account, w.rival.Account()} {
			q := db.Select("b.version", table+" b").Everything(access.System("a test").In(account)).And("b.id = ?", record)
			if n, err := db.One(ctx, tx, q, db.Scan1[int64]); err == nil {
				*version = n
			}
		}
		return nil
	})
}

func (w *world) EditBooking(c context.Context, who *access.Viewer, booking id.ID, p BookingPatch) (*Booking, error) {
	w.seen(&p.Version, "booking", booking)
	return w.Store.EditBooking(c, who, booking, p)
}

func (w *world) MoveBooking(c context.Context, who *access.Viewer, booking id.ID, f MoveForm) (*Booking, error) {
	w.seen(&f.Version, "booking", booking)
	return w.Store.MoveBooking(c, who, booking, f)
}

func (w *world) CancelBooking(c context.Context, who *access.Viewer, booking id.ID, f CancelForm) (*Booking, error) {
	w.seen(&f.Version, "booking", booking)
	return w.Store.CancelBooking(c, who, booking, f)
}

func (w *world) ConfirmBooking(c context.Context, who *access.Viewer, booking id.ID, version int64) (*Booking, error) {
	w.seen(&version, "booking", booking)
	return w.Store.ConfirmBooking(c, who, booking, version)
}

func (w *world) MoveBlock(c context.Context, who *access.Viewer, block id.ID, f BlockMove) (*Block, error) {
	w.seen(&f.Version, "block", block)
	return w.Store.MoveBlock(c, who, block, f)
}

func (w *world) DeleteBlock(c context.Context, who *access.Viewer, block id.ID, version int64) error {
	w.seen(&version, "block", block)
	return w.Store.DeleteBlock(c, who, block, version)
}

func (w *world) EditQuote(c context.Context, who *access.Viewer, quote id.ID, f QuoteForm) (*Quote, error) {
	w.seen(&f.Version, "quote", quote)
	return w.Store.EditQuote(c, who, quote, f)
}

func (w *world) SendQuote(c context.Context, who *access.Viewer, quote id.ID, version int64) (*Quote, error) {
	w.seen(&version, "quote", quote)
	return w.Store.SendQuote(c, who, quote, version)
}

func (w *world) AcceptQuote(c context.Context, who *access.Viewer, quote id.ID, version int64) (*Quote, error) {
	w.seen(&version, "quote", quote)
	return w.Store.AcceptQuote(c, who, quote, version)
}

func (w *world) DeclineQuote(c context.Context, who *access.Viewer, quote id.ID, version int64) (*Quote, error) {
	w.seen(&version, "quote", quote)
	return w.Store.DeclineQuote(c, who, quote, version)
}

// A change that stated no version overwrote whatever others had saved.
func TestAChangeStatesTheVersionItSaw(t *testing.T) {
	eachWorld(t, func(w *world) {
		b, err := w.CreateBooking(ctx, w.boss, BookingForm{Property: w.quay, Nights: nights(10, 14), State: Tentative})
		w.must(err)
		block, err := w.CreateBlock(ctx, w.boss, BlockForm{Property: w.lake, Nights: nights(10, 14)})
		w.must(err)
		q, err := w.CreateQuote(ctx, w.boss, w.quoteForm(20, 22))
		w.must(err)
		for name, try := range map[string]func() error{
			"editing a booking": func() error { _, err := w.Store.EditBooking(ctx, w.boss, b.ID, BookingPatch{}); return err },
			"moving a booking": func() error {
				_, err := w.Store.MoveBooking(ctx, w.boss, b.ID, MoveForm{Nights: nights(1, 2)})
				return err
			},
			"confirming a booking": func() error { _, err := w.Store.ConfirmBooking(ctx, w.boss, b.ID, 0); return err },
			"cancelling a booking": func() error { _, err := w.Store.CancelBooking(ctx, w.boss, b.ID, CancelForm{}); return err },
			"moving a block": func() error {
				_, err := w.Store.MoveBlock(ctx, w.boss, block.ID, BlockMove{Nights: nights(1, 2)})
				return err
			},
			"deleting a block":  func() error { return w.Store.DeleteBlock(ctx, w.boss, block.ID, 0) },
			"sending a quote":   func() error { _, err := w.Store.SendQuote(ctx, w.boss, q.ID, 0); return err },
			"accepting a quote": func() error { _, err := w.Store.AcceptQuote(ctx, w.boss, q.ID, 0); return err },
			"declining a quote": func() error { _, err := w.Store.DeclineQuote(ctx, w.boss, q.ID, 0); return err },
		} {
			if err := try(); fault.KindOf(err) != fault.Conflict {
				t.Errorf("%s without a version: %v", name, err)
			}
		}
		still, err := w.Booking(ctx, w.boss, b.ID)
		w.must(err)
		if still.State != Tentative || still.Nights != (calendar.Nights{Arrive: march(10), Depart: march(14)}) {
			t.Errorf("it is %+v now", still.Booking)
		}
	})
}
