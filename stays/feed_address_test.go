package stays

import (
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"keyhouse/fault"
)

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
