package people

import (
	"context"
	"slices"
	"strings"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
)

// Kind tells people how the records of a thing are stored, so that previews can
// count and list them and Why can weigh one. The room that owns the thing
// registers it. All texts are SQL of ours over the alias in From.
type Kind struct {
	Thing      access.Thing
	From       string       // "booking b"
	Title      string       // what a record is called: "b.guest_name"
	TitleGroup access.Group // whose part the title is; 0: the face
	Day        string       // the day it is about, "" if none: "b.arrive"
	Order      string       // of a list; "" is by id
	Columns    Columns      // where what the policy weighs is stored
	By, At     string       // who made a record and when, where imports make such: "b.person_id", "b.created_at"
}

// Columns name the columns that the policy weighs. "" is a column the table
// does not have.
type Columns struct {
	Business, Client, Property, Vendor, Person, Assignee, Day, State string
}

// Register adds a kind. Call it while setting up, before requests are served.
func (s *Store) Register(kinds ...Kind) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, k := range kinds {
		s.kinds[k.Thing] = k
	}
}

func (s *Store) kind(t access.Thing) (Kind, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	k, ok := s.kinds[t]
	return k, ok
}

func (k Kind) alias() string { return k.From[strings.LastIndexByte(k.From, ' ')+1:] }

func orNull(column string) string {
	if column == "" {
		return "NULL"
	}
	return column
}

func (k Kind) order() string {
	if k.Order == "" {
		return k.alias() + ".id"
	}
	return k.Order
}

// record reads what the policy weighs of one record; none is not found.
func (k Kind) record(ctx context.Context, tx *db.Tx, account, record id.ID) (*access.Record, error) {
	c := k.Columns
	columns := k.alias() + ".id"
	for _, column := range []string{c.Business, c.Client, c.Property, c.Vendor, c.Person, c.Assignee, c.Day, c.State} {
		columns += ", " + orNull(column)
	}
	q := db.Select(columns, k.From).Everything(system(account)).And(k.alias()+".id = ?", record)
	return db.One(ctx, tx, q, func(r db.Row) (*access.Record, error) {
		rec := &access.Record{Thing: k.Thing, Account: account}
		var state *string
		err := r.Scan(&rec.ID, &rec.Business, &rec.Client, &rec.Property, &rec.Vendor, &rec.Person, &rec.Assignee, &rec.Day, &state)
		if state != nil {
			rec.State, _ = access.ParseState(*state)
		}
		return rec, err
	})
}

// RecordOf reads what the policy weighs of any registered record.
func (s *Store) RecordOf(ctx context.Context, tx *db.Tx, account id.ID, t access.Thing, record id.ID) (*access.Record, error) {
	k, ok := s.kind(t)
	if !ok {
		return nil, fault.NotFound("people.RecordOf")
	}
	return k.record(ctx, tx, account, record)
}

// ListedRow is one record in a preview. Title is empty where the reader may not
// see it.
type ListedRow struct {
	ID    id.ID
	Title string
	Day   calendar.Date
}

// How many records a preview shows by name, and how many it has at most: more
// than anybody reads, and no more than fit in memory for every part of them.
const (
	listed     = 20
	MostListed = 100_000
)

// titledAtOnce is how many records are asked for their titles in one query.
const titledAtOnce = 1000

// list gives the first records that f lets through and whom who may know of,
// with their titles where those show.
func (k Kind) list(ctx context.Context, tx *db.Tx, who *access.Viewer, f access.Filter, most int) ([]ListedRow, error) {
	q := k.seen(who, f, k.alias()+".id, "+orNull(k.Day)).Order(k.order()).Limit(most)
	rows, err := db.All(ctx, tx, q, func(r db.Row) (l ListedRow, err error) {
		err = r.Scan(&l.ID, &l.Day)
		return l, err
	})
	if err != nil || k.Title == "" {
		return rows, err
	}
	for some := range slices.Chunk(rows, titledAtOnce) {
		if err := k.entitle(ctx, tx, who, some); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// entitle fills in the titles of rows.
func (k Kind) entitle(ctx context.Context, tx *db.Tx, who *access.Viewer, rows []ListedRow) error {
	ids := make([]any, len(rows))
	at := map[id.ID]int{}
	for i, r := range rows {
		ids[i], at[r.ID] = r.ID, i
	}
	return db.Each(ctx, tx, k.titles(who, ids), func(r db.Row) error {
		var i id.ID
		var title string
		err := r.Scan(&i, &title)
		rows[at[i]].Title = title
		return err
	})
}

// titles asks for the titles of records, where those show to who.
func (k Kind) titles(who *access.Viewer, ids []any) db.Query {
	group := k.TitleGroup
	if group == 0 {
		group = access.Page.Face(k.Thing)
	}
	return db.Select(k.alias()+".id, "+k.Title, k.From).Visible(who, access.Read, k.Thing, group).AndIn(k.alias()+".id", ids...)
}

// seen is what f lets through of what who may know of.
func (k Kind) seen(who *access.Viewer, f access.Filter, columns string) db.Query {
	return db.Select(columns, k.From).Within(f).Within(who.Where(seeing(k.Thing), k.Thing), k.alias())
}

// seeing is the verb by which a thing is known: reports are run, not read.
func seeing(t access.Thing) access.Verb {
	if access.Page.Takes(t).Has(access.Read) {
		return access.Read
	}
	return access.Run
}
