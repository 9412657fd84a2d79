package api

import (
	"keyhouse/calendar"
	"keyhouse/cash"
	"keyhouse/entry"
	"keyhouse/fault"
	"keyhouse/id"
)

// Money is a sum in whole minor units: cents for EUR, yen for JPY.
type Money struct {
	Minor    int64  `json:"minor" minimum:"-1000000000000" maximum:"1000000000000" doc:"Whole minor units: cents for EUR, yen for JPY." example:"12050"`
	Currency string `json:"currency" minLength:"3" maxLength:"3" doc:"ISO 4217." example:"EUR"`
}

func sum(minor int64, c cash.Currency) *Money { return &Money{Minor: minor, Currency: string(c)} }

// named is a record with what it is called.
type named struct {
	ID   id.ID  `json:"id" format:"uuid" example:"0193a1b2-7c4d-7e5f-8a9b-0c1d2e3f4a5b"`
	Name string `json:"name" example:"Harbour View"`
}

// Which is the id in an operation's path. Whatever it is that is no id is not
// found, like an id that nothing has.
type Which struct {
	ID string `path:"id" doc:"Which one." example:"0193a1b2-7c4d-7e5f-8a9b-0c1d2e3f4a5b"`
}

func (o *Which) id() id.ID { return wanted(o.ID) }

// wanted reads the id of an address; nothing has the zero id.
func wanted(s string) id.ID {
	i, err := id.Parse(s)
	if err != nil {
		return id.ID{}
	}
	return i
}

// form reads the texts of a body and gathers what is wrong with them.
type form struct{ fault.Fields }

func (f *form) id(field, s string) id.ID {
	if s == "" {
		return id.ID{}
	}
	i, err := id.Parse(s)
	if err != nil {
		f.Bad(field, "This is no id.")
	}
	return i
}

func (f *form) day(field, s string) calendar.Date { return entry.Day(&f.Fields, field, s) }

func (f *form) nights(arrive, depart string) calendar.Nights {
	return calendar.Nights{Arrive: f.day("arrive", arrive), Depart: f.day("depart", depart)}
}

// typed gives a sum as the rooms read it, and its currency.
func (f *form) typed(field string, m Money) (amount, currency string) {
	c, err := cash.ParseCurrency(m.Currency)
	if err != nil {
		f.Bad(field+".currency", "This is no currency. Write three letters, like EUR.")
		return "", ""
	}
	return cash.Amount{Minor: m.Minor, Currency: c}.Plain(), string(c)
}

func amount(a cash.Amount) Money { return Money{Minor: a.Minor, Currency: string(a.Currency)} }
