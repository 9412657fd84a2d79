package stays

import (
	"context"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/entry"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/mail"
	"keyhouse/people"
	"keyhouse/portfolio"
)

// BlockForm is a new block as typed. Kind is for the office: office (the usual)
// or maintenance. What a portal user makes is an owner block-off whatever the
// form says.
type BlockForm struct {
	Property, Unit id.ID
	Nights         calendar.Nights
	Kind, Label    string
}

// CreateBlock keeps nights free. Nights that are taken are a Conflict that
// names no one. A block made in the portal is an owner block-off: the office
// and everyone subscribed to it get a mail, and it is the maker's last action.
func (s *Store) CreateBlock(ctx context.Context, who *access.Viewer, form BlockForm) (*Block, error) {
	const op = "stays.CreateBlock"
	if err := form.check(op); err != nil {
		return nil, err
	}
	var made *Block
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		at, err := placeFor(ctx, tx, who, form.Property, form.Unit, op)
		if err != nil {
			return err
		}
		if err := who.Permit(op, access.Add, at.record(access.Block, who.Account(), who.Who().Person)); err != nil {
			return err
		}
		b := form.block(who, at)
		b.CreatedAt = s.now()
		if err := s.insertBlock(ctx, tx, who, at, b); err != nil {
			return err
		}
		if b.Kind == OwnerBlock {
			if err := s.tellOfBlock(ctx, tx, who, b, "Blocked off "+spell(b.Nights)+" at "+b.PropertyName, mail.BlockedOff); err != nil {
				return err
			}
		}
		b.mask(who)
		made = b
		return nil
	})
	return made, s.people.Tried(ctx, who, access.Add, &access.Record{Thing: access.Block, Property: form.Property}, err)
}

func (form *BlockForm) check(op string) error {
	f := fault.Fields{Op: op}
	if form.Property.IsZero() {
		f.Bad("property", sayPlace)
	}
	checkNights(&f, form.Nights)
	form.Kind = entry.Word(&f, "kind", form.Kind, OfficeBlock, MaintenanceBlock, OwnerBlock)
	form.Label = entry.Line(&f, "label", form.Label, entry.MaxName)
	return f.Err()
}

// block gives the record. Who may make bookings at the place is the office;
// anyone else blocks off as an owner does.
func (form *BlockForm) block(who *access.Viewer, at *place) *Block {
	w := who.Who()
	b := &Block{ID: id.New(), account: who.Account(), person: w.Person, Business: at.Business, Property: at.Property, Unit: at.Unit,
		PropertyName: at.Name, UnitName: at.UnitName, Nights: form.Nights, Kind: form.Kind, Label: form.Label,
		Maker: w.Name, ActingName: w.ActingName, State: BlockActive, Version: 1}
	if who.Can(access.Add, at.record(access.Booking, b.account, w.Person)) != access.Allowed {
		b.Kind = OwnerBlock
	}
	if b.Kind == OwnerBlock && b.Label == "" {
		b.Label = OwnerBlockLabel
	}
	return b
}

func (s *Store) insertBlock(ctx context.Context, tx *db.Tx, who *access.Viewer, at *place, b *Block) error {
	if err := takeNights(ctx, tx, b.account, at, b.Nights); err != nil {
		return err
	}
	v := db.Set("id", b.ID).Set("business_id", b.Business).Set("property_id", b.Property).Set("unit_id", b.Unit).
		Set("arrive", b.Nights.Arrive).Set("depart", b.Nights.Depart).Set("kind", b.Kind).Set("label", b.Label).
		Set("person_id", b.person).Set("maker", b.Maker).Set("acting_name", b.ActingName).
		Set("feed_id", b.feed).Set("feed_uid", b.feedUID).Set("state", b.State).Set("version", b.Version).Set("created_at", b.CreatedAt)
	if err := tx.Insert(ctx, b.account, "block", v); err != nil {
		return err
	}
	return s.people.Wrote(ctx, tx, who, access.Add, b.record(), "blocked "+spell(b.Nights), people.Diff(nil, b.fields())...)
}

// BlockMove is where a block goes.
type BlockMove struct {
	Version int64
	Nights  calendar.Nights
}

// MoveBlock gives a block other nights. A portal user moves only blocks of
// their own.
func (s *Store) MoveBlock(ctx context.Context, who *access.Viewer, block id.ID, form BlockMove) (*Block, error) {
	const op = "stays.MoveBlock"
	f := fault.Fields{Op: op}
	checkNights(&f, form.Nights)
	if err := f.Err(); err != nil {
		return nil, err
	}
	return s.changeBlock(ctx, who, access.Edit, block, form.Version, op, func(tx *db.Tx, b *Block) error {
		if err := s.moveBlock(ctx, tx, who, b, form.Nights); err != nil {
			return err
		}
		if b.Kind != OwnerBlock {
			return nil
		}
		return s.tellOfBlock(ctx, tx, who, b, "Moved a block-off to "+spell(b.Nights)+" at "+b.PropertyName, mail.BlockMoved)
	})
}

// moveBlock is MoveBlock without its questions; feeds use it too.
func (s *Store) moveBlock(ctx context.Context, tx *db.Tx, who *access.Viewer, b *Block, n calendar.Nights) error {
	to := nightsOfBlock(b)
	to.Nights = n
	if err := portfolio.MoveNights(ctx, tx, b.account, nightsOfBlock(b), to); err != nil {
		return err
	}
	detail := "moved from " + spell(b.Nights) + " to " + spell(n)
	was := *b
	b.Nights = n
	if err := s.saveBlock(ctx, tx, b, db.Set("arrive", n.Arrive).Set("depart", n.Depart)); err != nil {
		return err
	}
	return s.people.Wrote(ctx, tx, who, access.Edit, b.record(), detail, people.Diff(was.fields(), b.fields())...)
}

// DeleteBlock gives the nights of a block free. The record stays, cancelled.
func (s *Store) DeleteBlock(ctx context.Context, who *access.Viewer, block id.ID, version int64) error {
	_, err := s.changeBlock(ctx, who, access.Delete, block, version, "stays.DeleteBlock", func(tx *db.Tx, b *Block) error {
		if err := s.cancelBlock(ctx, tx, who, b); err != nil || b.Kind != OwnerBlock {
			return err
		}
		return s.tellOfBlock(ctx, tx, who, b, "Gave back "+spell(b.Nights)+" at "+b.PropertyName, mail.BlockLifted)
	})
	return err
}

// cancelBlock is DeleteBlock without its questions; feeds use it too.
func (s *Store) cancelBlock(ctx context.Context, tx *db.Tx, who *access.Viewer, b *Block) error {
	if err := portfolio.FreeNights(ctx, tx, b.account, nightsOfBlock(b)); err != nil {
		return err
	}
	was := *b
	b.State = BlockCancelled
	if err := s.saveBlock(ctx, tx, b, db.Set("state", BlockCancelled)); err != nil {
		return err
	}
	return s.people.Wrote(ctx, tx, who, access.Delete, b.record(), "gave back "+spell(b.Nights), people.Diff(was.fields(), b.fields())...)
}

func (s *Store) saveBlock(ctx context.Context, tx *db.Tx, b *Block, set db.Values) error {
	if err := tx.UpdateVersion(ctx, b.account, "block", b.ID, b.Version, set); err != nil {
		return err
	}
	b.Version++
	return nil
}

// changeBlock runs do on an active block that who may do verb to and that still
// has the version they saw. No version is none they can have seen.
func (s *Store) changeBlock(ctx context.Context, who *access.Viewer, verb access.Verb, block id.ID, version int64, op string, do func(*db.Tx, *Block) error) (*Block, error) {
	var changed *Block
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		b, err := wholeBlock(ctx, tx, who.Account(), block)
		if err != nil {
			return missing(err, op)
		}
		if err := who.Permit(op, verb, b.record()); err != nil {
			return err
		}
		if err := b.changeable(who, version, op); err != nil {
			return err
		}
		if err := do(tx, b); err != nil {
			return err
		}
		b.mask(who)
		changed = b
		return nil
	})
	return changed, s.people.Tried(ctx, who, verb, &access.Record{Thing: access.Block, ID: block}, err)
}

func (b *Block) changeable(who *access.Viewer, version int64, op string) error {
	switch {
	case b.State == BlockCancelled:
		return &fault.Fault{Kind: fault.Conflict, Op: op, Say: "This block was deleted already."}
	case b.Kind == FeedBlock:
		return &fault.Fault{Kind: fault.Conflict, Op: op, Say: "This block comes from a channel's calendar. Change it there."}
	case version != b.Version:
		now := *b
		now.mask(who)
		return fault.Outdated(op, &now)
	}
	return nil
}
