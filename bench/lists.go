package bench

import (
	"context"
	"fmt"

	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/stays"
)

func filter() stays.BookingFilter { return stays.BookingFilter{From: today} }

// lists sets a page of 50 bookings, by arrival from today on, as each person
// sees it – found, masked, with the places' names and the owner's own money –
// against the quickest statement that gives those very rows.
func lists(ctx context.Context, r *run) error {
	s, err := r.set(ctx, r.Rows, 0)
	if err != nil {
		return err
	}
	for i, p := range persons {
		pair, by, err := r.list(ctx, s, s.worlds[0], i)
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		f := pair.figure("page of 50, "+p.name+" (limit: "+by+")", "ms", millis)
		if err := r.tell(f, ratioAtMost(1.15)); err != nil {
			return err
		}
	}
	return nil
}

// list measures the page of person i of a world.
func (r *run) list(ctx context.Context, s *set, w *world, i int) (*pair, string, error) {
	all, err := s.pages(ctx, w, i)
	if err != nil {
		return nil, "", err
	}
	hand, err := best(all, func(h *statement) error { _, err := h.page(ctx); return err })
	if err != nil {
		return nil, "", err
	}
	defer hand.stmt.Close()
	if err := s.samePage(ctx, w, i, hand); err != nil {
		return nil, "", err
	}
	p, err := r.turns(func() error {
		_, err := s.house.Stays.Bookings(ctx, w.viewers[i], filter())
		return err
	}, func() error {
		_, err := hand.page(ctx)
		return err
	})
	return p, hand.name, err
}

// samePage makes sure that both sides answer the same.
func (s *set) samePage(ctx context.Context, w *world, i int, hand *statement) error {
	ours, err := s.house.Stays.Bookings(ctx, w.viewers[i], filter())
	if err != nil {
		return err
	}
	theirs, err := hand.page(ctx)
	if err != nil {
		return err
	}
	for n, b := range ours.Rows {
		if n >= len(theirs) || theirs[n].id != b.ID || theirs[n].place != b.PropertyName || theirs[n].guest != b.Guest {
			return fmt.Errorf("row %d of the page differs", n)
		}
	}
	if len(ours.Rows) != min(50, len(theirs)) || len(ours.Rows) == 0 {
		return fmt.Errorf("a page of %d, by hand %d", len(ours.Rows), len(theirs))
	}
	return nil
}

// points sets one booking by its id – found, or refused as not there – against
// one statement.
func points(ctx context.Context, r *run) error {
	s, err := r.set(ctx, r.Rows, 0)
	if err != nil {
		return err
	}
	w := s.worlds[0]
	for i, p := range persons {
		own, other := s.twoOf(ctx, w, i)
		for _, c := range []struct {
			name string
			id   id.ID
		}{{"allowed", own}, {"refused", other}} {
			if err := r.point(ctx, s, w, i, "one booking, "+c.name+", "+p.name, c.id); err != nil {
				return fmt.Errorf("%s, %s: %w", p.name, c.name, err)
			}
		}
	}
	return nil
}

// twoOf gives a booking that person i sees and one that they do not.
func (s *set) twoOf(ctx context.Context, w *world, i int) (own, other id.ID) {
	page, err := s.house.Stays.Bookings(ctx, w.viewers[i], filter())
	if err == nil && len(page.Rows) > 0 {
		own = page.Rows[0].ID
	}
	if w.reach[i] == nil {
		return own, nth(kindBooking, 1<<30)
	}
	reach := map[id.ID]bool{}
	for _, p := range w.reach[i] {
		reach[p] = true
	}
	for n := range w.properties() {
		if b := n + w.base(); !reach[nth(kindProperty, n*7919%w.properties()+w.base())] {
			return own, nth(kindBooking, b)
		}
	}
	return own, other
}

func (r *run) point(ctx context.Context, s *set, w *world, i int, name string, booking id.ID) error {
	all, err := s.singles(ctx, w, i, booking)
	if err != nil {
		return err
	}
	found := func(h *statement) error {
		rows, err := h.page(ctx)
		if err == nil && len(rows) > 1 {
			err = fmt.Errorf("%d rows of one booking", len(rows))
		}
		return err
	}
	hand, err := best(all, found)
	if err != nil {
		return err
	}
	defer hand.stmt.Close()
	ours := func() error {
		_, err := s.house.Stays.Glance(ctx, w.viewers[i], booking)
		return unless(err, fault.Missing)
	}
	p, err := r.turns(ours, func() error { return found(hand) })
	if err != nil {
		return err
	}
	return r.tell(p.figure(name, "µs", micros))
}

// unless is err, but for a fault of the kind that was expected.
func unless(err error, expected fault.Kind) error {
	if fault.Is(err, expected) {
		return nil
	}
	return err
}

// counts sets the number over a list against COUNT(*).
func counts(ctx context.Context, r *run) error {
	s, err := r.set(ctx, r.Rows, 0)
	if err != nil {
		return err
	}
	w := s.worlds[0]
	for i, p := range persons {
		all, err := s.totals(ctx, w, i)
		if err != nil {
			return err
		}
		hand, err := best(all, func(h *statement) error { _, err := h.number(ctx); return err })
		if err != nil {
			return err
		}
		pair, err := r.turns(func() error {
			_, err := s.house.Stays.CountBookings(ctx, w.viewers[i], filter())
			return err
		}, func() error {
			_, err := hand.number(ctx)
			return err
		})
		hand.stmt.Close()
		if err != nil {
			return err
		}
		if err := r.tell(pair.figure("count, "+p.name+" (limit: "+hand.name+")", "ms", millis)); err != nil {
			return err
		}
	}
	return nil
}

// flat reads the same pages with nine times as many bookings in somebody
// else's account beside them, and the pages of persons who see as much of that
// larger account.
func flat(ctx context.Context, r *run) error {
	alone, err := r.set(ctx, r.Rows, 0)
	if err != nil {
		return err
	}
	beside, err := r.set(ctx, r.Rows, 9*r.Rows)
	if err != nil {
		return err
	}
	for i, p := range persons {
		pair, err := r.turns(pageOf(ctx, beside, 0, i), pageOf(ctx, alone, 0, i))
		if err != nil {
			return err
		}
		name := fmt.Sprintf("page of 50, %s, %d others' bookings (limit: none)", p.name, 9*r.Rows)
		if err := r.tell(pair.figure(name, "ms", millis), ratioAtMost(1.15)); err != nil {
			return err
		}
	}
	for i, p := range persons {
		pair, by, err := r.list(ctx, beside, beside.worlds[1], i)
		if err != nil {
			return err
		}
		name := fmt.Sprintf("page of 50, %s of an account of %d (limit: %s)", p.name, 9*r.Rows, by)
		if err := r.tell(pair.figure(name, "ms", millis), ratioAtMost(1.15)); err != nil {
			return err
		}
	}
	return nil
}

func pageOf(ctx context.Context, s *set, world, i int) func() error {
	w := s.worlds[world]
	return func() error {
		_, err := s.house.Stays.Bookings(ctx, w.viewers[i], filter())
		return err
	}
}
