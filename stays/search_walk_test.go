package stays

import (
	"fmt"
	"slices"
	"testing"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/id"
	"keyhouse/portfolio"
)

// However words are looked for – all that have them first, or row by row – the
// same bookings are found, and only by words that show.
func TestWordsAreFoundEitherWay(t *testing.T) {
	eachWorld(t, func(w *world) {
		for i := range 12 {
			b := w.stay(w.quay, 10+4*i, 2)
			name := []string{"Jan Peeters", "Janine Maes", "Gerda Jansen"}[i%3]
			_, err := w.EditBooking(ctx, w.boss, b.ID, BookingPatch{Version: b.Version, Guest: &name})
			w.must(err)
		}
		for _, who := range []*access.Viewer{w.boss, w.owner("Ana Herself", w.ana, "calendar"), w.owner("Ana Knowing", w.ana, "calendar", "guest-name")} {
			for _, text := range []string{"jan", "jan pee", "gerda jan", "maes", "zoe", "1", "--", ""} {
				found := func(walk bool) (out []id.ID) {
					f := BookingFilter{Q: text, walk: walk}
					w.must(w.db.Read(ctx, func(tx *db.Tx) (err error) {
						out, err = db.All(ctx, tx, f.over(tx, who, access.Read, "b.id").Order("b.arrive, b.id"), db.Scan1[id.ID])
						return err
					}))
					return out
				}
				if a, b := found(false), found(true); !slices.Equal(a, b) {
					w.t.Errorf("%q: %d found by words, %d row by row", text, len(a), len(b))
				}
			}
		}
		w.must(w.db.Read(ctx, func(tx *db.Tx) error {
			dense, err := portfolio.Dense(ctx, tx, w.boss, access.Booking, "jan")
			if dense {
				return fmt.Errorf("a dozen are not many: %w", err)
			}
			return err
		}))
	})
}
