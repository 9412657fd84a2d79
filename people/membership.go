package people

import (
	"cmp"
	"context"
	"slices"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/live"
)

// Membership is one of the accounts a person belongs to, for the switcher.
type Membership struct {
	Member     id.ID
	Account    id.ID
	Slug, Name string
	Template   string
	State      string // of the account
	MemberName string // what the person goes by there
	Invited    bool
	SignedInAt time.Time
}

// Accounts lists the accounts a person may enter, by name. One where their
// access was switched off is not among them.
func (s *Store) Accounts(ctx context.Context, person id.ID) ([]Membership, error) {
	var all []Membership
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		all, err = membershipsOf(ctx, tx, person)
		return err
	})
	return all, err
}

// Memberships lists the accounts that an actor may go to. While somebody is
// logged in as another person that is the one they are in: with whom else the
// person is, is not the office's to know.
func (s *Store) Memberships(ctx context.Context, a *Actor) ([]Membership, error) {
	all, err := s.Accounts(ctx, a.Person.ID)
	if a.Real != nil {
		all = slices.DeleteFunc(all, func(m Membership) bool { return m.Account != a.Account.ID })
	}
	return all, err
}

func membershipsOf(ctx context.Context, tx *db.Tx, person id.ID) ([]Membership, error) {
	q := db.Select("m.id, m.account_id, a.slug, a.name, a.template, a.state, m.state, m.signed_in_at, m.name", "member m").OfPerson(person).
		Join("JOIN account a ON a.id = m.account_id").AndIn("m.state", Active, Invited).Order("a.name, a.id")
	return db.All(ctx, tx, q, func(r db.Row) (Membership, error) {
		var m Membership
		var state string
		err := r.Scan(&m.Member, &m.Account, &m.Slug, &m.Name, &m.Template, &m.State, &state, db.ScanMoment(&m.SignedInAt), &m.MemberName)
		m.Invited = state == Invited
		return m, err
	})
}

// pick chooses where a person arrives who signs in: at the address they came
// through, else where they were last, else the first by name, invitations last.
func pick(all []Membership, slug string) Membership {
	if at := slices.IndexFunc(all, func(m Membership) bool { return m.Slug == slug }); at >= 0 {
		return all[at]
	}
	return slices.MinFunc(all, func(a, b Membership) int {
		if c := b.SignedInAt.Compare(a.SignedInAt); c != 0 {
			return c
		}
		return cmp.Compare(boolean(a.Invited), boolean(b.Invited))
	})
}

func boolean(b bool) int {
	if b {
		return 1
	}
	return 0
}

// ChooseAccount takes the session of token to another of the person's accounts.
// One they do not belong to is not found. Not while logged in as somebody.
func (s *Store) ChooseAccount(ctx context.Context, token, slug string) error {
	const op = "people.ChooseAccount"
	return s.db.Write(ctx, func(tx *db.Tx) error {
		seat, err := s.standing(ctx, tx, token)
		if err != nil {
			return err
		}
		if err := seat.actor.self(op); err != nil {
			return err
		}
		all, err := membershipsOf(ctx, tx, seat.actor.Person.ID)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(all, func(m Membership) bool { return m.Slug == slug })
		if at < 0 {
			return fault.NotFound(op)
		}
		if _, err := tx.Global("session").Update(ctx, db.ByID(seat.actor.Session.ID), db.Set("account_id", all[at].Account)); err != nil {
			return err
		}
		if err := s.arrive(ctx, tx, all[at], seat.actor.Session.Method); err != nil {
			return err
		}
		return s.noteSignIn(ctx, tx, all[at], Client{}, seat.actor.Session.Method+", coming over from another account")
	})
}

// standing reads the seat of a token and refuses one that has ended.
func (s *Store) standing(ctx context.Context, tx *db.Tx, token string) (*seat, error) {
	seat, err := seatOf(ctx, tx, HashToken(token))
	if err != nil {
		return nil, err
	}
	now := s.now()
	build := func() (*access.Viewer, time.Time, error) { return s.seatViewer(ctx, tx, seat, now) }
	if _, err := s.actor(seat, now, build); err != nil && fault.KindOf(err) != fault.Forbidden {
		return nil, err
	}
	return seat, nil
}

// arrive notes that a person came to an account; the first time makes an
// invited member an active one.
func (s *Store) arrive(ctx context.Context, tx *db.Tx, m Membership, method string) error {
	now := s.now()
	set := db.Set("signed_in_at", now).Set("login_method", method).Set("last_action", actionSignIn).Set("last_action_at", now)
	if m.Invited {
		set = set.Set("state", Active).Set("version", db.Expr("version + 1"))
	}
	if _, err := tx.Update(ctx, m.Account, "member", db.ByID(m.Member), set); err != nil {
		return err
	}
	return s.publish(ctx, tx, live.Changed(m.Account, "member"))
}

// acting refuses what nobody may do in another person's name.
func acting(op string) error {
	return &fault.Fault{Kind: fault.Forbidden, Op: op,
		Say: "You are logged in as somebody else. Go back to your own session to do this."}
}
