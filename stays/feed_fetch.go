package stays

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"syscall"
	"time"

	"keyhouse/fault"
)

// maxFeedBytes is what is taken of a calendar, unpacked.
const maxFeedBytes = 5 << 20

// fetched is what a channel answered.
type fetched struct {
	same               bool // as when we last asked
	body               []byte
	etag, lastModified string
	wait               time.Duration // the channel asks to be left alone so long
}

// fetch reads the calendar at an address. etag and lastModified are what the
// channel said of the one we know; it answers "same" if that still stands. A
// failure is an Invalid fault that says in plain words what is wrong.
func (g *fetcher) fetch(ctx context.Context, address, etag, lastModified string) (fetched, error) {
	answer, cancel, err := g.get(ctx, address, etag, lastModified)
	if err != nil {
		return fetched{}, g.words(err, false)
	}
	defer cancel()
	defer answer.Body.Close()
	got := fetched{etag: short(answer.Header.Get("ETag")), lastModified: short(answer.Header.Get("Last-Modified"))}
	if answer.StatusCode == http.StatusNotModified && etag+lastModified != "" {
		got.same = true
		return got, nil
	}
	if answer.StatusCode != http.StatusOK {
		got.wait = retryAfter(answer.Header.Get("Retry-After"))
		return got, refusedBy(answer.StatusCode)
	}
	got.body, err = io.ReadAll(io.LimitReader(answer.Body, maxFeedBytes+1))
	if err != nil {
		return fetched{}, g.words(err, true)
	}
	if len(got.body) > maxFeedBytes {
		return fetched{}, cannot("The calendar is larger than 5 MB. A feed for one property is far smaller: check the address.", nil)
	}
	return got, nil
}

// short drops what is too long to be sent back at each request.
func short(header string) string {
	if len(header) > 500 {
		return ""
	}
	return header
}

func retryAfter(header string) time.Duration {
	seconds, err := strconv.Atoi(header)
	if err != nil || seconds < 0 {
		return 0
	}
	return min(time.Duration(seconds)*time.Second, longestWait)
}

func cannot(say string, err error) error {
	return &fault.Fault{Kind: fault.Invalid, Op: "stays.fetch", Field: "address", Say: say, Err: err}
}

func refusedBy(status int) error {
	cause := fmt.Errorf("status %d", status)
	switch {
	case status == http.StatusNotFound || status == http.StatusGone:
		return cannot(fmt.Sprintf("There is no calendar at this address any more (%d). Copy the address from the channel again.", status), cause)
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return cannot(fmt.Sprintf("The channel does not let us read this calendar (%d). Copy the address from the channel again.", status), cause)
	case status == http.StatusTooManyRequests:
		return cannot("The channel asks us to come less often (429). We will, by ourselves.", cause)
	case status >= 500:
		return cannot(fmt.Sprintf("The channel has a fault of its own (%d). We will try again.", status), cause)
	}
	return cannot(fmt.Sprintf("The channel's answer is no calendar (%d). Check the address.", status), cause)
}

// words says what went wrong on the way. reading: the answer had begun.
func (g *fetcher) words(err error, reading bool) error {
	var name *net.DNSError
	var out net.Error
	switch {
	case errors.Is(err, errPrivate):
		return cannot(sayPrivate, err)
	case errors.Is(err, errRedirects):
		return cannot("The address leads from one to the next and never to a calendar. Check it.", err)
	case errors.Is(err, errScheme):
		return cannot("The address leads to something that is no web page. Check it.", err)
	case errors.As(err, &name):
		return cannot("There is no server of that name. Check the address.", err)
	case (errors.As(err, &out) && out.Timeout() || errors.Is(err, context.DeadlineExceeded)) && reading:
		return cannot(fmt.Sprintf("The calendar did not come to an end within %s. We will try again.", g.timeout), err)
	case errors.As(err, &out) && out.Timeout() || errors.Is(err, context.DeadlineExceeded):
		return cannot(fmt.Sprintf("The channel did not answer within %s. We will try again.", g.timeout), err)
	case errors.Is(err, syscall.ECONNREFUSED):
		return cannot("The channel's server takes no connections. We will try again.", err)
	case isCertificate(err):
		return cannot("The server cannot prove that it is the one the address names. Check the address.", err)
	case reading:
		return cannot("The calendar broke off while it was read. We will try again.", err)
	}
	return cannot("The channel could not be reached. We will try again.", err)
}

func isCertificate(err error) bool {
	var unknown x509.UnknownAuthorityError
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	return errors.As(err, &unknown) || errors.As(err, &host) || errors.As(err, &invalid)
}
