package portfolio

import (
	"context"
	"strings"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/id"
)

// Option is one choice of a picker: no more than a name.
type Option struct {
	ID   id.ID
	Name string
}

// A picker looks at no more than pickLook records that match to find its
// options, and gives at most pickMost.
const (
	pickLook = 2000
	pickMost = 100
)

// PickProperties gives the properties, by name, at which who may do verb to a
// thing – add a block, say – and whose name has words that begin like those of
// q. A form can so offer a choice without opening the list behind it.
func (s *Store) PickProperties(ctx context.Context, who *access.Viewer, verb access.Verb, t access.Thing, q string, limit int) ([]Option, error) {
	suits := func(i, business id.ID) bool {
		r := access.Record{Thing: t, Account: who.Account(), Business: business, Property: i, Person: who.Who().Person}
		if t == access.Property {
			r.ID = i
		}
		return who.Can(verb, &r) == access.Allowed
	}
	return s.pick(ctx, who, access.Property, "property", suits, q, limit)
}

// PickBusinesses lists the businesses that who may know of, by name.
func (s *Store) PickBusinesses(ctx context.Context, who *access.Viewer, limit int) ([]Option, error) {
	var all []Option
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		q := db.Select("b.id, b.name", "business b").Visible(who, access.Read, access.Business, access.GroupName).Order("b.name, b.id").Limit(limit)
		all, err = db.All(ctx, tx, q, func(r db.Row) (o Option, err error) {
			err = r.Scan(&o.ID, &o.Name)
			return o, err
		})
		return err
	})
	return all, err
}

// PickClients gives the clients, by name, that who may read or pick.
func (s *Store) PickClients(ctx context.Context, who *access.Viewer, q string, limit int) ([]Option, error) {
	return s.pick(ctx, who, access.Client, "client", func(_, _ id.ID) bool { return true }, q, limit)
}

func (s *Store) pick(ctx context.Context, who *access.Viewer, t access.Thing, table string, suits func(i, business id.ID) bool, q string, limit int) ([]Option, error) {
	limit = min(max(limit, 1), pickMost)
	var out []Option
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		out = nil
		query := db.Select("r.id, r.name, r.business_id", table+" r").Everything(who.Beyond("a picker: only what the person may read or pick")).
			And("r.archived_at IS NULL")
		sql, args := eitherOf(tx.Dialect(), who.Where(access.Read, t, access.GroupName), who.Where(access.Pick, t))
		query = byName(query.And(sql, args...), who, t, q)
		return db.Each(ctx, tx, query.Order("r.name_key, r.id").Limit(pickLook), func(r db.Row) error {
			var o Option
			var business id.ID
			if err := r.Scan(&o.ID, &o.Name, &business); err != nil {
				return err
			}
			if len(out) < limit && suits(o.ID, business) {
				out = append(out, o)
			}
			return nil
		})
	})
	return out, err
}

// eitherOf says that a row passes one of two filters.
func eitherOf(d access.Dialect, f, g access.Filter) (string, []any) {
	if f.Everything() || g.Nothing() {
		return f.SQL(d, "r", access.Auto)
	}
	if f.Nothing() || g.Everything() {
		return g.SQL(d, "r", access.Auto)
	}
	a, args := f.SQL(d, "r", access.Auto)
	b, more := g.SQL(d, "r", access.Auto)
	return "(" + a + ") OR (" + b + ")", append(args, more...)
}

// byName keeps the rows whose name has words that begin like those of text.
func byName(q db.Query, who *access.Viewer, t access.Thing, text string) db.Query {
	words, ok := terms(text)
	if !ok {
		return q.And("1 = 0")
	}
	for _, w := range words {
		from, until := upTo(w)
		q = q.And("r.id IN (SELECT w.record_id FROM search_word w WHERE w.account_id = ? AND w.thing = ? AND w.grp = ? AND w.word >= ? AND w.word < ?)",
			who.Account(), t.String(), access.GroupName.String(), from, until)
	}
	return q
}

// PickUnits gives the units in use of a property at which who may do verb to a
// thing.
func (s *Store) PickUnits(ctx context.Context, who *access.Viewer, verb access.Verb, t access.Thing, property id.ID) ([]Option, error) {
	units, err := s.Units(ctx, who, property)
	if err != nil {
		return nil, err
	}
	var out []Option
	for _, u := range units {
		r := access.Record{Thing: t, Account: who.Account(), Business: u.Business, Property: property, Person: who.Who().Person}
		if !u.Archived && who.Can(verb, &r) == access.Allowed {
			out = append(out, Option{u.ID, strings.TrimSpace(u.Name)})
		}
	}
	return out, nil
}

// Chosen gives those of some records, by name, that who may read or pick: for a
// form that goes on offering what was chosen already, and for lists that name
// what their rows belong to. It is no attempt to open any of them.
func (s *Store) Chosen(ctx context.Context, who *access.Viewer, t access.Thing, records ...id.ID) ([]Option, error) {
	if len(records) == 0 {
		return nil, nil
	}
	ids := make([]any, len(records))
	for i, r := range records {
		ids[i] = r
	}
	var out []Option
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		q := db.Select("r.id, r.name", map[access.Thing]string{access.Client: "client r", access.Property: "property r"}[t]).
			Everything(who.Beyond("names of what was chosen: only what the person may read or pick")).AndIn("r.id", ids...)
		sql, args := eitherOf(tx.Dialect(), who.Where(access.Read, t, access.GroupName), who.Where(access.Pick, t))
		out, err = db.All(ctx, tx, q.And(sql, args...).Order("r.name_key, r.id"), func(r db.Row) (o Option, err error) {
			err = r.Scan(&o.ID, &o.Name)
			return o, err
		})
		return err
	})
	return out, err
}
