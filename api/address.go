package api

import (
	"context"
	"net/http"
	"time"

	"keyhouse/id"
	"keyhouse/page"
	"keyhouse/stays"
)

// addresses are the operations on secret addresses at which programs read a
// property's calendar.
func (d *desk) addresses() {
	handle(d, op{id: "list-feed-addresses", tag: tagFeeds, method: http.MethodGet, path: "/feed-addresses", summary: "List calendar addresses",
		asks: []param{uuid("property", "Of this property.")}, about: "The person's own, and others' for those who look after access."}, d.listAddresses)
	handle(d, op{id: "make-feed-address", tag: tagFeeds, method: http.MethodPost, path: "/feed-addresses", status: http.StatusCreated, summary: "Make a calendar address", errors: []int{http.StatusNotFound},
		about: "A secret address at which a property's calendar can be read, masked as its member sees it at each reading. It is shown this once."}, d.makeAddress)
	act(d, op{id: "revoke-feed-address", tag: tagFeeds, method: http.MethodDelete, path: "/feed-addresses/{id}", summary: "Revoke a calendar address",
		about: "Programs that read there find nothing from now on."}, d.revokeAddress)
}

// FeedAddress is where programs read a property's calendar.
type FeedAddress struct {
	ID       id.ID      `json:"id" format:"uuid"`
	Property named      `json:"property"`
	Member   named      `json:"member" doc:"As whom it shows the calendar."`
	Address  string     `json:"address,omitempty" doc:"The whole address; only when it is made."`
	Tail     string     `json:"tail" doc:"The end of the address, to tell several apart."`
	Mine     bool       `json:"mine"`
	Created  time.Time  `json:"created"`
	Read     *time.Time `json:"read,omitempty" doc:"When it was last read."`
}

func addressShape(f *stays.FeedOut) FeedAddress {
	return FeedAddress{ID: f.ID, Property: named{f.Property, f.PropertyName}, Member: named{f.Member, f.MemberName}, Tail: f.Tail, Mine: f.Mine,
		Created: f.CreatedAt.UTC(), Read: moment(f.ReadAt)}
}

func (d *desk) listAddresses(ctx context.Context, c *call, _ *struct{}) (list[FeedAddress], error) {
	q := page.Read("api.listAddresses", c.query)
	property := q.ID("property")
	if err := q.Err(); err != nil {
		return list[FeedAddress]{}, inAddress(err)
	}
	rows, err := d.Stays.FeedsOut(ctx, c.viewer(), property)
	return whole(rows, addressShape), err
}

func (d *desk) makeAddress(ctx context.Context, c *call, in *struct {
	Body struct {
		Property string `json:"property" format:"uuid"`
		Member   string `json:"member,omitempty" format:"uuid" doc:"The person who asks, unless given."`
	}
}) (FeedAddress, error) {
	f := form{}
	property, member := f.id("property", in.Body.Property), f.id("member", in.Body.Member)
	if err := f.Err(); err != nil {
		return FeedAddress{}, err
	}
	out, token, err := d.Stays.MakeFeedOut(ctx, c.viewer(), property, member)
	if err != nil {
		return FeedAddress{}, err
	}
	made := addressShape(out)
	made.Address = d.BaseURL + stays.FeedAddress(token)
	return made, nil
}

func (d *desk) revokeAddress(ctx context.Context, c *call, in *Which) error {
	return d.Stays.RevokeFeedOut(ctx, c.viewer(), in.id())
}
