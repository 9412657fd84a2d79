package words

import (
	"strconv"
	"strings"

	"keyhouse/cash"
)

// Number says a count with its thousands apart: "12,480".
func (t *Tongue) Number(n int64) string {
	if 0 <= n && n < 1000 {
		return strconv.FormatInt(n, 10)
	}
	var room [40]byte
	return string(t.written().digits(room[:0], strconv.FormatInt(n, 10)))
}

// Sum says the digits of a sum, with a true minus sign so that columns line up:
// "−1,234.50".
func (t *Tongue) Sum(a cash.Amount) string {
	var room [40]byte
	return string(t.written().digits(room[:0], a.Plain()))
}

// Money says a sum with its currency, for running text: "1,234.50 EUR".
func (t *Tongue) Money(a cash.Amount) string {
	if a.Currency == "" {
		return t.Sum(a)
	}
	f := t.written()
	return f.pair(f.sum, "sum", t.Sum(a), "currency", string(a.Currency))
}

// Percent says ten-thousandths as people do: 1250 is "12.5 %".
func (t *Tongue) Percent(bps int64) string {
	f := t.written()
	return f.pair(f.percent, "n", t.PercentDigits(bps))
}

// PercentDigits is Percent for a field, which has its own sign.
func (t *Tongue) PercentDigits(bps int64) string {
	return t.Decimal(strconv.FormatFloat(float64(bps)/100, 'f', -1, 64))
}

// Decimal writes digits with a point, such as "-1234.5", as the language does.
func (t *Tongue) Decimal(plain string) string {
	var room [40]byte
	return string(t.written().digits(room[:0], plain))
}

// digits writes what stands as "-1234.50".
func (f *format) digits(b []byte, plain string) []byte {
	if rest, negative := strings.CutPrefix(plain, "-"); negative {
		b, plain = append(b, f.minus...), rest
	}
	whole, part, decimals := strings.Cut(plain, ".")
	for i := range len(whole) {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b = append(b, f.thousands...)
		}
		b = append(b, whole[i])
	}
	if decimals {
		b = append(append(b, f.decimal...), part...)
	}
	return b
}

// Bytes says a number of bytes as people do: "1.5 GB".
func (t *Tongue) Bytes(n int64) string {
	f, size, unit, digits := t.written(), float64(n), 0, 0
	for size >= 1000 && unit < len(f.bytes)-1 {
		size, unit = size/1000, unit+1
	}
	if unit > 0 && size < 10 {
		digits = 1
	}
	return f.pair(f.measure, "n", t.Decimal(strconv.FormatFloat(size, 'f', digits, 64)), "unit", f.bytes[unit])
}

// And lists words: "a", "a and b", "a, b and c".
func (t *Tongue) And(all []string) string { return t.written().listed(all, true) }

// Or lists words of which one holds: "a, b or c".
func (t *Tongue) Or(all []string) string { return t.written().listed(all, false) }

func (f *format) listed(all []string, and bool) string {
	if len(all) < 2 {
		return strings.Join(all, "")
	}
	l, last := f.or, len(all)-1
	if and {
		l = f.and
	}
	return f.pair(l, "first", strings.Join(all[:last], f.comma), "last", all[last])
}
