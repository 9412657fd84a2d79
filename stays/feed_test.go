package stays

import (
	"compress/gzip"
	"context"
	"fmt"
	"hash/crc32"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/jobs"
)

// channel is a booking channel's server: it answers as it is told to and
// remembers what it was asked.
type channel struct {
	*httptest.Server
	mu     sync.Mutex
	answer http.HandlerFunc
	asked  []*http.Request
}

func newChannel(t *testing.T) *channel {
	t.Helper()
	c := &channel{}
	c.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.mu.Lock()
		answer := c.answer
		c.asked = append(c.asked, r.Clone(context.Background()))
		c.mu.Unlock()
		answer(w, r)
	}))
	t.Cleanup(c.Close)
	return c
}

func (c *channel) does(answer http.HandlerFunc) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.answer = answer
}

// has serves a calendar of events.
func (c *channel) has(events ...string) { c.says(ics(events...)) }

// says serves a text, with an ETag that changes with it.
func (c *channel) says(text string) {
	tag := fmt.Sprintf(`"%08x"`, crc32.ChecksumIEEE([]byte(text)))
	c.does(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", tag)
		if r.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		fmt.Fprint(w, text)
	})
}

func (c *channel) last() *http.Request {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.asked[len(c.asked)-1]
}

func ics(events ...string) string {
	return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Airbnb Inc//Hosting Calendar 0.8.8//EN\r\n" + strings.Join(events, "") + "END:VCALENDAR\r\n"
}

// event is one of March 2026.
func event(uid, summary string, from, until int) string {
	return fmt.Sprintf("BEGIN:VEVENT\r\nUID:%s\r\nDTSTAMP:20260301T000000Z\r\nDTSTART;VALUE=DATE:202603%02d\r\nDTEND;VALUE=DATE:202603%02d\r\nSUMMARY:%s\r\nEND:VEVENT\r\n", uid, from, until, summary)
}

const (
	reserved = "Reserved"
	closed   = "Airbnb (Not available)"
)

// feeds is a world with a channel whose calendar of quay is read.
type feeds struct {
	*world
	*channel
	feed *Feed
}

func eachFeeds(t *testing.T, test func(f *feeds)) {
	t.Helper()
	eachWorld(t, func(w *world) {
		f := &feeds{world: w, channel: newChannel(w.t)}
		f.fetcher = newFetcher(FeedOptions{AllowPrivate: true, Timeout: 400 * time.Millisecond})
		f.has()
		f.feed = f.add(w.quay, "/quay.ics")
		test(f)
	})
}

func (f *feeds) add(property id.ID, path string) *Feed {
	f.t.Helper()
	made, err := f.AddFeed(ctx, f.boss, FeedForm{Property: property, Channel: SourceAirbnb, Address: f.URL + path})
	f.must(err)
	return made
}

// read polls and demands that it went well.
func (f *feeds) read() FeedReport {
	f.t.Helper()
	r, err := f.PollNow(ctx, f.boss, f.feed.ID)
	f.must(err)
	return r
}

func (f *feeds) now() *Feed {
	f.t.Helper()
	feed, err := f.FeedIn(ctx, f.boss, f.feed.ID)
	f.must(err)
	return feed
}

// nights lists what is on quay's nights: state or kind, first day to last.
func (f *feeds) nights() string {
	f.t.Helper()
	var out []string
	p, err := f.Bookings(ctx, f.boss, BookingFilter{Property: f.quay})
	f.must(err)
	for _, b := range p.Rows {
		out = append(out, fmt.Sprintf("%s %d-%d", b.State, b.Nights.Arrive.Time().Day(), b.Nights.Depart.Time().Day()))
	}
	f.must(f.world.db.Read(ctx, func(tx *db.Tx) error {
		q := db.Select(blockColumns, "block b").Everything(access.System("test").In(f.account)).And("b.property_id = ?", f.quay).Order("b.arrive, b.id")
		list, err := db.All(ctx, tx, q, scanBlock)
		for _, b := range list {
			out = append(out, fmt.Sprintf("%s %d-%d", b.State, b.Nights.Arrive.Time().Day(), b.Nights.Depart.Time().Day()))
		}
		return err
	}))
	slices.Sort(out)
	return strings.Join(out, ", ")
}

func (f *feeds) isThere(name, want string) {
	f.t.Helper()
	if got := f.nights(); got != want {
		f.t.Errorf("%s: %s, want %s", name, got, want)
	}
}

// trail counts what the audit trail has.
func (f *feeds) trail() (n int64) {
	f.t.Helper()
	f.must(f.world.db.Read(ctx, func(tx *db.Tx) (err error) {
		n, err = db.Count(ctx, tx, db.Select("e.id", "audit_entry e").Everything(access.System("test").In(f.account)))
		return err
	}))
	return n
}

func TestACalendarBecomesBookingsAndBlocks(t *testing.T) {
	eachFeeds(t, func(f *feeds) {
		f.has(event("s1", "Ana Smith (HMABCDEFGH)", 10, 14), event("b1", closed, 14, 16), event("t1", "Tentative", 20, 22))
		r := f.read()
		if r.Added != 3 || len(r.Conflicts) != 0 {
			f.t.Fatalf("%+v", r)
		}
		f.isThere("first reading", "active 14-16, confirmed 10-14, tentative 20-22")
		p, err := f.Bookings(ctx, f.boss, BookingFilter{Property: f.quay, From: march(10), To: march(11)})
		f.must(err)
		if b := p.Rows[0]; b.Guest != "Ana Smith" || b.Reference != "HMABCDEFGH" || b.Source != SourceAirbnb || b.Total != 0 {
			f.t.Errorf("the stay: %+v", b)
		}
	})
}

func TestReadingAnUnchangedCalendarChangesNothing(t *testing.T) {
	eachFeeds(t, func(f *feeds) {
		events := []string{event("s1", reserved, 10, 14), event("b1", closed, 14, 16)}
		f.has(events...)
		f.read()
		before, version, trail := f.nights(), f.now().Version, f.trail()
		r := f.read() // the same, by its tag
		if f.last().Header.Get("If-None-Match") == "" || !r.Nothing() {
			f.t.Errorf("asked without a condition, or changed: %+v", r)
		}
		f.says(ics(events...) + "\r\n\r\n") // other bytes, the same calendar
		if r := f.read(); !r.Nothing() {
			f.t.Errorf("other bytes: %+v", r)
		}
		if f.now().Version != version || f.trail() != trail || f.nights() != before {
			f.t.Errorf("version %d, %d entries, %s; before %d, %d, %s", f.now().Version, f.trail(), f.nights(), version, trail, before)
		}
		p, err := f.Bookings(ctx, f.boss, BookingFilter{Property: f.quay})
		f.must(err)
		if p.Rows[0].Version != 1 {
			f.t.Errorf("the booking's version is %d", p.Rows[0].Version)
		}
	})
}

// Today is 4 March.
func TestWhatAChangedCalendarDoes(t *testing.T) {
	for _, c := range []struct {
		name       string
		was, is    []string
		then, what string
	}{
		{"a vanished future stay is cancelled", []string{event("a", reserved, 10, 14)}, nil, "cancelled 10-14", "0/0/1"},
		{"a vanished past stay stays", []string{event("a", reserved, 1, 3)}, nil, "confirmed 1-3", "0/0/0"},
		{"a vanished stay that has begun stays", []string{event("a", reserved, 2, 9)}, nil, "confirmed 2-9", "0/0/0"},
		{"a moved stay moves", []string{event("a", reserved, 10, 14)}, []string{event("a", reserved, 11, 15)}, "confirmed 11-15", "0/1/0"},
		{"a block under a new name over the same nights has moved", []string{event("a", closed, 10, 14)}, []string{event("b", closed, 10, 15)}, "active 10-15", "0/1/0"},
		{"a vanished block gives its nights back", []string{event("a", closed, 10, 14)}, []string{event("b", reserved, 10, 14)}, "cancelled 10-14, confirmed 10-14", "1/0/1"},
		{"what was a block is a stay", []string{event("a", closed, 10, 14)}, []string{event("a", reserved, 10, 14)}, "cancelled 10-14, confirmed 10-14", "0/1/0"},
		{"what was asked for is settled", []string{event("a", "Tentative", 10, 14)}, []string{event("a", reserved, 10, 14)}, "confirmed 10-14", "0/1/0"},
		{"two that change places do", []string{event("a", reserved, 10, 12), event("b", reserved, 12, 14)},
			[]string{event("a", reserved, 20, 22), event("b", reserved, 10, 12)}, "confirmed 10-12, confirmed 20-22", "0/2/0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			eachFeeds(t, func(f *feeds) {
				f.has(c.was...)
				f.read()
				f.has(c.is...)
				r := f.read()
				if got := fmt.Sprintf("%d/%d/%d", r.Added, r.Moved, r.Cancelled); got != c.what || len(r.Conflicts) > 0 {
					f.t.Errorf("%s added/moved/cancelled, conflicts %v; want %s", got, r.Conflicts, c.what)
				}
				f.isThere("then", c.then)
				if r := f.read(); !r.Nothing() {
					f.t.Errorf("once more: %+v", r)
				}
			})
		})
	}
}

func TestWhatComesBackIsBookedAgain(t *testing.T) {
	eachFeeds(t, func(f *feeds) {
		f.has(event("a", reserved, 10, 14))
		f.read()
		f.has()
		f.read()
		f.has(event("a", reserved, 10, 14))
		f.read()
		f.isThere("cancelled, then there again", "cancelled 10-14, confirmed 10-14")
	})
}

func TestACalendarDoesNotOverruleWhoCancelledByHand(t *testing.T) {
	eachFeeds(t, func(f *feeds) {
		f.has(event("a", reserved, 10, 14))
		f.read()
		p, err := f.Bookings(ctx, f.boss, BookingFilter{Property: f.quay})
		f.must(err)
		_, err = f.CancelBooking(ctx, f.boss, p.Rows[0].ID, CancelForm{})
		f.must(err)
		f.says(ics(event("a", reserved, 10, 14)) + "\r\n")
		f.read()
		f.isThere("cancelled by hand", "cancelled 10-14")
	})
}

func TestWhatClashesIsKeptShownAndTriedAgain(t *testing.T) {
	eachFeeds(t, func(f *feeds) {
		own := f.stay(f.quay, 12, 3)
		f.has(event("a", "Réservée - Anna", 10, 14), event("b", closed, 20, 22))
		r := f.read()
		if r.Added != 1 || len(r.Conflicts) != 1 {
			f.t.Fatalf("%+v", r)
		}
		feed := f.now()
		if len(feed.Conflicts) != 1 || feed.Conflicts[0].Nights != (calendar.Nights{Arrive: march(10), Depart: march(14)}) ||
			!strings.Contains(feed.Conflicts[0].Reason, "12 March 2026") || strings.Contains(feed.Conflicts[0].Reason, "Gerda") {
			f.t.Fatalf("shown as %+v", feed.Conflicts)
		}
		since := feed.Conflicts[0].SeenAt
		f.at = f.at.Add(time.Hour)
		f.read() // still there, whatever the channel's tag says
		if f.last().Header.Get("If-None-Match") != "" {
			f.t.Error("asked with a condition while something waits to be tried again")
		}
		if c := f.now().Conflicts; len(c) != 1 || !c[0].SeenAt.Equal(since) {
			f.t.Errorf("an hour later: %+v", c)
		}
		_, err := f.CancelBooking(ctx, f.boss, own.ID, CancelForm{})
		f.must(err)
		if r := f.read(); r.Added != 1 || len(f.now().Conflicts) != 0 {
			f.t.Errorf("after the nights are free: %+v, %+v", r, f.now().Conflicts)
		}
	})
}

func TestAMoveThatClashesLeavesTheStayWhereItWas(t *testing.T) {
	eachFeeds(t, func(f *feeds) {
		f.stay(f.quay, 20, 3)
		f.has(event("a", reserved, 10, 14))
		f.read()
		f.has(event("a", reserved, 19, 22))
		if r := f.read(); r.Moved != 0 || len(r.Conflicts) != 1 {
			f.t.Errorf("%+v", r)
		}
		f.isThere("then", "confirmed 10-14, confirmed 20-23")
	})
}

func TestABookingThatCameAnotherWayIsFoundAgain(t *testing.T) {
	eachFeeds(t, func(f *feeds) {
		b := f.stay(f.quay, 10, 4) // an Airbnb booking, HMXYZ99
		f.has(event("a", reserved, 10, 14))
		r := f.read()
		f.isThere("then", "confirmed 10-14")
		st, err := f.Booking(ctx, f.boss, b.ID)
		f.must(err)
		if r.Added != 0 || st.Guest != "Gerda Gast" || st.Booking.Total != b.Total {
			f.t.Errorf("%+v, %+v", r, st.Booking)
		}
		f.has()
		f.read()
		f.isThere("then cancelled", "cancelled 10-14")
	})
}

func TestWhatCannotBeUnderstoodIsNamed(t *testing.T) {
	eachFeeds(t, func(f *feeds) {
		f.has(event("a", reserved, 14, 10), event("b", reserved, 20, 22))
		if r := f.read(); r.Added != 1 || len(r.Skipped) != 1 || !strings.Contains(r.Skipped[0], "before it begins") || !strings.HasPrefix(r.Skipped[0], "line ") {
			f.t.Errorf("%+v", r)
		}
		if got := f.now().Skipped; len(got) != 1 {
			f.t.Errorf("on the feed: %v", got)
		}
	})
}

func TestWhatChannelsSendInsteadOfACalendar(t *testing.T) {
	block := make(chan struct{})
	defer close(block)
	for _, c := range []struct {
		name   string
		answer http.HandlerFunc
		say    string
	}{
		{"not found", http.NotFound, "any more (404)"},
		{"gone", status(410), "any more (410)"},
		{"forbidden", status(403), "does not let us"},
		{"too many requests", status(429), "less often"},
		{"a fault of its own", status(503), "fault of its own (503)"},
		{"no content", status(204), "no calendar (204)"},
		{"a web page", says("<!doctype html><html><body>Log in</body></html>"), "page"},
		{"nothing", says(""), "empty"},
		{"garbage", says("\x00\x01\x02 what is this"), "calendar"},
		{"larger than any feed", endless(8<<20, block), "larger than"},
		{"larger only once unpacked", bomb(64 << 20), "larger than"},
		{"slow to answer", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, "did not answer within"},
		{"slow to end", endless(1<<10, nil), "did not come to an end"},
		{"breaks off", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "5000")
			fmt.Fprint(w, "BEGIN:VCALENDAR\r\n")
		}, "broke off"},
		{"round and round", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path+"x", http.StatusFound) }, "one to the next"},
		{"away from the web", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
		}, "no web page"},
	} {
		t.Run(c.name, func(t *testing.T) {
			eachFeeds(t, func(f *feeds) {
				f.has(event("a", reserved, 10, 14))
				f.read()
				f.does(c.answer)
				f.at = f.at.Add(time.Hour)
				_, err := f.PollNow(ctx, f.boss, f.feed.ID)
				if k := fault.KindOf(err); err == nil || k != fault.Invalid && k != fault.TooLarge {
					f.t.Fatalf("%v", err)
				}
				feed := f.now()
				if feed.State != FeedFailing || !strings.Contains(feed.Error, c.say) || feed.Error != fault.Of(err).Say || feed.Failures != 1 {
					f.t.Errorf("the feed is %s: %q (%d), want …%s…", feed.State, feed.Error, feed.Failures, c.say)
				}
				f.isThere("nothing is lost", "confirmed 10-14")
				f.has(event("a", reserved, 10, 14))
				f.read()
				if feed := f.now(); feed.State != FeedActive || feed.Error != "" || feed.Failures != 0 {
					f.t.Errorf("once it works again: %+v", feed)
				}
			})
		})
	}
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

func says(s string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, s) }
}

// endless sends a calendar of size bytes in pieces, then waits until the other
// side goes.
func endless(size int, _ <-chan struct{}) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, "BEGIN:VCALENDAR\r\n")
		for n := 0; n < size; n += 4 << 10 {
			if _, err := fmt.Fprint(w, strings.Repeat("X-NOISE:"+strings.Repeat("x", 54)+"\r\n", 64)); err != nil {
				return
			}
		}
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	}
}

// bomb is small on the way and large once unpacked.
func bomb(size int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		out := gzip.NewWriter(w)
		fmt.Fprint(out, "BEGIN:VCALENDAR\r\n")
		line := []byte(strings.Repeat("X-NOISE:0\r\n", 4096))
		for n := 0; n < size; n += len(line) {
			if _, err := out.Write(line); err != nil {
				return
			}
		}
		out.Close()
	}
}

func TestNoAddressLeadsIntoThePrivateNetwork(t *testing.T) {
	for _, c := range []struct {
		address string
		public  bool
	}{
		{"93.184.216.34", true}, {"2606:4700::1111", true}, {"::ffff:93.184.216.34", true},
		{"127.0.0.1", false}, {"127.8.9.10", false}, {"::1", false}, {"0.0.0.0", false}, {"0.1.2.3", false}, {"::", false},
		{"10.0.0.1", false}, {"172.16.5.4", false}, {"172.31.255.255", false}, {"192.168.1.1", false}, {"100.64.0.1", false},
		{"169.254.169.254", false}, {"fe80::1", false}, {"fe80::1%eth0", false}, {"fd00:ec2::254", false}, {"fc00::1", false}, {"fec0::1", false},
		{"::ffff:127.0.0.1", false}, {"::ffff:10.0.0.1", false}, {"::ffff:169.254.169.254", false}, {"::127.0.0.1", false}, {"::10.0.0.1", false},
		{"64:ff9b::7f00:1", false}, {"64:ff9b:1::1", false}, {"2002:7f00:1::", false}, {"2001::1", false}, {"2001:db8::1", false},
		{"198.18.0.1", false}, {"192.0.2.7", false}, {"224.0.0.1", false}, {"ff02::1", false}, {"255.255.255.255", false}, {"240.0.0.1", false},
	} {
		if got := public(netip.MustParseAddr(c.address)); got != c.public {
			t.Errorf("%s: public %v, want %v", c.address, got, c.public)
		}
	}
}

func TestPrivateAddressesAreRefusedWhereverTheyShow(t *testing.T) {
	eachWorld(t, func(w *world) {
		c := newChannel(w.t)
		c.has(event("a", reserved, 10, 14))
		for _, address := range []string{
			c.URL + "/x.ics", "http://localhost:80/x.ics", "http://LOCALHOST./x", "http://a.localhost/x", "http://[::1]/x", "http://[::ffff:127.0.0.1]/x",
			"http://169.254.169.254/latest/meta-data", "http://0.0.0.0/x", "http://10.1.2.3/x", "https://192.168.0.1:8443/x", "http://[fe80::1%25eth0]/x",
		} {
			_, err := w.AddFeed(ctx, w.boss, FeedForm{Property: w.quay, Address: address})
			w.refused(address, err, fault.Invalid, "address")
		}
		// A name that leads there is found out when it is connected to.
		for _, name := range []string{"http://harmless.example/x.ics"} {
			feed, err := w.AddFeed(ctx, w.boss, FeedForm{Property: w.quay, Address: name})
			w.must(err)
			w.fetcher.client.Transport.(*http.Transport).DialContext = dialsTo(w.fetcher, c.Listener.Addr().String())
			_, err = w.PollNow(ctx, w.boss, feed.ID)
			w.refused(name, err, fault.Invalid, "address")
			if got, _ := w.FeedIn(ctx, w.boss, feed.ID); got.State != FeedFailing || !strings.Contains(got.Error, "private network") {
				w.t.Errorf("%s: %s %q", name, got.State, got.Error)
			}
		}
		if len(c.asked) > 0 {
			w.t.Errorf("the private server was reached: %v", c.asked[0].URL)
		}
	})
}

func TestARedirectIntoThePrivateNetworkIsNotFollowed(t *testing.T) {
	eachFeeds(t, func(f *feeds) {
		inside := newChannel(f.t)
		inside.has(event("secret", reserved, 10, 14))
		// The first address is allowed, as a public one would be; the second is not.
		outside := f.Listener.Addr().String()
		g := newFetcher(FeedOptions{Timeout: time.Second})
		g.client.Transport.(*http.Transport).DialContext = dialsExcept(g, outside)
		f.fetcher = g
		for _, to := range []string{inside.URL, "http://localhost:" + port(inside), "http://[::ffff:127.0.0.1]:" + port(inside), "http://0.0.0.0:" + port(inside), "http://169.254.169.254/latest/meta-data"} {
			f.does(func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusFound) })
			_, err := f.PollNow(ctx, f.boss, f.feed.ID)
			f.refused(to, err, fault.Invalid, "address")
			if feed := f.now(); !strings.Contains(feed.Error, "private network") {
				f.t.Errorf("%s: %q", to, feed.Error)
			}
		}
		if len(inside.asked) > 0 {
			f.t.Error("the private server was reached")
		}
	})
}

func TestSecretsStayWithTheServerTheyAreFor(t *testing.T) {
	eachFeeds(t, func(f *feeds) {
		other := newChannel(f.t)
		other.has()
		f.does(func(w http.ResponseWriter, r *http.Request) {
			http.SetCookie(w, &http.Cookie{Name: "session", Value: "1"})
			http.Redirect(w, r, strings.Replace(other.URL, "http://", "http://user:pass@", 1)+"/there.ics", http.StatusFound)
		})
		f.read()
		h := other.last().Header
		for _, name := range []string{"Referer", "Authorization", "Cookie"} {
			if h.Get(name) != "" {
				f.t.Errorf("%s: %q went along", name, h.Get(name))
			}
		}
	})
}

func TestAddressesThatAreNone(t *testing.T) {
	eachWorld(t, func(w *world) {
		for _, c := range []struct{ name, address string }{
			{"nothing", ""}, {"no scheme", "airbnb.com/x.ics"}, {"a file", "file:///etc/passwd"}, {"ftp", "ftp://example.com/x"}, {"no host", "https:///x"},
			{"a script", "javascript:alert(1)"}, {"with a password", "https://me:secret@example.com/x.ics"}, {"a control character", "https://example.com/\x00"},
			{"too long", "https://example.com/" + strings.Repeat("x", 2000)}, {"gopher", "gopher://example.com/"},
		} {
			_, err := w.AddFeed(ctx, w.boss, FeedForm{Property: w.quay, Address: c.address})
			w.refused(c.name, err, fault.Invalid, "address")
		}
		f, err := w.AddFeed(ctx, w.boss, FeedForm{Property: w.quay, Address: "webcal://www.airbnb.co.uk/calendar/ical/1.ics?s=2#top"})
		w.must(err)
		if f.Address != "https://www.airbnb.co.uk/calendar/ical/1.ics?s=2" || f.Channel != SourceAirbnb {
			w.t.Errorf("kept as %s, %s", f.Address, f.Channel)
		}
		_, err = w.AddFeed(ctx, w.boss, FeedForm{Property: w.quay, Address: f.Address})
		w.refused("twice", err, fault.Conflict, "address")
		_, err = w.AddFeed(ctx, w.boss, FeedForm{Property: w.quay, Address: "https://x.example/a.ics", Channel: "myspace"})
		w.refused("unknown channel", err, fault.Invalid, "channel")
	})
}

func TestWhoMayHaveCalendarsRead(t *testing.T) {
	eachFeeds(t, func(f *feeds) {
		form := FeedForm{Property: f.quay, Address: "https://x.example/a.ics"}
		for name, who := range map[string]*access.Viewer{
			"an owner":          f.owner("Ana Lindqvist", f.ana, "calendar", "guest-name", "all-money", "block-off", "move-blocks"),
			"the front desk":    f.staff("Frida Front", "front-desk"),
			"a technician":      f.staff("Tom Tech", "technician"),
			"the other account": f.rival,
			"nobody":            nil,
		} {
			if _, err := f.AddFeed(ctx, who, form); err == nil {
				f.t.Errorf("%s adds a feed", name)
			}
			list, err := f.FeedsIn(ctx, who, id.ID{})
			if err != nil || len(list) > 0 {
				f.t.Errorf("%s lists %d feeds, %v", name, len(list), err)
			}
			_, err = f.FeedIn(ctx, who, f.feed.ID)
			f.missing(name+" reads one", err)
			_, err = f.PollNow(ctx, who, f.feed.ID)
			f.missing(name+" polls one", err)
			_, err = f.PauseFeed(ctx, who, f.feed.ID, true)
			f.missing(name+" pauses one", err)
			f.missing(name+" deletes one", f.DeleteFeed(ctx, who, f.feed.ID))
			_, _, err = f.UploadFeed(ctx, who, FeedForm{Property: f.quay}, strings.NewReader(ics()))
			if err == nil {
				f.t.Errorf("%s uploads a calendar", name)
			}
		}
		boss := f.staff("Mona Manager", "manager")
		list, err := f.FeedsIn(ctx, boss, f.quay)
		if err != nil || len(list) != 1 || list[0].Address == "" || !list[0].May.Delete {
			f.t.Errorf("a manager lists %v, %v", list, err)
		}
		_, err = f.AddFeed(ctx, boss, FeedForm{Property: f.far, Address: "https://x.example/a.ics"})
		f.refused("a property of another account", err, fault.Invalid, "property")
	})
}

func TestPausingAndDeletingAFeed(t *testing.T) {
	eachFeeds(t, func(f *feeds) {
		f.has(event("s", reserved, 10, 14), event("b", closed, 14, 16))
		f.read()
		_, err := f.PauseFeed(ctx, f.boss, f.feed.ID, true)
		f.must(err)
		_, err = f.PollNow(ctx, f.boss, f.feed.ID)
		f.refused("a paused one", err, fault.Conflict, "")
		resumed, err := f.PauseFeed(ctx, f.boss, f.feed.ID, false)
		f.must(err)
		if resumed.State != FeedActive {
			f.t.Errorf("resumed as %s", resumed.State)
		}
		f.must(f.DeleteFeed(ctx, f.boss, f.feed.ID))
		f.isThere("its blocks are lifted, its bookings stay", "cancelled 14-16, confirmed 10-14")
		_, err = f.FeedIn(ctx, f.boss, f.feed.ID)
		f.missing("afterwards", err)
		f.feed = f.add(f.quay, "/again.ics")
		f.read()
		f.isThere("and are found again by the next", "active 14-16, cancelled 14-16, confirmed 10-14")
	})
}

func TestUploadedCalendars(t *testing.T) {
	eachFeeds(t, func(f *feeds) {
		form := FeedForm{Property: f.quay, Channel: SourceVrbo}
		feed, r, err := f.UploadFeed(ctx, f.boss, form, strings.NewReader(ics(event("a", reserved, 10, 14))))
		f.must(err)
		if !feed.Uploaded || r.Added != 1 {
			f.t.Errorf("%+v %+v", feed, r)
		}
		again, r, err := f.UploadFeed(ctx, f.boss, form, strings.NewReader(ics()))
		f.must(err)
		if again.ID != feed.ID || r.Cancelled != 1 {
			f.t.Errorf("a second file is the same calendar: %+v %+v", again, r)
		}
		for name, file := range map[string]string{"a web page": "<html></html>", "nothing": "", "garbage": "PK\x03\x04"} {
			_, _, err := f.UploadFeed(ctx, f.boss, FeedForm{Property: f.lake}, strings.NewReader(file))
			f.refused(name, err, fault.Invalid, "file")
		}
		_, _, err = f.UploadFeed(ctx, f.boss, FeedForm{Property: f.lake}, &endlessFile{})
		f.refused("a file without end", err, fault.TooLarge, "file")
		list, err := f.FeedsIn(ctx, f.boss, f.lake)
		if err != nil || len(list) > 0 {
			f.t.Errorf("a broken file leaves %v behind", list)
		}
		_, err = f.PollNow(ctx, f.boss, feed.ID)
		f.refused("there is nothing to poll", err, fault.Invalid, "file")
	})
}

// endlessFile is a calendar without end.
type endlessFile struct{ begun bool }

func (e *endlessFile) Read(p []byte) (int, error) {
	text := "X-NOISE:0\r\n"
	if !e.begun {
		text, e.begun = "BEGIN:VCALENDAR\r\n", true
	}
	return copy(p, text), nil
}

func TestCalendarsAreReadWhenTheyAreDue(t *testing.T) {
	eachFeeds(t, func(f *feeds) {
		q := jobs.New(f.world.db, jobs.Options{Now: f.clock})
		f.jobs = q
		f.registerJobs()
		work := func() {
			f.t.Helper()
			f.must(f.world.db.Write(ctx, func(tx *db.Tx) error { return q.Enqueue(ctx, tx, dueArgs{}, jobs.Opts{Once: "now"}) }))
			_, err := q.Work(ctx)
			f.must(err)
		}
		f.has(event("a", reserved, 10, 14))
		work()
		f.isThere("at once", "confirmed 10-14")
		asked := len(f.asked)
		work()
		if len(f.asked) != asked {
			f.t.Error("read again before it was due")
		}
		next := f.now().NextPollAt
		if d := next.Sub(f.at); d < pollEvery*9/10 || d > pollEvery*11/10 {
			f.t.Errorf("the next reading is in %s", d)
		}
		f.at = next
		f.does(status(500))
		work()
		if d := f.now().NextPollAt.Sub(f.at); d < 2*pollEvery*9/10 {
			f.t.Errorf("after a failure it waits %s", d)
		}
		for range 12 {
			f.at = f.now().NextPollAt
			work()
		}
		if d := f.now().NextPollAt.Sub(f.at); d > longestWait*11/10 || d < longestWait*8/10 {
			f.t.Errorf("after many failures it waits %s", d)
		}
		f.at = f.now().NextPollAt
		f.does(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "999999")
			w.WriteHeader(http.StatusTooManyRequests)
		})
		work()
		if d := f.now().NextPollAt.Sub(f.at); d != longestWait && d > longestWait*11/10 {
			f.t.Errorf("asked to wait eleven days it waits %s", d)
		}
		_, err := f.PauseFeed(ctx, f.boss, f.feed.ID, true)
		f.must(err)
		f.at, asked = f.at.AddDate(0, 1, 0), len(f.asked)
		work()
		if len(f.asked) != asked {
			f.t.Error("a paused calendar was read")
		}
	})
}

func TestFeedChangesAreAuditedAsTheProgramsOwn(t *testing.T) {
	eachFeeds(t, func(f *feeds) {
		f.has(event("a", reserved, 10, 14))
		f.read()
		var names []string
		f.must(f.world.db.Read(ctx, func(tx *db.Tx) error {
			q := db.Select("e.person_name", "audit_entry e").Everything(access.System("test").In(f.account)).And("e.thing = 'booking'")
			var err error
			names, err = db.All(ctx, tx, q, db.Scan1[string])
			return err
		}))
		if !slices.Equal(names, []string{"calendar feed of airbnb"}) {
			f.t.Errorf("the trail names %v", names)
		}
	})
}
