package web

import (
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/mail"
)

// The outbox is the demo's post office: every mail of every company, readable
// by everybody, with links that work. Elsewhere it is not there.

const (
	pathOutbox = "/outbox"
	mailsShown = 50
)

// inDemo answers anybody, signed in or not, and nobody outside the demo.
func (s *screens) inDemo(h answer) http.Handler {
	if !s.Outbox {
		return s.open(s.nowhere)
	}
	return s.perhaps(func(w http.ResponseWriter, r *http.Request) error {
		if machineOnly(viewer(r)) {
			return s.nowhere(w, r) // mails speak of guests and sums
		}
		return h(w, r)
	})
}

type outboxPage struct {
	Heads []mail.Head
	Older string // address of the page before; "" if there is none
}

func (s *screens) outbox(w http.ResponseWriter, r *http.Request) error {
	before, err := mailID(r.URL.Query().Get("before"), true)
	if err != nil {
		return err
	}
	heads, more, err := s.Mail.Outbox(r.Context(), id.ID{}, before, mailsShown)
	if err != nil {
		return err
	}
	b := outboxPage{Heads: heads}
	if more {
		b.Older = pathOutbox + "?before=" + heads[len(heads)-1].ID.String()
	}
	p := s.frameOf(r, say(r.Context(), "outbox.outbox"))
	p.Wide = true
	return s.show(w, r, http.StatusOK, outboxScreen(p, b))
}

type letterPage struct {
	mail.Full
	Paragraphs [][]snippet
}

// snippet is a piece of a mail's text; with Href it is a link.
type snippet struct{ Text, Href string }

func (s *screens) letter(w http.ResponseWriter, r *http.Request) error {
	m, err := s.mailAsked(r)
	if err != nil {
		return err
	}
	p := s.frameOf(r, m.Subject)
	p.Wide = true
	return s.show(w, r, http.StatusOK, letterScreen(p, letterPage{m, s.linked(m.Text)}))
}

func (s *screens) mailAsked(r *http.Request) (mail.Full, error) {
	i, err := mailID(r.PathValue("mail"), false)
	if err != nil {
		return mail.Full{}, err
	}
	return s.Mail.Open(r.Context(), id.ID{}, i)
}

func mailID(text string, maybe bool) (id.ID, error) {
	if text == "" && maybe {
		return id.ID{}, nil
	}
	i, err := id.Parse(text)
	if err != nil {
		return id.ID{}, fault.NotFound("web.outbox")
	}
	return i, nil
}

// attachment answers with a file that goes along with a mail, to be kept, never
// to be shown as a page of ours.
func (s *screens) attachment(w http.ResponseWriter, r *http.Request) error {
	m, err := s.mailAsked(r)
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil || n < 0 || n >= len(m.Attachments) {
		return fault.NotFound("web.attachment")
	}
	a := m.Attachments[n]
	w.Header().Set("Content-Type", "application/octet-stream")
	if a.Type == "application/pdf" {
		w.Header().Set("Content-Type", a.Type)
	}
	w.Header().Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(a.Name))
	_, err = w.Write(a.Data)
	return err
}

var address = regexp.MustCompile(`https?://[^\s<>"]+`)

// linked gives the paragraphs of a text, with links of the addresses in it.
// Those of this installation become paths, so that they still work where a kept
// demo has another port.
func (s *screens) linked(text string) [][]snippet {
	var all [][]snippet
	for _, paragraph := range strings.Split(strings.TrimSpace(text), "\n\n") {
		var parts []snippet
		at := 0
		for _, m := range address.FindAllStringIndex(paragraph, -1) {
			link := paragraph[m[0]:m[1]]
			parts = append(parts, snippet{Text: paragraph[at:m[0]]}, snippet{link, s.here(link)})
			at = m[1]
		}
		all = append(all, append(parts, snippet{Text: paragraph[at:]}))
	}
	return all
}

// here gives an address as a path if it leads to this machine, else as it is.
func (s *screens) here(text string) string {
	u, err := url.Parse(text)
	if err != nil {
		return text
	}
	ip := net.ParseIP(u.Hostname())
	if ip != nil && ip.IsLoopback() || strings.HasPrefix(text, strings.TrimSuffix(s.BaseURL, "/")+"/") {
		return localPath(u.RequestURI())
	}
	return text
}
