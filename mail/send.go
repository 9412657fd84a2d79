package mail

import (
	"context"
	"errors"
	"time"

	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/jobs"
)

type sendArgs struct {
	Mail id.ID `json:"mail"`
}

// calm is how long a mail rests after it was begun to be handed in and nobody said
// what came of it: another node may still be at it, or be about to write it down.
const calm = 2 * time.Minute

// send hands one mail in. Its errors name no address: they go to the log, the
// full words to the outbox.
func (p *Post) send(ctx context.Context, args sendArgs) error {
	m, err := p.load(ctx, id.ID{}, args.Mail)
	if fault.Is(err, fault.Missing) {
		return nil // cleared away meanwhile
	}
	if err != nil || m.State != Waiting || p.out == nil {
		return err
	}
	now := p.o.Now()
	if rest := m.handing.Add(calm).Sub(now); !m.handing.IsZero() && rest > 0 && rest <= calm {
		return jobs.After(rest)
	}
	if err := p.set(ctx, m, db.Set("handing_at", db.Moment(now))); err != nil {
		return err
	}
	cause := p.out.hand(ctx, m)
	if cause != nil && ctx.Err() != nil { // we are going down: not the mail's fault
		return errors.Join(ctx.Err(), p.leave(ctx, m, cause))
	}
	if err := p.note(ctx, m, cause, p.final(ctx, cause)); err != nil {
		return err
	}
	return short(cause)
}

// leave has whoever takes the job over hand the mail in at once, unless the server
// may have it already.
func (p *Post) leave(ctx context.Context, m Full, cause error) error {
	if inDoubt(cause) {
		return nil
	}
	return p.set(context.WithoutCancel(ctx), m, db.Set("handing_at", nil))
}

// final reports whether a failure is the end of it.
func (p *Post) final(ctx context.Context, cause error) bool {
	_, last := jobs.Attempt(ctx)
	return last || permanent(cause)
}

// note writes down how an attempt went. A mail that is sent loses its body: it
// may hold a link that signs in, and tokens are kept nowhere in the clear.
func (p *Post) note(ctx context.Context, m Full, cause error, final bool) error {
	set := db.Set("attempts", m.Attempts+1).Set("error", inWords(cause))
	if !inDoubt(cause) {
		set = set.Set("handing_at", nil)
	}
	switch {
	case cause == nil:
		set = set.Set("state", Sent).Set("sent_at", db.Moment(p.o.Now()))
		if !p.o.Keep {
			set = emptied(set)
		}
	case final:
		set = set.Set("state", Failed)
	}
	return p.insist(ctx, func(ctx context.Context) error { return p.set(ctx, m, set) })
}

// insist writes until the database takes it: what came of handing in must not be
// forgotten because the database was away at that moment. Once ctx has ended it
// tries once more.
func (p *Post) insist(ctx context.Context, write func(context.Context) error) error {
	for {
		last := ctx.Err() != nil
		err := write(context.WithoutCancel(ctx))
		if !fault.Is(err, fault.Unavailable) || last {
			return err
		}
		select {
		case <-ctx.Done():
		case <-time.After(time.Second):
		}
	}
}

// set changes the row of a mail that waits; of one that another node has dealt with
// meanwhile nothing is changed.
func (p *Post) set(ctx context.Context, m Full, set db.Values) error {
	return p.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Global("outbox_mail").Update(ctx, db.Where("id = ? AND state = ?", m.ID, Waiting), set)
		return err
	})
}

func emptied(set db.Values) db.Values {
	return set.Set("body_text", "").Set("body_html", "").Set("attachments", "[]")
}

type sweepArgs struct{}

// sweep hands in what waits without a job – written while there was no server
// – and forgets what is old: the bodies of failed mails after a week, mails
// after three months.
func (p *Post) sweep(ctx context.Context, _ sweepArgs) error {
	now := p.o.Now()
	return p.db.Write(ctx, func(tx *db.Tx) error {
		box := tx.Global("outbox_mail")
		if _, err := box.Delete(ctx, db.Where("created_at < ?", db.Moment(now.AddDate(0, -3, 0)))); err != nil {
			return err
		}
		week := db.Moment(now.AddDate(0, 0, -7))
		_, err := box.Update(ctx, db.Where("created_at < ? AND state = ? AND body_text <> ''", week, Failed), emptied(db.Values{}))
		if err != nil || p.out == nil {
			return err
		}
		return p.handStranded(ctx, tx, week, db.Moment(now.Add(-10*time.Minute)))
	})
}

func (p *Post) handStranded(ctx context.Context, tx *db.Tx, after, before int64) error {
	q := db.Global("m.id", "outbox_mail m").And("m.state = ? AND m.created_at BETWEEN ? AND ?", Waiting, after, before).
		Order("m.created_at, m.id").Limit(500)
	stranded, err := db.All(ctx, tx, q, db.Scan1[id.ID])
	for _, i := range stranded {
		if err == nil {
			err = p.hand(ctx, tx, i)
		}
	}
	return err
}
