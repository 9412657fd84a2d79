package web

import (
	"net/http"
	"time"

	"keyhouse/fault"
	"keyhouse/stays"
)

// offerPage is a quote as the guest who got its link sees it, signed in or not.
type offerPage struct {
	*stays.Offer
	Path string
	Form Form
}

// offer shows the quote of a link. Looking changes nothing, so that a mail
// scanner's visit does no harm.
func (s *screens) offer(w http.ResponseWriter, r *http.Request) error {
	return s.showOffer(w, r, nil)
}

func (s *screens) showOffer(w http.ResponseWriter, r *http.Request, err error) error {
	o, gone := s.Stays.QuoteByLink(r.Context(), r.PathValue("token"))
	if gone != nil {
		return s.offerGone(w, r, gone)
	}
	b := offerPage{Offer: o, Path: offerPath(r)}
	if err != nil {
		b.Form = sent(r.PostForm, err)
	}
	p := s.plainOf(r, say(r.Context(), "quote.your-quote"))
	if zone, unknown := time.LoadLocation(o.Zone); unknown == nil {
		p.Local.Zone = zone
	}
	return s.page(w, r, err, offerScreen(p, b))
}

func offerPath(r *http.Request) string { return "/q/" + r.PathValue("token") }

// offerGone says kindly that a link leads nowhere any more.
func (s *screens) offerGone(w http.ResponseWriter, r *http.Request, err error) error {
	if k := fault.KindOf(err); k != fault.Missing && k != fault.Conflict && k != fault.Forbidden {
		return err
	}
	t := troubleOf(err, "")
	t.Title, t.Next = say(r.Context(), "quote.quote-cannot-opened"), say(r.Context(), "quote.write-whoever-sent-you")
	return s.show(w, r, t.Status, offerGoneScreen(s.plainOf(r, t.Title), t))
}

// plainOf is the page of somebody outside: nothing of who may be signed in here.
func (s *screens) plainOf(r *http.Request, title string) Page {
	return Page{Title: title, Theme: themeOf(r), Path: r.URL.Path, Local: Local{Now: s.Now()}}
}

func (s *screens) acceptOffer(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Stays.AcceptByLink(r.Context(), r.PathValue("token"), r.PostFormValue("name"))
	return s.decided(w, r, o, err)
}

func (s *screens) declineOffer(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Stays.DeclineByLink(r.Context(), r.PathValue("token"))
	return s.decided(w, r, o, err)
}

// decided goes back to the quote, which now says how it was decided.
func (s *screens) decided(w http.ResponseWriter, r *http.Request, _ *stays.Offer, err error) error {
	switch {
	case err == nil:
		return seeOther(w, r, offerPath(r))
	case retry(err), fault.Is(err, fault.Missing), fault.Is(err, fault.Forbidden):
		return s.showOffer(w, r, err)
	}
	return err
}
