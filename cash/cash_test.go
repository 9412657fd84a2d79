package cash

import (
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	for _, c := range []struct {
		rule, in string
		currency Currency
		want     int64
		ok       bool
	}{
		{"a plain sum", "1234.50", "EUR", 123450, true},
		{"thousands apart", "1,234,567.50", "EUR", 123456750, true},
		{"one decimal", "1.5", "EUR", 150, true},
		{"no decimals", "3", "EUR", 300, true},
		{"nothing before the point", ".5", "EUR", 50, true},
		{"nothing after it", "5.", "EUR", 500, true},
		{"less than nothing", "-3", "EUR", -300, true},
		{"spaces around", " 7 ", "EUR", 700, true},
		{"yen have no decimals", "500", "JPY", 500, true},
		{"dinars have three", "1.234", "KWD", 1234, true},
		{"the largest", "10,000,000,000.00", "EUR", MaxMinor, true},
		{"a cent over it", "10000000000.01", "EUR", 0, false},
		{"far over it", strings.Repeat("9", 40), "EUR", 0, false},
		{"a decimal comma is not thousands", "12,50", "EUR", 0, false},
		{"nor is a comma anywhere", "1,2,3", "EUR", 0, false},
		{"nor after the point", "1.2,5", "EUR", 0, false},
		{"nor at the ends", ",123", "EUR", 0, false},
		{"too many decimals", "1.234", "EUR", 0, false},
		{"decimals of yen", "1.5", "JPY", 0, false},
		{"two signs", "--3", "EUR", 0, false},
		{"a plus", "+3", "EUR", 0, false},
		{"two points", "1.2.3", "EUR", 0, false},
		{"a point alone", ".", "EUR", 0, false},
		{"a sign alone", "-", "EUR", 0, false},
		{"nothing", "", "EUR", 0, false},
		{"words", "ten", "EUR", 0, false},
		{"an exponent", "1e3", "EUR", 0, false},
		{"digits of another script", "١٢", "EUR", 0, false},
		{"a space inside", "1 234", "EUR", 0, false},
	} {
		t.Run(c.rule, func(t *testing.T) {
			got, err := Parse(c.in, c.currency)
			if (err == nil) != c.ok || c.ok && got != (Amount{c.want, c.currency}) || !c.ok && got != (Amount{}) {
				t.Errorf("%v, %v; want %d", got, err, c.want)
			}
		})
	}
}

func TestPrinting(t *testing.T) {
	for _, c := range []struct {
		amount        Amount
		plain, string string
	}{
		{Amount{123456750, "EUR"}, "1234567.50", "1,234,567.50 EUR"},
		{Amount{-123450, "EUR"}, "-1234.50", "-1,234.50 EUR"},
		{Amount{99900, "EUR"}, "999.00", "999.00 EUR"},
		{Amount{5, "EUR"}, "0.05", "0.05 EUR"},
		{Amount{-5, "EUR"}, "-0.05", "-0.05 EUR"},
		{Amount{0, "EUR"}, "0.00", "0.00 EUR"},
		{Amount{1234, "JPY"}, "1234", "1,234 JPY"},
		{Amount{1234, "KWD"}, "1.234", "1.234 KWD"},
		{Amount{}, "0.00", "0.00"},
	} {
		if c.amount.Plain() != c.plain || c.amount.String() != c.string {
			t.Errorf("%q and %q, want %q and %q", c.amount.Plain(), c.amount.String(), c.plain, c.string)
		}
	}
}

func TestWhatIsPrintedIsReadBack(t *testing.T) {
	for _, currency := range []Currency{"EUR", "JPY", "KWD"} {
		for range 10_000 {
			want := Amount{rand.Int64N(2*MaxMinor) - MaxMinor, currency}
			number := strings.TrimSuffix(want.String(), " "+string(currency))
			for _, text := range []string{want.Plain(), number} {
				if got, err := Parse(text, currency); err != nil || got != want {
					t.Fatalf("%q: %v, %v; want %v", text, got, err, want)
				}
			}
		}
	}
}

func TestParseCurrency(t *testing.T) {
	for in, want := range map[string]Currency{"EUR": "EUR", " usd ": "USD", "EU": "", "": "", "€": "", "XQX": "", "XXX": "", "XTS": "", "EURO": ""} {
		if got, err := ParseCurrency(in); got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v; want %q", in, got, err, want)
		}
	}
}

func TestAdd(t *testing.T) {
	if got := (Amount{150, "EUR"}).Add(Amount{-50, "EUR"}); got != (Amount{100, "EUR"}) {
		t.Errorf("%v", got)
	}
	defer func() {
		if recover() == nil {
			t.Error("euros and dollars were added")
		}
	}()
	(Amount{1, "EUR"}).Add(Amount{1, "USD"})
}

func TestPortion(t *testing.T) {
	for _, c := range []struct{ minor, bps, want int64 }{
		{10_000, 2_000, 2_000}, {1, 5_000, 1}, {-1, 5_000, -1}, {1, 4_999, 0}, {-1, 4_999, 0}, {333, 3_333, 111}, {MaxMinor, 10_000, MaxMinor}, {0, 2_000, 0}, {100, 0, 0},
	} {
		if got := Portion(c.minor, c.bps); got != c.want {
			t.Errorf("%d of ten thousand parts of %d: %d, want %d", c.bps, c.minor, got, c.want)
		}
	}
}

func TestSplit(t *testing.T) {
	for _, c := range []struct {
		rule   string
		minor  int64
		shares []int64
		want   []int64
	}{
		{"halves", 100, []int64{1, 1}, []int64{50, 50}},
		{"an odd cent goes to the first", 101, []int64{1, 1}, []int64{51, 50}},
		{"also when it is owed", -101, []int64{1, 1}, []int64{-51, -50}},
		{"the largest remainder goes first", 100, []int64{1, 2, 3}, []int64{17, 33, 50}},
		{"who has no share gets no cent", 1, []int64{0, 1, 1}, []int64{0, 1, 0}},
		{"a negative share is none", 100, []int64{-5, 1}, []int64{0, 100}},
		{"no shares at all", 100, nil, []int64{}},
		{"shares of nothing: all to the last", 100, []int64{0, 0}, []int64{0, 100}},
		{"nothing to split", 0, []int64{1, 2}, []int64{0, 0}},
		{"shares that are sums themselves", MaxMinor, []int64{MaxMinor, MaxMinor, 2 * MaxMinor}, []int64{MaxMinor / 4, MaxMinor / 4, MaxMinor / 2}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			if got := Split(c.minor, c.shares); !reflect.DeepEqual(got, c.want) {
				t.Errorf("%v, want %v", got, c.want)
			}
		})
	}
}

func TestSplitLosesNothing(t *testing.T) {
	for range 20_000 {
		minor := rand.Int64N(2*MaxMinor) - MaxMinor
		shares := make([]int64, 1+rand.IntN(6))
		for i := range shares {
			shares[i] = rand.Int64N(1 << (1 + rand.IntN(40)))
		}
		var whole, sum int64
		for _, s := range shares {
			whole += s
		}
		for i, part := range Split(minor, shares) {
			sum += part
			exact := float64(minor) * float64(shares[i]) / float64(max(whole, 1))
			if off := float64(part) - exact; whole > 0 && (off > 1.001 || off < -1.001) {
				t.Fatalf("%d by %v: part %d is %d, want about %.1f", minor, shares, i, part, exact)
			}
		}
		if sum != minor {
			t.Fatalf("%d by %v adds up to %d", minor, shares, sum)
		}
	}
}
