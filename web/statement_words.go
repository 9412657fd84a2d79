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

// payoutMethod says how money went to whom it is due.
func payoutMethod(l Local, m string) string { return l.Word("payout-method", m) }

// settled says how far a statement was paid out.
func settled(l Local, s money.Statement) (Tone, string) {
	switch {
	case s.Closing <= 0:
		return Neutral, l.Say("statement.nothing-due")
	case s.Settled >= s.Closing:
		return Good, l.Say("statement.paid-out-2")
	case s.Settled > 0:
		return Warn, l.Say("statement.partly-paid")
	}
	return Info, l.Say("statement.due")
}

// periodWords says a period as people do: "1–31 March 2026" is March 2026.
func periodWords(l Local, s money.Statement) string {
	last := s.Until.Add(-1)
	if s.From == s.From.FirstOfMonth() && s.Until == s.From.AddMonths(1) {
		return l.Month(s.From)
	}
	return l.Span(calendar.Nights{Arrive: s.From, Depart: last})
}
