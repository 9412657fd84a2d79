package stays

import (
	"context"
	"net"
	"net/netip"
	"net/url"
	"strings"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/entry"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/people"
)

// FeedForm is a channel's calendar as typed. Without a Channel it is told by
// the address.
type FeedForm struct {
	Property, Unit id.ID
	Channel        string
	Address        string
}

// maxAddress bounds the address of a calendar.
const maxAddress = 2000

// AddFeed has a channel's calendar read from now on, the first time at once.
func (s *Store) AddFeed(ctx context.Context, who *access.Viewer, form FeedForm) (*Feed, error) {
	const op = "stays.AddFeed"
	if err := s.checkFeed(&form, op); err != nil {
		return nil, err
	}
	var made *Feed
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		var err error
		made, err = s.insertFeed(ctx, tx, who, form, op)
		if err != nil || s.jobs == nil {
			return err
		}
		return s.enqueuePoll(ctx, tx, made.account, made.ID)
	})
	return made, s.people.Tried(ctx, who, access.Add, &access.Record{Thing: access.Channel, Property: form.Property}, err)
}

// checkFeed tidies what needs no look at the property.
func (s *Store) checkFeed(form *FeedForm, op string) error {
	f := fault.Fields{Op: op}
	if form.Property.IsZero() {
		f.Bad("property", sayPlace)
	}
	form.Address = entry.Line(&f, "address", form.Address, maxAddress)
	at := s.checkAddress(&f, form.Address)
	if at == nil {
		return f.Err()
	}
	form.Address = at.String()
	if form.Channel == "" {
		form.Channel = channelAt(at.Hostname())
	}
	form.Channel = entry.Word(&f, "channel", form.Channel, Channels...)
	return f.Err()
}

// checkAddress says what is wrong with an address that no calendar can stand
// at. Where it leads is looked at when it is fetched.
func (s *Store) checkAddress(f *fault.Fields, typed string) *url.URL {
	at, err := url.Parse(typed)
	if err == nil && (at.Scheme == "webcal" || at.Scheme == "webcals") {
		at.Scheme = "https"
	}
	switch {
	case typed == "":
		f.Bad("address", "Paste the calendar's address, as the channel shows it.")
	case err != nil || at.Host == "" || at.Scheme != "http" && at.Scheme != "https":
		f.Bad("address", "This is no address of a calendar. It begins with https://.")
	case at.User != nil:
		f.Bad("address", "This address has a name or a password in it. Use the channel's own secret address instead.")
	case !s.fetcher.mayTry(at.Hostname()):
		f.Bad("address", sayPrivate)
	default:
		at.Fragment = ""
		return at
	}
	return nil
}

// mayTry turns down at once what would be turned down at every reading.
func (g *fetcher) mayTry(host string) bool {
	if g.allowPrivate {
		return true
	}
	if ip, err := netip.ParseAddr(host); err == nil {
		return public(ip)
	}
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	return host != "localhost" && !strings.HasSuffix(host, ".localhost") && net.ParseIP(host) == nil
}

// channelAt tells the channel by the server that has its calendars.
func channelAt(host string) string {
	host = strings.ToLower(host)
	for part, channel := range map[string]string{"airbnb.": SourceAirbnb, "booking.com": SourceBooking, "vrbo.": SourceVrbo,
		"homeaway.": SourceVrbo, "abritel.": SourceVrbo, "fewo-direkt.": SourceVrbo} {
		if strings.Contains(host, part) {
			return channel
		}
	}
	return SourceICal
}

// insertFeed writes a feed that who may add.
func (s *Store) insertFeed(ctx context.Context, tx *db.Tx, who *access.Viewer, form FeedForm, op string) (*Feed, error) {
	at, err := placeFor(ctx, tx, who, form.Property, form.Unit, op)
	if err != nil {
		return nil, err
	}
	if err := who.Permit(op, access.Add, at.record(access.Channel, who.Account(), id.ID{})); err != nil {
		return nil, err
	}
	if there, err := feedLike(ctx, tx, who, form); err != nil || !there.IsZero() {
		return nil, firstError(err, &fault.Fault{Kind: fault.Conflict, Op: op, Field: "address", Say: "This calendar is read already."})
	}
	feed := id.New()
	row := db.Set("id", feed).Set("business_id", at.Business).Set("property_id", at.Property).Set("unit_id", at.Unit).
		Set("channel", form.Channel).Set("url", form.Address).Set("state", FeedActive).Set("etag", "").Set("last_modified", "").
		Set("next_poll_at", s.now()).Set("error", "").Set("failures", 0).
		Set("version", 1).Set("created_at", s.now()).Set("person_id", who.Who().Person)
	if err := tx.Insert(ctx, who.Account(), "feed_in", row); err != nil {
		return nil, err
	}
	f, err := wholeFeed(ctx, tx, who.Account(), feed)
	if err != nil {
		return nil, err
	}
	err = s.people.Wrote(ctx, tx, who, access.Add, f.record(), "a calendar of "+f.Channel, people.Diff(nil, f.fields())...)
	f.mask(who)
	return f, err
}

func firstError(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// feedLike finds the feed of the same place from the same address; for an
// upload, of the same channel.
func feedLike(ctx context.Context, tx *db.Tx, who *access.Viewer, form FeedForm) (id.ID, error) {
	q := db.Select("b.id", "feed_in b").Everything(who.Beyond("whether a calendar is read already")).
		And("b.property_id = ? AND b.url = ?", form.Property, form.Address).
		AndIf(form.Unit.IsZero(), "b.unit_id IS NULL").AndIf(!form.Unit.IsZero(), "b.unit_id = ?", form.Unit).
		AndIf(form.Address == "", "b.channel = ?", form.Channel)
	found, err := db.All(ctx, tx, q.Order("b.id").Limit(1), db.Scan1[id.ID])
	if err != nil || len(found) == 0 {
		return id.ID{}, err
	}
	return found[0], nil
}

// PauseFeed stops the reading of a calendar, or takes it up again at once.
func (s *Store) PauseFeed(ctx context.Context, who *access.Viewer, feed id.ID, paused bool) (*Feed, error) {
	var f *Feed
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		var err error
		if f, err = feedFor(ctx, tx, who, access.Edit, feed, "stays.PauseFeed"); err != nil {
			return err
		}
		if (f.State == FeedPaused) != paused {
			if err := s.pause(ctx, tx, who, f, paused); err != nil {
				return err
			}
		}
		return finishFeeds(ctx, tx, who, []*Feed{f})
	})
	if err != nil {
		return nil, s.people.Tried(ctx, who, access.Edit, &access.Record{Thing: access.Channel, ID: feed}, err)
	}
	return f, nil
}

func (s *Store) pause(ctx context.Context, tx *db.Tx, who *access.Viewer, f *Feed, paused bool) error {
	was := *f
	f.State, f.NextPollAt, f.Error, f.Failures = FeedActive, s.now(), "", 0
	detail := "read again"
	if paused {
		f.State, detail = FeedPaused, "paused"
	}
	set := db.Set("state", f.State).Set("next_poll_at", f.NextPollAt).Set("error", "").Set("failures", 0)
	if err := tx.UpdateVersion(ctx, f.account, "feed_in", f.ID, f.Version, set); err != nil {
		return err
	}
	f.Version++
	if err := s.people.Wrote(ctx, tx, who, access.Edit, f.record(), detail, people.Diff(was.fields(), f.fields())...); err != nil || paused || s.jobs == nil {
		return err
	}
	return s.enqueuePoll(ctx, tx, f.account, f.ID)
}

// DeleteFeed ends the reading of a calendar. Its bookings stay and are the
// office's own from now on; the blocks it made give their nights back, since
// nobody could lift them any more.
func (s *Store) DeleteFeed(ctx context.Context, who *access.Viewer, feed id.ID) error {
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		f, err := feedFor(ctx, tx, who, access.Delete, feed, "stays.DeleteFeed")
		if err != nil {
			return err
		}
		if err := s.letGo(ctx, tx, who, f); err != nil {
			return err
		}
		for _, of := range []struct{ table, column string }{{"feed_conflict", "feed_id"}, {"feed_in", "id"}} {
			if _, err := tx.Delete(ctx, f.account, of.table, db.Where(of.column+" = ?", f.ID)); err != nil {
				return err
			}
		}
		return s.people.Wrote(ctx, tx, who, access.Delete, f.record(), "a calendar of "+f.Channel, people.Diff(f.fields(), nil)...)
	})
	return s.people.Tried(ctx, who, access.Delete, &access.Record{Thing: access.Channel, ID: feed}, err)
}

// letGo lifts the blocks of a feed that are not over and makes its bookings the
// office's own.
func (s *Store) letGo(ctx context.Context, tx *db.Tx, who *access.Viewer, f *Feed) error {
	q := db.Select(blockColumns, "block b").Everything(who.Beyond("the blocks of a feed about to be deleted"))
	blocks, err := db.All(ctx, tx, q.And("b.feed_id = ? AND b.state = ? AND b.depart > ?", f.ID, BlockActive, s.today(who)).Order("b.id"), scanBlock)
	if err != nil {
		return err
	}
	for _, b := range blocks {
		if err := s.cancelBlock(ctx, tx, who, b); err != nil {
			return err
		}
	}
	own := db.Set("feed_id", nil).Set("feed_uid", "")
	for _, table := range []string{"booking", "block"} {
		if _, err := tx.Update(ctx, f.account, table, db.Where("feed_id = ?", f.ID), own); err != nil {
			return err
		}
	}
	return nil
}
