package api

import (
	"context"
	"fmt"
	"net/http"

	"keyhouse/calendar"
	"keyhouse/page"
	"keyhouse/portfolio"
)

// shares are the operations on whose a property is.
func (d *desk) shares() {
	const tag = "Properties"
	handle(d, op{id: "list-property-owners", tag: tag, method: http.MethodGet, path: "/properties/{id}/owners", summary: "Whose a property is",
		about: "The owners the person may see; empty where none show.",
		asks:  []param{date("on", "On this day; today unless given."), yesno("history", "Every share there was, is or will be instead.")}}, d.listShares)
	handle(d, op{id: "set-property-owners", tag: tag, method: http.MethodPut, path: "/properties/{id}/owners", summary: "Say whose a property is",
		about: "From a day on. The shares must make 10,000 together; what was before that day stays on record. Owners' access follows at once."}, d.setShares)
}

func (d *desk) listShares(ctx context.Context, c *call, in *Which) (list[Holding], error) {
	q := page.Read("api.listShares", c.query)
	on, history := q.Day("on"), q.Bool("history")
	if err := q.Err(); err != nil {
		return list[Holding]{}, inAddress(err)
	}
	var rows []portfolio.Share
	var err error
	if history {
		rows, err = d.Portfolio.ShareHistory(ctx, c.viewer(), in.id())
	} else {
		rows, err = d.Portfolio.SharesOfProperty(ctx, c.viewer(), in.id(), on)
	}
	return whole(rows, holding), err
}

func (d *desk) setShares(ctx context.Context, c *call, in *struct {
	Which
	Body struct {
		From   string `json:"from,omitempty" format:"date" doc:"The first day it is so; since ever unless given." example:"2026-03-04"`
		Shares []struct {
			Client string `json:"client" format:"uuid"`
			BPS    int64  `json:"bps" minimum:"1" maximum:"10000" doc:"Ten-thousandths." example:"5000"`
		} `json:"shares" minItems:"1" maxItems:"200"`
	}
}) (list[Holding], error) {
	f := form{}
	from := f.day("from", in.Body.From)
	parts := make([]portfolio.Part, len(in.Body.Shares))
	for i, s := range in.Body.Shares {
		parts[i] = portfolio.Part{Client: f.id(fmt.Sprintf("shares.%d.client", i), s.Client), BPS: s.BPS}
	}
	if err := f.Err(); err != nil {
		return list[Holding]{}, err
	}
	if err := d.Portfolio.SetShares(ctx, c.viewer(), in.id(), parts, from); err != nil {
		return list[Holding]{}, err
	}
	rows, err := d.Portfolio.SharesOfProperty(ctx, c.viewer(), in.id(), from)
	return whole(rows, holding), err
}

// dayOf gives a day, or nothing for none.
func dayOf(d calendar.Date) *string {
	if d.IsZero() {
		return nil
	}
	s := d.String()
	return &s
}

// orNone makes a list that is never null.
func orNone(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}
