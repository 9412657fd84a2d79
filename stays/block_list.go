package stays

import (
	"context"
	"net/url"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/id"
	"keyhouse/page"
)

// BlockFilter narrows a list of blocks. Cancelled ones are never listed.
type BlockFilter struct {
	Property id.ID
	Kind     string        // "": any
	From, To calendar.Date // holding any night from From to before To
	Mine     bool          // made by the reader
	page.Ask
}

var blockSorts = []string{"arrive", "-arrive"}

// ParseBlockFilter reads a filter from a list's address.
func ParseBlockFilter(v url.Values) (BlockFilter, error) {
	q := page.Read("stays.ParseBlockFilter", v)
	f := BlockFilter{Property: q.ID("property"), Kind: q.Word("kind", "", OwnerBlock, OfficeBlock, MaintenanceBlock, FeedBlock),
		From: q.Day("from"), To: q.Day("to"), Mine: q.Bool("mine"), Ask: ask(q, blockSorts)}
	return f, q.Err()
}

// Query gives the address f was read from.
func (f BlockFilter) Query() url.Values {
	v := url.Values{}
	page.Set(v, "property", f.Property.String())
	page.Set(v, "kind", f.Kind)
	page.Set(v, "from", f.From.String())
	page.Set(v, "to", f.To.String())
	if f.Mine {
		v.Set("mine", "1")
	}
	f.Put(v)
	return v
}

func (f *BlockFilter) order() page.Order {
	desc := f.Sort == "-arrive"
	return page.By("blocks "+f.Sort, page.Column{SQL: "b.arrive", Desc: desc}, page.Column{SQL: "b.id", Kind: page.ID, Desc: desc})
}

// ofKind keeps the blocks of a kind. Those that come from a channel are the
// office's to who may not know where bookings come from.
func (f *BlockFilter) ofKind(q db.Query, who *access.Viewer) db.Query {
	knows := who.Where(access.Read, access.Booking, access.GroupSource)
	switch {
	case f.Kind == "":
		return q
	case f.Kind == FeedBlock:
		return q.And("b.kind = ?", f.Kind).Within(knows, "b")
	case f.Kind == OfficeBlock && knows.Nothing():
		return q.And("b.kind IN (?, ?)", OfficeBlock, FeedBlock)
	}
	return q.And("b.kind = ?", f.Kind)
}

// Blocks gives one page of the blocks that who may read.
func (s *Store) Blocks(ctx context.Context, who *access.Viewer, f BlockFilter) (page.Page[*Block], error) {
	var out page.Page[*Block]
	plan, err := f.order().Plan(f.Cursor, f.Limit)
	if err != nil {
		return out, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		q := db.Select(blockColumns, "block b").Visible(who, access.Read, access.Block).And("b.state = ?", BlockActive).
			AndIf(!f.Property.IsZero(), "b.property_id = ?", f.Property).
			AndIf(f.Mine, "b.person_id = ?", who.Who().Person)
		q = f.ofKind(q, who)
		where, after := plan.Where()
		q = overlapping(q, "b", f.From, f.To).AndIf(where != "", where, after...)
		rows, err := db.All(ctx, tx, q.Order(plan.OrderBy()).Limit(plan.Fetch()), scanBlock)
		if err != nil {
			return err
		}
		out = page.Cut(plan, rows, func(b *Block) []any { return []any{int64(b.Nights.Arrive), b.ID} })
		for _, b := range out.Rows {
			b.mask(who)
		}
		return named(ctx, tx, who.Account(), out.Rows)
	})
	return out, err
}
