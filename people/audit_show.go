package people

import (
	"context"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
)

// shownTrail gives entries as who may see them, and what they may see of the
// record of each.
func (s *Store) shownTrail(ctx context.Context, tx *db.Tx, who *access.Viewer, links []link) ([]TrailEntry, []access.Groups, error) {
	known, err := s.aboutTrail(ctx, tx, who, links)
	if err != nil {
		return nil, nil, err
	}
	all, masks := make([]TrailEntry, len(links)), make([]access.Groups, len(links))
	for i := range links {
		all[i], masks[i] = known.show(who, &links[i])
	}
	return all, masks, nil
}

// recordKey names a record of some thing.
type recordKey struct {
	thing  string
	record id.ID
}

// aboutTrail is what is known today of the records some entries are about.
type aboutTrail struct {
	records map[recordKey]*access.Record
	titles  map[recordKey]string
}

func (s *Store) aboutTrail(ctx context.Context, tx *db.Tx, who *access.Viewer, links []link) (*aboutTrail, error) {
	a := &aboutTrail{records: map[recordKey]*access.Record{}, titles: map[recordKey]string{}}
	things := map[access.Thing][]any{}
	for i := range links {
		l := &links[i]
		key := recordKey{l.thing, l.record}
		t, ok := access.ParseThing(l.thing)
		if _, asked := a.records[key]; asked || !ok || l.record.IsZero() && !ofInstallation.Has(t) {
			continue
		}
		r, err := s.recordNow(ctx, tx, who.Account(), t, l.record)
		if err != nil {
			return nil, err
		}
		if a.records[key] = r; r != nil {
			things[t] = append(things[t], l.record)
		}
	}
	for t, ids := range things {
		if err := s.titlesOf(ctx, tx, who, t, ids, a.titles); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// recordNow reads a record as the policy weighs it; nil if it is gone or of a
// kind nobody has registered.
func (s *Store) recordNow(ctx context.Context, tx *db.Tx, account id.ID, t access.Thing, record id.ID) (*access.Record, error) {
	var r *access.Record
	var err error
	switch {
	case ofInstallation.Has(t):
		r, err = s.Installation(ctx, tx, t)
	case t == access.Member:
		var m Member
		m, err = memberIn(ctx, tx, account, record)
		r = m.record()
	default:
		r, err = s.RecordOf(ctx, tx, account, t, record)
	}
	if fault.Is(err, fault.Missing) {
		return nil, nil
	}
	return r, err
}

// titlesOf fills in what records are called, where that shows to who.
func (s *Store) titlesOf(ctx context.Context, tx *db.Tx, who *access.Viewer, t access.Thing, ids []any, into map[recordKey]string) error {
	q, ok := s.titleQuery(who, t)
	if !ok {
		return nil
	}
	return db.Each(ctx, tx, q(ids), func(r db.Row) error {
		var i id.ID
		var title string
		err := r.Scan(&i, &title)
		into[recordKey{t.String(), i}] = title
		return err
	})
}

func (s *Store) titleQuery(who *access.Viewer, t access.Thing) (func(ids []any) db.Query, bool) {
	if t == access.Member {
		return func(ids []any) db.Query {
			return db.Select("m.id, m.name", "member m").Visible(who, access.Read, access.Member, access.GroupName).AndIn("m.id", ids...)
		}, true
	}
	k, ok := s.kind(t)
	if !ok || k.Title == "" {
		return nil, false
	}
	return func(ids []any) db.Query { return k.titles(who, ids) }, true
}

// show gives one entry as who may see it.
func (a *aboutTrail) show(who *access.Viewer, l *link) (TrailEntry, access.Groups) {
	e := TrailEntry{ID: l.id, At: l.at, Person: l.person, Acting: l.acting, PersonName: l.name, ActingName: l.actingName, Act: l.act, ThingWord: l.thing,
		Record: l.record, Property: l.property, Client: l.client, Outcome: l.outcome, Lane: l.lane, Seq: l.seq, Hash: l.hash[:]}
	e.Thing, _ = access.ParseThing(l.thing)
	mask := who.Mask(a.record(who, l, e.Thing))
	if e.Shown = mask != 0; e.Shown {
		e.Detail, e.Title = l.detail, a.titles[recordKey{l.thing, l.record}]
	}
	return e, mask
}

// record is what the policy weighs: the record as it is now, or, of one that is
// gone, what the entry remembers.
func (a *aboutTrail) record(who *access.Viewer, l *link, t access.Thing) *access.Record {
	if r := a.records[recordKey{l.thing, l.record}]; r != nil {
		return r
	}
	return &access.Record{Thing: t, ID: l.record, Account: who.Account(), Property: l.property, Client: l.client}
}

// TrailPerson is somebody whom entries can be about doing.
type TrailPerson struct {
	Person id.ID
	Name   string
}

// maxTrailPeople bounds the list that a filter offers.
const maxTrailPeople = 500

// TrailPeople lists the people of the account for the trail's filters, also
// those who left, as far as who may know of them.
func (s *Store) TrailPeople(ctx context.Context, who *access.Viewer) (all []TrailPerson, err error) {
	if !who.May(access.Read, access.Audit) {
		return nil, s.Tried(ctx, who, access.Read, &access.Record{Thing: access.Audit}, access.Hidden("people.TrailPeople"))
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		q := db.Select("m.person_id, m.name", "member m").Visible(who, access.Read, access.Member, access.GroupName)
		all, err = db.All(ctx, tx, q.Order("m.name_key, m.id").Limit(maxTrailPeople), func(r db.Row) (p TrailPerson, err error) {
			err = r.Scan(&p.Person, &p.Name)
			return p, err
		})
		return err
	})
	return all, err
}
