package web

import (
	"net/http"

	"keyhouse/access"
	"keyhouse/page"
	"keyhouse/stays"
)

// quoteListPage is the list of quotes.
type quoteListPage struct {
	List   List
	Form   Form // of the filter, when something in it is wrong
	Filter stays.QuoteFilter
	Page   page.Page[*stays.Quote]
	Count  int64
	Sort   Sort
	Pages  Pages
	Chips  []Chip
	Guest  bool // names show to this person somewhere
	Amount bool
	MayAdd bool
}

func (s *screens) quotes(w http.ResponseWriter, r *http.Request) error {
	v, asked := viewer(r), r.URL.Query()
	b := quoteListPage{List: List{Path: pathQuotes, Query: asked}, MayAdd: v.May(access.Add, access.Quote),
		Guest: sees(v, access.Quote, access.GroupGuest), Amount: sees(v, access.Quote, access.GroupAmount)}
	var err error
	if b.Filter, err = stays.ParseQuoteFilter(asked); err == nil {
		b.List.Query = b.Filter.Query()
		b.Page, err = s.Stays.Quotes(r.Context(), v, b.Filter)
	}
	if err == nil {
		b.Count, err = s.Stays.CountQuotes(r.Context(), v, b.Filter)
	}
	if err != nil && !retry(err) {
		return err
	}
	if err != nil {
		b.Form = sent(asked, err)
	}
	p := s.frameOf(r, say(r.Context(), "word.quotes"))
	b.Sort.By, b.Sort.Down = b.List.Sort("created", true)
	b.Pages = Pages{Previous: b.Page.Prev, Next: b.Page.Next, Say: p.Say("quote.count", "n", b.Count)}
	if b.Filter.Q != "" {
		b.Chips = append(b.Chips, Chip{"q", "“" + b.Filter.Q + "”"})
	}
	if b.Filter.State != "" {
		b.Chips = append(b.Chips, Chip{"state", capital(p.Word("quote-state", string(b.Filter.State)))})
	}
	if !b.Filter.Property.IsZero() {
		place, err := s.Portfolio.Property(r.Context(), v, b.Filter.Property)
		if err != nil {
			return err
		}
		b.Chips = append(b.Chips, Chip{"property", place.Name})
	}
	return s.page(w, r, b.Form.Err, quoteListScreen(p, b))
}

// quoteStates offers the states, any first.
func quoteStates(l Local) []Option {
	return append([]Option{{"", l.Say("word.any")}}, wordOptions(l, "quote-state", []string{string(stays.QuoteDraft), string(stays.QuoteSent), string(stays.QuoteAccepted), string(stays.QuoteDeclined), string(stays.QuoteExpired)})...)
}
