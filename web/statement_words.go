package web

import (
	"keyhouse/calendar"
	"keyhouse/id"
	"keyhouse/money"
)

const (
	pathStatements = "/statements"
	pathPayouts    = "/payouts"
)

func statementPath(i id.ID) string { return pathStatements + "/" + i.String() }

// methods say how money went to an owner.
var methods = map[string]string{"bank": "Bank transfer", "cheque": "Cheque", "cash": "Cash", "card": "Card", "other": "Other"}

func payoutMethod(m string) string {
	if w, ok := methods[m]; ok {
		return w
	}
	return m
}

// settled says how far a statement was paid out.
func settled(s money.Statement) (Tone, string) {
	switch {
	case s.Closing <= 0:
		return Neutral, "nothing due"
	case s.Settled >= s.Closing:
		return Good, "paid out"
	case s.Settled > 0:
		return Warn, "partly paid"
	}
	return Info, "due"
}

// periodWords says a period as people do: "1–31 March 2026" is March 2026.
func periodWords(l Local, s money.Statement) string {
	last := s.Until.Add(-1)
	if s.From == s.From.FirstOfMonth() && s.Until == s.From.AddMonths(1) {
		return l.Month(s.From)
	}
	return l.Span(calendar.Nights{Arrive: s.From, Depart: last})
}
