package stays

import (
	"fmt"
	"strconv"

	"keyhouse/calendar"
	"keyhouse/cash"
	"keyhouse/entry"
	"keyhouse/fault"
	"keyhouse/id"
)

// Bounds of what is entered.
const (
	maxPeople  = 500
	maxCharges = 200
)

var earliest, latest = calendar.Day(calendar.MinYear, 1, 1), calendar.Day(calendar.MaxYear, 12, 31)

// checkNights notes what is wrong with a span of nights, at the field people
// would mend.
func checkNights(f *fault.Fields, n calendar.Nights) {
	known := true
	for _, d := range []struct {
		field string
		day   calendar.Date
	}{{"arrive", n.Arrive}, {"depart", n.Depart}} {
		switch {
		case d.day.IsZero():
			f.Bad(d.field, "Pick a day.")
			known = false
		case d.day < earliest || d.day > latest:
			f.Bad(d.field, fmt.Sprintf("This is too far away: the year must lie between %d and %d.", calendar.MinYear, calendar.MaxYear))
			known = false
		}
	}
	switch {
	case !known:
	case n.Depart <= n.Arrive:
		f.Bad("depart", "The last day must come after the first: one night at least.")
	case n.Count() > calendar.MaxNights:
		f.Bad("depart", fmt.Sprintf("That is longer than five years (%d nights). Pick an earlier day.", calendar.MaxNights))
	}
}

// checkDay notes a day that is no day people could mean; none stands for usual.
func checkDay(f *fault.Fields, field string, d, usual calendar.Date) calendar.Date {
	if d.IsZero() {
		return usual
	}
	if d < earliest || d > latest {
		f.Bad(field, fmt.Sprintf("This is too far away: the year must lie between %d and %d.", calendar.MinYear, calendar.MaxYear))
	}
	return d
}

// checkSum reads a sum that must be more than nothing.
func checkSum(f *fault.Fields, field, typed string, c cash.Currency) int64 {
	minor := readSum(f, field, typed, c)
	if minor < 0 {
		f.Bad(field, "Enter a sum above zero.")
	}
	return minor
}

// readSum reads a sum that must not be nothing.
func readSum(f *fault.Fields, field, typed string, c cash.Currency) int64 {
	a, err := cash.Parse(typed, c)
	switch {
	case err != nil:
		f.Bad(field, fault.Sentence(err.Error()))
	case a.Minor == 0:
		f.Bad(field, "Enter a sum other than zero.")
	}
	return a.Minor
}

// checkCurrency reads a currency code; none stands for usual.
func checkCurrency(f *fault.Fields, field, typed string, usual cash.Currency) cash.Currency {
	if typed == "" {
		return usual
	}
	c, err := cash.ParseCurrency(typed)
	if err != nil {
		f.Bad(field, fault.Sentence(err.Error()))
	}
	return c
}

// sameCurrency notes a currency that is said and is not the one that holds.
func sameCurrency(f *fault.Fields, field, said string, holds cash.Currency) {
	if said != "" && cash.Currency(said) != holds {
		f.Bad(field, "This is not the currency that the booking is charged in.")
	}
}

// Guest is who comes and how to reach them, as forms have it.
type Guest struct {
	Name, Email, Phone string
	Adults, Children   int64
}

// check tidies g and notes what is wrong with it.
func (g *Guest) check(f *fault.Fields) {
	g.Name = entry.Line(f, "guest", g.Name, entry.MaxName)
	g.Email = entry.Email(f, "email", g.Email)
	g.Phone = entry.Line(f, "phone", g.Phone, entry.MaxPhone)
	g.Adults = entry.Number(f, "adults", g.Adults, 0, maxPeople)
	g.Children = entry.Number(f, "children", g.Children, 0, maxPeople)
}

// ChargeForm is one charge as typed. Amount is a sum in the booking's
// currency; a discount may be typed with or without its minus. ToOwner nil
// means as usual: rent and discounts count toward the owner, the rest does
// not. Without a Day it counts on the day of arrival. Currency, if said, must
// be the booking's: a program that means another is told so.
type ChargeForm struct {
	Kind, Description, Amount string
	Currency                  string
	ToOwner                   *bool
	Day                       calendar.Date
}

// charge is a ChargeForm read.
type charge struct {
	id id.ID // zero: any
	Line
	description string
	day         calendar.Date
}

// read checks the form; prefix stands before its field names.
func (c *ChargeForm) read(f *fault.Fields, prefix string, currency cash.Currency, arrive calendar.Date) charge {
	kind := entry.Word(f, prefix+"kind", c.Kind, ChargeKinds...)
	out := charge{Line: Line{Kind: kind, ToOwner: kind == Rent || kind == Discount}}
	if c.ToOwner != nil && kind != Tax {
		out.ToOwner = *c.ToOwner
	}
	sameCurrency(f, prefix+"amount", c.Currency, currency)
	out.description = entry.Line(f, prefix+"description", c.Description, entry.MaxName)
	if kind == Discount {
		minor := readSum(f, prefix+"amount", c.Amount, currency)
		out.Minor = min(minor, -minor)
	} else {
		out.Minor = checkSum(f, prefix+"amount", c.Amount, currency)
	}
	out.day = checkDay(f, prefix+"day", c.Day, arrive)
	return out
}

// readCharges checks the charges of a form that has several, in the field name.
func readCharges(f *fault.Fields, name string, forms []ChargeForm, currency cash.Currency, arrive calendar.Date) []charge {
	if len(forms) > maxCharges {
		f.Bad(name, fmt.Sprintf("These are more than %d. Put some of them together.", maxCharges))
		return nil
	}
	var out []charge
	for i := range forms {
		out = append(out, forms[i].read(f, name+"."+strconv.Itoa(i)+".", currency, arrive))
	}
	return out
}
