package web

import (
	"net/http"
	"net/url"

	"keyhouse/access"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/portfolio"
	"keyhouse/stays"
)

const pathFeeds = "/feeds"

func feedPath(i id.ID) string { return pathFeeds + "/" + i.String() }

// feedListPage is the calendars that are read, and the addresses at which ours
// can be read.
type feedListPage struct {
	In             []*stays.Feed
	Out            []*stays.FeedOut
	InShown        bool
	MayAdd, MayOut bool
}

func (s *screens) feeds(w http.ResponseWriter, r *http.Request) error {
	who := viewer(r)
	b := feedListPage{InShown: who.May(access.Read, access.Channel), MayAdd: who.May(access.Add, access.Channel)}
	var err error
	if b.InShown {
		if b.In, err = s.Stays.FeedsIn(r.Context(), who, id.ID{}); err != nil {
			return err
		}
	}
	if b.Out, err = s.Stays.FeedsOut(r.Context(), who, id.ID{}); err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, feedListScreen(s.frameOf(r, say(r.Context(), "feed.calendar-feeds")), b))
}

// feedState says how the reading of a calendar goes.
func feedState(l Local, f *stays.Feed) (Tone, string) {
	switch {
	case f.State == stays.FeedFailing:
		return Bad, l.Say("state.failing")
	case f.State == stays.FeedPaused:
		return Warn, l.Say("state.paused")
	case f.Uploaded:
		return Neutral, l.Say("state.uploaded")
	case len(f.Conflicts) > 0:
		return Warn, l.Say("state.conflicts")
	}
	return Good, l.Say("state.read")
}

// newFeedPage is the form that adds a calendar of a property already chosen: by
// its address, or as a file.
type newFeedPage struct {
	Property portfolio.Property
	Units    []portfolio.Option
	Form     Form
	Upload   bool // the form with the file was sent
}

// newFeed begins with the property: without one in the address it is chosen first.
func (s *screens) newFeed(w http.ResponseWriter, r *http.Request) error {
	if r.URL.Query().Get("property") == "" {
		return s.choosePlace(w, r, placePage{Title: say(r.Context(), "feed.read-calendar"), Say: say(r.Context(), "feed.which-property"), Back: []Crumb{{say(r.Context(), "feed.calendar-feeds"), pathFeeds}}, Next: pathFeeds + "/new"}, access.Add, access.Channel)
	}
	return s.showNewFeed(w, r, newFeedPage{}, r.URL.Query())
}

func (s *screens) showNewFeed(w http.ResponseWriter, r *http.Request, b newFeedPage, v url.Values) error {
	var err error
	if b.Property, b.Units, err = s.placeOf(r, v.Get("property"), access.Channel); err != nil {
		return err
	}
	return s.page(w, r, b.Form.Err, newFeedScreen(s.frameOf(r, say(r.Context(), "feed.read-calendar")), b))
}

// readFeed reads which place and channel a calendar is of.
func readFeed(v url.Values) (stays.FeedForm, error) {
	form := stays.FeedForm{Channel: v.Get("channel"), Address: v.Get("address")}
	typed := v.Get("property")
	if typed == "" {
		return form, fault.Bad("web.readFeed", "property", "Choose a property.")
	}
	var err error
	if form.Property, err = id.Parse(typed); err != nil {
		return form, fault.NotFound("web.readFeed")
	}
	if typed := v.Get("unit"); typed != "" {
		if form.Unit, err = id.Parse(typed); err != nil {
			return form, fault.NotFound("web.readFeed")
		}
	}
	return form, nil
}

func (s *screens) addFeed(w http.ResponseWriter, r *http.Request) error {
	form, err := readFeed(r.PostForm)
	var f *stays.Feed
	if err == nil {
		f, err = s.Stays.AddFeed(r.Context(), viewer(r), form)
	}
	if retry(err) {
		return s.showNewFeed(w, r, newFeedPage{Form: sent(r.PostForm, err)}, r.PostForm)
	}
	if err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: say(r.Context(), "feed.calendar-read-from-now")})
	return seeOther(w, r, feedPath(f.ID))
}

func (s *screens) uploadFeed(w http.ResponseWriter, r *http.Request) error {
	done, err := received(r)
	defer done()
	var f *stays.Feed
	var found stays.FeedReport
	if err == nil {
		f, found, err = s.takeFeed(r)
	}
	if retry(err) {
		return s.showNewFeed(w, r, newFeedPage{Form: sent(r.PostForm, err), Upload: true}, r.PostForm)
	}
	if err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: reported(s.local(r), found)})
	return seeOther(w, r, feedPath(f.ID))
}

func (s *screens) takeFeed(r *http.Request) (*stays.Feed, stays.FeedReport, error) {
	form, err := readFeed(r.PostForm)
	if err != nil {
		return nil, stays.FeedReport{}, err
	}
	in, _ := file(r, "file")
	if in == nil {
		return nil, stays.FeedReport{}, fault.Bad("web.takeFeed", "file", say(r.Context(), "feed.choose-file"))
	}
	defer closeAll(in)
	return s.Stays.UploadFeed(r.Context(), viewer(r), form, in)
}

// reported says what one reading changed.
func reported(l Local, f stays.FeedReport) string {
	if f.Nothing() {
		return l.Say("feed.read-nothing-has-changed")
	}
	var parts []string
	add := func(n int, said string) {
		if n > 0 {
			parts = append(parts, said)
		}
	}
	add(f.Added, l.Say("feed.n-added", "n", f.Added))
	add(f.Moved, l.Say("feed.n-moved", "n", f.Moved))
	add(f.Cancelled, l.Say("feed.n-cancelled", "n", f.Cancelled))
	return l.Say("feed.read-joinwords", "joinwords", joinWords(", ", parts...))
}
