package intake

import (
	"errors"
	"fmt"
	"net/mail"
	"regexp"
	"strconv"
	"strings"

	"keyhouse/calendar"
	"keyhouse/cash"
)

// DayForm says how 04/03/2026 is meant. Days that begin with the year, such as
// 2026-03-04, and those with points, such as 4.3.2026, mean only one day and
// are read whatever the form.
type DayForm string

// The forms. The zero DayForm asks the data.
const (
	DaysUnknown   DayForm = ""
	DayMonthYear  DayForm = "day/month/year" // 04/03/2026 is 4 March
	MonthDayYear  DayForm = "month/day/year" // 04/03/2026 is April 3
	YearMonthDays DayForm = "year-month-day" // nothing else occurs
)

var (
	yearFirst = regexp.MustCompile(`^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$`)
	yearLast  = regexp.MustCompile(`^(\d{1,2})([-/.])(\d{1,2})[-/.](\d{4})$`)
	clockTime = regexp.MustCompile(`[T ]\d{1,2}:\d{2}.*$`)
)

// day reads a day; a time of day behind it is dropped.
func day(s string, form DayForm) (calendar.Date, error) {
	s = clockTime.ReplaceAllString(s, "")
	if m := yearFirst.FindStringSubmatch(s); m != nil {
		return dayOf(s, m[1], m[2], m[3])
	}
	m := yearLast.FindStringSubmatch(s)
	switch {
	case m == nil:
		return 0, fmt.Errorf("this is not a day: write it as 2026-03-04")
	case m[2] == "." || form == DayMonthYear:
		return dayOf(s, m[4], m[3], m[1])
	case form == MonthDayYear:
		return dayOf(s, m[4], m[1], m[3])
	}
	return 0, fmt.Errorf("this day can be read two ways: write it as 2026-03-04")
}

func dayOf(s, year, month, dayOfMonth string) (calendar.Date, error) {
	d, err := calendar.ParseDate(year + "-" + twoDigits(month) + "-" + twoDigits(dayOfMonth))
	if err != nil {
		return 0, fmt.Errorf("%s is not a day between %d and %d", s, calendar.MinYear, calendar.MaxYear)
	}
	return d, nil
}

func twoDigits(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}

var (
	errDaysTwoWays = errors.New("can be read two ways")
	errDaysMixed   = errors.New("are of two kinds")
)

// dayForm finds the form from days that can only be meant one way, such as
// 25/12/2026. It is errDaysTwoWays when there is none among those with a
// slash, errDaysMixed when there are some of either form.
func dayForm(values func(yield func(string))) (DayForm, error) {
	var dayFirst, monthFirst, slashed bool
	values(func(s string) {
		m := yearLast.FindStringSubmatch(clockTime.ReplaceAllString(s, ""))
		if m == nil || m[2] == "." {
			return
		}
		slashed = true
		first, _ := strconv.Atoi(m[1]) // digits: the form says so
		second, _ := strconv.Atoi(m[3])
		dayFirst = dayFirst || first > 12 && second <= 12
		monthFirst = monthFirst || second > 12 && first <= 12
	})
	switch {
	case dayFirst && monthFirst:
		return DaysUnknown, errDaysMixed
	case dayFirst:
		return DayMonthYear, nil
	case monthFirst:
		return MonthDayYear, nil
	case slashed:
		return DaysUnknown, errDaysTwoWays
	}
	return YearMonthDays, nil
}

var (
	currencyCode = regexp.MustCompile(`[A-Za-z]{3}`)
	currencySign = strings.NewReplacer("€", "", "$", "", "£", "", "¥", "")
	spacing      = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "'", "", "’", "")
)

// sum reads money as spreadsheets write it: 1234.5, 1,234.50, 1.234,50,
// € 1 234,50, (12.00) for less than nothing.
func sum(s string, c cash.Currency) (cash.Amount, error) {
	if c == "" {
		return cash.Amount{}, errors.New("no currency is known for this sum: map a currency column or choose one")
	}
	plain := spacing.Replace(currencySign.Replace(s))
	if code := currencyCode.FindString(plain); code != "" {
		if !strings.EqualFold(code, string(c)) {
			return cash.Amount{}, fmt.Errorf("this sum is in %s, the row in %s", strings.ToUpper(code), c)
		}
		plain = strings.Replace(plain, code, "", 1)
	}
	if inner, ok := strings.CutPrefix(plain, "("); ok && strings.HasSuffix(inner, ")") {
		plain = "-" + strings.TrimSuffix(inner, ")")
	}
	plain, err := decimalPoint(plain, c.Digits())
	if err != nil {
		return cash.Amount{}, err
	}
	amount, err := cash.Parse(plain, c)
	if err != nil {
		return cash.Amount{}, fmt.Errorf("this is not a sum in %s", c)
	}
	return amount, nil
}

var grouped = regexp.MustCompile(`^-?\d{1,3}(?:[.,]\d{3})+$`)

// decimalPoint settles which of point and comma parts the decimals. The last
// of them does, unless it groups thousands.
func decimalPoint(s string, digits int) (string, error) {
	last := strings.LastIndexAny(s, ".,")
	if last < 0 {
		return s, nil
	}
	mark, other := s[last:last+1], map[string]string{".": ",", ",": "."}[s[last:last+1]]
	switch {
	case strings.Count(s, mark) > 1: // 1.234.567
		if !grouped.MatchString(s) || strings.Contains(s, other) {
			return "", errors.New("this is not a sum")
		}
		return strings.ReplaceAll(s, mark, ""), nil
	case strings.Contains(s, other): // 1.234,50
		return strings.Replace(strings.ReplaceAll(s, other, ""), mark, ".", 1), nil
	case grouped.MatchString(s) && digits >= 3: // 1.234 dinars
		return "", errors.New("this sum can be read two ways: write thousands without a mark")
	case grouped.MatchString(s): // 1.234
		return strings.Replace(s, mark, "", 1), nil
	}
	return strings.Replace(s, mark, ".", 1), nil
}

func currencyOf(s string) (cash.Currency, error) {
	switch s {
	case "€":
		return "EUR", nil
	case "£":
		return "GBP", nil
	case "$", "¥", "kr":
		return "", fmt.Errorf("%s stands for several currencies: write the three letters", s)
	}
	return cash.ParseCurrency(strings.ToUpper(s))
}

// percent reads 20, 20% or 12,5 into hundredths of a percent.
func percent(s string) (int64, error) {
	s = strings.TrimSpace(strings.TrimSuffix(s, "%"))
	n, err := strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64)
	if err != nil || !(n >= 0 && n <= 100) {
		return 0, errors.New("this is not a percentage from 0 to 100")
	}
	hundredths := int64(n*100 + 0.5)
	if diff := n*100 - float64(hundredths); diff > 1e-6 || diff < -1e-6 {
		return 0, errors.New("a percentage may have at most two decimals")
	}
	return hundredths, nil
}

func number(s string) (int64, error) {
	n, err := strconv.ParseInt(strings.TrimSuffix(s, ".0"), 10, 64)
	if err != nil || n < 0 || n > 1_000_000 {
		return 0, errors.New("this is not a whole number")
	}
	return n, nil
}

func email(s string) (string, error) {
	a, err := mail.ParseAddress(s)
	if err != nil || len(a.Address) > 254 || !strings.Contains(a.Address[strings.LastIndex(a.Address, "@"):], ".") {
		return "", errors.New("this is not an e-mail address")
	}
	return a.Address, nil
}
