package portfolio

import (
	"math/rand/v2"
	"testing"

	"keyhouse/calendar"
	"keyhouse/id"
)

// TestLeavesAreNightByNight compares leaves with nights taken one by one, over
// the years before and after the first day of all.
func TestLeavesAreNightByNight(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	place := id.New()
	for range 2000 {
		from := calendar.Date(r.IntN(400) - 200)
		n := calendar.Nights{Arrive: from, Depart: from.Add(1 + r.IntN(130))}
		at := leaves{}
		if !at.take(place, n) {
			t.Fatalf("%v: taken already", n)
		}
		one := leaves{}
		for night := range n.All() {
			l := leafOf(place, night)
			if l.first%leafNights != 0 || night < l.first || night >= l.first+leafNights {
				t.Fatalf("night %d is on leaf %d", night, l.first)
			}
			digit := marks(int(night-l.first), int(night-l.first)+1)
			if l.night(digit) != night {
				t.Fatalf("night %d reads %d", night, l.night(digit))
			}
			one[l] += digit
		}
		if len(one) != len(at) {
			t.Fatalf("%v: %v, night by night %v", n, at, one)
		}
		for l, taken := range one {
			if at[l] != taken || taken < 0 || taken&3074457345618258602 != 0 {
				t.Fatalf("%v: %v, night by night %v", n, at, one)
			}
		}
	}
}

// TestEveryNightTwiceShows adds and takes away single nights and demands what
// the check of the table relies on: a night taken twice, or given back when
// nobody has it, shows in the digits.
func TestEveryNightTwiceShows(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	sound := func(taken int64) bool { return taken >= 0 && taken&3074457345618258602 == 0 }
	for range 200_000 {
		var taken, more, less int64
		fits := true
		for d := range leafNights {
			digit, has := marks(d, d+1), r.IntN(2) == 0
			if has {
				taken += digit
			}
			switch r.IntN(12) {
			case 0:
				more += digit
				fits = fits && !has
			case 1:
				less += digit
				fits = fits && has
			}
		}
		if !sound(taken) {
			t.Fatalf("%x is not sound", taken)
		}
		if now := taken + more - less; sound(now) != fits {
			t.Fatalf("%x + %x - %x = %x: sound %v, want %v", taken, more, less, now, sound(now), fits)
		}
	}
}
