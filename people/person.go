package people

import (
	"context"
	"keyhouse/words"
	"time"

	"keyhouse/db"
	"keyhouse/id"
)

// Person is somebody who can sign in: one per e-mail address in an
// installation, however many accounts they belong to.
type Person struct {
	ID           id.ID
	Email, Name  string
	Zone, Locale string
}

// tongue is the language in which they are written to.
func (p Person) tongue() *words.Tongue { return words.For(p.Locale) }

// identity is a person as sign-in needs them.
type identity struct {
	Person
	hash        string
	failedCount int64
	failedAt    time.Time
}

func (i identity) known() bool { return !i.ID.IsZero() }

const identityColumns = "p.id, p.email, p.name, p.zone, p.locale, p.password_hash, p.failed_count, p.failed_at"

func scanIdentity(r db.Row) (identity, error) {
	var i identity
	err := r.Scan(&i.ID, &i.Email, &i.Name, &i.Zone, &i.Locale, &i.hash, &i.failedCount, db.ScanMoment(&i.failedAt))
	return i, err
}

// byEmail finds who has the address with this key; the zero identity if nobody.
func byEmail(ctx context.Context, tx *db.Tx, key string) (identity, error) {
	found, err := db.All(ctx, tx, db.Global(identityColumns, "person p").And("p.email_key = ? AND p.deleted_at IS NULL", key), scanIdentity)
	if err != nil || len(found) == 0 {
		return identity{}, err
	}
	return found[0], nil
}

// byID finds a person who has not been deleted.
func byID(ctx context.Context, tx *db.Tx, person id.ID) (identity, error) {
	return db.One(ctx, tx, db.Global(identityColumns, "person p").And("p.id = ? AND p.deleted_at IS NULL", person), scanIdentity)
}

// enrol gives the person with this address, adding them if there is none.
func (s *Store) enrol(ctx context.Context, tx *db.Tx, email, key, name, hash string) (identity, error) {
	who, err := byEmail(ctx, tx, key)
	if err != nil || who.known() {
		return who, err
	}
	p := Person{ID: id.New(), Email: email, Name: name}
	err = tx.Global("person").Insert(ctx, db.Set("id", p.ID).Set("email", email).Set("email_key", key).Set("name", name).
		Set("password_hash", hash).Set("zone", "").Set("locale", "").
		Set("failed_count", 0).Set("failed_at", nil).Set("created_at", s.now()).Set("deleted_at", nil))
	return identity{Person: p, hash: hash}, err
}

// forget removes what is known of a person who is no member anywhere any more:
// only the row stays, so that what they wrote keeps pointing at somebody.
func (s *Store) forget(ctx context.Context, tx *db.Tx, person id.ID) error {
	left, err := db.Count(ctx, tx, db.Select("m.id", "member m").OfPerson(person).And("m.state <> ?", Deleted))
	if err != nil || left > 0 {
		return err
	}
	for _, table := range []string{"person_identity", "provider_visit"} {
		if _, err := tx.Global(table).Delete(ctx, db.Where("person_id = ?", person)); err != nil {
			return err
		}
	}
	if err := dropFactors(ctx, tx, person); err != nil {
		return err
	}
	gone := "deleted:" + person.String()
	_, err = tx.Global("person").Update(ctx, db.ByID(person), db.Set("email", "").Set("email_key", gone).Set("name", "").
		Set("password_hash", "").Set("deleted_at", s.now()))
	return err
}
