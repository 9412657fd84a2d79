package stays

import (
	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/ical"
	"keyhouse/people"
)

// cancel calls off what is no longer listed.
func (r *reading) cancel(h held) error {
	if h.block != nil {
		return r.s.cancelBlock(r.ctx, r.tx, r.sys, h.block)
	}
	if err := r.s.cancel(r.ctx, r.tx, r.sys, h.booking, false); err != nil {
		return err
	}
	_, err := r.tx.Update(r.ctx, r.feed.account, "booking", db.ByID(h.booking.ID), db.Set("feed_uid", ""))
	return err
}

// move brings what we have in line with an event that changed.
func (r *reading) move(h held, s ical.Step) error {
	free, err := r.free(s.Event, h.nights())
	if err != nil || !free {
		return err
	}
	r.report.Moved++
	if (h.block != nil) != (s.Event.Kind == ical.Block) { // what was a block is a stay, or the other way round
		if err := r.cancel(h); err != nil {
			return err
		}
		return r.put(s.Event)
	}
	if h.block != nil {
		return r.moveBlock(h.block, s.Event)
	}
	return r.moveBooking(h.booking, s.Event)
}

func (r *reading) moveBlock(b *Block, e ical.Event) error {
	if b.Nights != e.Nights {
		if err := r.s.moveBlock(r.ctx, r.tx, r.sys, b, e.Nights); err != nil {
			return err
		}
	}
	_, err := r.tx.Update(r.ctx, r.feed.account, "block", db.ByID(b.ID), db.Set("feed_uid", e.UID))
	return err
}

func (r *reading) moveBooking(b *Booking, e ical.Event) error {
	if state := stateOf(e.Kind); b.State != state {
		if err := r.s.save(r.ctx, r.tx, b, db.Set("state", string(state))); err != nil {
			return err
		}
		was := b.fields()
		b.State = state
		if err := r.s.people.Wrote(r.ctx, r.tx, r.sys, access.Edit, b.record(), string(state), people.Diff(was, b.fields())...); err != nil {
			return err
		}
	}
	if b.Nights == e.Nights {
		return nil
	}
	to, err := placeOf(r.ctx, r.tx, r.sys, b.Property, b.Unit, "stays.apply")
	if err != nil {
		return err
	}
	return r.s.move(r.ctx, r.tx, r.sys, b, to, e.Nights)
}
