package web

import (
	"net/http"
	"net/url"
	"slices"

	"keyhouse/access"
	"keyhouse/page"
	"keyhouse/stays"
)

// blockListPage is the list of blocked time.
type blockListPage struct {
	List     List
	Form     Form
	Filter   stays.BlockFilter
	Page     page.Page[*stays.Block]
	Sort     Sort
	Pages    Pages
	Chips    []Chip
	Kinds    []Option
	Begins   bool // today, because nobody said otherwise
	Notes    bool // what was written shows on some
	MayAdd   bool
	Earliest string // today, as the address has it
}

func (s *screens) blocks(w http.ResponseWriter, r *http.Request) error {
	v := viewer(r)
	asked, begins := upcoming(r.URL.Query(), s.local(r).Today())
	b := blockListPage{List: List{Path: pathBlocks, Query: asked}, Begins: begins, MayAdd: v.May(access.Add, access.Block),
		Notes: sees(v, access.Block, access.GroupNotes), Kinds: blockKinds(s.local(r), v), Earliest: s.local(r).Today().String()}
	var err error
	if b.Filter, err = stays.ParseBlockFilter(asked); err == nil {
		b.List.Query = whenAny(b.Filter.Query())
		b.Page, err = s.Stays.Blocks(r.Context(), v, b.Filter)
	}
	if err != nil && !retry(err) {
		return err
	}
	if err != nil {
		b.Form = sent(asked, err)
	}
	b.Pages = Pages{Previous: b.Page.Prev, Next: b.Page.Next}
	b.Sort.By, b.Sort.Down = b.List.Sort("arrive", false)
	p := s.frameOf(r, say(r.Context(), "block.blocked-time"))
	if err := s.blockChips(r, p.Local, &b); err != nil {
		return err
	}
	return s.page(w, r, b.Form.Err, blockListScreen(p, b))
}

// blockKinds are the kinds of block that who may ask for.
func blockKinds(l Local, who *access.Viewer) []Option {
	kinds := []Option{{"", l.Say("word.any")}, {stays.OwnerBlock, l.Say("block.owner-block-off")}, {stays.OfficeBlock, l.Say("block.blocked-by-office")}, {stays.MaintenanceBlock, l.Say("block.maintenance")}}
	if sees(who, access.Booking, access.GroupSource) {
		kinds = append(kinds, Option{stays.FeedBlock, l.Say("block.blocked-by-channel")})
	}
	return kinds
}

func (s *screens) blockChips(r *http.Request, l Local, b *blockListPage) error {
	f := b.Filter
	if !f.Property.IsZero() {
		p, err := s.Portfolio.Property(r.Context(), viewer(r), f.Property)
		if err != nil {
			return err
		}
		b.Chips = append(b.Chips, Chip{"property", p.Name})
	}
	if f.Kind != "" {
		at := slices.IndexFunc(b.Kinds, func(o Option) bool { return o.Value == f.Kind })
		if at >= 0 {
			b.Chips = append(b.Chips, Chip{"kind", b.Kinds[at].Label})
		}
	}
	if f.Mine {
		b.Chips = append(b.Chips, Chip{"mine", l.Say("block.made-by-me")})
	}
	if !f.From.IsZero() {
		b.Chips = append(b.Chips, Chip{"from", l.Say("block.from-day", "day", l.Day(f.From))})
	}
	if !f.To.IsZero() {
		b.Chips = append(b.Chips, Chip{"to", l.Say("block.before-day", "day", l.Day(f.To))})
	}
	return nil
}

// narrow reports whether somebody asked for less than what is coming.
func (b blockListPage) narrow() bool { return len(b.Chips) > 0 && !(b.Begins && len(b.Chips) == 1) }

// quick are the lists people open often.
func (b blockListPage) quick(l Local) []Tab {
	at := func(v url.Values) string { return List{Path: pathBlocks}.at(v) }
	return []Tab{{Label: l.Say("block.upcoming"), Href: at(url.Values{"from": {b.Earliest}})},
		{Label: l.Say("block.past"), Href: at(url.Values{"to": {b.Earliest}, querySort: {"-arrive"}})},
		{Label: l.Say("block.all"), Href: at(url.Values{queryWhen: {whenAll}})}}
}

func (b blockListPage) here() string { return hereOf(b.List) }
