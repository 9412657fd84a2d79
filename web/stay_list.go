package web

import (
	"net/http"
	"net/url"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/page"
	"keyhouse/stays"
)

// queryTotals asks for the sums of a list, which are not worked out for each
// page of a long one.
const queryTotals = "totals"

// stayListPage is the list of bookings.
type stayListPage struct {
	List    List
	Form    Form // of the filter, when something in it is wrong
	Filter  stays.BookingFilter
	Page    page.Page[*stays.Booking]
	Totals  *stays.Totals
	Sort    Sort
	Pages   Pages
	Chips   []Chip
	Columns stayColumns
	Narrow  bool // something narrows the list
	Begins  bool // today, because nobody said otherwise
	MayAdd  bool
	MayTake bool // export
}

// stayColumns are the columns that show to the person on any booking at all.
type stayColumns struct{ Guest, Source, Owner, Money bool }

func (c stayColumns) sums() bool { return c.Owner || c.Money }

func columnsFor(who *access.Viewer) stayColumns {
	return stayColumns{Guest: sees(who, access.Booking, access.GroupGuest), Source: sees(who, access.Booking, access.GroupSource),
		Owner: sees(who, access.Booking, access.GroupOwnerMoney), Money: sees(who, access.Booking, access.GroupAllMoney)}
}

func (s *screens) bookings(w http.ResponseWriter, r *http.Request) error {
	v := viewer(r)
	asked, begins := upcoming(r.URL.Query(), s.local(r).Today())
	b := stayListPage{List: List{Path: pathBookings, Query: asked}, Columns: columnsFor(v), Begins: begins,
		MayAdd: v.May(access.Add, access.Booking), MayTake: v.May(access.Export, access.Booking)}
	var err error
	if b.Filter, err = stays.ParseBookingFilter(asked); err == nil {
		b.List.Query = whenAny(b.Filter.Query())
		b.Page, err = s.Stays.Bookings(r.Context(), v, b.Filter)
	}
	if err == nil {
		err = s.addUp(r, &b, asked.Get(queryTotals) != "")
	}
	if err != nil && !retry(err) {
		return err
	}
	if err != nil {
		b.Form = sent(asked, err)
	}
	b.Pages = Pages{Previous: b.Page.Prev, Next: b.Page.Next}
	b.Sort.By, b.Sort.Down = b.List.Sort("arrive", false)
	p := s.frameOf(r, say(r.Context(), "word.bookings"))
	if err := s.stayChips(r, p.Local, &b); err != nil {
		return err
	}
	return s.page(w, r, b.Form.Err, stayListScreen(p, b))
}

// addUp works out the sums of the list: unasked only if it is one page.
func (s *screens) addUp(r *http.Request, b *stayListPage, asked bool) error {
	whole := b.Page.Next == "" && b.Page.Prev == ""
	if len(b.Page.Rows) == 0 || !asked && !whole {
		return nil
	}
	t, err := s.Stays.Totals(r.Context(), viewer(r), b.Filter)
	if err != nil {
		return err
	}
	b.Totals = &t
	if asked {
		b.List.Query.Set(queryTotals, "yes")
	}
	return nil
}

func (s *screens) stayChips(r *http.Request, l Local, b *stayListPage) error {
	f := b.Filter
	add := func(on bool, name, say string) {
		if on {
			b.Chips = append(b.Chips, Chip{name, say})
		}
	}
	add(f.Q != "", "q", "“"+f.Q+"”")
	if !f.Property.IsZero() {
		p, err := s.Portfolio.Property(r.Context(), viewer(r), f.Property)
		if err != nil {
			return err
		}
		add(true, "property", p.Name)
	}
	if !f.Client.IsZero() {
		c, err := s.Portfolio.Client(r.Context(), viewer(r), f.Client)
		if err != nil {
			return err
		}
		add(true, "client", l.Say("bookings.owner-name", "name", c.Name))
	}
	add(f.State != "", "state", capital(l.Word("booking-state", string(f.State))))
	add(f.Source != "", "source", sourceName(l, f.Source))
	for _, d := range []struct {
		day       calendar.Date
		name, say string
	}{{f.From, "from", l.Say("bookings.chip-from", "day", l.Day(f.From))}, {f.To, "to", l.Say("bookings.chip-before", "day", l.Day(f.To))},
		{f.Arriving, "arriving", l.Say("bookings.chip-arriving", "day", l.Day(f.Arriving))},
		{f.Departing, "departing", l.Say("bookings.chip-leaving", "day", l.Day(f.Departing))}, {f.InHouse, "in_house", l.Say("bookings.chip-in-house", "day", l.Day(f.InHouse))}} {
		add(!d.day.IsZero(), d.name, d.say)
	}
	b.Narrow = len(b.Chips) > 0 && !(b.Begins && len(b.Chips) == 1)
	return nil
}

// exportPath is where the list as it stands can be taken from.
func (b stayListPage) exportPath(kind string) string {
	f := b.Filter
	f.Cursor, f.Limit = "", 0
	return List{Path: pathBookings + "." + kind}.at(f.Query())
}

// only gives the list with one filter, in its order.
func (b stayListPage) only(name, value string) string {
	q := url.Values{}
	page.Set(q, name, value)
	page.Set(q, querySort, b.Filter.Sort)
	return List{Path: pathBookings}.at(q)
}

// quick are the lists people open many times a day.
func (b stayListPage) quick(l Local) []Tab {
	day := l.Today().String()
	return []Tab{{Label: l.Say("bookings.upcoming"), Href: b.only("from", day)}, {Label: l.Say("bookings.arriving-today"), Href: b.only("arriving", day)},
		{Label: l.Say("bookings.in-house"), Href: b.only("in_house", day)}, {Label: l.Say("bookings.leaving-today"), Href: b.only("departing", day)},
		{Label: l.Say("bookings.tentative"), Href: List{Path: pathBookings}.at(url.Values{"from": {day}, "state": {string(stays.Tentative)}})},
		{Label: l.Say("bookings.past"), Href: pastPath(day)}, {Label: l.Say("bookings.all"), Href: b.only(queryWhen, whenAll)}}
}

// here is the address the list is at, as quick has it.
func (b stayListPage) here() string { return hereOf(b.List) }

// pastPath is the list of what has arrived before day, the last first.
func pastPath(day string) string {
	return List{Path: pathBookings}.at(url.Values{"to": {day}, querySort: {"-arrive"}})
}

func (b stayListPage) say(l Local) string {
	if b.Totals == nil {
		return l.Say("bookings.on-page", "n", len(b.Page.Rows))
	}
	return l.Say("bookings.totals", "n", b.Totals.Bookings, "nights", l.Say("time.nights", "n", b.Totals.Nights))
}
