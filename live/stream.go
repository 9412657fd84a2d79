package live

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"
)

// Beat is how often a quiet stream sends a comment, so that proxies keep it and
// a vanished page is noticed.
const Beat = 20 * time.Second

// The last that a page hears of a channel. Ended turns it to the signed-out page;
// after Again it shows what its person may see by now, and opens the channel anew.
const (
	Ended = "event: ended\ndata: \n\n"
	Again = "event: again\ndata: \n\n"
)

// Asks are what a stream asks about whose page it is. Still says whether the page
// may stay, at every beat and in doubt; Words says of which hints they may know,
// by words to look again at, and whether that could be told: a page to which it
// could not is left without a word, so that it comes back and looks at everything
// anew. A nil one allows all.
type Asks struct {
	Still func() bool
	Words func([]Hint) (words []string, sure bool)
}

func (a *Asks) fill() {
	if a.Still == nil {
		a.Still = func() bool { return true }
	}
	if a.Words == nil {
		a.Words = func(all []Hint) (words []string, sure bool) {
			for _, h := range all {
				words = append(words, h.Word)
			}
			return words, true
		}
	}
}

// Stream answers a request with the channel's events in the text/event-stream
// form until the channel ends, the page goes away, or may no longer stay. The
// words of a change come as events named "changed", each once.
func Stream(w http.ResponseWriter, r *http.Request, c *Channel, asks Asks) {
	defer c.Close()
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	out := writer{w, http.NewResponseController(w)}
	// The server's limit for sending a body would end the stream: nothing is sent.
	_ = out.to.SetReadDeadline(time.Time{})
	if !out.say("retry: 2000\n\n") {
		return
	}
	asks.fill()
	beat := time.NewTicker(Beat)
	defer beat.Stop()
	for {
		select {
		case <-r.Context().Done():
			return
		case <-c.Done():
			out.say(c.Last())
			return
		case <-c.Doubt():
			if !asks.Still() {
				out.say(Ended)
				return
			}
		case <-beat.C:
			if !asks.Still() {
				out.say(Ended)
				return
			}
			if !out.say(": \n\n") {
				return
			}
		case <-c.Ready():
			words, sure := asks.Words(c.Take())
			if !sure {
				return
			}
			slices.Sort(words)
			for _, word := range slices.Compact(words) {
				if !out.say(fmt.Sprintf("event: changed\ndata: %s\n\n", word)) {
					return
				}
			}
		}
	}
}

// writer gives each piece its own time limit: the server's write limit is for
// answers that end, and a page that reads nothing must not hold the stream.
type writer struct {
	w  io.Writer
	to *http.ResponseController
}

func (o writer) say(text string) bool {
	// A writer without deadlines (a test recorder) is fine as it is.
	_ = o.to.SetWriteDeadline(time.Now().Add(10 * time.Second))
	if _, err := io.WriteString(o.w, text); err != nil {
		return false
	}
	return o.to.Flush() == nil
}
