package machine

import (
	"context"
	"keyhouse/words"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/mail"
)

// Letter is a mail as the Server section lists it. To and Subject are empty for
// who may not see them; Error then says only what concerns nobody.
type Letter struct {
	ID          id.ID
	State       string // waiting, sent, failed
	Attempts    int64
	Error       string
	Created     time.Time
	Sent        time.Time
	To, Subject string
	Shown       access.Groups
	Retry       bool // it failed, and there is still something to send
}

// Post is how mail stands. Settings and the installation's numbers are there for
// who may see the installation.
type Post struct {
	Whole           bool
	Settings        mail.Settings
	Waiting, Failed int64         // of the account, or of all where Whole
	Oldest          time.Duration // how long the first waiting mail has waited
	SentDay         int64         // in the last 24 hours
	Letters         []Letter      // of the account: what failed or waits, and the latest sent
}

const mostLetters = 100

// Post tells how mail stands.
func (s *Store) Post(ctx context.Context, who *access.Viewer) (Post, error) {
	const op = "machine.Post"
	record := &access.Record{Thing: access.Mail, Account: who.Account()}
	if err := s.own(ctx, who, access.Read, access.Mail, op); err != nil {
		return Post{}, err
	}
	whole, err := s.Whole(ctx, who)
	if err != nil {
		return Post{}, err
	}
	p := Post{Whole: whole}
	if whole && s.o.Mail != nil {
		p.Settings = s.o.Mail.Settings()
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if err := s.postTally(ctx, tx, who, &p); err != nil {
			return err
		}
		p.Letters, err = letters(ctx, tx, who, who.Mask(record))
		return err
	})
	return p, err
}

// postTally counts the mails of the account, or of everyone.
func (s *Store) postTally(ctx context.Context, tx *db.Tx, who *access.Viewer, p *Post) error {
	now := s.o.Now()
	q := db.Global("m.state, COUNT(*), MIN(m.created_at)", "outbox_mail m").AndIf(!p.Whole, "m.account_id = ?", who.Account()).
		And("m.state <> ? OR m.sent_at > ?", mail.Sent, db.Moment(now.Add(-24*time.Hour))).GroupBy("m.state")
	return db.Each(ctx, tx, q, func(r db.Row) error {
		var state string
		var n int64
		var first time.Time
		if err := r.Scan(&state, &n, db.ScanMoment(&first)); err != nil {
			return err
		}
		switch state {
		case mail.Waiting:
			p.Waiting, p.Oldest = n, now.Sub(first)
		case mail.Failed:
			p.Failed = n
		case mail.Sent:
			p.SentDay = n
		}
		return nil
	})
}

// letters lists the mails of who's account: what failed, what waits, what was
// sent last.
func letters(ctx context.Context, tx *db.Tx, who *access.Viewer, shown access.Groups) ([]Letter, error) {
	q := db.Select("m.id, m.state, m.attempts, m.error, m.created_at, m.sent_at, m.to_email, m.subject, m.body_text <> ''", "outbox_mail m").
		Visible(who, access.Read, access.Mail).
		Order("CASE m.state WHEN 'failed' THEN 0 WHEN 'waiting' THEN 1 ELSE 2 END, m.id DESC").Limit(mostLetters)
	return db.All(ctx, tx, q, func(r db.Row) (Letter, error) {
		l := Letter{Shown: shown}
		var body bool
		err := r.Scan(&l.ID, &l.State, &l.Attempts, &l.Error, db.ScanMoment(&l.Created), db.ScanMoment(&l.Sent), &l.To, &l.Subject, &body)
		l.Retry = body && l.State == mail.Failed
		if !shown.Has(access.GroupContact) {
			l.To, l.Error = "", mail.Reason(l.Error)
		}
		if !shown.Has(access.GroupText) {
			l.Subject = ""
		}
		return l, err
	})
}

// RetryMail has a failed mail of who's account tried once more.
func (s *Store) RetryMail(ctx context.Context, who *access.Viewer, letter id.ID) error {
	const op = "machine.RetryMail"
	if err := s.own(ctx, who, access.Edit, access.Mail, op); err != nil {
		return err
	}
	if s.o.Mail == nil {
		return fault.NotFound(op)
	}
	if err := s.o.Mail.Retry(ctx, who.Account(), letter); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		return s.people.Wrote(ctx, tx, who, access.Edit, &access.Record{Thing: access.Mail, ID: letter}, "a mail that failed was sent again")
	})
}

// TestMail sends a mail to whoever asks, and nobody else, to see whether mail
// leaves. It gives the address.
func (s *Store) TestMail(ctx context.Context, who *access.Viewer) (to string, err error) {
	const op = "machine.TestMail"
	if s.o.Mail == nil || !s.o.Mail.Sends() {
		if err := s.reading(ctx, who, access.Server, op, func(*db.Tx) error { return nil }); err != nil {
			return "", err
		}
		return "", &fault.Fault{Kind: fault.Conflict, Op: op, Say: "There is no mail server: mails wait in the outbox. Start Keyhouse with --smtp, then try again."}
	}
	err = s.changing(ctx, who, act{access.Edit, access.Server, id.ID{}, op}, func(tx *db.Tx) (done, error) {
		to, err = db.One(ctx, tx, db.Global("p.email", "person p").And("p.id = ?", who.Who().Person), db.Scan1[string])
		if err != nil {
			return done{}, err
		}
		return done{detail: "a test mail to oneself"}, s.o.Mail.Enqueue(ctx, tx, mail.Test(words.English).To(who.Account(), to, ""))
	})
	return to, err
}
