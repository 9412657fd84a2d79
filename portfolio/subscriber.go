package portfolio

import (
	"context"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/entry"
	"keyhouse/fault"
	"keyhouse/id"
)

// Subscriber is somebody outside who is told by mail when an owner blocks off
// nights: of one property, or of every one where Property is zero.
type Subscriber struct {
	ID, Property id.ID
	Name, Email  string
}

// maxSubscribers bounds those of one account.
const maxSubscribers = 10_000

// Subscribers lists who is told: for a property those of that property and of
// all, for none (the zero id) those of all only. Who may edit the property or,
// for all, the settings may see them.
func (s *Store) Subscribers(ctx context.Context, who *access.Viewer, property id.ID) (out []Subscriber, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if err := s.maySubscribe(ctx, tx, who, property, "portfolio.Subscribers"); err != nil {
			return err
		}
		out, err = SubscribersIn(ctx, tx, who.Account(), property)
		return err
	})
	return out, s.people.Tried(ctx, who, access.Read, about(property), err)
}

// SubscribersIn gives whom to tell of a block-off at a property, whoever asks:
// for the mail itself.
func SubscribersIn(ctx context.Context, tx *db.Tx, account, property id.ID) ([]Subscriber, error) {
	q := db.Select("s.id, s.property_id, s.name, s.email", "subscriber s").
		Everything(access.System("who is told of a block-off").In(account)).
		And("s.property_id IS NULL OR s.property_id = ?", property)
	return db.All(ctx, tx, q.Order("s.id").Limit(maxSubscribers), scanSubscriber)
}

func scanSubscriber(r db.Row) (u Subscriber, err error) {
	err = r.Scan(&u.ID, &u.Property, &u.Name, &u.Email)
	return u, err
}

// Subscribe has somebody told of block-offs at a property, or at all (the zero
// id).
func (s *Store) Subscribe(ctx context.Context, who *access.Viewer, property id.ID, name, email string) (Subscriber, error) {
	const op = "portfolio.Subscribe"
	u := Subscriber{ID: id.New(), Property: property}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.maySubscribe(ctx, tx, who, property, op); err != nil {
			return err
		}
		f := fault.Fields{Op: op}
		u.Name = entry.Line(&f, "name", name, entry.MaxName)
		if u.Email = entry.Email(&f, "email", email); u.Email == "" && f.Err() == nil {
			f.Bad("email", "Write an e-mail address.")
		}
		if err := f.Err(); err != nil {
			return err
		}
		row := db.Set("id", u.ID).Set("property_id", property).Set("name", u.Name).Set("email", u.Email).
			Set("created_at", s.now()).Set("created_by", who.Who().Person)
		if err := tx.Insert(ctx, who.Account(), "subscriber", row); err != nil {
			return err
		}
		return s.people.Wrote(ctx, tx, who, access.Edit, about(property), "told of block-offs from now on", u.changes(true)...)
	})
	return u, s.people.Tried(ctx, who, access.Edit, about(property), err)
}

// Unsubscribe ends it.
func (s *Store) Unsubscribe(ctx context.Context, who *access.Viewer, i id.ID) error {
	const op = "portfolio.Unsubscribe"
	var property id.ID
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		q := db.Select("s.id, s.property_id, s.name, s.email", "subscriber s").Everything(who.Beyond("a subscriber about to go")).And("s.id = ?", i)
		u, err := db.One(ctx, tx, q, scanSubscriber)
		if err != nil {
			return missing(err, op)
		}
		property = u.Property
		if err := s.maySubscribe(ctx, tx, who, property, op); err != nil {
			return err
		}
		if _, err := tx.Delete(ctx, who.Account(), "subscriber", db.ByID(i)); err != nil {
			return err
		}
		return s.people.Wrote(ctx, tx, who, access.Edit, about(property), "told of block-offs no longer", u.changes(false)...)
	})
	r := about(property)
	if property.IsZero() {
		r.ID = i // none was found
	}
	return s.people.Tried(ctx, who, access.Edit, r, err)
}

// about is what a subscription is a part of: the property, or the account's
// settings.
func about(property id.ID) *access.Record {
	if property.IsZero() {
		return &access.Record{Thing: access.Setting}
	}
	return &access.Record{Thing: access.Property, ID: property}
}

func (s *Store) maySubscribe(ctx context.Context, tx *db.Tx, who *access.Viewer, property id.ID, op string) error {
	if property.IsZero() {
		return who.Permit(op, access.Edit, &access.Record{Thing: access.Setting, Account: who.Account()})
	}
	p, err := propertyFor(ctx, tx, who, access.Edit, property, op)
	if err == nil && !who.Mask(p.record()).Has(access.GroupOwner) {
		return fault.NotFound(op) // who is told of an owner's doings is the owner's business
	}
	return err
}
