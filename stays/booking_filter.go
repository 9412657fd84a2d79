package stays

import (
	"cmp"
	"net/url"
	"strings"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/entry"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/page"
	"keyhouse/portfolio"
)

// BookingFilter narrows and sorts a list of bookings. The zero filter is every
// booking, by arrival. Narrowing or sorting by a field lets only those rows
// through on which the reader sees that field.
type BookingFilter struct {
	Q                            string // words of number, guest, contact and reference, each may be the beginning of one
	Property, Client             id.ID
	State                        State         // "": any
	Source                       string        // "": any
	From, To                     calendar.Date // arriving from From to before To
	Arriving, Departing, InHouse calendar.Date // on that very day; in house: there from before it until after it
	page.Ask

	walk  bool // look for the words of Q row by row: most of the rows have them
	apart bool // who is in the house is asked for in parts
}

// BookingSorts are the orders a list of bookings can have, the usual one first.
var BookingSorts = []string{"arrive", "-arrive", "depart", "-depart", "number", "-number", "guest", "-guest", "total", "-total"}

// ParseBookingFilter reads a filter from a list's address.
func ParseBookingFilter(v url.Values) (BookingFilter, error) {
	q := page.Read("stays.ParseBookingFilter", v)
	f := BookingFilter{
		Q: q.Text("q"), Property: q.ID("property"), Client: q.ID("client"),
		State: State(q.Word("state", "", string(Tentative), string(Confirmed), string(Cancelled))), Source: q.Word("source", append([]string{""}, Sources...)...),
		From: q.Day("from"), To: q.Day("to"),
		Arriving: q.Day("arriving"), Departing: q.Day("departing"), InHouse: q.Day("in_house"),
		Ask: ask(q, BookingSorts),
	}
	if !f.From.IsZero() && !f.To.IsZero() && f.To < f.From {
		return f, fault.Bad("stays.ParseBookingFilter", "to", "This is before the first day. Pick a later one.")
	}
	return f, q.Err()
}

// ask reads which page is wanted; the usual order, the first of sorts, is none.
func ask(q *page.Query, sorts []string) page.Ask {
	a := q.Ask(sorts...)
	if a.Sort == sorts[0] {
		a.Sort = ""
	}
	return a
}

// Query gives the address f was read from.
func (f BookingFilter) Query() url.Values {
	v := url.Values{}
	page.Set(v, "q", f.Q)
	page.Set(v, "property", f.Property.String())
	page.Set(v, "client", f.Client.String())
	page.Set(v, "state", string(f.State))
	page.Set(v, "source", f.Source)
	for name, d := range map[string]calendar.Date{"from": f.From, "to": f.To, "arriving": f.Arriving, "departing": f.Departing, "in_house": f.InHouse} {
		page.Set(v, name, d.String())
	}
	f.Put(v)
	return v
}

// needs are the groups that must show on a row for it to be in the list.
func (f *BookingFilter) needs() []access.Group {
	var need []access.Group
	if f.Source != "" {
		need = append(need, access.GroupSource)
	}
	switch f.Sort {
	case "guest", "-guest":
		need = append(need, access.GroupGuest)
	case "total", "-total":
		need = append(need, access.GroupAllMoney)
	}
	return need
}

// allowed refuses what would only ever give an empty list because the reader
// sees that field of no booking.
func (f *BookingFilter) allowed(who *access.Viewer, op string) error {
	bad := fault.Fields{Op: op}
	if f.Source != "" && who.Where(access.Read, access.Booking, access.GroupSource).Nothing() {
		bad.Bad("source", "Where bookings come from is not shown to you, so they cannot be chosen by it.")
	}
	for _, g := range f.needs() {
		if g != access.GroupSource && who.Where(access.Read, access.Booking, g).Nothing() {
			bad.Bad("sort", "This is not shown to you, so bookings cannot be sorted by it.")
		}
	}
	return bad.Err()
}

// order is how the list is sorted. Each order ends on the id, so that pages
// never overlap.
func (f *BookingFilter) order() page.Order {
	name, desc := f.Sort, false
	if name == "" {
		name = "arrive"
	}
	if name[0] == '-' {
		desc = true
	}
	byID := page.Column{SQL: "b.id", Kind: page.ID, Desc: desc}
	switch name {
	case "depart", "-depart":
		return page.By("bookings "+name, page.Column{SQL: "b.depart", Desc: desc}, byID)
	case "number", "-number":
		return page.By("bookings "+name, page.Column{SQL: "b.number", Desc: desc}, byID)
	case "guest", "-guest":
		return page.By("bookings "+name, page.Column{SQL: "b.guest_key", Kind: page.Text, Desc: desc}, byID)
	case "total", "-total":
		return page.By("bookings "+name, page.Column{SQL: "b.total_minor", Desc: desc}, byID)
	}
	return page.By("bookings "+name, page.Column{SQL: "b.arrive", Desc: desc}, byID)
}

// key gives the values of f's order for a row.
func (f *BookingFilter) key(b *Booking) []any {
	switch f.Sort {
	case "depart", "-depart":
		return []any{int64(b.Nights.Depart), b.ID}
	case "number", "-number":
		return []any{b.Number, b.ID}
	case "guest", "-guest":
		return []any{entry.Fold(b.Guest), b.ID}
	case "total", "-total":
		return []any{b.Total, b.ID}
	}
	return []any{int64(b.Nights.Arrive), b.ID}
}

// compare puts bookings in the order that f sorts by, upwards.
func (f *BookingFilter) compare(a, b *Booking) int {
	var c int
	switch strings.TrimPrefix(f.Sort, "-") {
	case "depart":
		c = cmp.Compare(a.Nights.Depart, b.Nights.Depart)
	case "number":
		c = cmp.Compare(a.Number, b.Number)
	case "guest":
		c = cmp.Compare(entry.Fold(a.Guest), entry.Fold(b.Guest))
	case "total":
		c = cmp.Compare(a.Total, b.Total)
	default:
		c = cmp.Compare(a.Nights.Arrive, b.Nights.Arrive)
	}
	return cmp.Or(c, a.ID.Compare(b.ID))
}

// narrow adds f's conditions to a query over "booking b".
func (f *BookingFilter) narrow(tx *db.Tx, who *access.Viewer, q db.Query) db.Query {
	q = q.AndIf(!f.Property.IsZero(), "b.property_id = ?", f.Property).
		AndIf(f.State != "", "b.state = ?", string(f.State)).
		AndIf(f.Source != "", "b.source = ?", f.Source).
		AndIf(!f.Arriving.IsZero(), "b.arrive = ?", f.Arriving).
		AndIf(!f.Departing.IsZero(), "b.depart = ?", f.Departing)
	q = q.AndIf(!f.From.IsZero(), "b.arrive >= ?", f.From).AndIf(!f.To.IsZero(), "b.arrive < ?", f.To)
	if !f.InHouse.IsZero() && !f.apart {
		q = inHouse(q, who, f.InHouse)
	}
	if !f.Client.IsZero() {
		q = ownedBy(q, who, f.Client)
	}
	if f.walk {
		return portfolio.MatchingEach(tx, who, q, access.Booking, "b", f.Q)
	}
	return portfolio.Matching(tx, who, q, access.Booking, "b", f.Q)
}

// overlapping keeps the records that hold a night from from to before to; no
// day leaves that end open. No span is longer than MaxNights, which lets the
// index begin near from.
func overlapping(q db.Query, alias string, from, to calendar.Date) db.Query {
	return q.AndIf(!from.IsZero(), alias+".depart > ? AND "+alias+".arrive > ?", from, from-calendar.MaxNights-1).
		AndIf(!to.IsZero(), alias+".arrive < ?", to)
}

// ownedBy keeps the bookings of properties that client holds a share of today,
// for who may know of the client and of who owns the property.
func ownedBy(q db.Query, who *access.Viewer, client id.ID) db.Query {
	day := who.Who().Today
	return q.Join("JOIN property p ON p.account_id = b.account_id AND p.id = b.property_id").
		Join("JOIN ownership_share os ON os.account_id = b.account_id AND os.property_id = b.property_id").
		And("os.client_id = ? AND os.from_day <= ? AND (os.until_day IS NULL OR os.until_day > ?)", client, day, day).
		Join("JOIN client c ON c.account_id = os.account_id AND c.id = os.client_id").
		Within(who.Where(access.Read, access.Client), "c").
		Within(who.Where(access.Read, access.Property, access.GroupOwner), "p")
}
