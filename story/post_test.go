package story

import (
	"io"
	"log"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"
)

// box is a real SMTP server: everybody's mailbox.
type box struct {
	addr string

	mu     sync.Mutex
	all    []letter
	come   chan struct{} // closed and made anew whenever one arrives
	broken error         // what every delivery is answered with
}

// letter is a mail as it arrived.
type letter struct{ to, subject, text, raw string }

func openBox(t *testing.T) *box {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	b := &box{addr: l.Addr().String(), come: make(chan struct{})}
	srv := smtp.NewServer(b)
	srv.Domain, srv.ErrorLog = "box.example", log.New(io.Discard, "", 0)
	served := make(chan struct{})
	go func() { _ = srv.Serve(l); close(served) }()
	t.Cleanup(func() { srv.Close(); l.Close(); <-served })
	return b
}

// fails has every delivery answered with err from now on; nil takes them again.
func (b *box) fails(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.broken = err
}

// NewSession begins a connection.
func (b *box) NewSession(*smtp.Conn) (smtp.Session, error) { return &talk{b: b}, nil }

type talk struct {
	b  *box
	to []string
}

func (k *talk) Mail(string, *smtp.MailOptions) error      { return nil }
func (k *talk) Rcpt(to string, _ *smtp.RcptOptions) error { k.to = append(k.to, to); return nil }
func (k *talk) Reset()                                    { k.to = nil }
func (k *talk) Logout() error                             { return nil }

func (k *talk) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	k.b.mu.Lock()
	defer k.b.mu.Unlock()
	if k.b.broken != nil {
		return k.b.broken
	}
	for _, to := range k.to {
		k.b.all = append(k.b.all, read(to, string(raw)))
	}
	close(k.b.come)
	k.b.come = make(chan struct{})
	return nil
}

func read(to, raw string) letter {
	l := letter{to: to, raw: raw}
	m, err := mail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		return l
	}
	l.subject, _ = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	l.text = parts(m.Header.Get("Content-Type"), m.Header.Get("Content-Transfer-Encoding"), m.Body)
	return l
}

// parts gives the text of a body and of all parts in it, decoded.
func parts(kind, encoding string, body io.Reader) string {
	media, params, _ := mime.ParseMediaType(kind)
	if strings.HasPrefix(media, "multipart/") {
		var text string
		for r := multipart.NewReader(body, params["boundary"]); ; {
			p, err := r.NextRawPart()
			if err != nil {
				return text
			}
			text += parts(p.Header.Get("Content-Type"), p.Header.Get("Content-Transfer-Encoding"), p)
		}
	}
	if strings.EqualFold(encoding, "quoted-printable") {
		body = quotedprintable.NewReader(body)
	}
	b, _ := io.ReadAll(body)
	return string(b)
}

// next waits for the nth mail (from 1) to somebody whose subject or text has the
// words.
func (b *box) next(w *town, to, words string, nth int) letter {
	w.t.Helper()
	for {
		b.mu.Lock()
		found, come := b.to(to, words), b.come
		b.mu.Unlock()
		if len(found) >= nth {
			return found[nth-1]
		}
		select {
		case <-come:
		case <-w.t.Context().Done():
			w.t.Fatalf("no %d. mail to %s about %q came", nth, to, words)
		}
	}
}

// another waits for a link that none of the letters so far had. When the clock is
// put forward while a letter is on its way, the same one may come once more.
func (b *box) another(w *town, to, part string, had ...string) string {
	w.t.Helper()
	for nth := 1; ; nth++ {
		if link := b.next(w, to, part, nth).link(w.t, part); !slices.Contains(had, link) {
			return link
		}
	}
}

func (b *box) to(to, words string) []letter {
	var found []letter
	for _, l := range b.all {
		if (to == "" || strings.EqualFold(l.to, to)) && (strings.Contains(l.subject, words) || strings.Contains(l.text, words)) {
			found = append(found, l)
		}
	}
	return found
}

// count says how many mails have come so far.
func (b *box) count(to, words string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.to(to, words))
}

var inLetter = regexp.MustCompile(`https?://[^\s"<>]+`)

// link is the one address the letter leads to that holds part.
func (l letter) link(t *testing.T, part string) string {
	t.Helper()
	for _, at := range inLetter.FindAllString(l.text, -1) {
		if strings.Contains(at, part) {
			return at
		}
	}
	t.Fatalf("no link with %q in the mail %q: %s", part, l.subject, l.text)
	return ""
}
