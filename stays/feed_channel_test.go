package stays

import (
	"compress/gzip"
	"context"
	"fmt"
	"hash/crc32"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
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
