package stays

import (
	"context"
	"time"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/id"
)

// Block keeps nights free, as its reader may see it.
type Block struct {
	// dates: whoever sees the block at all
	ID, Business, Property, Unit id.ID
	PropertyName, UnitName       string
	Nights                       calendar.Nights
	Kind                         string // owner, office, maintenance, feed
	State                        string // active, cancelled
	Mine                         bool   // the reader made it
	CreatedAt                    time.Time
	Version                      int64

	Label string // notes: what whoever made it wrote

	// Who made it, and who sat there if logged in as them. An owner's name is
	// for those who may know whose the property is, and for themselves.
	Maker, ActingName string

	May   BlockMay
	Shown access.Groups

	account, person, feed id.ID
	feedUID               string
}

// BlockMay says what the reader may do to a block: for buttons.
type BlockMay struct{ Move, Delete bool }

// Title is what a calendar writes on the block for its reader.
func (b *Block) Title() string {
	switch b.Kind {
	case OwnerBlock:
		return OwnerBlockLabel
	case MaintenanceBlock:
		return "Maintenance"
	case FeedBlock:
		return "Blocked by a channel"
	}
	if b.Label != "" {
		return b.Label
	}
	return "Blocked"
}

// Hidden names the groups of b that its reader may not see.
func (b *Block) Hidden() []string { return hidden(access.Block, b.Shown) }

func (b *Block) record() *access.Record {
	return &access.Record{Thing: access.Block, ID: b.ID, Account: b.account, Business: b.Business, Property: b.Property, Person: b.person, Day: b.Nights.Arrive}
}

const (
	blockColumns = "b.account_id, b.id, b.business_id, b.property_id, b.unit_id, b.arrive, b.depart, b.kind, b.label, b.person_id, " +
		"b.maker, b.acting_name, b.feed_id, b.feed_uid, b.state, b.version, b.created_at"
)

func scanBlock(r db.Row) (*Block, error) {
	b := &Block{}
	err := r.Scan(&b.account, &b.ID, &b.Business, &b.Property, &b.Unit, &b.Nights.Arrive, &b.Nights.Depart, &b.Kind, &b.Label, &b.person,
		&b.Maker, &b.ActingName, &b.feed, &b.feedUID, &b.State, &b.Version, db.ScanMoment(&b.CreatedAt))
	return b, err
}

// mask empties what who may not see of b.
func (b *Block) mask(who *access.Viewer) {
	r := b.record()
	b.Shown = who.Mask(r)
	b.Mine = !b.person.IsZero() && b.person == who.Who().Person
	if !b.Shown.Has(access.GroupNotes) {
		b.Label = ""
	}
	if b.Kind == FeedBlock && !who.Mask(b.asBooking()).Has(access.GroupSource) {
		b.Kind, b.Label, b.Maker = OfficeBlock, "", "" // which channel it came from is told by none of them
	}
	if !b.Mine && !who.Mask(b.ofProperty()).Has(access.GroupOwner) {
		b.Maker, b.ActingName = "", ""
	}
	held := b.State == BlockActive && b.feed.IsZero()
	b.May = BlockMay{Move: held && who.Can(access.Edit, r) == access.Allowed, Delete: held && who.Can(access.Delete, r) == access.Allowed}
}

// asBooking is a booking on b's nights: who may see where one comes from may
// know that of b.
func (b *Block) asBooking() *access.Record {
	return &access.Record{Thing: access.Booking, Account: b.account, Business: b.Business, Property: b.Property, Day: b.Nights.Arrive, State: Confirmed.word()}
}

func (b *Block) ofProperty() *access.Record {
	return &access.Record{Thing: access.Property, ID: b.Property, Account: b.account, Business: b.Business, Property: b.Property}
}

// Block gives one block; Missing if there is none that who may know of.
func (s *Store) Block(ctx context.Context, who *access.Viewer, block id.ID) (*Block, error) {
	var b *Block
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		var err error
		if b, err = wholeBlock(ctx, tx, who.Account(), block); err != nil || who.Can(access.Read, b.record()) != access.Allowed {
			return missing(err, "stays.Block")
		}
		b.mask(who)
		return nil
	})
	if err != nil {
		return nil, s.people.Tried(ctx, who, access.Read, &access.Record{Thing: access.Block, ID: block}, err)
	}
	return b, nil
}

// wholeBlock reads a block whoever asks. It must not leave this package.
func wholeBlock(ctx context.Context, tx *db.Tx, account, block id.ID) (*Block, error) {
	q := db.Select(blockColumns, "block b").Everything(access.System("a command on one block").In(account))
	return single(ctx, tx, account, q.And("b.id = ?", block), scanBlock)
}
