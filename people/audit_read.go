package people

import (
	"context"
	"encoding/json"
	"net/url"
	"time"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/page"
)

// TrailEntry is one entry of the audit trail, as its reader may see it. What
// they may not see of the record today they do not see of it here either.
type TrailEntry struct {
	ID                       id.ID
	At                       time.Time
	Person, Acting           id.ID // who, and the office person logged in as them
	PersonName, ActingName   string
	Act                      string // a verb of the policy, or one of the Act words
	Thing                    access.Thing
	ThingWord                string // also where the policy no longer has the thing
	Record, Property, Client id.ID
	Title                    string // what the record is called, where that shows
	Outcome, Detail          string
	Shown                    bool // the record shows at all: else Title and Detail are empty
	Brought                  bool // it is the import that the record asked about came in by
	Parts                    []TrailPart

	Lane, Seq int64 // where it stands in its chain; Seq 0: written before there were chains
	Hash      []byte
}

// TrailPart is what the fields of one part of the record said before and after.
type TrailPart struct {
	Group   access.Group
	Word    string // the group's
	Shown   bool
	Erased  bool
	Changes []FieldChange
}

// TrailFilter chooses from the audit trail; the zero one is all of it.
type TrailFilter struct {
	Person      id.ID        // who did it, or in whose name it was done
	Acting      id.ID        // the office person who was logged in as somebody
	Record      id.ID        // about this record
	Thing       access.Thing // about such a thing
	Act         string
	Outcome     string
	From, Until calendar.Date // whole days in the account's zone, both included
	page.Ask
}

// Acts are the words an entry's Act can be, in the order forms offer them.
func Acts() []string {
	all := []string{ActSignIn, ActSignOut, ActEnd, ActReturn, ActErase}
	for v := access.Verb(1); v.String() != ""; v++ {
		all = append(all, v.String())
	}
	return all
}

// ParseTrailFilter reads a filter from an address.
func ParseTrailFilter(v url.Values) (TrailFilter, error) {
	q := page.Read("people.ParseTrailFilter", v)
	f := TrailFilter{Person: q.ID("person"), Acting: q.ID("acting"), Record: q.ID("record"), Act: q.Word("act", append([]string{""}, Acts()...)...),
		Outcome: q.Word("outcome", "", Done, Denied), From: q.Day("from"), Until: q.Day("until"), Ask: q.Ask("")}
	thing := q.Text("thing")
	err := q.Err()
	if err == nil && thing != "" {
		var known bool
		if f.Thing, known = access.ParseThing(thing); !known {
			err = fault.Bad("people.ParseTrailFilter", "thing", "There is no such thing.")
		}
	}
	return f, err
}

// Query gives the address that ParseTrailFilter reads.
func (f TrailFilter) Query() url.Values {
	v := url.Values{}
	for name, value := range map[string]string{"person": f.Person.String(), "acting": f.Acting.String(), "record": f.Record.String(),
		"thing": f.Thing.String(), "act": f.Act, "outcome": f.Outcome} {
		page.Set(v, name, value)
	}
	if !f.From.IsZero() {
		v.Set("from", f.From.String())
	}
	if !f.Until.IsZero() {
		v.Set("until", f.Until.String())
	}
	f.Put(v)
	return v
}

// trailOrder is the order of the trail: the latest first. Ids begin with the
// time, so that a span of days is a span of them too.
var trailOrder = page.By("trail", page.Column{SQL: "e.id", Kind: page.ID, Desc: true})

// query is the entries of f that who may read.
func (f TrailFilter) query(who *access.Viewer, verb access.Verb, zone *time.Location) db.Query {
	q := db.Select(linkSelect, "audit_entry e").Visible(who, verb, access.Audit, access.GroupText)
	if !f.From.IsZero() {
		q = q.And("e.id >= ?", firstID(dayBegins(f.From, zone)))
	}
	return q.AndIf(!f.Until.IsZero(), "e.id < ?", firstID(dayBegins(f.Until.Add(1), zone))).
		AndIf(!f.Person.IsZero(), "e.person_id = ?", f.Person).
		AndIf(!f.Acting.IsZero(), "e.acting_person_id = ?", f.Acting).
		AndIf(!f.Record.IsZero(), "e.record_id = ?", f.Record).
		AndIf(f.Thing != 0, "e.thing = ?", f.Thing.String()).
		AndIf(f.Act != "", "e.verb = ?", f.Act).
		AndIf(f.Outcome == Done, "e.outcome = ?", Done).
		AndIf(f.Outcome == Denied, "e.outcome = 'denied'") // spelt out: the index of these few is chosen by it
}

// onlyRecord reports whether f chooses all that there is about one record.
func (f TrailFilter) onlyRecord() bool {
	rest := f
	rest.Record, rest.Thing, rest.Ask = id.ID{}, 0, page.Ask{}
	return !f.Record.IsZero() && rest == TrailFilter{}
}

// dayBegins is the moment a day begins in a zone.
func dayBegins(d calendar.Date, zone *time.Location) time.Time {
	y, m, day := d.Time().Date()
	return time.Date(y, m, day, 0, 0, 0, 0, zone)
}

// Trail lists the entries of the trail that who may read, the latest first,
// without their values. It is missing to who may read none.
func (s *Store) Trail(ctx context.Context, who *access.Viewer, f TrailFilter) (out page.Page[TrailEntry], err error) {
	if !who.May(access.Read, access.Audit) {
		return out, s.Tried(ctx, who, access.Read, &access.Record{Thing: access.Audit}, access.Hidden("people.Trail"))
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		out, err = s.trailPage(ctx, tx, who, access.Read, f)
		if err == nil && out.Next == "" && f.onlyRecord() {
			out.Rows, err = s.withOrigin(ctx, tx, who, f.Record, out.Rows)
		}
		return err
	})
	return out, err
}

func (s *Store) trailPage(ctx context.Context, tx *db.Tx, who *access.Viewer, verb access.Verb, f TrailFilter) (out page.Page[TrailEntry], err error) {
	links, out, err := s.trailLinks(ctx, tx, who, verb, f)
	if err == nil {
		out.Rows, _, err = s.shownTrail(ctx, tx, who, links)
	}
	return out, err
}

// trailLinks reads one page of f, and where its neighbours begin.
func (s *Store) trailLinks(ctx context.Context, tx *db.Tx, who *access.Viewer, verb access.Verb, f TrailFilter) (links []link, out page.Page[TrailEntry], err error) {
	plan, err := trailOrder.Plan(f.Cursor, f.Limit)
	if err != nil {
		return nil, out, err
	}
	a, err := AccountIn(ctx, tx, who.Account())
	if err != nil {
		return nil, out, err
	}
	q := f.query(who, verb, s.zone(a.Zone))
	if where, args := plan.Where(); where != "" {
		q = q.And(where, args...)
	}
	if links, err = db.All(ctx, tx, q.Order(plan.OrderBy()).Limit(plan.Fetch()), scanChained); err != nil {
		return nil, out, err
	}
	cut := page.Cut(plan, links, func(l link) []any { return []any{l.id} })
	return cut.Rows, page.Page[TrailEntry]{Next: cut.Next, Prev: cut.Prev, More: cut.More}, nil
}

// TrailEntry gives one entry with what fields said before and after.
func (s *Store) TrailEntry(ctx context.Context, who *access.Viewer, entry id.ID) (e TrailEntry, err error) {
	const op = "people.TrailEntry"
	if !who.May(access.Read, access.Audit) {
		return e, s.Tried(ctx, who, access.Read, &access.Record{Thing: access.Audit}, access.Hidden(op))
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		q := db.Select(linkSelect, "audit_entry e").Visible(who, access.Read, access.Audit, access.GroupText).And("e.id = ?", entry)
		l, err := db.One(ctx, tx, q, scanChained)
		if err != nil {
			return missing(err, op)
		}
		all, err := s.withValues(ctx, tx, who, []link{l})
		if err == nil {
			e = all[0]
		}
		return err
	})
	return e, err
}

// History gives the latest n entries about any of records, with their values:
// for the page of the first of them. After the last there are stands the import
// by which that one came in. Who may not read the trail gets none.
func (s *Store) History(ctx context.Context, who *access.Viewer, n int, records ...id.ID) (all []TrailEntry, err error) {
	if !who.May(access.Read, access.Audit) || len(records) == 0 {
		return nil, nil
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		q := db.Select(linkSelect, "audit_entry e").Visible(who, access.Read, access.Audit, access.GroupText).AndIn("e.record_id", args(records)...)
		links, err := db.All(ctx, tx, q.Order("e.id DESC").Limit(n), scanChained)
		if err == nil {
			all, err = s.withValues(ctx, tx, who, links)
		}
		if err == nil && len(links) < n {
			all, err = s.withOrigin(ctx, tx, who, records[0], all)
		}
		return err
	})
	return all, err
}

// withValues is shownTrail with the values of each entry.
func (s *Store) withValues(ctx context.Context, tx *db.Tx, who *access.Viewer, links []link) ([]TrailEntry, error) {
	all, masks, err := s.shownTrail(ctx, tx, who, links)
	if err != nil || len(links) == 0 {
		return all, err
	}
	var ids []any
	for _, l := range links {
		if len(l.parts) > 0 {
			ids = append(ids, l.id)
		}
	}
	q := db.Select("v.entry_id, v.part, v.salt, v.content", "audit_value v").
		Everything(access.System("values of entries that may be read").In(who.Account())).AndIn("v.entry_id", ids...)
	kept, err := gatherValues(ctx, tx, q)
	for i := range all {
		all[i].Parts = partsFor(&links[i], kept[links[i].id], masks[i])
	}
	return all, err
}

// partsFor gives the values of an entry, of the parts that the mask shows.
func partsFor(l *link, kept []value, mask access.Groups) []TrailPart {
	var all []TrailPart
	for _, word := range partsOf(l.parts) {
		g, known := access.ParseGroup(word)
		p := TrailPart{Group: g, Word: word, Shown: known && mask.Has(g), Erased: true}
		for _, v := range kept {
			if v.part != word {
				continue
			}
			p.Erased = false
			if p.Shown {
				p.Changes = v.changes(g)
			}
		}
		all = append(all, p)
	}
	return all
}

func (v *value) changes(g access.Group) []FieldChange {
	var said [][3]string
	if json.Unmarshal(v.content, &said) != nil {
		return []FieldChange{{Field: "these values cannot be read; verify the trail", Group: g}}
	}
	all := make([]FieldChange, len(said))
	for i, c := range said {
		all[i] = FieldChange{c[0], g, c[1], c[2]}
	}
	return all
}
