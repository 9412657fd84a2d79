// Package server puts the rooms together and opens the doors. Open makes a
// House for anything that works on the data – a command, the demo, a test;
// Serve also runs what runs in the background and answers requests.
package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"keyhouse/db"
	"keyhouse/imports"
	"keyhouse/jobs"
	"keyhouse/live"
	"keyhouse/machine"
	"keyhouse/mail"
	"keyhouse/money"
	"keyhouse/people"
	"keyhouse/portfolio"
	"keyhouse/provider"
	"keyhouse/seal"
	"keyhouse/stays"
	"keyhouse/web"
)

// Options are what an operator may choose. The zero Options work on the SQLite
// file keyhouse.db of the folder one is in, and cannot Serve.
type Options struct {
	Data         string            // folder for the database, if Database names none, and for files
	Database     string            // SQLite file or postgres:// address
	Synchronous  string            // SQLite: FULL, NORMAL, or OFF; see db.Options
	Listen       string            // host:port of the screens and the API; Open listens, Serve answers
	Door         net.Listener      // listens already; Listen is not looked at. Close closes it.
	Metrics      string            // host:port of /metrics; "" has none
	BaseURL      string            // how people reach this installation; "" is the address it listens on
	TrustProxy   bool              // a reverse proxy in front says whom it speaks for
	SMTP, From   string            // see mail.Options
	Demo         []web.Persona     // whom the sign-in page offers to sign in as: the demo
	KeepMail     bool              // mails stay readable: the demo's outbox
	Workers      int               // jobs at once
	Providers    []provider.Config // through whom people may sign in
	SignUp       bool              // strangers may open accounts
	System       string            // slug of the account whose admins run the installation; "" has none
	PrivateFeeds bool              // channels' calendars may be read from addresses of this network
	Backups      string            // folder of encrypted backups; "" is backups in Data
	Recipients   string            // public keys that backups are encrypted to, one a line; "" leaves them to the Server section
	Node         string            // what this node is called; "" is the host's name
	SecretKey    string            // 32 bytes in base64, under which secrets are kept in the database; "" finds or makes one
	Now          func() time.Time
	Log          *slog.Logger
}

// House is every room, wired.
type House struct {
	DB        *db.DB
	Jobs      *jobs.Queue
	Live      *live.Hub
	Mail      *mail.Post
	Providers *provider.Set
	People    *people.Store
	Portfolio *portfolio.Store
	Money     *money.Store
	Stays     *stays.Store
	Imports   *imports.Store
	Machine   *machine.Store
	Secrets   *seal.Ring // the installation's key

	o     Options
	door  net.Listener // nil: cannot Serve
	count *count
}

// Open opens and migrates the database and wires the rooms. Nothing runs yet.
// Close it.
func Open(ctx context.Context, o Options) (*House, error) {
	o.fill()
	door, err := o.listen()
	if err != nil {
		return nil, err
	}
	h, err := open(ctx, o)
	if err != nil {
		if door != nil {
			door.Close()
		}
		return nil, err
	}
	h.door = door
	return h, nil
}

func open(ctx context.Context, o Options) (*House, error) {
	if !strings.Contains(o.Database, "://") {
		if err := os.MkdirAll(filepath.Dir(o.Database), 0o700); err != nil {
			return nil, err
		}
	}
	d, err := db.Open(ctx, o.Database, db.Options{Synchronous: o.Synchronous})
	if err != nil {
		return nil, err
	}
	h, err := wire(ctx, d, o)
	if err != nil {
		d.Close()
		return nil, err
	}
	return h, nil
}

func (o *Options) fill() {
	if o.Data == "" {
		o.Data = "."
	}
	if o.Database == "" {
		o.Database = filepath.Join(o.Data, "keyhouse.db")
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
}

// listen opens the door before the rooms are made, since links in mails begin
// with its address where the operator names no other.
func (o *Options) listen() (net.Listener, error) {
	l := o.Door
	if l == nil && o.Listen == "" {
		return nil, nil
	}
	if l == nil {
		var err error
		if l, err = net.Listen("tcp", o.Listen); err != nil {
			return nil, fmt.Errorf("listening on %s: %w", o.Listen, err)
		}
	}
	if o.BaseURL == "" {
		o.BaseURL = Address(l)
	}
	return l, nil
}

// Address is where a person on this machine can open what listens on l.
func Address(l net.Listener) string {
	host, port, err := net.SplitHostPort(l.Addr().String())
	if ip := net.ParseIP(host); err == nil && ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port)
}

func wire(ctx context.Context, d *db.DB, o Options) (*House, error) {
	if err := d.Migrate(ctx); err != nil {
		return nil, err
	}
	book := o.keepLog()
	h := &House{DB: d, o: o}
	h.count = newCount(h)
	h.Jobs = jobs.New(d, jobs.Options{Workers: o.Workers, Now: o.Now, Log: o.Log, Watch: h.count.job})
	h.Live = live.NewHub(d, live.Options{Listen: true, Now: o.Now, Log: o.Log})
	var err error
	h.Mail, err = mail.New(d, h.Jobs, mail.Options{SMTP: o.SMTP, From: o.From, BaseURL: o.BaseURL, Keep: o.KeepMail, Now: o.Now, Log: o.Log})
	if err != nil {
		return nil, err
	}
	h.Providers, err = provider.New(o.Providers, provider.Options{BaseURL: o.BaseURL, Now: o.Now, Log: o.Log})
	if err != nil {
		return nil, err
	}
	if h.Secrets, err = o.ring(ctx, d); err != nil {
		return nil, err
	}
	h.People = people.New(d, people.Options{Providers: h.Providers, Secrets: h.Secrets, Now: o.Now, Mail: h.Mail, Live: h.Live, SystemAccount: o.System, SignUp: o.SignUp, BaseURL: o.BaseURL})
	h.Portfolio = portfolio.New(d, h.People, portfolio.Options{Now: o.Now})
	h.Money = money.New(d, h.People, money.Options{Now: o.Now, Mail: h.Mail})
	h.Stays = stays.New(d, h.People, h.Portfolio, stays.Options{Now: o.Now, Mail: h.Mail, Jobs: h.Jobs,
		Feeds: stays.FeedOptions{AllowPrivate: o.PrivateFeeds}})
	h.Imports = imports.New(d, h.People, h.Portfolio, h.Stays, imports.Options{Now: o.Now, Jobs: h.Jobs, Live: h.Live})
	h.Machine = h.machine(book)
	return h, nil
}

// Close writes what the rooms still hold and closes the database.
func (h *House) Close() error {
	if h.door != nil {
		h.door.Close() // Serve has closed it, if it ran
	}
	return errors.Join(h.People.Close(context.Background()), h.DB.Close())
}
