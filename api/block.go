package api

import (
	"context"
	"net/http"
	"time"

	"keyhouse/access"
	"keyhouse/id"
	"keyhouse/page"
	"keyhouse/stays"
)

// blocks are the operations on nights kept free.
func (d *desk) blocks() {
	const tag = "Blocks"
	handle(d, op{id: "list-blocks", tag: tag, method: http.MethodGet, path: "/blocks", summary: "List blocks", about: "Those in force that the person may read.",
		asks: paged([]string{"arrive", "-arrive"}, uuid("property", "At this property."),
			word("kind", "Who made it, or what for.", stays.OwnerBlock, stays.OfficeBlock, stays.MaintenanceBlock, stays.FeedBlock),
			date("from", "Holding a night on this day or later."), date("to", "Holding a night before this day."), yesno("mine", "Made by the person."))}, d.listBlocks)
	handle(d, op{id: "create-block", tag: tag, method: http.MethodPost, path: "/blocks", status: http.StatusCreated, summary: "Keep nights free", errors: []int{http.StatusNotFound, http.StatusConflict},
		about: "Nights that are taken are a conflict that names no one. What a portal user makes is an owner block-off: the office and those subscribed get a mail."}, d.createBlock)
	handle(d, op{id: "get-block", tag: tag, method: http.MethodGet, path: "/blocks/{id}", summary: "One block", about: "As far as it shows to the person."}, d.getBlock)
	handle(d, op{id: "move-block", tag: tag, method: http.MethodPut, path: "/blocks/{id}/nights", summary: "Move a block", errors: []int{http.StatusConflict},
		about: "To other nights. A portal user moves only blocks of their own."}, d.moveBlock)
	act(d, op{id: "delete-block", tag: tag, method: http.MethodDelete, path: "/blocks/{id}", summary: "Give the nights of a block free", errors: []int{http.StatusConflict},
		asks: []param{must(number("version", "That of the block as it was seen.", 1, 1<<53))}, about: "A portal user deletes only blocks of their own."}, d.deleteBlock)
}

// Block keeps nights free.
type Block struct {
	ID       id.ID     `json:"id" format:"uuid"`
	Property named     `json:"property"`
	Unit     *named    `json:"unit,omitempty" doc:"Absent where the whole property is blocked."`
	Arrive   string    `json:"arrive" format:"date" doc:"The first night."`
	Depart   string    `json:"depart" format:"date" doc:"The day after the last."`
	Nights   int       `json:"nights"`
	Kind     string    `json:"kind" enum:"owner,office,maintenance,feed"`
	Title    string    `json:"title" doc:"What a calendar writes on it." example:"Owner block-off"`
	Label    *string   `json:"label,omitempty" doc:"Part: notes. What whoever made it wrote."`
	Maker    string    `json:"maker,omitempty" doc:"Who made it, for who may know whose the property is, and for themselves."`
	Acting   string    `json:"acting,omitempty" doc:"Who of the office was logged in as them."`
	Mine     bool      `json:"mine" doc:"The person made it."`
	State    string    `json:"state" enum:"active,cancelled"`
	Created  time.Time `json:"created"`
	Version  int64     `json:"version"`
	May      MayBlock  `json:"may" doc:"What the person may do to it."`
	Hidden   []string  `json:"hidden" doc:"The parts that do not show to this person."`
}

// MayBlock says what one may do to a block.
type MayBlock struct {
	Move   bool `json:"move"`
	Delete bool `json:"delete"`
}

func blockShape(b *stays.Block) Block {
	return Block{ID: b.ID, Property: named{b.Property, b.PropertyName}, Unit: unitOf(b.Unit, b.UnitName), Arrive: b.Nights.Arrive.String(), Depart: b.Nights.Depart.String(),
		Nights: b.Nights.Count(), Kind: b.Kind, Title: b.Title(), Label: shows(b.Shown, access.GroupNotes, b.Label), Maker: b.Maker, Acting: b.ActingName,
		Mine: b.Mine, State: b.State, Created: b.CreatedAt.UTC(), Version: b.Version, May: MayBlock{b.May.Move, b.May.Delete}, Hidden: orNone(b.Hidden())}
}

func unitOf(unit id.ID, name string) *named {
	if unit.IsZero() {
		return nil
	}
	return &named{unit, name}
}

func (d *desk) listBlocks(ctx context.Context, c *call, _ *struct{}) (list[Block], error) {
	f, err := stays.ParseBlockFilter(c.query)
	if err != nil {
		return list[Block]{}, inAddress(err)
	}
	p, err := d.Stays.Blocks(ctx, c.viewer(), f)
	return pageOf(p, blockShape), inAddress(err)
}

func (d *desk) getBlock(ctx context.Context, c *call, in *Which) (Block, error) {
	return shaped(blockShape)(d.Stays.Block(ctx, c.viewer(), in.id()))
}

func (d *desk) createBlock(ctx context.Context, c *call, in *struct {
	Body struct {
		Property string `json:"property" format:"uuid"`
		Unit     string `json:"unit,omitempty" format:"uuid" doc:"The whole property unless given."`
		Arrive   string `json:"arrive" format:"date" example:"2026-03-04"`
		Depart   string `json:"depart" format:"date" example:"2026-03-09"`
		Kind     string `json:"kind,omitempty" enum:"office,maintenance,owner" doc:"For the office; office unless given."`
		Label    string `json:"label,omitempty" maxLength:"1000"`
	}
}) (Block, error) {
	f, b := form{}, in.Body
	to := stays.BlockForm{Property: f.id("property", b.Property), Unit: f.id("unit", b.Unit), Nights: f.nights(b.Arrive, b.Depart), Kind: b.Kind, Label: b.Label}
	if err := f.Err(); err != nil {
		return Block{}, err
	}
	return shaped(blockShape)(d.Stays.CreateBlock(ctx, c.viewer(), to))
}

func (d *desk) moveBlock(ctx context.Context, c *call, in *struct {
	Which
	Body struct {
		Edition
		Arrive string `json:"arrive" format:"date"`
		Depart string `json:"depart" format:"date"`
	}
}) (Block, error) {
	f := form{}
	to := stays.BlockMove{Version: in.Body.Version, Nights: f.nights(in.Body.Arrive, in.Body.Depart)}
	if err := f.Err(); err != nil {
		return Block{}, err
	}
	return shaped(blockShape)(d.Stays.MoveBlock(ctx, c.viewer(), in.id(), to))
}

func (d *desk) deleteBlock(ctx context.Context, c *call, in *Which) error {
	q := page.Read("api.deleteBlock", c.query)
	version := q.Number("version", 1, 1<<53)
	if err := q.Err(); err != nil {
		return inAddress(err)
	}
	return d.Stays.DeleteBlock(ctx, c.viewer(), in.id(), version)
}
