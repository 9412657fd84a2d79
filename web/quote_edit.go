package web

import (
	"net/http"
	"net/url"
	"strconv"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/entry"
	"keyhouse/fault"
	"keyhouse/portfolio"
	"keyhouse/stays"
)

// quoteEditPage is the form of a quote, new or a draft.
type quoteEditPage struct {
	Quote    *stays.Quote // empty for a new one
	Property portfolio.Property
	Units    []portfolio.Option
	Nights   calendar.Nights
	Form     Form
	Lines    int
	Version  int64
	Stale    []Versus
	Path     string
}

func (b quoteEditPage) isNew() bool { return b.Quote.ID.IsZero() }

func (b quoteEditPage) title(l Local) string {
	if b.isNew() {
		return l.Say("quote.new-quote")
	}
	return l.Say("quote.edit-quote")
}

func (b quoteEditPage) back() string {
	if b.isNew() {
		return pathQuotes
	}
	return quotePath(b.Quote.ID)
}

func (s *screens) newQuote(w http.ResponseWriter, r *http.Request) error {
	if r.URL.Query().Get("property") == "" {
		return s.choosePlace(w, r, placePage{Title: say(r.Context(), "quote.new-quote"), Say: say(r.Context(), "quote.for-which-property"), Back: []Crumb{{say(r.Context(), "word.quotes"), pathQuotes}}, Next: pathQuotes + "/new"}, access.Add, access.Quote)
	}
	return s.showQuoteForm(w, r, &stays.Quote{Adults: 2}, r.URL.Query(), nil)
}

func (s *screens) editQuote(w http.ResponseWriter, r *http.Request) error {
	q, err := s.quoteOf(r)
	if err != nil {
		return err
	}
	if err := s.whole(r, q); err != nil {
		return err
	}
	return s.showQuoteForm(w, r, q, url.Values{}, nil)
}

// showQuoteForm shows the form over q with what was typed, if anything was.
func (s *screens) showQuoteForm(w http.ResponseWriter, r *http.Request, q *stays.Quote, v url.Values, err error) error {
	b := quoteEditPage{Quote: q, Version: q.Version, Nights: q.Nights, Path: pathQuotes + "/new", Lines: min(max(minLines, len(q.Lines)+1), maxLines)}
	place := v.Get("property")
	if !b.isNew() {
		b.Path = quotePath(q.ID) + "/edit"
	}
	if place == "" {
		place = q.Property.String()
	}
	var missing error
	if b.Property, b.Units, missing = s.placeOf(r, place, access.Quote); missing != nil {
		return missing
	}
	switch {
	case r.Method == http.MethodPost:
		b.Form, b.Lines = sent(v, err), lineCount(v, "lines")
		b.Version, _ = strconv.ParseInt(v.Get("version"), 10, 64) // a damaged one stays outdated
	case b.isNew():
		b.Nights = askedNights(v)
	}
	if now, ok := outdated[*stays.Quote](err); ok {
		b.Version, b.Stale = now.Version, contested(b.Form, quoteWords(s.local(r), now)...)
	}
	return s.page(w, r, err, quoteEditScreen(s.frameOf(r, b.title(s.local(r))), b))
}

// quoteWords are the fields of the form as the quote has them.
func quoteWords(l Local, q *stays.Quote) []Versus {
	all := append(nightWords(l, q.Nights), []Versus{{l.Say("word.name"), "guest", q.Guest}, {l.Say("word.e-mail"), "email", q.Email}, {l.Say("word.phone"), "phone", q.Phone}, {l.Say("quote.adults"), "adults", number(q.Adults)}, {l.Say("quote.children"), "children", number(q.Children)},
		{l.Say("quote.good-until"), "valid_until", q.ValidUntil.String()}, {l.Say("quote.message"), "message", q.Message}}...)
	for i, line := range q.Lines {
		all = append(all, Versus{capital(l.Word("charge-kind", line.Kind)), lineName("lines", i, "amount"), line.Amount.Plain()})
	}
	return all
}

func (s *screens) createQuote(w http.ResponseWriter, r *http.Request) error {
	return s.saveQuote(w, r, &stays.Quote{}, func(form stays.QuoteForm) (*stays.Quote, error) {
		return s.Stays.CreateQuote(r.Context(), viewer(r), form)
	})
}

func (s *screens) saveQuoteEdit(w http.ResponseWriter, r *http.Request) error {
	q, err := s.quoteOf(r)
	if err != nil {
		return err
	}
	if err := s.whole(r, q); err != nil {
		return err
	}
	return s.saveQuote(w, r, q, func(form stays.QuoteForm) (*stays.Quote, error) {
		return s.Stays.EditQuote(r.Context(), viewer(r), q.ID, form)
	})
}

func (s *screens) saveQuote(w http.ResponseWriter, r *http.Request, q *stays.Quote, save func(stays.QuoteForm) (*stays.Quote, error)) error {
	if err := r.ParseForm(); err != nil {
		return fault.Bad("web.saveQuote", "", say(r.Context(), "quote.form-damaged-load-page"))
	}
	v := packLines(r.PostForm, "lines")
	if v.Get("do") == "line" {
		v.Set("lines", strconv.Itoa(lineCount(v, "lines")+1))
		return s.showQuoteForm(w, r, q, v, nil)
	}
	form, err := readQuote(r, v)
	if err == nil {
		q2, wrong := save(form)
		if wrong == nil {
			s.notify(w, Notice{Tone: Good, Say: say(r.Context(), "quote.quote-saved-guest-sees")})
			return seeOther(w, r, quotePath(q2.ID))
		}
		err = wrong
	}
	if retry(err) {
		return s.showQuoteForm(w, r, q, v, err)
	}
	return err
}

func readQuote(r *http.Request, v url.Values) (stays.QuoteForm, error) {
	version, err := formVersion(r)
	if err != nil {
		return stays.QuoteForm{}, err
	}
	f := fault.Fields{Op: "web.readQuote"}
	form := stays.QuoteForm{Version: version, Property: readRecord(&f, "property", v.Get("property"), say(r.Context(), "quote.choose-property-from-list")),
		Unit: readRecord(&f, "unit", v.Get("unit"), say(r.Context(), "quote.choose-unit-from-list")), Nights: readNights(&f, v), Guest: readGuest(&f, v),
		Lines: readLines(v, "lines"), ValidUntil: entry.Day(&f, "valid_until", v.Get("valid_until")), Message: v.Get("message")}
	return form, f.Err()
}
