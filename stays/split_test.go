package stays

import (
	"math/rand/v2"
	"testing"

	"keyhouse/id"
)

func TestSettle(t *testing.T) {
	ana, ben := id.New(), id.New()
	half := []Share{{Client: ana, ShareBPS: 5_000, CommissionBPS: 2_000}, {Client: ben, ShareBPS: 5_000, CommissionBPS: 1_000}}
	sole := []Share{{Client: ana, ShareBPS: 10_000, CommissionBPS: 1_850}}
	for _, c := range []struct {
		name   string
		lines  []Line
		shares []Share
		want   Sums
		each   []int64
	}{
		{"nothing charged, nothing owed", nil, sole, Sums{}, []int64{0}},
		{"the office keeps its commission of the rent", []Line{{Rent, 100_000, true}}, sole, Sums{100_000, 0, 18_500, 81_500}, []int64{81_500}},
		{"tax is nobody's income", []Line{{Rent, 100_000, true}, {Tax, 6_000, true}}, sole, Sums{106_000, 6_000, 18_500, 81_500}, []int64{81_500}},
		{"cleaning is the office's own", []Line{{Rent, 100_000, true}, {Cleaning, 7_500, false}}, sole, Sums{107_500, 0, 18_500, 81_500}, []int64{81_500}},
		{"two owners, each with their own commission", []Line{{Rent, 100_001, true}}, half, Sums{100_001, 0, 15_000, 85_001}, []int64{40_001, 45_000}},
		{"a discount comes off the owners too", []Line{{Rent, 100_000, true}, {Discount, -10_000, true}}, sole, Sums{90_000, 0, 16_650, 73_350}, []int64{73_350}},
		{"a place nobody owns earns for the office", []Line{{Rent, 100_000, true}}, nil, Sums{100_000, 0, 0, 0}, nil},
	} {
		sums, shares := Settle(c.lines, c.shares)
		if sums != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, sums, c.want)
		}
		for i, s := range shares {
			if s.Minor != c.each[i] {
				t.Errorf("%s: owner %d gets %d, want %d", c.name, i, s.Minor, c.each[i])
			}
		}
	}
}

func TestSettleLosesNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 2_000 {
		shares := []Share{{ShareBPS: r.Int64N(9_999) + 1, CommissionBPS: r.Int64N(10_001)}, {CommissionBPS: r.Int64N(10_001)}}
		shares[1].ShareBPS = 10_000 - shares[0].ShareBPS
		lines := []Line{{Rent, r.Int64N(1e9) - 5e8, true}, {Tax, r.Int64N(1e6), false}, {Fee, r.Int64N(1e6), r.IntN(2) == 0}}
		sums, out := Settle(lines, shares)
		if sums.Own()+sums.Tax+sums.Commission+sums.Owner != sums.Total || out[0].Minor+out[1].Minor != sums.Owner {
			t.Fatalf("%v over %v gives %+v %v", lines, shares, sums, out)
		}
		if back, _ := Settle(nil, out); back != (Sums{}) {
			t.Fatalf("taking all back leaves %+v", back)
		}
	}
}
