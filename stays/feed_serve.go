package stays

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/ical"
	"keyhouse/id"
	"keyhouse/people"
)

// FeedAddress is the path at which the calendar of a token is served.
func FeedAddress(token string) string { return FeedPath + token + ".ics" }

// feedBack is how far back a calendar goes.
const feedBack = 90 // days

// ServedFeed is a calendar as programs read it.
type ServedFeed struct {
	Body []byte
	ETag string // the same while the calendar is
}

// ReadFeedOut gives the calendar at a secret address as its member sees the
// property at this moment: when nights are taken, guests' names only where they
// show, never money. An unknown or revoked token, a member who may no longer
// sign in or no longer see the property: all are not found alike. While the
// account is suspended it is Forbidden with the reason: whoever holds the address
// may know.
func (s *Store) ReadFeedOut(ctx context.Context, token string) (ServedFeed, error) {
	const op = "stays.ReadFeedOut"
	var f *FeedOut
	var reader *access.Viewer
	var out ical.Feed
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		q := db.Global(feedOutColumns, "feed_out b").And("b.token_hash = ? AND b.revoked_at IS NULL", people.HashToken(token))
		var err error
		if f, err = db.One(ctx, tx, q, scanFeedOut); err != nil {
			return missing(err, op)
		}
		who, err := s.people.ViewerFor(ctx, tx, f.account, f.Member, s.now())
		if err != nil || who == nil {
			return missing(err, op)
		}
		home, err := people.AccountIn(ctx, tx, f.account)
		if err == nil {
			err = home.Open(op)
		}
		if err != nil {
			return err
		}
		reader = who
		out, err = s.calendarOf(ctx, tx, feedEyes(who, f.Property), f.Property)
		return err
	})
	if err != nil {
		return ServedFeed{}, err
	}
	s.readOnce(ctx, reader, f)
	var b bytes.Buffer
	if err := ical.Write(&b, out, f.CreatedAt); err != nil {
		return ServedFeed{}, err
	}
	sum := sha256.Sum256(b.Bytes())
	return ServedFeed{Body: b.Bytes(), ETag: strconv.Quote(hex.EncodeToString(sum[:12]))}, nil
}

// feedEyes cuts a member down to what a calendar program may be told.
func feedEyes(who *access.Viewer, property id.ID) *access.Viewer {
	return who.Cut(access.Cut{
		Verbs:      access.SetOf(access.Read),
		Things:     access.SetOf(access.Property, access.Booking, access.Block),
		Groups:     access.SetOf(access.GroupName, access.GroupDates, access.GroupGuest),
		Properties: []id.ID{property},
	})
}

// calendarOf lists what who sees of a property's nights.
func (s *Store) calendarOf(ctx context.Context, tx *db.Tx, who *access.Viewer, property id.ID) (ical.Feed, error) {
	const op = "stays.ReadFeedOut"
	at, err := db.One(ctx, tx, db.Select("p.name", "property p").Visible(who, access.Read, access.Property).And("p.id = ?", property), db.Scan1[string])
	if err != nil || !who.May(access.Read, access.Booking) && !who.May(access.Read, access.Block) {
		return ical.Feed{}, missing(err, op)
	}
	out := ical.Feed{Name: at}
	from := s.today(who).Add(-feedBack)
	q := db.Select(bookingColumns, "booking b").Visible(who, access.Read, access.Booking).
		And("b.property_id = ? AND b.depart > ? AND b.state <> ?", property, from, string(Cancelled))
	bookings, err := listed(ctx, tx, who.Account(), q.Order("b.arrive, b.id"), scanBooking)
	if err != nil {
		return ical.Feed{}, err
	}
	for _, b := range bookings {
		maskBooking(who, b)
		out.Events = append(out.Events, b.event())
	}
	q = db.Select(blockColumns, "block b").Visible(who, access.Read, access.Block).
		And("b.property_id = ? AND b.depart > ? AND b.state = ?", property, from, BlockActive)
	blocks, err := listed(ctx, tx, who.Account(), q.Order("b.arrive, b.id"), scanBlock)
	for _, b := range blocks {
		b.mask(who)
		out.Events = append(out.Events, b.event())
	}
	return out, err
}

func (b *Booking) event() ical.Event {
	e := ical.Event{UID: uid(b.ID), Nights: b.Nights, Kind: ical.Stay, Summary: "Booked"}
	if b.State == Tentative {
		e.Kind = ical.Tentative
	}
	if b.Shown.Has(access.GroupGuest) && b.Guest != "" {
		e.Summary = b.Guest
	}
	return at(e, b.UnitName)
}

func (b *Block) event() ical.Event {
	return at(ical.Event{UID: uid(b.ID), Nights: b.Nights, Summary: b.Title()}, b.UnitName)
}

// at names the unit of a property that has several.
func at(e ical.Event, unit string) ical.Event {
	if unit != "" {
		e.Summary += " (" + unit + ")"
	}
	return e
}

func uid(i id.ID) string { return i.String() + "@keyhouse" }

// readOnce notes, at most once an hour, that somebody reads the address, since
// programs ask again and again: for finding those nobody needs, and in the
// trail. It is no reason to fail.
func (s *Store) readOnce(ctx context.Context, who *access.Viewer, f *FeedOut) {
	now := s.now()
	if now.Sub(f.ReadAt) < time.Hour {
		return
	}
	_ = s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Global("feed_out").Update(ctx, db.Where("account_id = ? AND id = ? AND COALESCE(read_at, 0) <= ?", f.account, f.ID, now.Add(-time.Hour)), db.Set("read_at", now))
		if err != nil || n == 0 { // somebody else noted it
			return err
		}
		return s.people.Audit(ctx, tx, who, people.Entry{Verb: access.Read, Thing: access.Feed, Record: f.ID, Property: f.Property, Detail: "a calendar address was read; noted once an hour"})
	})
}

// WriteFeedOut answers GET and HEAD at the secret address of a token, and
// conditional requests with as little as they ask for. It writes nothing when
// it gives an error.
func (s *Store) WriteFeedOut(w http.ResponseWriter, r *http.Request, token string) error {
	token, named := strings.CutSuffix(token, ".ics")
	if !named {
		return fault.NotFound("stays.WriteFeedOut")
	}
	feed, err := s.ReadFeedOut(r.Context(), token)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/calendar; charset=utf-8")
	h.Set("Content-Disposition", `inline; filename="calendar.ics"`)
	h.Set("Cache-Control", "private, no-cache")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("ETag", feed.ETag)
	http.ServeContent(w, r, "calendar.ics", time.Time{}, bytes.NewReader(feed.Body))
	return nil
}
