package stays

import (
	"reflect"
	"testing"

	"keyhouse/access"
	"keyhouse/fault"
)

// A glance shows everybody exactly what the whole booking shows them.
func TestAGlanceShowsWhatTheWholeBookingShows(t *testing.T) {
	eachWorld(t, func(w *world) {
		both := w.join("Both Owners", "portal", onClients("calendar owner-money", w.ana, w.ben)...)
		people := map[string]*access.Viewer{
			"the admin": w.boss, "the other account's": w.rival, "nobody": nil, "an owner": w.owner("Ana", w.ana, "calendar", "owner-money"),
			"an owner who sees all money": w.owner("Ben", w.ben, "calendar", "all-money"), "two owners' friend": both, "a cleaner": w.helper("Carl", []string{"calendar"}, w.quay),
			"the front desk": w.staff("Fred", "front-desk"), "nobody yet": w.join("Nina", "portal"),
		}
		for _, b := range []*Booking{w.stay(w.quay, 10, 3), w.stay(w.lake, 10, 3), w.stay(w.loft, 10, 3)} {
			for name, who := range people {
				whole, wanted := w.Booking(ctx, who, b.ID)
				got, err := w.Glance(ctx, who, b.ID)
				if wanted != nil {
					if got != nil || !fault.Is(err, fault.KindOf(wanted)) {
						t.Errorf("%s at %s: %v, want %v", name, b.PropertyName, err, wanted)
					}
					continue
				}
				if err != nil || !reflect.DeepEqual(got, whole.Booking) {
					t.Errorf("%s at %s: %+v (%v), want %+v", name, b.PropertyName, got, err, whole.Booking)
				}
			}
		}
	})
}
