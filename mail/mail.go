// Package mail sends what the company writes. A mail is a row of outbox_mail
// and a job, both in the transaction of the change that it is about; the job
// hands it to an SMTP server and tries again while that is worth trying.
// Without a server the mails wait in the outbox, where the demo shows them.
package mail

import (
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"time"
	"unicode"

	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/jobs"
)

// Mail is one mail to one person.
type Mail struct {
	Account     id.ID // whose mail it is; zero for the installation's own
	To, ToName  string
	Subject     string
	Text, HTML  string
	Attachments []Attachment
}

// Attachment is a file that goes along.
type Attachment struct {
	Name string `json:"name"`
	Type string `json:"type"`
	Data []byte `json:"data"`
}

// Options of a Post.
type Options struct {
	SMTP    string // smtp://user:pass@host:port, smtps://…, starttls://…; "" sends nothing
	From    string // "Name <address>"
	BaseURL string // where this installation is reached; links in mails begin with it
	Keep    bool   // bodies stay readable in the outbox after sending: the demo only, since they hold links that sign in
	Now     func() time.Time
	Log     *slog.Logger
}

// Post is the way out for mail.
type Post struct {
	db  *db.DB
	q   *jobs.Queue
	o   Options
	out *server // nil: no server
}

// New gives a Post over d and registers its work with q. A malformed SMTP
// address or sender is an error.
func New(d *db.DB, q *jobs.Queue, o Options) (*Post, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	p := &Post{db: d, q: q, o: o}
	if o.SMTP != "" {
		out, err := parseServer(o.SMTP, o.From)
		if err != nil {
			return nil, err
		}
		p.out = out
	}
	jobs.Register(q, "mail.send", p.send, jobs.Rules{Timeout: acceptance + 2*time.Minute, Limit: 2})
	jobs.Register(q, "mail.sweep", p.sweep)
	q.Every(10*time.Minute, sweepArgs{})
	return p, nil
}

// Link makes a path an address that works in a mail.
func (p *Post) Link(path string) string { return strings.TrimSuffix(p.o.BaseURL, "/") + path }

// Sends reports whether there is a server to hand mails to.
func (p *Post) Sends() bool { return p.out != nil }

// Keeps reports whether bodies can be read in the outbox.
func (p *Post) Keeps() bool { return p.o.Keep }

// Enqueue makes m part of the transaction: it is sent if and only if that
// commits.
func (p *Post) Enqueue(ctx context.Context, tx *db.Tx, m Mail) error {
	if m.To == "" {
		return &fault.Fault{Kind: fault.Invalid, Op: "mail.Enqueue", Field: "email", Say: "There is no e-mail address to write to."}
	}
	files, err := json.Marshal(append([]Attachment{}, m.Attachments...))
	if err != nil {
		return err
	}
	i := id.New()
	err = tx.Global("outbox_mail").Insert(ctx, db.Set("id", i).Set("account_id", m.Account).
		Set("to_email", oneLine(m.To)).Set("to_name", oneLine(m.ToName)).Set("subject", oneLine(m.Subject)).
		Set("body_text", m.Text).Set("body_html", m.HTML).Set("attachments", string(files)).
		Set("state", Waiting).Set("attempts", 0).Set("error", "").Set("created_at", db.Moment(p.o.Now())))
	if err != nil || p.out == nil {
		return err
	}
	return p.hand(ctx, tx, i)
}

func (p *Post) hand(ctx context.Context, tx *db.Tx, i id.ID) error {
	return p.q.Enqueue(ctx, tx, sendArgs{i}, jobs.Opts{Once: "mail " + i.String()})
}

// oneLine keeps names and subjects from carrying headers of their own.
func oneLine(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s))
}
