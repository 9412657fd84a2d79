package people

import (
	"context"
	"errors"
	"slices"
	"sync"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/words"
)

// Of whom an account may demand a second factor; "" is of nobody.
const (
	FactorOfAdmins = "admins" // who looks after people, settings or the machine
	FactorOfStaff  = "staff"  // and everybody else who works for the account
)

// Demands are the choices.
var Demands = []string{"", FactorOfAdmins, FactorOfStaff}

// ErrWeak is the cause of the Forbidden fault of a session that was opened by
// one factor, where the account demands two: it opens nothing but the pages on
// which one shows a second factor, or sets one up.
var ErrWeak = errors.New("people: the account demands a second factor")

// administering are the roles by which somebody looks after the account's
// people, its settings or the machine, as the policy page has them.
var administering = sync.OnceValue(func() access.Roles {
	var all access.Roles
	for _, word := range GrantableRoles() {
		if r, ok := access.ParseRole(word); ok && administers(r) {
			all = all.With(r)
		}
	}
	return all
})

// administers reads a role's lines: whether it may give access, or change
// members, settings or the server.
func administers(r access.Role) bool {
	if !access.Page.Grantable(r).Empty() {
		return true
	}
	return slices.ContainsFunc(access.Page.Lines(r), func(l *access.Line) bool {
		changes := l.All || l.Verbs.Has(access.Edit) || l.Verbs.Has(access.Delete) || l.Verbs.Has(access.Add)
		return l.Kind == access.SaysMay && changes && (l.Things.Has(access.Member) || l.Things.Has(access.Setting) || l.Things.Has(access.Server))
	})
}

// demandedOf reports whether an account that demands a second factor in this way
// demands it of a member: of one of its staff, or of one with such roles.
func demandedOf(demand, kind string, holds func(access.Role) bool) bool {
	if demand == "" || demand == FactorOfStaff && kind == Staff {
		return demand != ""
	}
	for r := range administering().All() {
		if holds(r) {
			return true
		}
	}
	return false
}

// lacksFactor reports whether a's account demands a second factor that their
// session has not shown. A program cannot show one: see tokenStands.
func (a *Actor) lacksFactor(v *access.Viewer) bool {
	return a.Session.Factor == "" && a.Session.Kind != Bearer && a.demanded(v)
}

func (a *Actor) demanded(v *access.Viewer) bool {
	return a.Account.SecondFactor != "" && demandedOf(a.Account.SecondFactor, a.Member.Kind, v.Holds)
}

// tokenStands refuses a program's token where a second factor is demanded of its
// person and they have none, whenever it was made: else a token would be the way
// around. It stands again once they have one.
func (s *Store) tokenStands(ctx context.Context, a *Actor) error {
	if a.Session.Kind != Bearer || a.Viewer == nil || !a.demanded(a.Viewer) {
		return nil
	}
	var has bool
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		has, err = s.hasFactor(ctx, tx, a.Person.ID)
		return err
	})
	if err != nil || has {
		return err
	}
	a.Weak, a.Viewer = true, nil
	return &fault.Fault{Kind: fault.Forbidden, Op: "people.Session", Say: sayWeakToken, Err: ErrWeak}
}

func tooWeak(op string) error {
	return &fault.Fault{Kind: fault.Forbidden, Op: op, Say: sayWeak, Err: ErrWeak}
}

// hasFactor reports whether a person has a second factor that works here.
func (s *Store) hasFactor(ctx context.Context, tx *db.Tx, person id.ID) (bool, error) {
	t, err := appOf(ctx, tx, person)
	if err != nil || t.on() {
		return t.on(), err
	}
	n, err := s.goodKeys(ctx, tx, person)
	return n > 0, err
}

// factorLeft refuses a change after which a person has no second factor, if one
// of their accounts demands it of them.
func (s *Store) factorLeft(ctx context.Context, tx *db.Tx, person id.ID, op string) error {
	has, err := s.hasFactor(ctx, tx, person)
	if err != nil || has {
		return err
	}
	by, err := s.demandedBy(ctx, tx, person)
	if err == nil && by != "" {
		err = &fault.Fault{Kind: fault.Conflict, Op: op, Say: by + " asks you for a second factor, and this is your last. Set up another one first."}
	}
	return err
}

// mayEnrol refuses another second factor to somebody who has one, of whom one is
// demanded, and who has not shown it in this session: else whoever knows a
// password would add one of their own and be in.
func (s *Store) mayEnrol(ctx context.Context, a *Actor, op string) error {
	if a.Session.Factor != "" {
		return nil
	}
	return s.db.Read(ctx, func(tx *db.Tx) error {
		has, err := s.hasFactor(ctx, tx, a.Person.ID)
		if err != nil || !has {
			return err
		}
		by, err := s.demandedBy(ctx, tx, a.Person.ID)
		if err == nil && by != "" {
			err = tooWeak(op)
		}
		return err
	})
}

// demandedBy names an account that demands a second factor of a person; "" if
// none does.
func (s *Store) demandedBy(ctx context.Context, tx *db.Tx, person id.ID) (string, error) {
	all, err := membershipsOf(ctx, tx, person)
	if err != nil {
		return "", err
	}
	for _, m := range all {
		if demanded, err := s.demandedIn(ctx, tx, m); err != nil || demanded {
			return m.Name, err
		}
	}
	return "", nil
}

func (s *Store) demandedIn(ctx context.Context, tx *db.Tx, at Membership) (bool, error) {
	a, err := AccountIn(ctx, tx, at.Account)
	if err != nil || a.SecondFactor == "" {
		return false, err
	}
	m, err := memberIn(ctx, tx, at.Account, at.Member)
	if err != nil {
		return false, err
	}
	v, err := s.ViewerFor(ctx, tx, at.Account, at.Member, s.now())
	return err == nil && demandedOf(a.SecondFactor, m.Kind, v.Holds), err
}

// DemandFactor has a's account demand a second factor: of nobody, of those who
// look after it, or of all staff. It acts at the next request of everybody it is
// demanded of. Whoever switches it on has one themselves, so that they are not
// the first to be stopped. It takes a proof of who one is.
func (s *Store) DemandFactor(ctx context.Context, a *Actor, of string) error {
	const op = "people.DemandFactor"
	if !slices.Contains(Demands, of) {
		return fault.Bad(op, "second_factor", words.English.Say("demand.choose"))
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		who, err := s.fresh(ctx, tx, a.Viewer, op)
		if err != nil {
			return err
		}
		if err := who.Permit(op, access.Edit, settingRecord(who)); err != nil {
			return err
		}
		if err := s.Proved(a); err != nil {
			return err
		}
		was, err := AccountIn(ctx, tx, who.Account())
		if err != nil || was.SecondFactor == of {
			return err
		}
		if err := s.hasOwn(ctx, tx, a, of, op); err != nil {
			return err
		}
		if _, err := tx.Global("account").Update(ctx, db.ByID(was.ID), db.Set("second_factor", of)); err != nil {
			return err
		}
		return s.Audit(ctx, tx, who, Entry{Verb: access.Edit, Thing: access.Setting, Detail: demandSaid[of]})
	})
	return s.Tried(ctx, a.Viewer, access.Edit, &access.Record{Thing: access.Setting}, err)
}

var demandSaid = map[string]string{
	"":             "a second factor is demanded of nobody",
	FactorOfAdmins: "a second factor is demanded of administrators",
	FactorOfStaff:  "a second factor is demanded of all staff",
}

func (s *Store) hasOwn(ctx context.Context, tx *db.Tx, a *Actor, of, op string) error {
	if of == "" {
		return nil
	}
	has, err := s.hasFactor(ctx, tx, a.Person.ID)
	if err == nil && !has {
		err = &fault.Fault{Kind: fault.Conflict, Op: op, Field: "second_factor", Say: words.English.Say("demand.own-first")}
	}
	return err
}
