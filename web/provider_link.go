package web

import (
	"net/http"

	"github.com/a-h/templ"

	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/people"
	"keyhouse/provider"
)

// askConnect asks somebody who has signed in another way whether what this
// browser brought back from a provider is theirs.
func (s *screens) askConnect(w http.ResponseWriter, r *http.Request) error {
	o, err := s.People.OfferFor(r.Context(), s.browser(r))
	if fault.Is(err, fault.Missing) {
		return seeOther(w, r, pathMeSecurity)
	}
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, connectScreen(s.meFrameOf(r, pathMeSecurity), o))
}

func (s *screens) connect(w http.ResponseWriter, r *http.Request) error {
	o, err := s.People.OfferFor(r.Context(), s.browser(r))
	if err != nil {
		return err
	}
	if err := s.People.Connect(r.Context(), actor(r), s.browser(r)); err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: s.frameOf(r, "").Say("provider.linked", "provider", o.Label)})
	return seeOther(w, r, pathMeSecurity)
}

// confirmPage is what a link from mail opens. Opening it spends nothing.
type confirmPage struct {
	people.Offer
	Token string
	Other string // who is signed in here, if that is somebody else
}

func (s *screens) confirmOffer(w http.ResponseWriter, r *http.Request) error {
	o, err := s.People.PreviewOffer(r.Context(), r.PathValue("token"))
	if err != nil {
		return err
	}
	b := confirmPage{Offer: o, Token: r.PathValue("token")}
	if a, err := s.session(r); err == nil && a.Person.Email != o.Address {
		b.Other = a.Person.Email
	}
	return s.show(w, r, http.StatusOK, confirmOfferScreen(s.frameOf(r, o.Label), b))
}

func (s *screens) spendOffer(w http.ResponseWriter, r *http.Request) error {
	token, session, err := s.People.ConfirmOffer(r.Context(), r.PathValue("token"), client(r))
	if err != nil {
		return err
	}
	if err := s.admit(w, r, token, session); err != nil {
		return err
	}
	return seeOther(w, r, "/")
}

// linkedCard shows by which providers one signs in, and which there are besides.
// It is nil where there are none and never were.
func (s *screens) linkedCard(r *http.Request, p Page) (templ.Component, error) {
	all := s.Providers.States()
	linked, err := s.People.LinkedTo(r.Context(), actor(r))
	if fault.Is(err, fault.Forbidden) || err == nil && len(all)+len(linked) == 0 {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return linkedSection(p, linked, all), nil
}

func (s *screens) askUnlink(w http.ResponseWriter, r *http.Request) error {
	l, err := s.linkedBy(r)
	if err != nil {
		return err
	}
	p := s.meFrameOf(r, pathMeSecurity)
	return s.show(w, r, http.StatusOK, askScreen(p, Ask{Title: p.Say("provider.remove-title", "provider", l.Label), Say: p.Say("provider.remove-say", "provider", l.Label),
		Action: r.URL.Path, Do: p.Say("provider.remove"), Cancel: pathMeSecurity, Danger: true}))
}

func (s *screens) linkedBy(r *http.Request) (people.Linked, error) {
	all, err := s.People.LinkedTo(r.Context(), actor(r))
	if err != nil {
		return people.Linked{}, err
	}
	for _, l := range all {
		if l.ID.String() == r.PathValue("linked") {
			return l, nil
		}
	}
	return people.Linked{}, fault.NotFound("web.linkedBy")
}

func (s *screens) unlink(w http.ResponseWriter, r *http.Request) error {
	l, err := s.linkedBy(r)
	if err != nil {
		return err
	}
	if err := s.People.Unlink(r.Context(), actor(r), l.ID); err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: s.frameOf(r, "").Say("provider.unlinked", "provider", l.Label)})
	return seeOther(w, r, pathMeSecurity)
}

// unlinked are the providers that nothing is linked to yet.
func unlinked(all []provider.State, linked []people.Linked) []provider.State {
	var rest []provider.State
	for _, st := range all {
		has := false
		for _, l := range linked {
			has = has || l.Provider == st.Name
		}
		if !has {
			rest = append(rest, st)
		}
	}
	return rest
}

func linkedPath(i id.ID) string { return pathLinked + i.String() + "/remove" }
