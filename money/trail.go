package money

import (
	"keyhouse/access"
	"keyhouse/cash"
	"keyhouse/people"
)

// What the audit trail keeps of each kind of record, part by part.

func (s *Statement) fields() people.Fields {
	sum := func(minor int64) cash.Amount { return cash.Amount{Minor: minor, Currency: s.Currency} }
	return people.Fields{}.Put(0, "Number", s.Number).Put(0, "Owner", s.OwnerName).Put(0, "From", s.From).Put(0, "Until", s.Until).Put(0, "State", s.State).
		Put(access.GroupAmount, "Brought forward", sum(s.Opening)).Put(access.GroupAmount, "Earned", sum(s.Earned)).
		Put(access.GroupAmount, "Paid out", sum(s.Paid)).Put(access.GroupAmount, "Balance", sum(s.Closing))
}

func (p *Payout) fields() people.Fields {
	return people.Fields{}.Put(0, "Sum", p.Amount).Put(0, "Day", p.Day).Put(0, "By", p.Method).Put(0, "Memo", p.Memo)
}
