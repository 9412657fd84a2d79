package api

import (
	"context"
	"net/http"
	"time"

	"keyhouse/calendar"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/page"
	"keyhouse/stays"
)

// calendars are the operations on what lies on which nights.
func (d *desk) calendars() {
	const tag = "Calendar"
	handle(d, op{id: "timeline", tag: tag, method: http.MethodGet, path: "/calendar/timeline", summary: "Many properties side by side",
		about: "The bookings and blocks the person may read, on a page of the properties they may see.",
		asks: paged([]string{"name"}, date("from", "The first day; today unless given."), number("days", "How many; 30 unless given.", 1, 92), text("q", "Words of the property."),
			text("city", "Exactly this city."), uuid("client", "Partly this owner's, where owners show."))}, d.timeline)
	handle(d, op{id: "month", tag: tag, method: http.MethodGet, path: "/calendar/month", summary: "One property for a month",
		asks:  []param{must(uuid("property", "Which.")), {name: "month", about: "Which; this one unless given.", schema: word("", "").schema, example: "2026-03"}},
		about: "In whole weeks from Monday.", errors: []int{http.StatusNotFound}}, d.month)
	handle(d, op{id: "today", tag: tag, method: http.MethodGet, path: "/today", summary: "What happens on a day", asks: []param{date("day", "Today unless given.")},
		about: "Arrivals, departures, who is in house, blocks and open quotes, each list as far as it shows; counts are of all of them."}, d.today)
	handle(d, op{id: "free", tag: tag, method: http.MethodGet, path: "/calendar/free", summary: "Whether nights are free", errors: []int{http.StatusNotFound},
		asks: []param{must(uuid("property", "Which.")), uuid("unit", "Which unit; the whole property unless given."), must(date("arrive", "The first night.")),
			must(date("depart", "The day they leave.")), uuid("except", "A booking or block whose own nights do not count.")},
		about: "Answers who could try to take them."}, d.free)
}

// Bar is a booking or a block on a calendar: one of the two.
type Bar struct {
	Arrive  string        `json:"arrive" format:"date"`
	Depart  string        `json:"depart" format:"date"`
	Unit    *id.ID        `json:"unit,omitempty" format:"uuid" doc:"Absent where it is on the whole property."`
	Title   string        `json:"title" doc:"What a calendar writes on it for this person."`
	Booking *bookingShape `json:"booking,omitempty"`
	Block   *Block        `json:"block,omitempty"`
}

func barShape(b stays.Bar) Bar {
	out := Bar{Arrive: b.Nights.Arrive.String(), Depart: b.Nights.Depart.String(), Unit: idOr(b.Unit), Title: b.Title()}
	if b.Booking != nil {
		out.Booking = &bookingShape{b.Booking}
	}
	if b.Block != nil {
		block := blockShape(b.Block)
		out.Block = &block
	}
	return out
}

// Lane is one property of a timeline.
type Lane struct {
	Property named  `json:"property"`
	City     string `json:"city,omitempty" doc:"Where details show."`
	Bars     []Bar  `json:"bars"`
	MayBook  bool   `json:"may_book"`
	MayBlock bool   `json:"may_block"`
}

func laneShape(r *stays.Row) Lane {
	return Lane{Property: named{r.Property, r.Name}, City: r.City, Bars: each(r.Bars, barShape), MayBook: r.MayBook, MayBlock: r.MayBlock}
}

// Timeline is a page of properties with what lies on their nights.
type Timeline struct {
	From  string  `json:"from" format:"date"`
	Days  int     `json:"days"`
	Today string  `json:"today" format:"date"`
	Items []Lane  `json:"items"`
	Next  *string `json:"next"`
	Prev  *string `json:"prev"`
}

func (d *desk) timeline(ctx context.Context, c *call, _ *struct{}) (Timeline, error) {
	f, err := stays.ParseTimelineFilter(c.query)
	if err != nil {
		return Timeline{}, inAddress(err)
	}
	t, err := d.Stays.Timeline(ctx, c.viewer(), f)
	return Timeline{From: t.From.String(), Days: t.Days, Today: t.Today.String(), Items: each(t.Rows, laneShape), Next: cursor(t.Next), Prev: cursor(t.Prev)}, inAddress(err)
}

// Month is one month of one property.
type Month struct {
	Lane
	Month string `json:"month" example:"2026-03"`
	First string `json:"first" format:"date" doc:"The Monday it is drawn from."`
	Until string `json:"until" format:"date" doc:"The first day after the last week."`
	Today string `json:"today" format:"date"`
}

func (d *desk) month(ctx context.Context, c *call, _ *struct{}) (Month, error) {
	q := page.Read("api.month", c.query)
	property, typed := q.ID("property"), q.Text("month")
	if err := q.Err(); err != nil {
		return Month{}, inAddress(err)
	}
	var day calendar.Date
	if typed != "" {
		t, err := time.Parse("2006-01", typed)
		if err != nil {
			return Month{}, fault.Bad("api.month", "?month", "This is no month. Write it as 2026-03.")
		}
		day = calendar.DateOf(t)
	}
	m, err := d.Stays.Month(ctx, c.viewer(), property, day, time.Monday)
	if err != nil {
		return Month{}, inAddress(err)
	}
	return Month{Lane: laneShape(&m.Row), Month: m.Month.Time().Format("2006-01"), First: m.First.String(), Until: m.Until.String(), Today: m.Today.String()}, nil
}

// Day is what happens on one day.
type Day struct {
	Day        string         `json:"day" format:"date"`
	Arrivals   []bookingShape `json:"arrivals"`
	Departures []bookingShape `json:"departures"`
	InHouse    []bookingShape `json:"in_house"`
	Blocks     []Block        `json:"blocks"`
	Quotes     []Quote        `json:"quotes" doc:"Sent and still open."`
	Feeds      []Failing      `json:"failing_feeds" doc:"Calendars of channels that could not be read."`
	Counts     DayCounts      `json:"counts"`
}

// DayCounts are the full numbers behind the lists.
type DayCounts struct {
	Arrivals   int64 `json:"arrivals"`
	Departures int64 `json:"departures"`
	InHouse    int64 `json:"in_house"`
	Blocks     int64 `json:"blocks"`
	Quotes     int64 `json:"quotes"`
}

// Failing is a channel's calendar that could not be read.
type Failing struct {
	ID       id.ID     `json:"id" format:"uuid"`
	Property named     `json:"property"`
	Channel  string    `json:"channel"`
	Error    string    `json:"error,omitempty"`
	Since    time.Time `json:"since"`
}

func (d *desk) today(ctx context.Context, c *call, _ *struct{}) (Day, error) {
	q := page.Read("api.today", c.query)
	day := q.Day("day")
	if err := q.Err(); err != nil {
		return Day{}, inAddress(err)
	}
	t, err := d.Stays.Today(ctx, c.viewer(), day)
	if err != nil {
		return Day{}, err
	}
	return Day{Day: t.Day.String(), Arrivals: each(t.Arrivals, shapeBooking), Departures: each(t.Departures, shapeBooking), InHouse: each(t.InHouse, shapeBooking),
		Blocks: each(t.Blocks, blockShape), Quotes: each(t.Quotes, quoteShape), Counts: DayCounts(t.Counts),
		Feeds: each(t.Feeds, func(f stays.FailingFeed) Failing {
			return Failing{f.ID, named{f.Property, f.PropertyName}, f.Channel, f.Error, f.Since.UTC()}
		})}, nil
}

// Free says whether nights could be taken.
type Free struct {
	Free bool `json:"free"`
}

func (d *desk) free(ctx context.Context, c *call, _ *struct{}) (Free, error) {
	q := page.Read("api.free", c.query)
	property, unit, except := q.ID("property"), q.ID("unit"), q.ID("except")
	nights := calendar.Nights{Arrive: q.Day("arrive"), Depart: q.Day("depart")}
	if err := q.Err(); err != nil {
		return Free{}, inAddress(err)
	}
	free, err := d.Stays.Free(ctx, c.viewer(), property, unit, nights, except)
	return Free{free}, inAddress(err)
}
