package mail_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"keyhouse/db"
	"keyhouse/db/dbtest"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/jobs"
	"keyhouse/mail"
	"keyhouse/words"

	"github.com/emersion/go-smtp"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// office is one node that writes mails, with a clock and a log to look at.
type office struct {
	d   *db.DB
	q   *jobs.Queue
	p   *mail.Post
	at  atomic.Int64
	log bytes.Buffer
}

func (o *office) now() time.Time       { return time.Unix(o.at.Load(), 0).UTC() }
func (o *office) pass(d time.Duration) { o.at.Add(int64(d / time.Second)) }

func newOffice(t *testing.T, d *db.DB, opts mail.Options) *office {
	t.Helper()
	o := &office{d: d}
	o.at.Store(time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC).Unix())
	o.q = jobs.New(d, jobs.Options{Now: o.now, Log: slog.New(slog.NewTextHandler(&o.log, nil))})
	opts.Now, opts.From = o.now, "Harbour Homes <office@harbour.example>"
	opts.BaseURL = "https://keys.example/"
	p, err := mail.New(d, o.q, opts)
	if err != nil {
		t.Fatal(err)
	}
	o.p = p
	return o
}

func (o *office) write(t *testing.T, m mail.Mail) {
	t.Helper()
	if err := o.d.Write(t.Context(), func(tx *db.Tx) error { return o.p.Enqueue(t.Context(), tx, m) }); err != nil {
		t.Fatal(err)
	}
}

func (o *office) work(t *testing.T) {
	t.Helper()
	if _, err := o.q.Work(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// only gives the one mail in the outbox.
func (o *office) only(t *testing.T) mail.Head {
	t.Helper()
	heads, more, err := o.p.Outbox(t.Context(), id.ID{}, id.ID{}, 10)
	if err != nil || more || len(heads) != 1 {
		t.Fatalf("the outbox holds %d mails (%v)", len(heads), err)
	}
	return heads[0]
}

var account = id.New()

func invitation() mail.Mail {
	l := mail.Invitation(words.English, false, "Harbour Homes", "Ines Alvarez", "https://keys.example/link/secret-token", time.Date(2026, 11, 29, 9, 0, 0, 0, time.UTC))
	return l.To(account, "bob@example.com", "Bob Ørsted")
}

func TestAMailIsSent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := openBox(t, "127.0.0.1:0")
		o := newOffice(t, d, mail.Options{SMTP: "smtp://" + b.addr + "?helo=keys.example"})
		m := invitation()
		m.Attachments = []mail.Attachment{{Name: "statement.pdf", Type: "application/pdf", Data: []byte("%PDF-1.7 hello")}}
		o.write(t, m)
		if h := o.only(t); h.State != mail.Waiting || len(b.all()) != 0 {
			t.Fatalf("before the job runs: %+v", h)
		}
		o.work(t)
		h := o.only(t)
		if h.State != mail.Sent || h.Attempts != 1 || !h.Sent.Equal(o.now()) || h.Error != "" {
			t.Fatalf("after: %+v", h)
		}
		got := b.all()
		if len(got) != 1 || got[0].to != "bob@example.com" || got[0].from != "office@harbour.example" || got[0].helo != "keys.example" {
			t.Fatalf("the server got %+v", got)
		}
		for _, want := range []string{"Message-ID: <" + h.ID.String() + "@harbour.example>", "Auto-Submitted: auto-generated",
			"Subject: Ines Alvarez invites you to Harbour Homes", "secret-token", "text/html", "text/plain", "statement.pdf"} {
			if !strings.Contains(got[0].data, want) {
				t.Errorf("the mail lacks %q:\n%s", want, got[0].data)
			}
		}
	})
}

func TestABodyIsForgottenOnceSent(t *testing.T) {
	for _, keep := range []bool{false, true} {
		b := openBox(t, "127.0.0.1:0")
		o := newOffice(t, dbtest.SQLite(t), mail.Options{SMTP: "smtp://" + b.addr, Keep: keep})
		o.write(t, invitation())
		i := o.only(t).ID
		before, err := o.p.Open(t.Context(), account, i)
		if err != nil || (before.Text != "") != keep {
			t.Errorf("keep %v: a waiting mail shows %q (%v)", keep, before.Text, err)
		}
		o.work(t)
		o2 := newOffice(t, o.d, mail.Options{Keep: true}) // as an intruder with the file would read it
		after, err := o2.p.Open(t.Context(), account, i)
		if err != nil || strings.Contains(after.Text+after.HTML, "secret-token") != keep {
			t.Errorf("keep %v: a sent mail still holds %q (%v)", keep, after.Text, err)
		}
		if _, err := o2.p.Open(t.Context(), id.New(), i); fault.KindOf(err) != fault.Missing {
			t.Errorf("another account opened the mail: %v", err)
		}
	}
}

func TestAMailThatIsUndoneIsNotSent(t *testing.T) {
	b := openBox(t, "127.0.0.1:0")
	o := newOffice(t, dbtest.SQLite(t), mail.Options{SMTP: "smtp://" + b.addr})
	undone := errors.New("undone")
	err := o.d.Write(t.Context(), func(tx *db.Tx) error {
		return errors.Join(o.p.Enqueue(t.Context(), tx, invitation()), undone)
	})
	if !errors.Is(err, undone) {
		t.Fatal(err)
	}
	o.work(t)
	if heads, _, _ := o.p.Outbox(t.Context(), id.ID{}, id.ID{}, 10); len(heads) != 0 || len(b.all()) != 0 {
		t.Fatal("a mail of a change that never was")
	}
}

func TestTheServerAsksToComeBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := openBox(t, "127.0.0.1:0")
		b.refuse(busy, busy)
		o := newOffice(t, d, mail.Options{SMTP: "smtp://" + b.addr})
		o.write(t, invitation())
		o.work(t)
		h := o.only(t)
		if h.State != mail.Waiting || !strings.Contains(h.Error, "try again later") || !strings.Contains(h.Error, "451") {
			t.Fatalf("after a 4xx: %+v", h)
		}
		o.pass(jobs.Backoff(1))
		o.work(t)
		o.pass(jobs.Backoff(2))
		o.work(t)
		if h = o.only(t); h.State != mail.Sent || h.Attempts != 3 || h.Error != "" || len(b.all()) != 1 {
			t.Fatalf("after the third try: %+v", h)
		}
	})
}

func TestTheServerRefuses(t *testing.T) {
	cases := []struct {
		name string
		set  func(*box)
		want string
	}{
		{"the mail", func(b *box) { b.refuse(never) }, "554"},
		{"the address", func(b *box) {
			b.rcpt = &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "No such user here"}
		}, "No such user here"},
	}
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			b := openBox(t, "127.0.0.1:0")
			tt.set(b)
			o := newOffice(t, dbtest.SQLite(t), mail.Options{SMTP: "smtp://" + b.addr})
			o.write(t, invitation())
			o.work(t)
			h := o.only(t)
			if h.State != mail.Failed || !strings.Contains(h.Error, tt.want) || h.Attempts != 1 {
				t.Fatalf("after a 5xx: %+v", h)
			}
			o.pass(24 * time.Hour)
			o.work(t)
			if o.only(t).Attempts != 1 {
				t.Fatal("a refused mail was tried again")
			}
			if strings.Contains(o.log.String(), "bob@") {
				t.Errorf("the log names a person:\n%s", o.log.String())
			}
			b.rcpt = nil
			if err := o.p.Retry(t.Context(), id.New(), h.ID); fault.KindOf(err) != fault.Missing {
				t.Fatalf("another account retried: %v", err)
			}
			if err := o.p.Retry(t.Context(), account, h.ID); err != nil {
				t.Fatal(err)
			}
			o.work(t)
			if o.only(t).State != mail.Sent {
				t.Fatalf("after the office tried again: %+v", o.only(t))
			}
		})
	}
}

func TestAnAddressThatIsNone(t *testing.T) {
	b := openBox(t, "127.0.0.1:0")
	o := newOffice(t, dbtest.SQLite(t), mail.Options{SMTP: "smtp://" + b.addr})
	m := invitation()
	m.To = "nobody at all"
	o.write(t, m)
	o.work(t)
	if h := o.only(t); h.State != mail.Failed || !strings.Contains(h.Error, "not one that mail can be sent to") {
		t.Fatalf("%+v", h)
	}
}

// The server is down, this node is stopped and another is started, the server
// comes back: the mail arrives, once.
func TestServerDownThenRestart(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		addr := l.Addr().String()
		l.Close() // nobody is there
		o := newOffice(t, d, mail.Options{SMTP: "smtp://" + addr})
		o.write(t, invitation())
		o.work(t)
		if h := o.only(t); h.State != mail.Waiting || !strings.Contains(h.Error, "could not be reached") {
			t.Fatalf("%+v", h)
		}
		b := openBox(t, addr)
		next := newOffice(t, d, mail.Options{SMTP: "smtp://" + addr})
		next.pass(time.Hour)
		next.work(t)
		next.pass(time.Hour)
		next.work(t)
		if h := next.only(t); h.State != mail.Sent || len(b.all()) != 1 {
			t.Fatalf("%+v, the server got %d", h, len(b.all()))
		}
	})
}

func TestWithoutAServerMailsWaitForOne(t *testing.T) {
	d := dbtest.SQLite(t)
	o := newOffice(t, d, mail.Options{})
	o.write(t, invitation())
	o.work(t)
	if h := o.only(t); h.State != mail.Waiting || o.p.Sends() {
		t.Fatalf("%+v", h)
	}
	b := openBox(t, "127.0.0.1:0")
	later := newOffice(t, d, mail.Options{SMTP: "smtp://" + b.addr})
	later.pass(time.Hour)
	if err := later.q.Start(context.Background()); err != nil { // plants the sweep
		t.Fatal(err)
	}
	for len(b.all()) == 0 {
		time.Sleep(5 * time.Millisecond)
	}
	if err := later.q.Stop(context.Background()); err != nil {
		t.Fatal(err)
	}
	if h := later.only(t); h.State != mail.Sent {
		t.Fatalf("%+v", h)
	}
}

func TestNoHeaderCanBeSmuggledIn(t *testing.T) {
	b := openBox(t, "127.0.0.1:0")
	o := newOffice(t, dbtest.SQLite(t), mail.Options{SMTP: "smtp://" + b.addr})
	m := invitation()
	m.Subject = "Hello\r\nBcc: everyone@example.com"
	m.ToName = "Bob\nX-Evil: yes"
	o.write(t, m)
	o.work(t)
	got := b.all()
	if len(got) != 1 {
		t.Fatalf("%+v", o.only(t))
	}
	head, _, _ := strings.Cut(got[0].data, "\r\n\r\n")
	for _, line := range strings.Split(head, "\r\n") {
		if strings.HasPrefix(line, "Bcc:") || strings.HasPrefix(line, "X-Evil:") {
			t.Errorf("smuggled: %s", line)
		}
	}
}

func TestWhatTheOperatorMayWrite(t *testing.T) {
	cases := []struct {
		name, smtp, from string
		ok               bool
	}{
		{"plain", "smtp://mail.example", "", true},
		{"with sign-in and port", "starttls://user:pa%40ss@mail.example:2525", "Keyhouse <no-reply@example.com>", true},
		{"TLS from the first byte", "smtps://mail.example", "no-reply@example.com", true},
		{"another scheme is refused", "http://mail.example", "", false},
		{"no host is refused", "mail.example:25", "", false},
		{"a sender that is no address is refused", "smtp://mail.example", "the office", false},
	}
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			d := dbtest.SQLite(t)
			_, err := mail.New(d, jobs.New(d, jobs.Options{}), mail.Options{SMTP: tt.smtp, From: tt.from})
			if (err == nil) != tt.ok {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestLettersEscapeWhatPeopleTyped(t *testing.T) {
	evil := `<script>alert("x")</script>`
	at := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	block := mail.Block{Property: evil, Maker: evil, Acting: evil, Arrive: "4 March 2027", Depart: "8 March 2027", Nights: "4", Label: "Owner block-off", Link: "https://k/"}
	letters := map[string]mail.Letter{
		"invitation": mail.Invitation(words.English, false, evil, evil, "https://k/", at),
		"reset":      mail.Reset(words.English, evil, "https://k/", at),
		"changed":    mail.PasswordChanged(words.English, evil, evil, at),
		"blocked":    mail.BlockedOff(nil, evil, block), "moved": mail.BlockMoved(nil, evil, block), "lifted": mail.BlockLifted(nil, evil, block),
		"quote":     mail.Quote(nil, evil, mail.Offer{Number: "7", Property: evil, Message: evil, ValidUntil: "1 May", Link: "https://k/"}),
		"statement": mail.Statement(nil, evil, mail.Account{Number: "7", From: "1 May", Until: "31 May", Closing: "€10.00", Link: "https://k/"}),
		"without":   mail.WithoutFactor(nil, evil, evil, "https://k/", at),
		"factor":    mail.FactorChanged(nil, evil, "https://k/", at),
		"backup":    mail.BackupFailed(nil, evil, "https://k/"),
	}
	for name, l := range letters {
		m := l.To(account, "a@example.com", evil)
		if strings.Contains(m.HTML, "<script") || !strings.Contains(m.HTML, "&lt;script") {
			t.Errorf("%s: %s", name, m.HTML)
		}
		if !strings.Contains(m.Text, "Hello "+evil) || m.Subject == "" {
			t.Errorf("%s: %s", name, m.Text)
		}
	}
	if m := letters["blocked"].To(account, "a@example.com", ""); !strings.Contains(m.Text, "signed in as") {
		t.Errorf("the real maker is not named:\n%s", m.Text)
	}
}
