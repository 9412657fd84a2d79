package calendar

import "iter"

// MaxNights is the longest span one booking or block may cover: five years.
const MaxNights = 5 * 366

// Nights is a span of whole nights: arrival included, departure not, so one
// guest may leave on the day the next arrives. The zero Nights is empty.
type Nights struct {
	Arrive Date `json:"arrive"`
	Depart Date `json:"depart"`
}

// Count gives the number of nights; a span that ends before it begins has none.
func (n Nights) Count() int { return max(0, int(n.Depart-n.Arrive)) }

// Clash reports whether the two spans share a night.
func (n Nights) Clash(m Nights) bool {
	return n.Count() > 0 && m.Count() > 0 && n.Arrive.Before(m.Depart) && m.Arrive.Before(n.Depart)
}

// Has reports whether the night that begins on d is in the span.
func (n Nights) Has(d Date) bool { return n.Arrive <= d && d < n.Depart }

// All yields each night by the day it begins on.
func (n Nights) All() iter.Seq[Date] {
	return func(yield func(Date) bool) {
		for d := n.Arrive; d < n.Depart; d++ {
			if !yield(d) {
				return
			}
		}
	}
}
