package mail_test

import (
	"context"
	"errors"
	"net"
	"regexp"
	"strings"
	"testing"
	"time"

	"keyhouse/db"
	"keyhouse/db/dbtest"
	"keyhouse/jobs"
	"keyhouse/mail"
)

var messageID = regexp.MustCompile(`Message-ID: <[^>]+>`)

func openSlowBox(t *testing.T) *box {
	t.Helper()
	b := openBox(t, "127.0.0.1:0")
	b.has, b.hold = make(chan struct{}, 9), make(chan struct{})
	return b
}

// What went wrong: a server that took its time over a mail got it again from the
// next node. Now the node that waits for its answer keeps the job, however long
// that takes.
func TestASlowServerGetsAMailOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const lease = 300 * time.Millisecond
		b := openSlowBox(t)
		var nodes []*office
		for range 2 {
			o := &office{d: d}
			o.q = jobs.New(d, jobs.Options{Lease: lease, Poll: 10 * time.Millisecond})
			p, err := mail.New(d, o.q, mail.Options{SMTP: "smtp://" + b.addr, From: "office@harbour.example"})
			if err != nil {
				t.Fatal(err)
			}
			o.p = p
			nodes = append(nodes, o)
		}
		nodes[0].write(t, invitation())
		for _, o := range nodes {
			if err := o.q.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		<-b.has
		time.Sleep(4 * lease)
		close(b.hold)
		for nodes[0].only(t).State != mail.Sent {
			time.Sleep(5 * time.Millisecond)
		}
		for _, o := range nodes {
			if err := o.q.Stop(t.Context()); err != nil {
				t.Error(err)
			}
		}
		if h := nodes[0].only(t); len(b.all()) != 1 || h.Attempts != 1 {
			t.Errorf("the server got %d mails in %d attempts", len(b.all()), h.Attempts)
		}
	})
}

// A node that froze while the server thought about the mail loses the job, but
// whoever takes it over waits until it is clear what came of it.
func TestWhoeverTakesAMailOverWaits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := openSlowBox(t)
		frozen := newOffice(t, d, mail.Options{SMTP: "smtp://" + b.addr})
		next := newOffice(t, d, mail.Options{SMTP: "smtp://" + b.addr})
		frozen.write(t, invitation())
		ended := make(chan struct{})
		go func() { frozen.work(t); close(ended) }()
		<-b.has
		next.pass(40 * time.Second)
		next.work(t)
		if len(b.has) != 0 {
			t.Fatal("the mail was handed in beside the node that is at it")
		}
		close(b.hold)
		<-ended
		next.pass(2 * time.Minute)
		next.work(t)
		if h := next.only(t); h.State != mail.Sent || len(b.all()) != 1 {
			t.Errorf("the server got %d mails: %+v", len(b.all()), h)
		}
	})
}

// Nobody can know what became of a mail whose acceptance was never said: it is
// tried again, later, and is the same mail by its number.
func TestAServerThatNeverSays(t *testing.T) {
	d := dbtest.SQLite(t)
	b := openBox(t, "127.0.0.1:0")
	b.mute = true
	o := newOffice(t, d, mail.Options{SMTP: "smtp://" + b.addr})
	o.write(t, invitation())
	o.work(t)
	if h := o.only(t); h.State != mail.Waiting || !strings.Contains(h.Error, "may come twice") {
		t.Errorf("%+v", h)
	}
	o.pass(time.Minute)
	o.work(t)
	if len(b.all()) != 1 {
		t.Error("it was tried again at once")
	}
	b.mute = false
	o.pass(time.Minute)
	o.work(t)
	got := b.all()
	if len(got) != 2 || o.only(t).State != mail.Sent {
		t.Fatalf("the server got %d mails: %+v", len(got), o.only(t))
	}
	if first, second := messageID.FindString(got[0].data), messageID.FindString(got[1].data); first != second || first == "" {
		t.Errorf("%q and %q cannot be told for one mail", first, second)
	}
}

// A server that takes the mail and then breaks the connection has taken it.
func TestAServerThatIsRude(t *testing.T) {
	d := dbtest.SQLite(t)
	b := openBox(t, "127.0.0.1:0")
	b.rude = true
	o := newOffice(t, d, mail.Options{SMTP: "smtp://" + b.addr})
	o.write(t, invitation())
	o.work(t)
	if h := o.only(t); h.State != mail.Sent || len(b.all()) != 1 {
		t.Errorf("the server got %d mails: %+v", len(b.all()), h)
	}
}

// The database goes away while the server has the mail, and comes back.
func TestTheDatabaseIsAwayWhenAMailWasSent(t *testing.T) {
	pg := dbtest.Own(t)
	d, err := db.Open(t.Context(), pg.DSN(), db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	b := openSlowBox(t)
	o := newOffice(t, d, mail.Options{SMTP: "smtp://" + b.addr})
	o.write(t, invitation())
	if err := o.q.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	<-b.has
	if err := pg.Stop(); err != nil {
		t.Fatal(err)
	}
	close(b.hold)
	for len(b.all()) == 0 {
		time.Sleep(time.Millisecond)
	}
	if err := pg.Start(); err != nil {
		t.Fatal(err)
	}
	for o.only(t).State != mail.Sent {
		time.Sleep(5 * time.Millisecond)
	}
	o.pass(time.Hour)
	if err := o.q.Stop(t.Context()); err != nil {
		t.Error(err)
	}
	o.work(t)
	if h := o.only(t); len(b.all()) != 1 || h.Attempts != 1 {
		t.Errorf("the server got %d mails: %+v", len(b.all()), h)
	}
}

// A server that lets people in and then says nothing holds nobody up who wants to
// stop, and gets nothing of the mail; the next node hands it in at once.
func TestAServerThatHangs(t *testing.T) {
	d := dbtest.SQLite(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	o := newOffice(t, d, mail.Options{SMTP: "smtp://" + l.Addr().String()})
	o.write(t, invitation())
	if err := o.q.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	c, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	now, cancel := context.WithCancel(t.Context())
	cancel()
	if err := o.q.Stop(now); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	b := openBox(t, "127.0.0.1:0")
	next := newOffice(t, d, mail.Options{SMTP: "smtp://" + b.addr})
	next.work(t)
	if h := next.only(t); h.State != mail.Sent || len(b.all()) != 1 {
		t.Errorf("the server got %d mails: %+v", len(b.all()), h)
	}
}
