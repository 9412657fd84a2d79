package stays

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"
)

// FeedOptions say how channels' calendars are fetched.
type FeedOptions struct {
	AllowPrivate bool          // also from addresses of this network: for tests and closed installations
	Timeout      time.Duration // for one fetch from beginning to end; 0 means 30 s
}

// fetcher fetches calendars from addresses that people gave us. It looks at
// every address it is about to connect to, after names are resolved and after
// each redirect, so that no name can lead it into the network it stands in.
type fetcher struct {
	client       *http.Client
	timeout      time.Duration
	allowPrivate bool
}

const maxRedirects = 5

var (
	errPrivate   = errors.New("the address lies in a private network")
	errRedirects = errors.New("too many redirects")
	errScheme    = errors.New("redirected to something else than http or https")
)

const sayPrivate = "This address leads into a private network, where no calendar is read from. Use the channel's public address."

func newFetcher(o FeedOptions) *fetcher {
	g := &fetcher{timeout: o.Timeout, allowPrivate: o.AllowPrivate}
	if g.timeout == 0 {
		g.timeout = 30 * time.Second
	}
	dialer := &net.Dialer{Timeout: 10 * time.Second, Control: g.control}
	g.client = &http.Client{
		CheckRedirect: g.redirect,
		Transport: &http.Transport{
			DialContext:         dialer.DialContext, // and no proxy: it would connect for us, unseen
			TLSHandshakeTimeout: 10 * time.Second, MaxResponseHeaderBytes: 64 << 10, ForceAttemptHTTP2: true,
			MaxIdleConns: 16, MaxIdleConnsPerHost: 2, MaxConnsPerHost: 4, IdleConnTimeout: time.Minute,
		},
	}
	return g
}

// control runs when a name has become an address, before it is connected to.
func (g *fetcher) control(_, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil || !g.allowPrivate && !public(to.Addr()) {
		return errPrivate
	}
	return nil
}

// redirect bounds where a server may send us, and takes along nothing that the
// address itself keeps secret.
func (g *fetcher) redirect(to *http.Request, before []*http.Request) error {
	switch {
	case len(before) > maxRedirects:
		return errRedirects
	case to.URL.Scheme != "http" && to.URL.Scheme != "https":
		return errScheme
	}
	to.URL.User = nil
	for _, name := range []string{"Referer", "Authorization", "Cookie"} {
		to.Header.Del(name)
	}
	return nil
}

// get begins a fetch that ends with cancel at the latest.
func (g *fetcher) get(ctx context.Context, address, etag, lastModified string) (*http.Response, context.CancelFunc, error) {
	ctx, cancel := context.WithTimeout(ctx, g.timeout)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		cancel()
		return nil, nil, err
	}
	r.Header.Set("User-Agent", "Keyhouse calendar reader")
	r.Header.Set("Accept", "text/calendar, text/plain;q=0.5, */*;q=0.1")
	if etag != "" {
		r.Header.Set("If-None-Match", etag)
	}
	if lastModified != "" {
		r.Header.Set("If-Modified-Since", lastModified)
	}
	answer, err := g.client.Do(r)
	if err != nil {
		cancel()
		return nil, nil, err
	}
	return answer, cancel, nil
}

// notPublic are blocks that look like addresses of the internet and lead
// elsewhere: carriers' and documentation's own, and IPv6 ways to write IPv4.
var notPublic = func() []netip.Prefix {
	var list []netip.Prefix
	for _, p := range []string{
		"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
		"::/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fec0::/10",
	} {
		list = append(list, netip.MustParsePrefix(p))
	}
	return list
}()

// public reports whether an address is one of the internet at large.
func public(a netip.Addr) bool {
	a = a.Unmap()
	if a.Zone() != "" || !a.IsGlobalUnicast() || a.IsPrivate() {
		return false
	}
	for _, p := range notPublic {
		if p.Contains(a) {
			return false
		}
	}
	return true
}
