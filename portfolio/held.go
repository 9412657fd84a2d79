package portfolio

import (
	"context"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/id"
)

// Held adds up what holds nights of an account, to see whether calendar_leaf
// says the same.
type Held struct {
	account id.ID
	whole   map[id.ID]leaves // by property: its whole lets
	units   leaves
	twice   map[id.ID]bool // places where two hold the same night
}

// NewHeld begins one.
func NewHeld(account id.ID) *Held {
	return &Held{account: account, whole: map[id.ID]leaves{}, units: leaves{}, twice: map[id.ID]bool{}}
}

// Add adds what one record holds.
func (h *Held) Add(t Taking) {
	if !t.Unit.IsZero() {
		if !h.units.take(t.Unit, t.Nights) {
			h.twice[t.Unit] = true
		}
		return
	}
	if h.whole[t.Property] == nil {
		h.whole[t.Property] = leaves{}
	}
	if !h.whole[t.Property].take(t.Property, t.Nights) {
		h.twice[t.Property] = true
	}
}

// Compare tells of each place whose nights are not taken as they are held.
func (h *Held) Compare(ctx context.Context, tx *db.Tx, tell func(place id.ID, wrong string)) error {
	want, err := h.everywhere(ctx, tx)
	if err != nil {
		return err
	}
	for place := range h.twice {
		tell(place, "two hold the same night")
	}
	lost, stray := map[id.ID]bool{}, map[id.ID]bool{}
	q := db.Select("l.place_id, l.first_night, l.taken", "calendar_leaf l").Everything(access.System("verify").In(h.account))
	err = db.Each(ctx, tx, q, func(r db.Row) error {
		var at leaf
		var taken int64
		err := r.Scan(&at.place, &at.first, &taken)
		lost[at.place] = lost[at.place] || want[at]&^taken != 0
		stray[at.place] = stray[at.place] || taken&^want[at] != 0
		delete(want, at)
		return err
	})
	for at, held := range want {
		lost[at.place] = lost[at.place] || held != 0
	}
	tellOf(lost, "a night that is held is not taken", tell)
	tellOf(stray, "a night is taken that nothing holds", tell)
	return err
}

func tellOf(places map[id.ID]bool, wrong string, tell func(id.ID, string)) {
	for place, is := range places {
		if is {
			tell(place, wrong)
		}
	}
}

// everywhere gives what is to be taken: whole lets in each unit too.
func (h *Held) everywhere(ctx context.Context, tx *db.Tx) (leaves, error) {
	want := h.units
	for _, whole := range h.whole {
		for at, held := range whole {
			want[at] = held
		}
	}
	q := db.Select("u.property_id, u.id", "unit u").Everything(access.System("verify").In(h.account))
	err := db.Each(ctx, tx, q, func(r db.Row) error {
		var property, unit id.ID
		err := r.Scan(&property, &unit)
		for at, held := range h.whole[property] {
			at.place = unit
			if want[at]&held != 0 {
				h.twice[unit] = true
			}
			want[at] |= held
		}
		return err
	})
	return want, err
}
