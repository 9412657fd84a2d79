package stays

import (
	"slices"

	"keyhouse/cash"
	"keyhouse/id"
)

// Share is one owner's part in a booking: how much of the property is theirs
// and what the office keeps of it, both fixed when the booking was made, and
// what the charges so far come to for them.
type Share struct {
	Client        id.ID
	ShareBPS      int64
	CommissionBPS int64
	Minor         int64
}

// Sums are the money of one booking in minor units. Total is what the guest
// owes: the owners' part, the office's commission on it, tax, and what the
// office charges for itself.
type Sums struct {
	Total, Tax, Commission, Owner int64
}

// Own is what the office charges for itself: cleaning, fees, and the rent of
// places that nobody else owns.
func (s Sums) Own() int64 { return s.Total - s.Tax - s.Commission - s.Owner }

// minus gives the change that leads from t to s.
func (s Sums) minus(t Sums) Sums {
	return Sums{s.Total - t.Total, s.Tax - t.Tax, s.Commission - t.Commission, s.Owner - t.Owner}
}

// Line is a charge as far as sums are concerned.
type Line struct {
	Kind    string
	Minor   int64
	ToOwner bool
}

// Settle works out the sums of lines and what each of shares gets of them. It
// depends on nothing else, so that charging and taking back ends where it
// began, to the last cent.
func Settle(lines []Line, shares []Share) (Sums, []Share) {
	var sums Sums
	var base int64
	for _, l := range lines {
		sums.Total += l.Minor
		if l.Kind == Tax {
			sums.Tax += l.Minor
		} else if l.ToOwner {
			base += l.Minor
		}
	}
	out := slices.Clone(shares)
	if len(out) == 0 {
		return sums, out
	}
	for i, gross := range cash.Split(base, weights(out)) {
		kept := cash.Portion(gross, out[i].CommissionBPS)
		out[i].Minor = gross - kept
		sums.Commission += kept
		sums.Owner += out[i].Minor
	}
	return sums, out
}

func weights(shares []Share) []int64 {
	w := make([]int64, len(shares))
	for i, s := range shares {
		w[i] = s.ShareBPS
	}
	return w
}

// sameOwners reports whether both lists name the same clients with the same parts.
func sameOwners(a, b []Share) bool {
	return slices.EqualFunc(a, b, func(x, y Share) bool { return x.Client == y.Client && x.ShareBPS == y.ShareBPS })
}
