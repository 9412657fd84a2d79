package mail_test

import (
	"io"
	"net"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"
)

// box is a real SMTP server in this process that keeps what it accepts and
// refuses what it is told to.
type box struct {
	mu    sync.Mutex
	mails []received
	say   []error // answers to the next DATA commands; nil accepts
	rcpt  error   // answer to RCPT
	srv   *smtp.Server
	addr  string
}

type received struct{ helo, from, to, data string }

func openBox(t *testing.T, addr string) *box {
	t.Helper()
	l, err := net.Listen("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	b := &box{addr: l.Addr().String()}
	b.srv = smtp.NewServer(b)
	b.srv.Domain, b.srv.AllowInsecureAuth = "box.example", true
	go b.srv.Serve(l)
	t.Cleanup(func() { b.srv.Close() })
	return b
}

func (b *box) refuse(errs ...error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.say = errs
}

func (b *box) all() []received {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]received{}, b.mails...)
}

// NewSession begins one connection.
func (b *box) NewSession(c *smtp.Conn) (smtp.Session, error) { return &talk{b: b, c: c}, nil }

type talk struct {
	b *box
	c *smtp.Conn
	r received
}

func (s *talk) Reset()        { s.r = received{} }
func (s *talk) Logout() error { return nil }
func (s *talk) Mail(from string, _ *smtp.MailOptions) error {
	s.r = received{helo: s.c.Hostname(), from: from}
	return nil
}

func (s *talk) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.r.to = to
	return s.b.rcpt
}

func (s *talk) Data(r io.Reader) error {
	data, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.b.mu.Lock()
	defer s.b.mu.Unlock()
	if len(s.b.say) > 0 {
		answer := s.b.say[0]
		s.b.say = s.b.say[1:]
		if answer != nil {
			return answer
		}
	}
	s.r.data = string(data)
	s.b.mails = append(s.b.mails, s.r)
	return nil
}

var (
	busy  = &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "Come back later"}
	never = &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 7, 1}, Message: "We do not take this"}
)
