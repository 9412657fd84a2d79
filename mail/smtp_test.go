package mail_test

import (
	"crypto/tls"
	"io"
	"log"
	"net"
	"sync"
	"testing"

	"github.com/emersion/go-sasl"
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

	user, password string // what AUTH has to bring; "" asks for none

	has  chan struct{} // told of each text that has come, if not nil
	hold chan struct{} // the answer to a text waits for this, if not nil
	mute bool          // the connection breaks instead of an answer
	rude bool          // the connection breaks after the answer
}

type received struct {
	helo, from, to, data string
	tls                  bool
}

func openBox(t *testing.T, addr string) *box {
	t.Helper()
	return listenBox(t, addr, nil, false)
}

func openBoxWith(t *testing.T, set func(*smtp.Server), implicit bool) *box {
	t.Helper()
	return listenBox(t, "127.0.0.1:0", set, implicit)
}

// listenBox opens a box; implicit begins each connection with TLS.
func listenBox(t *testing.T, addr string, set func(*smtp.Server), implicit bool) *box {
	t.Helper()
	l, err := net.Listen("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	b := &box{addr: l.Addr().String()}
	b.srv = smtp.NewServer(b)
	b.srv.Domain, b.srv.ErrorLog = "box.example", log.New(io.Discard, "", 0)
	if set != nil {
		set(b.srv)
	}
	if implicit {
		l = tls.NewListener(l, b.srv.TLSConfig)
	}
	served := make(chan struct{})
	go func() { b.srv.Serve(l); close(served) }()
	t.Cleanup(func() { b.srv.Close(); l.Close(); <-served })
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
	b  *box
	c  *smtp.Conn
	r  received
	in bool
}

// AuthMechanisms names what the box can do.
func (s *talk) AuthMechanisms() []string {
	if s.b.user == "" {
		return nil
	}
	return []string{sasl.Plain}
}

// Auth checks user and password.
func (s *talk) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != s.b.user || password != s.b.password {
			return smtp.ErrAuthFailed
		}
		s.in = true
		return nil
	}), nil
}

// Reset is also what a client says after its text was taken.
func (s *talk) Reset() {
	if s.b.rude && s.r.data != "" {
		s.c.Conn().Close()
	}
	s.r = received{}
}

func (s *talk) Logout() error { return nil }
func (s *talk) Mail(from string, _ *smtp.MailOptions) error {
	if s.b.user != "" && !s.in {
		return smtp.ErrAuthRequired
	}
	_, secured := s.c.TLSConnectionState()
	s.r = received{helo: s.c.Hostname(), from: from, tls: secured}
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
	if s.b.has != nil {
		s.b.has <- struct{}{}
	}
	if s.b.hold != nil {
		<-s.b.hold
	}
	s.b.mu.Lock()
	defer s.b.mu.Unlock()
	if s.b.mute {
		s.b.mails = append(s.b.mails, received{data: string(data)})
		s.c.Conn().Close()
		return nil
	}
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
