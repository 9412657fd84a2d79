package web

import (
	"net/http"
	"strconv"

	"keyhouse/access"
	"keyhouse/cash"
	"keyhouse/id"
	"keyhouse/page"
	"keyhouse/portfolio"
	"keyhouse/stays"
)

// propertyPage is everything about one property that who looks may see.
type propertyPage struct {
	Property    portfolio.Property
	Units       []portfolio.Unit
	History     []portfolio.Share // shares that are over or planned
	Subscribers []portfolio.Subscriber
	Notes       noteList
	FeedsIn     []*stays.Feed
	FeedsOut    []*stays.FeedOut
	Stays       []*stays.Booking // the next ones
	Blocks      []*stays.Block
	Form        Form
	Trail       historyPanel

	// parts of the page that are there for who looks
	UnitsShown, OwnersLinked, BookingsShown, BlocksShown, SubscribersShown, FeedsShown bool
	May                                                                                propertyMay
}

type propertyMay struct{ Edit, Archive, AddUnit, EditUnit, ArchiveUnit, Book, Block, AddFeed bool }

func (s *screens) property(w http.ResponseWriter, r *http.Request) error {
	return s.showProperty(w, r, Form{})
}

func (s *screens) showProperty(w http.ResponseWriter, r *http.Request, f Form) error {
	i, err := pathID(r, "property")
	if err != nil {
		return err
	}
	b := propertyPage{Form: f}
	if b.Property, err = s.Portfolio.Property(r.Context(), viewer(r), i); err != nil {
		return err
	}
	b.look(viewer(r))
	if b.UnitsShown {
		if b.Units, err = s.Portfolio.Units(r.Context(), viewer(r), i); err != nil {
			return err
		}
	}
	if b.Property.Shown.Has(access.GroupOwner) {
		all, err := s.Portfolio.ShareHistory(r.Context(), viewer(r), i)
		if err != nil {
			return err
		}
		b.History = otherShares(all, viewer(r).Who().Today)
	}
	if b.SubscribersShown {
		if b.Subscribers, err = s.Portfolio.Subscribers(r.Context(), viewer(r), i); err != nil {
			return err
		}
	}
	if err := s.comingOf(r, &b); err != nil {
		return err
	}
	if err := s.feedsOf(r, &b); err != nil {
		return err
	}
	if b.Notes, err = s.notesOn(r, access.Property, i, b.Property.Shown, propertyPath(i), b.record()); err != nil {
		return err
	}
	var units []id.ID
	for _, u := range b.Units {
		units = append(units, u.ID)
	}
	if b.Trail, err = s.historyOf(r, i, units...); err != nil {
		return err
	}
	return s.page(w, r, f.Err, propertyScreen(s.frameOf(r, b.Property.Name), b))
}

// comingShown is how many of the next bookings and blocks a property's page has.
const comingShown = 5

// comingOf finds what takes a property's nights from today on.
func (s *screens) comingOf(r *http.Request, b *propertyPage) error {
	today, ask := s.local(r).Today(), page.Ask{Limit: comingShown}
	if b.BookingsShown {
		next, err := s.Stays.Bookings(r.Context(), viewer(r), stays.BookingFilter{Property: b.Property.ID, From: today, Ask: ask})
		if err != nil {
			return err
		}
		b.Stays = next.Rows
	}
	if b.BlocksShown {
		next, err := s.Stays.Blocks(r.Context(), viewer(r), stays.BlockFilter{Property: b.Property.ID, From: today, Ask: ask})
		if err != nil {
			return err
		}
		b.Blocks = next.Rows
	}
	return nil
}

// feedsOf finds the calendars that are read for a property, and the addresses
// at which its own can be read, as far as who looks may know of them.
func (s *screens) feedsOf(r *http.Request, b *propertyPage) (err error) {
	if b.FeedsShown {
		if b.FeedsIn, err = s.Stays.FeedsIn(r.Context(), viewer(r), b.Property.ID); err != nil {
			return err
		}
	}
	if b.BookingsShown {
		b.FeedsOut, err = s.Stays.FeedsOut(r.Context(), viewer(r), b.Property.ID)
	}
	return err
}

func (b *propertyPage) record() access.Record {
	return access.Record{Thing: access.Property, ID: b.Property.ID, Business: b.Property.Business, Property: b.Property.ID}
}

// look finds out which parts of the page there are for who looks.
func (b *propertyPage) look(who *access.Viewer) {
	can := func(verb access.Verb, t access.Thing) bool {
		r := access.Record{Thing: t, Account: who.Account(), Business: b.Property.Business, Property: b.Property.ID, Person: who.Who().Person}
		if t == access.Property {
			r.ID = b.Property.ID
		}
		return who.Can(verb, &r) == access.Allowed
	}
	b.UnitsShown = who.May(access.Read, access.Unit)
	b.OwnersLinked = who.May(access.Read, access.Client)
	b.BookingsShown = can(access.Read, access.Booking)
	b.BlocksShown = can(access.Read, access.Block)
	b.May = propertyMay{Edit: can(access.Edit, access.Property), Archive: can(access.Delete, access.Property),
		AddUnit: can(access.Add, access.Unit), EditUnit: can(access.Edit, access.Unit), ArchiveUnit: can(access.Delete, access.Unit),
		Book: can(access.Add, access.Booking), Block: can(access.Add, access.Block), AddFeed: can(access.Add, access.Channel)}
	b.FeedsShown = can(access.Read, access.Channel)
	b.SubscribersShown = b.May.Edit
}

// archiveProperty puts a property away, or back.
func (s *screens) archiveProperty(away bool) answer {
	return func(w http.ResponseWriter, r *http.Request) error {
		i, err := pathID(r, "property")
		if err != nil {
			return err
		}
		if err := s.Portfolio.ArchiveProperty(r.Context(), viewer(r), i, away); err != nil {
			return err
		}
		n := Notice{Tone: Good, Say: say(r.Context(), "property.property-back-in-use")}
		if away {
			n = Notice{Tone: Good, Say: say(r.Context(), "property.property-archived"), Undo: propertyPath(i) + "/restore"}
		}
		s.notify(w, n)
		return seeOther(w, r, propertyPath(i))
	}
}

func (s *screens) askArchiveProperty(w http.ResponseWriter, r *http.Request) error {
	i, err := pathID(r, "property")
	if err != nil {
		return err
	}
	p, err := s.Portfolio.Property(r.Context(), viewer(r), i)
	if err != nil {
		return err
	}
	a := Ask{Title: say(r.Context(), "property.archive-name-2", "name", p.Name), Do: say(r.Context(), "property.archive-name", "name", p.Name), Danger: true, Action: propertyPath(i) + "/archive", Cancel: propertyPath(i),
		Say: say(r.Context(), "property.leaves-lists-calendar-pickers")}
	return s.show(w, r, http.StatusOK, askScreen(s.frameOf(r, a.Title), a))
}

func (s *screens) noteProperty(w http.ResponseWriter, r *http.Request) error {
	return s.addNote(w, r, access.Property, "property", pathProperties, s.showProperty)
}

// nightly says the usual price of a night.
func nightly(l Local, p portfolio.Property) string {
	if p.NightlyMinor == nil {
		return ""
	}
	return l.Money(cash.Amount{Minor: *p.NightlyMinor, Currency: cash.Currency(p.Currency)})
}

// position says where on earth a property lies: "51.23024, 2.91321".
func position(p portfolio.Property) string {
	if p.Latitude == nil || p.Longitude == nil {
		return ""
	}
	return degrees(*p.Latitude) + ", " + degrees(*p.Longitude)
}

func degrees(millionths int64) string {
	return strconv.FormatFloat(float64(millionths)/1e6, 'f', -1, 64)
}
