package bench

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/id"
	"keyhouse/passwords"
	"keyhouse/people"
	"keyhouse/server"
)

// persons are who looks: how much of the account each may see.
var persons = []struct {
	name string
	many int // properties; 0: everything
	on   string
}{
	{"3 properties", 3, "client"},
	{"300 properties", 300, "property"},
	{"5,000 properties", 5000, "property"},
	{"an owner's 5,000", 5000, "client"},
	{"everything", 0, "account"},
}

const password = "a lantern in the harbour"

// world is one account of a data set, with the persons who look at it.
type world struct {
	slug     string
	bookings int
	account  id.ID
	business id.ID
	viewers  []*access.Viewer // as persons
	reach    [][]id.ID        // whose properties; nil: all
	grants   []id.ID          // by what grant, if it is on properties
}

func (w *world) properties() int { return max(w.bookings/50, 8) }

// set is a database that stands, with one world in it or more.
type set struct {
	file   string
	house  *server.House
	hand   *sql.DB // for statements by hand
	worlds []*world
}

func (s *set) close() { _ = errors.Join(s.hand.Close(), s.house.Close()) }

// set opens the data set of so many bookings in the account that is looked at
// and so many in another, and makes it first if it is not there.
func (r *run) set(ctx context.Context, bookings, others int) (*set, error) {
	file := r.path(fmt.Sprintf("bench-%d-%d.db", bookings, others))
	if s := r.sets[file]; s != nil {
		return s, nil
	}
	worlds := []*world{{slug: "quay", bookings: bookings}}
	if others > 0 {
		worlds = append(worlds, &world{slug: "harbour", bookings: others})
	}
	if _, err := os.Stat(file); err != nil {
		if err := r.make(ctx, file, worlds); err != nil {
			return nil, err
		}
	}
	s, err := open(ctx, file, worlds)
	if err == nil {
		r.sets[file] = s
	}
	return s, err
}

// make fills a file beside the wanted one, which gets its name once it is
// whole.
func (r *run) make(ctx context.Context, file string, worlds []*world) error {
	part := file + ".part"
	if err := clear(part); err != nil {
		return err
	}
	for _, w := range worlds {
		r.Say(fmt.Sprintf("making %d bookings", w.bookings))
		if err := w.enrol(ctx, part); err != nil {
			return err
		}
		if err := fill(ctx, part, w); err != nil {
			return err
		}
		if err := w.admit(ctx, part); err != nil {
			return err
		}
	}
	return os.Rename(part, file)
}

// clear removes a database with what SQLite keeps beside it.
func clear(file string) error {
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(file + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

func house(ctx context.Context, file string) (*server.House, error) {
	return server.Open(ctx, server.Options{Database: file, Listen: "127.0.0.1:0", Log: quiet()})
}

// enrol makes the account with its admin.
func (w *world) enrol(ctx context.Context, file string) error {
	h, err := house(ctx, file)
	if err != nil {
		return err
	}
	opened, err := h.People.CreateAccount(ctx, people.NewAccount{Slug: w.slug, Name: w.slug, AdminName: "Alma Quay",
		AdminEmail: w.email(len(persons) - 1), Password: password})
	w.account, w.business = opened.Account.ID, opened.Business
	return errors.Join(err, h.Close())
}

func (w *world) email(i int) string { return fmt.Sprintf("person%d@%s.example", i, w.slug) }

// admit gives the other persons their grants, as an office would.
func (w *world) admit(ctx context.Context, file string) error {
	h, err := house(ctx, file)
	if err != nil {
		return err
	}
	hashed := passwords.Hash(password)
	for i, p := range persons[:len(persons)-1] {
		if err != nil {
			break
		}
		form := people.GrantForm{Role: "portal", On: p.on, Switches: []string{"calendar", "guest-name", "owner-money"}, Of: w.given(i)}
		_, err = h.People.Join(ctx, w.account, people.NewMember{Name: fmt.Sprint("Person ", i), Email: w.email(i), Hashed: hashed, Grants: []people.GrantForm{form}})
	}
	return errors.Join(err, h.Close())
}

// given is what the grant of a person names: an owner, or properties all over.
func (w *world) given(i int) []id.ID {
	p := persons[i]
	if p.on == "client" && p.many > 3 {
		return []id.ID{nth(kindClient, 0+w.base())}
	}
	if p.on == "client" {
		return []id.ID{nth(kindClient, 1+w.base())}
	}
	n := min(p.many, w.properties())
	var out []id.ID
	for k := range n {
		out = append(out, nth(kindProperty, k*w.properties()/n+w.base()))
	}
	return out
}

// base keeps the ids of accounts apart.
func (w *world) base() int {
	if w.slug == "harbour" {
		return 1 << 28
	}
	return 0
}

func open(ctx context.Context, file string, worlds []*world) (*set, error) {
	h, err := house(ctx, file)
	if err != nil {
		return nil, err
	}
	s := &set{file: file, house: h, worlds: worlds}
	if s.hand, err = byHand(file); err != nil {
		return nil, errors.Join(err, h.Close())
	}
	for _, w := range worlds {
		if err := s.find(ctx, w); err != nil {
			s.close()
			return nil, err
		}
	}
	return s, nil
}

// byHand opens the file as db does for reading, so that only the road differs.
func byHand(file string) (*sql.DB, error) {
	pool, err := sql.Open("sqlite", "file:"+file+"?_pragma=busy_timeout(10000)&_pragma=mmap_size(1073741824)&_pragma=cache_size(-8192)&_pragma=query_only(1)&_pragma=temp_store(2)")
	if err == nil {
		pool.SetMaxOpenConns(4)
		pool.SetMaxIdleConns(4)
	}
	return pool, err
}

// find reads who is in a world.
func (s *set) find(ctx context.Context, w *world) error {
	a, err := s.house.People.AccountBySlug(ctx, w.slug)
	if err != nil {
		return err
	}
	w.account, w.viewers, w.reach, w.grants = a.ID, nil, nil, nil
	for i := range persons {
		if err := s.findPerson(ctx, w, i); err != nil {
			return fmt.Errorf("%s: %w", w.email(i), err)
		}
	}
	return nil
}

func (s *set) findPerson(ctx context.Context, w *world, i int) error {
	var member, grant, scope id.ID
	err := s.hand.QueryRowContext(ctx, `SELECT m.id, g.id, g.scope_id FROM member m
		JOIN person p ON p.id = m.person_id JOIN access_grant g ON g.account_id = m.account_id AND g.member_id = m.id
		WHERE m.account_id = ? AND p.email_key = ?`, w.account, w.email(i)).Scan(&member, &grant, &scope)
	if err != nil {
		return err
	}
	err = s.house.DB.Read(ctx, func(tx *db.Tx) error {
		v, err := s.house.People.ViewerFor(ctx, tx, w.account, member, time.Now())
		w.viewers = append(w.viewers, v)
		return err
	})
	w.grants = append(w.grants, grant)
	w.reach = append(w.reach, nil)
	if err != nil || persons[i].many == 0 {
		return err
	}
	text, of := "SELECT property_id FROM grant_property WHERE account_id = ? AND grant_id = ?", grant
	if persons[i].on == "client" {
		text, of = "SELECT property_id FROM ownership_share WHERE account_id = ? AND client_id = ?", scope
		w.grants[i] = scope
	}
	w.reach[i], err = ids(ctx, s.hand, text, w.account, of)
	return err
}

func ids(ctx context.Context, pool *sql.DB, text string, args ...any) ([]id.ID, error) {
	rows, err := pool.QueryContext(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []id.ID
	for rows.Next() {
		var i id.ID
		if err := rows.Scan(&i); err != nil {
			return nil, err
		}
		out = append(out, i)
	}
	return out, rows.Err()
}
