package web

import (
	"context"
	"net/http"

	"keyhouse/access"
	"keyhouse/id"
	"keyhouse/stays"
)

// quotePage is one quote.
type quotePage struct {
	*stays.Quote
	Path string
	Form Form

	History historyPanel
}

func (s *screens) quote(w http.ResponseWriter, r *http.Request) error {
	return s.showQuote(w, r, nil)
}

func (s *screens) showQuote(w http.ResponseWriter, r *http.Request, err error) error {
	q, missing := s.quoteOf(r)
	if missing != nil {
		return missing
	}
	b := quotePage{Quote: q, Path: quotePath(q.ID)}
	if err != nil {
		b.Form = sent(r.PostForm, err)
	}
	if b.History, missing = s.historyOf(r, q.ID); missing != nil {
		return missing
	}
	return s.page(w, r, err, quoteScreen(s.frameOf(r, quoteTitle(s.local(r), q)), b))
}

func (s *screens) quoteOf(r *http.Request) (*stays.Quote, error) {
	i, err := pathID(r, "quote")
	if err != nil {
		return nil, err
	}
	return s.Stays.Quote(r.Context(), viewer(r), i)
}

// step is a command that takes a quote from one state to the next.
type step func(ctx context.Context, who *access.Viewer, quote id.ID, version int64) (*stays.Quote, error)

// onQuote answers a POST that takes a quote further, then shows where it led.
func (s *screens) onQuote(act step, done string) answer {
	return func(w http.ResponseWriter, r *http.Request) error {
		i, err := pathID(r, "quote")
		if err != nil {
			return err
		}
		version, err := formVersion(r)
		var q *stays.Quote
		if err == nil {
			q, err = act(r.Context(), viewer(r), i, version)
		}
		if retry(err) {
			return s.showQuote(w, r, err)
		}
		if err != nil {
			return err
		}
		s.notify(w, Notice{Tone: Good, Say: word(r.Context(), "quote.done", done)})
		return seeOther(w, r, afterQuote(q))
	}
}

// afterQuote leads to the booking that a quote has become, else to the quote.
func afterQuote(q *stays.Quote) string {
	if !q.Booking.IsZero() {
		return bookingPath(q.Booking)
	}
	return quotePath(q.ID)
}

// askSend, askAccept and askDecline ask before a quote leaves the house or ends.
func (s *screens) askSend(w http.ResponseWriter, r *http.Request) error {
	return s.askQuote(w, r, access.Send, "send", func(m stays.QuoteMay) bool { return m.Send }, func(l Local, q *stays.Quote) Ask {
		return Ask{Title: say(r.Context(), "quote.send-quote"), Do: say(r.Context(), "quote.send-quote-2"), Say: say(r.Context(), "quote.mail-with-link-goes", "email", q.Email)}
	})
}

func (s *screens) askAccept(w http.ResponseWriter, r *http.Request) error {
	return s.askQuote(w, r, access.Accept, "accept", func(m stays.QuoteMay) bool { return m.Accept }, func(l Local, q *stays.Quote) Ask {
		return Ask{Title: say(r.Context(), "quote.accept-in-guests-name"), Do: say(r.Context(), "quote.accept-quote"), Say: say(r.Context(), "quote.becomes-confirmed-booking-from", "day", l.Day(q.Nights.Arrive), "daya", l.Day(q.Nights.Depart))}
	})
}

func (s *screens) askDecline(w http.ResponseWriter, r *http.Request) error {
	return s.askQuote(w, r, access.Edit, "decline", func(m stays.QuoteMay) bool { return m.Decline }, func(l Local, q *stays.Quote) Ask {
		return Ask{Title: say(r.Context(), "quote.note-that-guest-declined"), Do: say(r.Context(), "quote.mark-as-declined"), Danger: true, Say: say(r.Context(), "quote.link-that-was-sent")}
	})
}

func (s *screens) askQuote(w http.ResponseWriter, r *http.Request, verb access.Verb, path string, may func(stays.QuoteMay) bool, ask func(Local, *stays.Quote) Ask) error {
	q, err := s.quoteOf(r)
	if err != nil {
		return err
	}
	if !may(q.May) {
		decided := q.State != stays.QuoteDraft && q.State != stays.QuoteSent
		return s.notThis(r, verb, access.Quote, q.ID, decided || q.May.Edit, say(r.Context(), "quote.quote-cannot-changed-like"))
	}
	p := s.frameOf(r, say(r.Context(), "quote.quote-number", "number", number(q.Number)))
	a := ask(p.Local, q)
	a.Action, a.Cancel, a.Hidden = quotePath(q.ID)+"/"+path, quotePath(q.ID), map[string]string{"version": number(q.Version)}
	return s.show(w, r, http.StatusOK, askScreen(p, a))
}

func (s *screens) copyQuote(w http.ResponseWriter, r *http.Request) error {
	i, err := pathID(r, "quote")
	if err != nil {
		return err
	}
	q, err := s.Stays.CopyQuote(r.Context(), viewer(r), i)
	if retry(err) {
		return s.showQuote(w, r, err)
	}
	if err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: say(r.Context(), "quote.copy-change-what-different")})
	return seeOther(w, r, quotePath(q.ID)+"/edit")
}

// whole reports whether all of a quote shows: only then can it be edited, since
// a form replaces all of it.
func (s *screens) whole(r *http.Request, q *stays.Quote) error {
	for _, g := range []access.Group{access.GroupAmount, access.GroupGuest, access.GroupNotes} {
		if !q.Shown.Has(g) {
			return s.notThis(r, access.Edit, access.Quote, q.ID, q.State != stays.QuoteDraft, say(r.Context(), "quote.you-see-only-part"))
		}
	}
	if !q.May.Edit {
		return s.notThis(r, access.Edit, access.Quote, q.ID, q.State != stays.QuoteDraft, say(r.Context(), "quote.only-draft"))
	}
	return nil
}
