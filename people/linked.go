package people

import (
	"context"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/mail"
	"keyhouse/provider"
)

// Linked is an identity at a provider by which a person signs in.
type Linked struct {
	ID              id.ID
	Provider, Label string
	Email           string // what the provider called them the last time
	CreatedAt       time.Time
	UsedAt          time.Time // zero: not yet
	Gone            bool      // the operator has taken the provider away: it opens nothing
}

// personBy finds who is known by an identity; the zero id if nobody.
func personBy(ctx context.Context, tx *db.Tx, who provider.Claim) (id.ID, error) {
	q := db.Global("i.person_id", "person_identity i").Join("JOIN person p ON p.id = i.person_id AND p.deleted_at IS NULL").
		And("i.issuer = ? AND i.subject = ?", who.Issuer, who.Subject)
	found, err := db.All(ctx, tx, q, db.Scan1[id.ID])
	if err != nil || len(found) == 0 {
		return id.ID{}, err
	}
	return found[0], nil
}

func (s *Store) noteUse(ctx context.Context, tx *db.Tx, who provider.Claim) error {
	_, err := tx.Global("person_identity").Update(ctx, db.Where("issuer = ? AND subject = ?", who.Issuer, who.Subject),
		db.Set("used_at", s.now()).Set("email", clip(who.Email, maxEmail)).Set("provider", who.Provider))
	return err
}

// link makes an identity a person's. One that is theirs already stays so; one
// that is somebody else's is a Conflict.
func (s *Store) link(ctx context.Context, tx *db.Tx, person id.ID, who provider.Claim, op string) error {
	has, err := personBy(ctx, tx, who)
	switch {
	case err != nil || has == person:
		return err
	case !has.IsZero():
		return &fault.Fault{Kind: fault.Conflict, Op: op, Say: "This " + s.providers.Label(who.Provider) +
			" account is another user's way to sign in. Whoever that is has to remove it in their account first."}
	}
	err = tx.Global("person_identity").Insert(ctx, db.Set("issuer", who.Issuer).Set("subject", who.Subject).Set("id", id.New()).Set("person_id", person).
		Set("provider", who.Provider).Set("email", clip(who.Email, maxEmail)).Set("created_at", s.now()).Set("used_at", nil))
	if err != nil {
		return err
	}
	return s.tellWays(ctx, tx, person, who.Provider, true)
}

// tellWays notes in every account of a person that their ways to sign in are
// others now, and writes to them.
func (s *Store) tellWays(ctx context.Context, tx *db.Tx, person id.ID, method string, added bool) error {
	label, what := s.providers.Label(method), "removed from"
	linked := Fields{}.Put(access.GroupContact, "Signs in by "+label, true)
	changes := Diff(linked, nil)
	if added {
		what, changes = "added to", Diff(nil, linked)
	}
	if err := s.noteEverywhere(ctx, tx, person, Entry{Verb: access.Edit, Thing: access.Profile, Detail: label + " " + what + " the ways to sign in", Changes: changes}); err != nil {
		return err
	}
	who, err := byID(ctx, tx, person)
	if err != nil || s.mail == nil {
		return err
	}
	at := s.now().In(s.zone(who.Zone))
	return s.mail.Enqueue(ctx, tx, mail.WaysChanged(who.tongue(), label, added, s.mail.Link("/me/security"), at).To(id.ID{}, who.Email, who.Name))
}

// LinkedTo lists the identities by which a person signs in, oldest first.
func (s *Store) LinkedTo(ctx context.Context, a *Actor) ([]Linked, error) {
	if a.Real != nil {
		return nil, acting("people.LinkedTo")
	}
	var all []Linked
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		all, err = s.linkedTo(ctx, tx, a.Person.ID)
		return err
	})
	return all, err
}

func (s *Store) linkedTo(ctx context.Context, tx *db.Tx, person id.ID) ([]Linked, error) {
	q := db.Global("i.id, i.provider, i.email, i.created_at, i.used_at", "person_identity i").And("i.person_id = ?", person).Order("i.created_at, i.id")
	return db.All(ctx, tx, q, func(r db.Row) (Linked, error) {
		var l Linked
		err := r.Scan(&l.ID, &l.Provider, &l.Email, db.ScanMoment(&l.CreatedAt), db.ScanMoment(&l.UsedAt))
		l.Label, l.Gone = s.providers.Label(l.Provider), s.providers.Get(l.Provider) == nil
		return l, err
	})
}

// Unlink takes an identity from the actor's ways to sign in. It takes a fresh
// proof of who they are, and the last way stays.
func (s *Store) Unlink(ctx context.Context, a *Actor, linked id.ID) error {
	const op = "people.Unlink"
	if err := s.mayVisit(a, ToLink, op); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		q := db.Global("i.provider", "person_identity i").And("i.id = ? AND i.person_id = ?", linked, a.Person.ID)
		name, err := db.One(ctx, tx, q, db.Scan1[string])
		if err != nil {
			return missing(err, op)
		}
		if _, err := tx.Global("person_identity").Delete(ctx, db.ByID(linked)); err != nil {
			return err
		}
		if err := s.wayLeft(ctx, tx, a.Person.ID, op); err != nil {
			return err
		}
		return s.tellWays(ctx, tx, a.Person.ID, name, false)
	})
}
