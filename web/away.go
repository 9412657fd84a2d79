package web

import (
	"errors"
	"net/http"
	"strconv"

	"keyhouse/fault"
)

// awaySeconds is after how long a page tries again that found the database away.
const awaySeconds = 5

// awayPage says that something passing is in the way. A page that was asked for
// comes by itself; what was being sent is kept in a form that sends it again.
type awayPage struct {
	Trouble
	To   string // where Kept was being sent; "" if it is not kept
	Kept []keptField
}

// away answers a fault of kind Unavailable. It asks the database nothing, not even
// for the frame.
func (s *screens) away(w http.ResponseWriter, r *http.Request, err error) {
	b := awayPage{Trouble: troubleOf(err, "")}
	p := Page{Title: again(r.Context(), b.Title), Theme: themeOf(r), Path: r.URL.Path, Local: s.local(r)}
	kept := keptOf(r.PostForm)
	switch {
	case r.Method == http.MethodGet || r.Method == http.MethodHead:
		p.Reload = awaySeconds
	case errors.Is(err, fault.ErrUnsure):
		b.Next = p.Say("away.look")
	case keptWhole(r, kept):
		b.To, b.Kept, b.Next = r.URL.RequestURI(), kept, p.Say("away.kept")
	default:
		b.Next = p.Say("away.back")
	}
	w.Header().Set("Retry-After", strconv.Itoa(awaySeconds))
	_ = s.show(w, r, b.Status, awayScreen(p, b)) // the status is out: nothing more can be said
}
