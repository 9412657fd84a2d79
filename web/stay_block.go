package web

import (
	"net/http"
	"net/url"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/fault"
	"keyhouse/portfolio"
	"keyhouse/stays"
)

// blockNewPage is the form that keeps nights free.
type blockNewPage struct {
	Property portfolio.Property
	Units    []portfolio.Option
	Nights   calendar.Nights
	Form     Form
	Office   bool // chooses what kind it is; what the portal makes is an owner block-off
	MayBook  bool
}

func (s *screens) newBlock(w http.ResponseWriter, r *http.Request) error {
	if r.URL.Query().Get("property") == "" {
		return s.choosePlace(w, r, placePage{Title: say(r.Context(), "block.block-off-time"), Say: say(r.Context(), "block.at-which-property"), Back: []Crumb{{say(r.Context(), "word.calendar"), pathCalendar}}, Next: pathBlocks + "/new"}, access.Add, access.Block)
	}
	return s.showNewBlock(w, r, r.URL.Query(), nil)
}

func (s *screens) showNewBlock(w http.ResponseWriter, r *http.Request, v url.Values, err error) error {
	b := blockNewPage{MayBook: viewer(r).May(access.Add, access.Booking)}
	b.Office = b.MayBook // who writes bookings is the office
	var missing error
	if b.Property, b.Units, missing = s.placeOf(r, v.Get("property"), access.Block); missing != nil {
		return missing
	}
	if r.Method == http.MethodPost {
		b.Form = sent(v, err)
	} else {
		b.Nights = askedNights(v)
	}
	return s.page(w, r, err, blockNewScreen(s.frameOf(r, say(r.Context(), "block.block-off-time")), b))
}

func (s *screens) createBlock(w http.ResponseWriter, r *http.Request) error {
	f := fault.Fields{Op: "web.createBlock"}
	form := stays.BlockForm{Property: readRecord(&f, "property", r.PostFormValue("property"), say(r.Context(), "block.choose-property-from-list")),
		Unit: readRecord(&f, "unit", r.PostFormValue("unit"), say(r.Context(), "block.choose-unit-from-list")), Nights: readNights(&f, r.PostForm),
		Kind: r.PostFormValue("kind"), Label: r.PostFormValue("label")}
	err := f.Err()
	var made *stays.Block
	if err == nil {
		made, err = s.Stays.CreateBlock(r.Context(), viewer(r), form)
	}
	if retry(err) {
		return s.showNewBlock(w, r, r.PostForm, err)
	}
	if err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: say(r.Context(), "block.these-nights-blocked-off")})
	return seeOther(w, r, monthPath(made.Property)+monthQuery(made.Nights.Arrive))
}

// blockPage is one block: which nights, who keeps them free, and moving it.
type blockPage struct {
	*stays.Block
	Form    Form
	Path    string
	Version int64
	Stale   []Versus
	Notes   noteList

	History historyPanel
}

func (s *screens) block(w http.ResponseWriter, r *http.Request) error {
	return s.showBlock(w, r, nil)
}

func (s *screens) showBlock(w http.ResponseWriter, r *http.Request, err error) error {
	i, missing := pathID(r, "block")
	if missing != nil {
		return missing
	}
	found, missing := s.Stays.Block(r.Context(), viewer(r), i)
	if missing != nil {
		return missing
	}
	b := blockPage{Block: found, Path: blockPath(i), Version: found.Version}
	if err != nil {
		b.Form = sent(r.PostForm, err)
	}
	if now, ok := outdated[*stays.Block](err); ok {
		b.Version = now.Version
		b.Stale = contested(b.Form, nightWords(s.local(r), now.Nights)...)
	}
	at := access.Record{Thing: access.Block, ID: i, Business: found.Business, Property: found.Property, Day: found.Nights.Arrive}
	if b.Notes, missing = s.notesOn(r, access.Block, i, found.Shown, b.Path, at); missing != nil {
		return missing
	}
	if b.History, missing = s.historyOf(r, i); missing != nil {
		return missing
	}
	return s.page(w, r, err, blockScreen(s.frameOf(r, blockTitle(s.local(r), found)), b))
}

func (s *screens) moveBlock(w http.ResponseWriter, r *http.Request) error {
	i, err := pathID(r, "block")
	if err != nil {
		return err
	}
	version, err := formVersion(r)
	f := fault.Fields{Op: "web.moveBlock"}
	nights := readNights(&f, r.PostForm)
	if err == nil {
		err = f.Err()
	}
	if err == nil {
		_, err = s.Stays.MoveBlock(r.Context(), viewer(r), i, stays.BlockMove{Version: version, Nights: nights})
	}
	if retry(err) {
		return s.showBlock(w, r, err)
	}
	if err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: say(r.Context(), "block.block-has-its-new")})
	return seeOther(w, r, blockPath(i))
}

func (s *screens) askDeleteBlock(w http.ResponseWriter, r *http.Request) error {
	i, err := pathID(r, "block")
	if err != nil {
		return err
	}
	b, err := s.Stays.Block(r.Context(), viewer(r), i)
	if err != nil {
		return err
	}
	if !b.May.Delete {
		kept := b.State != stays.BlockActive || b.Kind == stays.FeedBlock
		return s.notThis(r, access.Delete, access.Block, i, kept || b.May.Move, say(r.Context(), "block.block-not-yours-delete"))
	}
	p := s.frameOf(r, say(r.Context(), "block.delete-block"))
	return s.show(w, r, http.StatusOK, askScreen(p, Ask{Title: say(r.Context(), "block.delete-block-2"), Do: say(r.Context(), "block.delete-block"), Danger: true, Cancel: blockPath(i), Action: blockPath(i) + "/delete",
		Say: say(r.Context(), "block.place-nights-nights-become", "place", placeName(b.PropertyName, b.UnitName), "nights", p.Local.Span(b.Nights)), Hidden: map[string]string{"version": number(b.Version)}}))
}

func (s *screens) deleteBlock(w http.ResponseWriter, r *http.Request) error {
	i, err := pathID(r, "block")
	if err != nil {
		return err
	}
	b, err := s.Stays.Block(r.Context(), viewer(r), i)
	if err != nil {
		return err
	}
	version, err := formVersion(r)
	if err == nil {
		err = s.Stays.DeleteBlock(r.Context(), viewer(r), i, version)
	}
	if retry(err) {
		return s.showBlock(w, r, err)
	}
	if err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: say(r.Context(), "block.block-deleted-its-nights")})
	return seeOther(w, r, monthPath(b.Property)+monthQuery(b.Nights.Arrive))
}

func (s *screens) addBlockNote(w http.ResponseWriter, r *http.Request) error {
	return s.addNote(w, r, access.Block, "block", pathBlocks, func(w http.ResponseWriter, r *http.Request, f Form) error {
		return s.showBlock(w, r, f.Err)
	})
}
