// Package cash has sums of money: whole minor units and an ISO 4217 currency.
package cash

import (
	"fmt"
	"math/bits"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/text/currency"
)

// MaxMinor bounds one entered sum: ten thousand million major units of a
// two-digit currency. Sums of many stay far from overflow.
const MaxMinor = 1_000_000_000_000

// Amount is a sum in minor units (cents for EUR, yen for JPY).
type Amount struct {
	Minor    int64    `json:"minor"`
	Currency Currency `json:"currency"`
}

// Currency is an ISO 4217 code in capitals: "EUR". The zero Currency is none.
type Currency string

// ParseCurrency reads a code and refuses those ISO does not list, and those it
// lists for no money at all.
func ParseCurrency(s string) (Currency, error) {
	u, err := currency.ParseISO(strings.TrimSpace(s))
	if err != nil || u == currency.XXX || u == currency.XTS {
		return "", fmt.Errorf("%.10q is not a currency: use its three letters, such as EUR", s)
	}
	return Currency(u.String()), nil
}

// Digits gives the number of decimal places people write: 2 for EUR, 0 for JPY, 3 for KWD.
func (c Currency) Digits() int {
	u, err := currency.ParseISO(string(c))
	if err != nil {
		return 2
	}
	scale, _ := currency.Standard.Rounding(u)
	return scale
}

// Parse reads a sum as people type it in c: "1234.50", "1,234.50" or "-3".
// It refuses more decimals than c has, anything over MaxMinor, and commas that
// do not group thousands: "12,50" may not silently become 1250.
func Parse(s string, c Currency) (Amount, error) {
	digits, negative := strings.CutPrefix(strings.TrimSpace(s), "-")
	whole, part, _ := strings.Cut(digits, ".")
	if grouped.MatchString(whole) {
		whole = strings.ReplaceAll(whole, ",", "")
	}
	scale := c.Digits()
	if whole == "" && part == "" || len(whole) > 13 || len(part) > scale || !allDigits(whole) || !allDigits(part) {
		return Amount{}, fmt.Errorf("%.30q is not a sum in %s: write it as %s", s, c, example(scale))
	}
	minor, err := strconv.ParseInt("0"+whole+part+strings.Repeat("0", scale-len(part)), 10, 64)
	if err != nil || minor > MaxMinor {
		return Amount{}, fmt.Errorf("%.30q is too large a sum", s)
	}
	if negative {
		minor = -minor
	}
	return Amount{minor, c}, nil
}

var grouped = regexp.MustCompile(`^\d{1,3}(?:,\d{3})+$`)

func allDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }

func example(scale int) string {
	return strings.TrimSuffix("1234."+"5000"[:scale], ".")
}

// Plain gives the sum as digits with a point, for files and form fields: "-1234.50".
func (a Amount) Plain() string {
	scale := a.Currency.Digits()
	sign, n := "", a.Minor
	if n < 0 {
		sign, n = "-", -n
	}
	s := strconv.FormatInt(n, 10)
	if scale == 0 {
		return sign + s
	}
	if len(s) <= scale {
		s = strings.Repeat("0", scale-len(s)+1) + s
	}
	return sign + s[:len(s)-scale] + "." + s[len(s)-scale:]
}

// String gives the sum with thousands apart and its currency: "1,234.50 EUR".
func (a Amount) String() string {
	plain := a.Plain()
	sign, plain := cutSign(plain)
	whole, part, found := strings.Cut(plain, ".")
	var b strings.Builder
	b.WriteString(sign)
	for i, r := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(r)
	}
	if found {
		b.WriteString("." + part)
	}
	return strings.TrimSuffix(b.String()+" "+string(a.Currency), " ")
}

func cutSign(s string) (sign, rest string) {
	if rest, ok := strings.CutPrefix(s, "-"); ok {
		return "-", rest
	}
	return "", s
}

// Add gives a+b. It panics when the currencies differ: sums of different
// currencies are kept apart before they are added up.
func (a Amount) Add(b Amount) Amount {
	if a.Currency != b.Currency {
		panic(fmt.Sprintf("cash: %s + %s", a.Currency, b.Currency))
	}
	return Amount{a.Minor + b.Minor, a.Currency}
}

// Portion gives bps ten-thousandths of minor, rounded half away from zero.
func Portion(minor, bps int64) int64 {
	product := minor * bps
	if product < 0 {
		return (product - 5_000) / 10_000
	}
	return (product + 5_000) / 10_000
}

// Split divides minor in proportion to shares so that the parts add up to
// minor exactly; what rounding leaves goes to the largest remainders, earlier
// shares first. Shares that add up to nothing get nothing, the last one all;
// negative ones count as nothing.
func Split(minor int64, shares []int64) []int64 {
	parts := make([]int64, len(shares))
	var whole, given int64
	for _, s := range shares {
		whole += max(s, 0)
	}
	if whole == 0 {
		if len(parts) > 0 {
			parts[len(parts)-1] = minor
		}
		return parts
	}
	left := make([]int64, len(shares))
	for i, s := range shares {
		parts[i], left[i] = proportion(minor, max(s, 0), whole)
		given += parts[i]
	}
	for step := sign(minor - given); given != minor; given += step {
		most := 0
		for i := range left {
			if left[i] > left[most] {
				most = i
			}
		}
		parts[most] += step
		left[most] = -1
	}
	return parts
}

// proportion gives minor × share ÷ whole, rounded towards zero, and the size of
// the remainder. The product may take 128 bits: shares can be sums themselves.
func proportion(minor, share, whole int64) (part, left int64) {
	high, low := bits.Mul64(uint64(max(minor, -minor)), uint64(share))
	quotient, remainder := bits.Div64(high, low, uint64(whole))
	return sign(minor) * int64(quotient), int64(remainder)
}

func sign(n int64) int64 {
	if n < 0 {
		return -1
	}
	return 1
}
