package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/id"
	"keyhouse/stays"
)

// timelinePage is the calendar of many properties: one row each, days across.
type timelinePage struct {
	List    List
	Form    Form // of the filter, when something in it is wrong
	Filter  stays.TimelineFilter
	Line    stays.Timeline
	Rows    []TimelineRow
	Pages   Pages
	Chips   []Chip
	Cities  []string
	Earlier string
	Later   string
	Today   string
	MayBook bool
	MayOff  bool
}

func (s *screens) timeline(w http.ResponseWriter, r *http.Request) error {
	if !hasCalendar(viewer(r)) {
		return s.hides(r, access.Read, access.Booking, "web.timeline")
	}
	b := timelinePage{List: List{Path: pathCalendar, Query: r.URL.Query()}}
	b.MayBook, b.MayOff = viewer(r).May(access.Add, access.Booking), viewer(r).May(access.Add, access.Block)
	var err error
	if b.Filter, err = stays.ParseTimelineFilter(r.URL.Query()); err == nil {
		b.List.Query = b.Filter.Query()
		b.Line, err = s.Stays.Timeline(r.Context(), viewer(r), b.Filter)
	}
	if err != nil && !retry(err) {
		return err
	}
	if err != nil {
		b.Form = sent(r.URL.Query(), err)
	}
	if sees(viewer(r), access.Property, access.GroupDetails) {
		if b.Cities, err = s.Portfolio.Cities(r.Context(), viewer(r)); err != nil {
			return err
		}
	}
	if err := s.timelineChips(r, &b); err != nil {
		return err
	}
	p := s.frameOf(r, say(r.Context(), "word.calendar"))
	p.Wide = true
	b.fill(p.Local)
	return s.page(w, r, b.Form.Err, timelineScreen(p, b))
}

// hasCalendar reports whether anything on a calendar shows to who.
func hasCalendar(who *access.Viewer) bool {
	return who.May(access.Read, access.Booking) || who.May(access.Read, access.Block)
}

// fill turns what was found into rows and the ways to move through time.
func (b *timelinePage) fill(l Local) {
	b.Pages = Pages{Previous: b.Line.Prev, Next: b.Line.Next}
	for _, r := range b.Line.Rows {
		b.Rows = append(b.Rows, TimelineRow{Name: r.Name, Note: r.City, Href: monthPath(r.Property) + monthQuery(b.Line.From),
			Add: addPath(r, r.Property), Entries: barEntries(l, r.Bars)})
	}
	if b.Line.From.IsZero() {
		return
	}
	b.Earlier, b.Later, b.Today = b.step(b.Line.From.Add(1-b.Line.Days)), b.step(b.Line.From.Add(b.Line.Days-1)), b.step(0)
	if b.Line.From == b.Line.From.FirstOfMonth() {
		b.Earlier, b.Later = b.step(b.Line.From.AddMonths(-1)), b.step(b.Line.From.AddMonths(1))
	}
}

// step gives the address of the same page of properties at other days.
func (b *timelinePage) step(from calendar.Date) string {
	f := b.Filter
	f.From = from
	v := f.Query()
	return List{Path: pathCalendar}.at(v)
}

// addPath is where a click on a free day leads, for who may put something there.
func addPath(r *stays.Row, property id.ID) string {
	switch {
	case r.MayBook:
		return pathBookings + "/new?property=" + property.String()
	case r.MayBlock:
		return pathBlocks + "/new?property=" + property.String()
	}
	return ""
}

func monthQuery(d calendar.Date) string {
	if d.IsZero() {
		return ""
	}
	return "?" + url.Values{"month": {d.String()[:7]}}.Encode()
}

func (s *screens) timelineChips(r *http.Request, b *timelinePage) error {
	if b.Filter.Q != "" {
		b.Chips = append(b.Chips, Chip{"q", "“" + b.Filter.Q + "”"})
	}
	if b.Filter.City != "" {
		b.Chips = append(b.Chips, Chip{"city", b.Filter.City})
	}
	if !b.Filter.Client.IsZero() {
		c, err := s.Portfolio.Client(r.Context(), viewer(r), b.Filter.Client)
		if err != nil {
			return err
		}
		b.Chips = append(b.Chips, Chip{"client", say(r.Context(), "calendar.owner-name", "name", c.Name)})
	}
	return nil
}

// dayChoices are how many days a timeline can show.
var dayChoices = []int{30, 45, 60, 92}

// dayOptions offers them, and the number asked for if it is another.
func dayOptions(l Local, now int) []Option {
	choices := dayChoices
	if now > 0 && !slices.Contains(choices, now) {
		choices = append([]int{now}, choices...)
	}
	var all []Option
	for _, n := range choices {
		all = append(all, Option{strconv.Itoa(n), l.Say("calendar.for-days", "n", n)})
	}
	return all
}

func townOptions(l Local, cities []string) []Option {
	all := []Option{{"", l.Say("calendar.everywhere")}}
	for _, c := range cities {
		all = append(all, Option{c, c})
	}
	return all
}
