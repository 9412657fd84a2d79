package demo

import (
	"math"
	"math/rand/v2"
	"time"

	"keyhouse/calendar"
)

// The year and a half of a demo lies around today.
const (
	daysBack  = 330
	daysAhead = 218
)

// prices says by month how the usual price of a night changes, in hundredths.
var prices = [13]int64{0, 80, 85, 90, 110, 112, 118, 150, 155, 108, 98, 84, 92}

// priceOn gives the factor of a night, in hundredths.
func priceOn(d calendar.Date) int64 {
	t := d.Time()
	switch {
	case t.Month() == time.December && t.Day() >= 19 || t.Month() == time.January && t.Day() <= 3:
		return 135
	case t.Month() == time.November && t.Day() <= 8:
		return 105 // autumn holidays
	}
	return prices[t.Month()]
}

// chances says by month how likely a free night is the first of a stay.
var chances = [13]float64{0, .022, .03, .035, .055, .05, .06, .12, .13, .05, .04, .03, .035}

// chanceOn weighs the season, how far away the day is, and that people look at
// the days around today first.
func chanceOn(d, today calendar.Date) float64 {
	far := float64(d - today)
	c := chances[d.Time().Month()]
	switch {
	case far > -12 && far < 16:
		c = max(c, .13)
	case far > 0:
		c *= math.Exp(-far / 150)
	}
	return c
}

// lengthOn gives how many nights a stay takes that begins on d.
func lengthOn(r *rand.Rand, d calendar.Date) int {
	switch m := d.Time().Month(); {
	case m == time.July || m == time.August:
		return pick(r, 7, 7, 7, 14, 4, 5, 10, 3)
	case d.Weekday() == time.Friday:
		return pick(r, 2, 2, 3, 2, 4)
	case d.Weekday() == time.Monday:
		return pick(r, 4, 4, 3, 5, 11)
	}
	return pick(r, 2, 3, 3, 4, 5, 7, 1)
}

// spans gives the stays of one place, one after the other. boost multiplies
// how many there are.
func spans(r *rand.Rand, today calendar.Date, boost float64) []calendar.Nights {
	var out []calendar.Nights
	for d := today.Add(-daysBack + r.IntN(4)); d < today.Add(daysAhead); {
		if r.Float64() > chanceOn(d, today)*boost {
			d++
			continue
		}
		n := calendar.Nights{Arrive: d, Depart: d.Add(lengthOn(r, d))}
		out = append(out, n)
		d = n.Depart
	}
	return out
}

func pick[T any](r *rand.Rand, from ...T) T { return from[r.IntN(len(from))] }

// dice gives the chance of one story: the same at every run, whatever else is
// made up before it.
func dice(story string, n int) *rand.Rand {
	var seed uint64 = 14695981039346656037
	for _, b := range []byte(story) {
		seed = (seed ^ uint64(b)) * 1099511628211
	}
	return rand.New(rand.NewPCG(seed, uint64(n)))
}
