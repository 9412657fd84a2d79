package stays

import (
	"context"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/people"
)

// FeedOut is a secret address at which a property's calendar can be read by
// programs, as one member sees it. The address itself is known only to whoever
// made it; Tail is its end, to tell several apart.
type FeedOut struct {
	ID, Property, Member id.ID
	PropertyName         string // if the reader may know of the property still
	MemberName           string
	Tail                 string
	CreatedAt, ReadAt    time.Time
	Mine                 bool

	account, person id.ID
}

// FeedPath is where calendars are served; the token and ".ics" follow.
const FeedPath = "/calendar-feeds/"

// tailLength is how much of a token is kept in the clear.
const tailLength = 4

func (f *FeedOut) record() *access.Record {
	return &access.Record{Thing: access.Feed, ID: f.ID, Account: f.account, Property: f.Property, Person: f.person}
}

const feedOutColumns = "b.account_id, b.id, b.property_id, b.member_id, b.person_id, b.token_tail, b.created_at, b.read_at"

func scanFeedOut(r db.Row) (*FeedOut, error) {
	f := &FeedOut{}
	err := r.Scan(&f.account, &f.ID, &f.Property, &f.Member, &f.person, &f.Tail, db.ScanMoment(&f.CreatedAt), db.ScanMoment(&f.ReadAt))
	return f, err
}

// MakeFeedOut makes a secret address for a property's calendar: the member's
// own, or, by those who manage such addresses, that of another member. What is
// read there is what that member sees at that moment. The token is given this
// once; FeedAddress makes an address of it.
func (s *Store) MakeFeedOut(ctx context.Context, who *access.Viewer, property, member id.ID) (*FeedOut, string, error) {
	const op = "stays.MakeFeedOut"
	if !who.Who().ActingPerson.IsZero() {
		err := &fault.Fault{Kind: fault.Forbidden, Op: op, Say: "While you are logged in as somebody else, you cannot make addresses that outlast it."}
		return nil, "", s.people.Tried(ctx, who, access.Add, &access.Record{Thing: access.Feed, Property: property}, err)
	}
	token, hash := people.NewToken()
	var made *FeedOut
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := placeFor(ctx, tx, who, property, id.ID{}, op); err != nil {
			return err
		}
		f, err := s.newFeedOut(ctx, tx, who, property, member, op)
		if err != nil {
			return err
		}
		f.Tail = token[len(token)-tailLength:]
		row := db.Set("token_hash", hash).Set("account_id", f.account).Set("id", f.ID).Set("property_id", f.Property).Set("member_id", f.Member).
			Set("person_id", f.person).Set("token_tail", f.Tail).Set("created_at", f.CreatedAt)
		if err := tx.Global("feed_out").Insert(ctx, row); err != nil {
			return err
		}
		made = f
		if err := s.nameFeedsOut(ctx, tx, who, []*FeedOut{f}); err != nil {
			return err
		}
		return s.people.Wrote(ctx, tx, who, access.Add, f.record(), "a calendar address", people.Diff(nil, f.fields())...)
	})
	return made, token, s.people.Tried(ctx, who, access.Add, &access.Record{Thing: access.Feed, Property: property}, err)
}

// newFeedOut decides whether who may make an address for a member, who must see
// the calendar it is for.
func (s *Store) newFeedOut(ctx context.Context, tx *db.Tx, who *access.Viewer, property, member id.ID, op string) (*FeedOut, error) {
	if member.IsZero() {
		member = who.Who().Member
	}
	eyes, err := s.people.ViewerFor(ctx, tx, who.Account(), member, s.now())
	if err != nil && fault.KindOf(err) != fault.Missing {
		return nil, err
	}
	f := &FeedOut{ID: id.New(), Property: property, Member: member, CreatedAt: s.now(), account: who.Account(), person: eyes.Who().Person}
	if err := who.Permit(op, access.Add, f.record()); err != nil {
		return nil, err
	}
	if eyes == nil {
		return nil, fault.Bad(op, "member", "Choose somebody who may sign in here.")
	}
	seen, err := seesCalendar(ctx, tx, eyes, property)
	if err == nil && !seen {
		err = fault.Bad(op, "member", "The calendar of this property does not show to them. Give them access to it first.")
	}
	return f, err
}

// seesCalendar reports whether somebody sees what happens on a property's
// nights, or at least blocks of their own there.
func seesCalendar(ctx context.Context, tx *db.Tx, who *access.Viewer, property id.ID) (bool, error) {
	q := db.Select("p.id", "property p").Visible(who, access.Read, access.Property).And("p.id = ?", property)
	n, err := db.Count(ctx, tx, q)
	if err != nil || n == 0 {
		return false, err
	}
	return who.May(access.Read, access.Booking) || who.May(access.Read, access.Block), nil
}

// FeedsOut lists the addresses that who may know of: their own, and for those
// who manage them everyone's; those of one property, or (zero) of all.
func (s *Store) FeedsOut(ctx context.Context, who *access.Viewer, property id.ID) ([]*FeedOut, error) {
	var list []*FeedOut
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		q := db.Select(feedOutColumns, "feed_out b").Visible(who, access.Read, access.Feed).
			And("b.revoked_at IS NULL").AndIf(!property.IsZero(), "b.property_id = ?", property)
		var err error
		if list, err = db.All(ctx, tx, q.Order("b.created_at, b.id"), scanFeedOut); err != nil {
			return err
		}
		return s.nameFeedsOut(ctx, tx, who, list)
	})
	return list, err
}

// nameFeedsOut fills in the names that who may know.
func (s *Store) nameFeedsOut(ctx context.Context, tx *db.Tx, who *access.Viewer, list []*FeedOut) error {
	if len(list) == 0 {
		return nil
	}
	var properties, members []any
	for _, f := range list {
		f.Mine = f.person == who.Who().Person && !f.person.IsZero()
		properties, members = append(properties, f.Property), append(members, f.Member)
	}
	names := map[id.ID]string{who.Who().Member: who.Who().Name}
	for _, q := range []db.Query{
		db.Select("p.id, p.name", "property p").Visible(who, access.Read, access.Property).AndIn("p.id", properties...),
		db.Select("m.id, m.name", "member m").Visible(who, access.Read, access.Member).AndIn("m.id", members...),
	} {
		err := db.Each(ctx, tx, q, func(r db.Row) error {
			var i id.ID
			var name string
			err := r.Scan(&i, &name)
			names[i] = name
			return err
		})
		if err != nil {
			return err
		}
	}
	for _, f := range list {
		f.PropertyName, f.MemberName = names[f.Property], names[f.Member]
	}
	return nil
}

// RevokeFeedOut ends an address: the next program that reads it finds nothing.
func (s *Store) RevokeFeedOut(ctx context.Context, who *access.Viewer, feed id.ID) error {
	const op = "stays.RevokeFeedOut"
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		q := db.Select(feedOutColumns, "feed_out b").Everything(who.Beyond("an address about to be revoked")).And("b.id = ? AND b.revoked_at IS NULL", feed)
		f, err := db.One(ctx, tx, q, scanFeedOut)
		if err != nil {
			return missing(err, op)
		}
		if err := who.Permit(op, access.Delete, f.record()); err != nil {
			return err
		}
		if _, err := tx.Global("feed_out").Update(ctx, db.Where("account_id = ? AND id = ?", f.account, f.ID), db.Set("revoked_at", s.now())); err != nil {
			return err
		}
		if err := s.nameFeedsOut(ctx, tx, who, []*FeedOut{f}); err != nil {
			return err
		}
		return s.people.Wrote(ctx, tx, who, access.Delete, f.record(), "a calendar address", people.Diff(f.fields(), nil)...)
	})
	return s.people.Tried(ctx, who, access.Delete, &access.Record{Thing: access.Feed, ID: feed}, err)
}
