package main

import (
	"errors"
	"fmt"
	"io/fs"
	"net/mail"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"keyhouse/server"
)

// store is which database a command works on.
type store struct {
	Data        string `help:"Folder for the database and files." default:"." placeholder:"DIR"`
	Database    string `help:"SQLite file, or a postgres:// address. Default: keyhouse.db in the data folder." placeholder:"FILE|URL"`
	Synchronous string `help:"SQLite: full (what is acknowledged is on the disk) or normal (quicker; a power cut may cost the last moments)." enum:"full,normal" default:"full"`
	SecretKey   string `help:"Key under which secrets are kept in the database, 32 bytes in base64 (openssl rand -base64 32); better given as $KEYHOUSE_SECRET_KEY. Default: keyhouse.key beside an SQLite file, made once; on PostgreSQL one in the database itself." placeholder:"KEY"`
}

func (s store) options(o *outside) server.Options {
	return server.Options{Data: s.Data, Database: s.path(), Synchronous: s.Synchronous, SecretKey: s.SecretKey, Log: o.log}
}

func (s store) path() string {
	if s.Database != "" {
		return s.Database
	}
	return filepath.Join(s.Data, "keyhouse.db")
}

// there demands that the database exists: a command that looks at one, or saves
// it, must not make an empty one where a name was mistyped and call that well.
func (s store) there() error {
	if strings.Contains(s.path(), "://") {
		return nil
	}
	if _, err := os.Stat(s.path()); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no database at %s; name one by --database or --data, or make one by keyhouse migrate or keyhouse serve", s.path())
	}
	return nil
}

// post is how mails leave.
type post struct {
	SMTP    string `name:"smtp" help:"Mail server: smtp://user:password@host:port, starttls://… or smtps://…. Without one, mails wait in the outbox." placeholder:"URL"`
	From    string `help:"Sender of mails." placeholder:"\"Name <address>\""`
	BaseURL string `name:"base-url" help:"Address at which people reach this installation; links in mails begin with it." placeholder:"https://…"`
}

// check refuses a sender and an address that links and mails could not carry.
func (p post) check() error {
	if _, err := mail.ParseAddress(p.From); p.From != "" && err != nil {
		return fmt.Errorf("--from: %q is no sender; write it like \"Zilt & Zand <post@example.com>\"", p.From)
	}
	if p.BaseURL == "" {
		return nil
	}
	u, err := url.Parse(p.BaseURL)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return fmt.Errorf("--base-url: %q is no address of an installation; write it like https://keys.example.com, without a path", p.BaseURL)
	}
	return nil
}

type serveCommand struct {
	store
	post
	providers
	Listen       string   `help:"Address of the screens and the API." default:"127.0.0.1:8420" placeholder:"HOST:PORT"`
	Metrics      string   `help:"Address of /metrics, for Prometheus. Default: none." placeholder:"HOST:PORT"`
	TrustProxy   bool     `help:"Believe X-Forwarded-For: only behind a reverse proxy that sets it."`
	Workers      int      `help:"Background jobs at once." default:"4"`
	Backups      string   `help:"Folder of encrypted backups; with several nodes one that all share. Default: backups in the data folder." placeholder:"DIR"`
	Node         string   `help:"What this node is called where there are several. Default: the host's name." placeholder:"NAME"`
	Recipients   []string `name:"backup-recipient" sep:"," help:"Public key (age1…) that backups are encrypted to; fixes it, so that the Server section cannot change it." placeholder:"AGE1…"`
	SignUp       bool     `help:"Let strangers open accounts of their own, by a link to their address."`
	System       string   `name:"system-admin-org" help:"Slug of the account whose Admins run the whole installation: all accounts, the machine. Default: none." env:"KEYHOUSE_SYSTEM_ADMIN_ORG,SYSTEM_ADMIN_ORG" placeholder:"SLUG"`
	PrivateFeeds bool     `help:"Also read channels' calendars from addresses of this machine and network."`
}

// Run serves until it is told to stop.
func (c *serveCommand) Run(o *outside) error {
	if err := c.post.check(); err != nil {
		return err
	}
	opts := c.store.options(o)
	opts.SMTP, opts.From, opts.BaseURL = c.SMTP, c.From, c.BaseURL
	opts.Listen, opts.Metrics, opts.TrustProxy, opts.Workers, opts.PrivateFeeds = c.Listen, c.Metrics, c.TrustProxy, c.Workers, c.PrivateFeeds
	opts.SignUp = c.SignUp
	opts.System, opts.Backups, opts.Node, opts.Recipients = c.System, c.Backups, c.Node, strings.Join(c.Recipients, "\n")
	var err error
	if opts.Providers, err = c.configs(); err != nil {
		return err
	}
	h, err := server.Open(o.ctx, opts)
	if err != nil {
		return err
	}
	defer h.Close()
	if c.SMTP == "" {
		o.log.Warn("no mail server (--smtp): mails wait in the outbox until there is one")
	}
	return h.Serve(o.ctx, func(url string) { fmt.Fprintln(o.out, "Keyhouse is ready at", url) })
}
