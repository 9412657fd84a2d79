package people

import (
	"context"
	"strconv"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/words"
)

// Expired is, for filters, the state of somebody whose invitation has run out; they
// are Invited still, and keep their seat.
const Expired = "expired"

// Expired reports whether m was invited and can no longer accept.
func (m Member) Expired(now time.Time) bool { return m.State == Invited && !now.Before(m.InvitedUntil) }

// runsOut is until when somebody can accept. It is the same for all who were
// invited at one moment: whether they have a link, or a sign-in from elsewhere already, is
// nobody's here to know.
func (m Member) runsOut() time.Time {
	switch {
	case m.State != Invited:
		return time.Time{}
	case m.InvitedUntil.Unix() <= 0:
		return m.CreatedAt.Add(InvitationLife)
	}
	return m.InvitedUntil
}

// hasExpired is Expired in SQL, over member m, as of a moment.
var hasExpired = "m.state = 'invited' AND CASE WHEN m.invited_until = 0 THEN m.created_at + " + strconv.FormatInt(InvitationLife.Microseconds(), 10) +
	" ELSE m.invited_until END <= ?"

// noteInvited writes down until when a member can accept, if that is later than what
// stands there.
func noteInvited(ctx context.Context, tx *db.Tx, m Member, until time.Time) error {
	if m.State != Invited {
		return nil
	}
	_, err := tx.Update(ctx, m.Account, "member", db.Where("id = ? AND invited_until < ?", m.ID, until), db.Set("invited_until", until))
	return err
}

// InviteAgain writes once more to somebody who was invited and has not accepted,
// with a fresh link. It takes the right to have them sign in anew.
func (s *Store) InviteAgain(ctx context.Context, who *access.Viewer, member id.ID) error {
	const op = "people.InviteAgain"
	return s.change(ctx, who, access.Reset, member, op, func(tx *db.Tx, who *access.Viewer, m Member) error {
		if err := s.lesser(ctx, tx, who, m, op); err != nil {
			return err
		}
		if m.State != Invited {
			return &fault.Fault{Kind: fault.Conflict, Op: op, Say: words.English.Say("invite.accepted")}
		}
		person, err := byID(ctx, tx, m.Person)
		if err != nil {
			return err
		}
		if err := s.Audit(ctx, tx, who, Entry{Verb: access.Reset, Thing: access.Member, Record: member, Detail: "invited again"}); err != nil {
			return err
		}
		return s.invite(ctx, tx, who, m, person)
	})
}
