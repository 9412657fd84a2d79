package stays

import (
	"context"
	"io"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/entry"
	"keyhouse/fault"
	"keyhouse/ical"
	"keyhouse/id"
)

// UploadFeed reads a calendar from a file. The form names the place and the
// channel; what was uploaded for these before is the same calendar, so that
// events gone from the file are cancelled. Without an Address it needs a
// Channel or is plain iCalendar.
func (s *Store) UploadFeed(ctx context.Context, who *access.Viewer, form FeedForm, file io.Reader) (*Feed, FeedReport, error) {
	const op = "stays.UploadFeed"
	if err := form.checkUpload(op); err != nil {
		return nil, FeedReport{}, err
	}
	f, read, err := s.readUpload(ctx, who, form, file, op)
	if err != nil {
		return nil, FeedReport{}, err
	}
	report, err := s.apply(ctx, f, read, fetched{})
	if err != nil {
		return nil, FeedReport{}, err
	}
	shown, err := s.FeedIn(ctx, who, f.ID)
	return shown, report.readBy(who, f), err
}

// checkUpload tidies what needs no look at the property.
func (form *FeedForm) checkUpload(op string) error {
	f := fault.Fields{Op: op}
	if form.Property.IsZero() {
		f.Bad("property", sayPlace)
	}
	form.Address = ""
	if form.Channel == "" {
		form.Channel = SourceICal
	}
	form.Channel = entry.Word(&f, "channel", form.Channel, Channels...)
	return f.Err()
}

// readUpload finds or makes the feed that a file is for. A file that is no
// calendar leaves nothing behind.
func (s *Store) readUpload(ctx context.Context, who *access.Viewer, form FeedForm, file io.Reader, op string) (*Feed, ical.Feed, error) {
	at, err := s.uploadPlace(ctx, who, form, op)
	if err != nil {
		return nil, ical.Feed{}, err
	}
	read, err := s.readCalendar(at, file)
	if err != nil {
		f := *fault.Of(err)
		f.Field = "file"
		return nil, ical.Feed{}, &f
	}
	var feed *Feed
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		there, err := feedLike(ctx, tx, who, form)
		if err != nil {
			return err
		}
		if !there.IsZero() {
			feed, err = feedFor(ctx, tx, who, access.Edit, there, op)
			return err
		}
		feed, err = s.insertFeed(ctx, tx, who, form, op)
		return err
	})
	return feed, read, s.people.Tried(ctx, who, access.Add, &access.Record{Thing: access.Channel, Property: form.Property}, err)
}

// uploadPlace says where a file's nights are, as far as reading it needs.
func (s *Store) uploadPlace(ctx context.Context, who *access.Viewer, form FeedForm, op string) (*Feed, error) {
	var zone string
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		at, err := placeFor(ctx, tx, who, form.Property, form.Unit, op)
		if err != nil {
			return err
		}
		if err := who.Permit(op, access.Add, at.record(access.Channel, who.Account(), id.ID{})); err != nil {
			return err
		}
		q := db.Select("p.zone", "property p").Everything(who.Beyond("the zone of a property they see")).And("p.id = ?", at.Property)
		zone, err = db.One(ctx, tx, q, db.Scan1[string])
		return err
	})
	return &Feed{zone: zone}, s.people.Tried(ctx, who, access.Add, &access.Record{Thing: access.Channel, Property: form.Property}, err)
}
