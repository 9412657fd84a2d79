package mail

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
)

// The states of a mail.
const (
	Waiting = "waiting"
	Sent    = "sent"
	Failed  = "failed"
)

// Head is what a list of mails shows.
type Head struct {
	ID, Account         id.ID
	To, ToName, Subject string
	State, Error        string
	Attempts            int64
	Created, Sent       time.Time
}

// Full is a mail as it was written. Its body is empty once it was sent, except
// where bodies are kept.
type Full struct {
	Head
	Text, HTML  string
	Attachments []Attachment

	handing time.Time // when it was begun to be handed in, if nobody knows what came of it
}

const headColumns = "m.id, m.account_id, m.to_email, m.to_name, m.subject, m.state, m.error, m.attempts, m.created_at, m.sent_at"

func (h *Head) scan() []any {
	return []any{&h.ID, &h.Account, &h.To, &h.ToName, &h.Subject, &h.State, &h.Error, &h.Attempts,
		db.ScanMoment(&h.Created), db.ScanMoment(&h.Sent)}
}

// Outbox lists the mails of an account, the newest first, beginning behind the
// mail named before (zero: at the newest). The zero account lists everyone's:
// only for the demo's outbox.
func (p *Post) Outbox(ctx context.Context, account, before id.ID, n int) (heads []Head, more bool, err error) {
	q := db.Global(headColumns, "outbox_mail m").
		AndIf(!account.IsZero(), "m.account_id = ?", account).
		AndIf(!before.IsZero(), "m.id < ?", before).Order("m.id DESC")
	err = p.db.Read(ctx, func(tx *db.Tx) error {
		heads, more, err = db.Page(ctx, tx, q, n, func(r db.Row) (h Head, err error) {
			err = r.Scan(h.scan()...)
			return h, err
		})
		return err
	})
	return heads, more, err
}

// Open gives one mail of account (zero: of anyone). Where bodies are not kept
// it gives the head alone, since a body may hold a link that signs in.
func (p *Post) Open(ctx context.Context, account, i id.ID) (Full, error) {
	full, err := p.load(ctx, account, i)
	if err != nil || p.o.Keep {
		return full, err
	}
	return Full{Head: full.Head}, nil
}

func (p *Post) load(ctx context.Context, account, i id.ID) (full Full, err error) {
	q := db.Global(headColumns+", m.body_text, m.body_html, m.attachments, m.handing_at", "outbox_mail m").And("m.id = ?", i).
		AndIf(!account.IsZero(), "m.account_id = ?", account)
	err = p.db.Read(ctx, func(tx *db.Tx) error {
		full, err = db.One(ctx, tx, q, func(r db.Row) (f Full, err error) {
			var files string
			if err = r.Scan(append(f.scan(), &f.Text, &f.HTML, &files, db.ScanMoment(&f.handing))...); err != nil {
				return f, err
			}
			if err = json.Unmarshal([]byte(files), &f.Attachments); err != nil {
				return f, fmt.Errorf("attachments of mail %s: %w", f.ID, err)
			}
			return f, nil
		})
		return err
	})
	return full, err
}

// Retry has a failed mail tried once more from the beginning.
func (p *Post) Retry(ctx context.Context, account, i id.ID) error {
	return p.db.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Global("outbox_mail").Update(ctx,
			db.Where("id = ? AND account_id = ? AND state = ? AND body_text <> ''", i, account, Failed),
			db.Set("state", Waiting).Set("attempts", 0).Set("error", "").Set("handing_at", nil))
		if err == nil && n == 0 {
			return fault.NotFound("mail.Retry")
		}
		if err != nil || p.out == nil {
			return err
		}
		return p.hand(ctx, tx, i)
	})
}
