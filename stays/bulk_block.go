package stays

import (
	"time"

	"keyhouse/access"
	"keyhouse/id"
)

// PastBlock is a block that comes in whole. Kind may be any.
type PastBlock struct {
	BlockForm
	Person    id.ID  // who made it; zero: who writes
	Maker     string // their name
	CreatedAt time.Time
}

var blockRow = []string{"id", "business_id", "property_id", "unit_id", "arrive", "depart", "kind", "label", "person_id", "maker", "acting_name", "feed_uid", "state", "version", "created_at"}

// Blocks writes blocks but for their nights; nobody is written to.
func (b *Bulk) Blocks(all []PastBlock) error {
	const op = "stays.Blocks"
	var rows [][]any
	for i := range all {
		f := &all[i]
		if err := f.check(op); err != nil {
			return err
		}
		at, err := b.at(f.Property, f.Unit, b.mayBlock, op, access.Block)
		if err != nil {
			return err
		}
		n := f.past(b, at)
		b.takings = append(b.takings, nightsOfBlock(n))
		rows = append(rows, []any{n.ID, n.Business, n.Property, n.Unit, n.Nights.Arrive, n.Nights.Depart, n.Kind, n.Label, n.person, n.Maker, n.ActingName, "", n.State, n.Version, n.CreatedAt})
	}
	if len(rows) == 0 {
		return nil
	}
	if err := b.tx.InsertMany(b.ctx, b.who.Account(), "block", blockRow, rows); err != nil {
		return err
	}
	return b.s.people.WroteMany(b.ctx, b.tx, b.who, access.Add, access.Block, len(rows))
}

// past is the block of a form that came in.
func (f *PastBlock) past(b *Bulk, at *place) *Block {
	n := f.block(b.who, at)
	if f.Maker != "" {
		n.person, n.Maker, n.Kind = f.Person, f.Maker, f.Kind
	}
	if n.CreatedAt = f.CreatedAt; n.CreatedAt.IsZero() {
		n.CreatedAt = b.now
	}
	return n
}
