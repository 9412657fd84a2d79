package web

import (
	"net/http"

	"keyhouse/access"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/stays"
)

// feed shows one calendar that is read: how it goes and what is in its way.
func (s *screens) feed(w http.ResponseWriter, r *http.Request) error {
	return s.showFeed(w, r, Form{})
}

func (s *screens) showFeed(w http.ResponseWriter, r *http.Request, form Form) error {
	i, err := pathID(r, "feed")
	if err != nil {
		return err
	}
	f, err := s.Stays.FeedIn(r.Context(), viewer(r), i)
	if err != nil {
		return err
	}
	h, err := s.historyOf(r, i)
	if err != nil {
		return err
	}
	return s.page(w, r, form.Err, feedScreen(s.frameOf(r, say(r.Context(), "feed.calendar-name", "name", f.PropertyName)), f, form, h))
}

// onFeed answers a POST about one calendar: act, say so, go back to it.
func (s *screens) onFeed(act func(r *http.Request, feed id.ID) (string, error)) answer {
	return func(w http.ResponseWriter, r *http.Request) error {
		i, err := pathID(r, "feed")
		if err != nil {
			return err
		}
		say, err := act(r, i)
		if retry(err) {
			return s.showFeed(w, r, sent(r.PostForm, err))
		}
		if err != nil {
			return err
		}
		s.notify(w, Notice{Tone: Good, Say: say})
		return seeOther(w, r, feedPath(i))
	}
}

func (s *screens) pollFeed(r *http.Request, feed id.ID) (string, error) {
	found, err := s.Stays.PollNow(r.Context(), viewer(r), feed)
	return reported(s.local(r), found), err
}

func (s *screens) pauseFeed(r *http.Request, feed id.ID) (string, error) {
	_, err := s.Stays.PauseFeed(r.Context(), viewer(r), feed, true)
	return say(r.Context(), "feed.calendar-not-read-until"), err
}

func (s *screens) resumeFeed(r *http.Request, feed id.ID) (string, error) {
	_, err := s.Stays.PauseFeed(r.Context(), viewer(r), feed, false)
	return say(r.Context(), "feed.calendar-read-again"), err
}

func (s *screens) askDeleteFeed(w http.ResponseWriter, r *http.Request) error {
	i, err := pathID(r, "feed")
	if err != nil {
		return err
	}
	f, err := s.Stays.FeedIn(r.Context(), viewer(r), i)
	if err != nil {
		return err
	}
	a := Ask{Title: say(r.Context(), "feed.stop-reading-calendar-place", "place", placeName(f.PropertyName, f.UnitName)), Do: say(r.Context(), "feed.stop-reading"), Danger: true, Action: feedPath(i) + "/delete", Cancel: feedPath(i),
		Say: say(r.Context(), "feed.its-bookings-stay-your")}
	return s.show(w, r, http.StatusOK, askScreen(s.frameOf(r, a.Title), a))
}

func (s *screens) deleteFeed(w http.ResponseWriter, r *http.Request) error {
	i, err := pathID(r, "feed")
	if err != nil {
		return err
	}
	if err := s.Stays.DeleteFeed(r.Context(), viewer(r), i); err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: say(r.Context(), "feed.calendar-no-longer-read")})
	return seeOther(w, r, pathFeeds)
}

// madeFeedPage shows a secret address, this once.
type madeFeedPage struct {
	Out     *stays.FeedOut
	Address string
}

// makeAddress makes a secret address of a property's calendar for who asks. It
// is on the answer itself: nowhere else can it be read again.
func (s *screens) makeAddress(w http.ResponseWriter, r *http.Request) error {
	property, err := pathID(r, "property")
	if err != nil {
		return err
	}
	if _, err := s.Portfolio.Property(r.Context(), viewer(r), property); err != nil {
		return err
	}
	out, token, err := s.Stays.MakeFeedOut(r.Context(), viewer(r), property, id.ID{})
	if err != nil {
		return err
	}
	b := madeFeedPage{Out: out, Address: s.BaseURL + stays.FeedAddress(token)}
	return s.show(w, r, http.StatusOK, madeFeedScreen(s.frameOf(r, say(r.Context(), "feed.calendar-address")), b))
}

func (s *screens) askRevokeAddress(w http.ResponseWriter, r *http.Request) error {
	out, err := s.addressOf(r)
	if err != nil {
		return err
	}
	a := Ask{Title: say(r.Context(), "feed.revoke-address-name", "name", out.PropertyName), Do: say(r.Context(), "feed.revoke-address"), Danger: true, Action: pathFeeds + "/out/" + out.ID.String() + "/revoke", Cancel: pathFeeds,
		Say: say(r.Context(), "feed.programs-that-read-calendar")}
	return s.show(w, r, http.StatusOK, askScreen(s.frameOf(r, a.Title), a))
}

// addressOf finds the address that the path names among those that show.
func (s *screens) addressOf(r *http.Request) (*stays.FeedOut, error) {
	i, err := pathID(r, "address")
	if err != nil {
		return nil, err
	}
	all, err := s.Stays.FeedsOut(r.Context(), viewer(r), id.ID{})
	if err != nil {
		return nil, err
	}
	for _, f := range all {
		if f.ID == i {
			return f, nil
		}
	}
	return nil, s.tried(r, access.Delete, access.Feed, i, fault.NotFound("web.addressOf"))
}

func (s *screens) revokeAddress(w http.ResponseWriter, r *http.Request) error {
	i, err := pathID(r, "address")
	if err != nil {
		return err
	}
	if err := s.Stays.RevokeFeedOut(r.Context(), viewer(r), i); err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: say(r.Context(), "feed.address-revoked")})
	return seeOther(w, r, pathFeeds)
}

// servedFeed answers programs at a secret address. Nobody is signed in: the
// address says whose eyes to look with.
func (s *screens) servedFeed(w http.ResponseWriter, r *http.Request) error {
	err := s.Stays.WriteFeedOut(w, r, r.PathValue("file"))
	if fault.Is(err, fault.Forbidden) { // a program reads it, and shows its person the text at best
		http.Error(w, fault.Of(err).Say, http.StatusForbidden)
		return nil
	}
	return err
}
