package portfolio

import (
	"context"
	"strings"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/id"
)

// Hit is one record found: Title is what it is called, Sub what tells it from
// others of that name, both as far as the reader sees them.
type Hit struct {
	Thing access.Thing
	ID    id.ID
	Title string
	Sub   string
}

// Searchable is a thing that Search looks for.
type Searchable struct {
	Thing access.Thing
	Table string // its table
	// Hits gives the hits of these records as who sees them, in any order; those
	// who does not see are left out.
	Hits func(ctx context.Context, tx *db.Tx, who *access.Viewer, ids []any) ([]Hit, error)
}

// RegisterSearch has Search look for more things, after those it knows.
func (s *Store) RegisterSearch(more ...Searchable) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.searchable = append(s.searchable, more...)
}

// maxHits bounds how many hits of one thing Search gives.
const maxHits = 50

// Search finds, of each thing that can be searched, up to limit records by the
// words of q: every word must begin one of the record's words, in a part of it
// that shows to who. The closest come first.
func (s *Store) Search(ctx context.Context, who *access.Viewer, q string, limit int) ([]Hit, error) {
	words, _ := terms(q)
	if len(words) == 0 {
		return nil, nil
	}
	limit = min(max(limit, 1), maxHits)
	s.mu.RLock()
	things := s.searchable
	s.mu.RUnlock()
	var out []Hit
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		out = nil
		for _, t := range things {
			found, err := t.find(ctx, tx, who, words, limit)
			if err != nil {
				return err
			}
			out = append(out, found...)
		}
		return nil
	})
	return out, err
}

func (t Searchable) find(ctx context.Context, tx *db.Tx, who *access.Viewer, words []string, limit int) ([]Hit, error) {
	if !who.May(access.Read, t.Thing) {
		return nil, nil
	}
	found, err := db.All(ctx, tx, t.query(tx, who, words).Limit(limit*4), db.Scan1[id.ID])
	if err != nil || len(found) == 0 {
		return nil, err
	}
	var ids []any
	rank := map[id.ID]int{}
	for _, i := range found {
		if _, again := rank[i]; !again && len(ids) < limit {
			rank[i] = len(ids)
			ids = append(ids, i)
		}
	}
	hits, err := t.Hits(ctx, tx, who, ids)
	ranked := make([]Hit, len(ids))
	for _, h := range hits {
		ranked[rank[h.ID]] = h
	}
	return compact(ranked), err
}

// query walks the words that begin with the longest of words, in their order,
// and asks the others and the person's access of each record: so the cost is
// that of the rows looked at, however many records there are. Who sees few records
// has those asked for the words instead.
func (t Searchable) query(tx *db.Tx, who *access.Viewer, words []string) db.Query {
	lead := 0
	for i, w := range words {
		if len(w) > len(words[lead]) {
			lead = i
		}
	}
	from, until := upTo(words[lead])
	q := db.Select("w.record_id", "search_word w").Everything(who.Beyond("words; each record and group is then asked of the person")).
		Join("CROSS JOIN "+t.Table+" r"). // CROSS: SQLite is not to turn them round
		Within(who.Where(access.Read, t.Thing), "r")
	if few(who, t.Thing) {
		q = db.Select("w.record_id", t.Table+" r").Visible(who, access.Read, t.Thing).Join("CROSS JOIN search_word w") // their few records first
	}
	q = q.And("r.account_id = w.account_id AND r.id = w.record_id").
		And("w.thing = ? AND w.word >= ? AND w.word < ?", t.Thing.String(), from, until)
	if sql, args := t.shows(tx, who, "w"); sql != "" {
		q = q.And(sql, args...)
	}
	for i, w := range words {
		if i == lead {
			continue
		}
		sql, args := t.shows(tx, who, "x")
		from, until := upTo(w)
		q = q.And("EXISTS (SELECT 1 FROM search_word x WHERE x.account_id = w.account_id AND x.record_id = w.record_id AND x.thing = ? AND x.word >= ? AND x.word < ? AND ("+sql+"))",
			append([]any{t.Thing.String(), from, until}, args...)...)
	}
	return q.Order("w.word, w.record_id")
}

// shows says that the group of a word shows on its record.
func (t Searchable) shows(tx *db.Tx, who *access.Viewer, word string) (string, []any) {
	var either []string
	var args []any
	for g := range access.Page.Holds(t.Thing).All() {
		switch f := who.Where(access.Read, t.Thing, g); {
		case f.Nothing():
		case f.Everything():
			either = append(either, word+".grp = ?")
			args = append(args, g.String())
		default:
			sql, more := f.SQL(tx.Dialect(), "r", access.Auto)
			either = append(either, word+".grp = ? AND "+sql)
			args = append(append(args, g.String()), more...)
		}
	}
	if len(either) == 0 {
		return "1 = 0", nil
	}
	return strings.Join(either, " OR "), args
}

// compact leaves out places that stayed empty.
func compact(hits []Hit) []Hit {
	out := hits[:0]
	for _, h := range hits {
		if !h.ID.IsZero() {
			out = append(out, h)
		}
	}
	return out
}

var clientSearch = Searchable{access.Client, "client", func(ctx context.Context, tx *db.Tx, who *access.Viewer, ids []any) ([]Hit, error) {
	q := db.Select(clientColumns, "client c").Visible(who, access.Read, access.Client).AndIn("c.id", ids...)
	return db.All(ctx, tx, q, func(r db.Row) (Hit, error) {
		c, err := scanClient(r)
		c = c.masked(who)
		return Hit{access.Client, c.ID, c.Name, c.Email}, err
	})
}}

var propertySearch = Searchable{access.Property, "property", func(ctx context.Context, tx *db.Tx, who *access.Viewer, ids []any) ([]Hit, error) {
	q := db.Select(propertyColumns, "property p").Visible(who, access.Read, access.Property).AndIn("p.id", ids...)
	return db.All(ctx, tx, q, func(r db.Row) (Hit, error) {
		p, err := scanProperty(r)
		p = p.masked(who)
		return Hit{access.Property, p.ID, p.Name, p.City}, err
	})
}}
