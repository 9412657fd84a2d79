package stays

import (
	"context"
	"net/url"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/id"
	"keyhouse/page"
	"keyhouse/portfolio"
)

// Bounds of a timeline.
const (
	usualDays = 30
	maxDays   = 92
)

// TimelineFilter says which days and properties a timeline shows. Without From
// it begins today.
type TimelineFilter struct {
	From   calendar.Date
	Days   int
	Q      string // words of the property
	City   string
	Client id.ID // an owner, for who may know whose a property is
	page.Ask
}

// ParseTimelineFilter reads a filter from a timeline's address.
func ParseTimelineFilter(v url.Values) (TimelineFilter, error) {
	q := page.Read("stays.ParseTimelineFilter", v)
	f := TimelineFilter{From: q.Day("from"), Q: q.Text("q"), City: q.Text("city"), Client: q.ID("client"), Ask: ask(q, []string{"name"})}
	f.Days = int(q.Number("days", 0, maxDays))
	return f, q.Err()
}

// Query gives the address f was read from.
func (f TimelineFilter) Query() url.Values {
	v := url.Values{}
	page.Set(v, "from", f.From.String())
	if f.Days != 0 {
		page.Set(v, "days", itoa(f.Days))
	}
	page.Set(v, "q", f.Q)
	page.Set(v, "city", f.City)
	page.Set(v, "client", f.Client.String())
	f.Put(v)
	return v
}

// Timeline is a page of properties with what lies on their nights.
type Timeline struct {
	From  calendar.Date
	Days  int
	Today calendar.Date
	page.Page[*Row]
}

// Row is one property of a timeline.
type Row struct {
	Property          id.ID
	Name, City        string
	Bars              []Bar
	MayBook, MayBlock bool // the reader may put something on it
	nameKey           string
	business          id.ID
}

// Bar is a booking or a block on a calendar, as its reader may see it. One of
// the two is set.
type Bar struct {
	Nights  calendar.Nights
	Unit    id.ID
	Booking *Booking
	Block   *Block
}

// Title is what the calendar writes on the bar.
func (b *Bar) Title() string {
	switch {
	case b.Block != nil:
		return b.Block.Title()
	case b.Booking.Guest != "":
		return b.Booking.Guest
	case b.Booking.State == Tentative:
		return "Tentative"
	}
	return "Booked"
}

// Timeline shows the bookings and blocks that who may read, on the properties
// that who may see. It takes a handful of queries, however many properties there are.
func (s *Store) Timeline(ctx context.Context, who *access.Viewer, f TimelineFilter) (Timeline, error) {
	t := Timeline{From: f.From, Days: f.Days, Today: s.today(who)}
	if t.From.IsZero() {
		t.From = t.Today
	}
	if t.Days <= 0 {
		t.Days = usualDays
	}
	t.Days = min(t.Days, maxDays)
	plan, err := propertyOrder.Plan(f.Cursor, f.Limit)
	if err != nil {
		return t, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		rows, err := db.All(ctx, tx, f.properties(tx, who, plan), scanRow)
		if err != nil {
			return err
		}
		t.Page = page.Cut(plan, rows, func(r *Row) []any { return []any{r.nameKey, r.Property} })
		return s.fill(ctx, tx, who, t.Rows, t.From, t.From.Add(t.Days))
	})
	return t, err
}

var propertyOrder = page.By("timeline", page.Column{SQL: "p.name_key", Kind: page.Text}, page.Column{SQL: "p.id", Kind: page.ID})

const rowColumns = "p.id, p.business_id, p.name, p.name_key, p.city"

func scanRow(r db.Row) (*Row, error) {
	row := &Row{}
	return row, r.Scan(&row.Property, &row.business, &row.Name, &row.nameKey, &row.City)
}

func (f *TimelineFilter) properties(tx *db.Tx, who *access.Viewer, plan page.Plan) db.Query {
	var need []access.Group
	if f.City != "" {
		need = append(need, access.GroupDetails)
	}
	if !f.Client.IsZero() {
		need = append(need, access.GroupOwner)
	}
	q := db.Select(rowColumns, "property p").Visible(who, access.Read, access.Property, need...).And("p.archived_at IS NULL").
		AndIf(f.City != "", "p.city = ?", f.City)
	if !f.Client.IsZero() {
		day := who.Who().Today
		q = q.Join("JOIN ownership_share os ON os.account_id = p.account_id AND os.property_id = p.id").
			And("os.client_id = ? AND os.from_day <= ? AND (os.until_day IS NULL OR os.until_day > ?)", f.Client, day, day).
			Join("JOIN client c ON c.account_id = os.account_id AND c.id = os.client_id").
			Within(who.Where(access.Read, access.Client), "c")
	}
	where, after := plan.Where()
	return portfolio.Matching(tx, who, q, access.Property, "p", f.Q).AndIf(where != "", where, after...).
		Order(plan.OrderBy()).Limit(plan.Fetch())
}

// fill puts on each row what lies on its nights from from to before to.
func (s *Store) fill(ctx context.Context, tx *db.Tx, who *access.Viewer, rows []*Row, from, to calendar.Date) error {
	at := map[id.ID]*Row{}
	places := make([]any, len(rows))
	for i, r := range rows {
		at[r.Property], places[i] = r, r.Property
		r.allow(who)
		if !who.Mask(r.of(who, access.Property)).Has(access.GroupDetails) {
			r.City = ""
		}
	}
	if len(rows) == 0 {
		return nil
	}
	bookings, err := bookingsAt(ctx, tx, who, places, from, to)
	if err != nil {
		return err
	}
	for _, b := range bookings {
		r := at[b.Property]
		r.Bars = append(r.Bars, Bar{Nights: b.Nights, Unit: b.Unit, Booking: b})
	}
	blocks, err := blocksAt(ctx, tx, who, places, from, to)
	for _, b := range blocks {
		r := at[b.Property]
		r.Bars = append(r.Bars, Bar{Nights: b.Nights, Unit: b.Unit, Block: b})
	}
	for _, r := range rows {
		sortBars(r.Bars)
	}
	return err
}

// of is what the policy needs to know of the row's property, or of something
// new at it.
func (r *Row) of(who *access.Viewer, t access.Thing) *access.Record {
	rec := &access.Record{Thing: t, Account: who.Account(), Business: r.business, Property: r.Property, Person: who.Who().Person}
	if t == access.Property {
		rec.ID = r.Property
	}
	return rec
}

// allow notes what the reader may put on the row.
func (r *Row) allow(who *access.Viewer) {
	r.MayBook = who.Can(access.Add, r.of(who, access.Booking)) == access.Allowed
	r.MayBlock = who.Can(access.Add, r.of(who, access.Block)) == access.Allowed
}

// bookingsAt reads the bookings that hold nights at some properties.
func bookingsAt(ctx context.Context, tx *db.Tx, who *access.Viewer, properties []any, from, to calendar.Date) ([]*Booking, error) {
	q := db.Select(bookingColumns, "booking b").Visible(who, access.Read, access.Booking).
		AndIn("b.property_id", properties...).And("b.state <> ?", string(Cancelled))
	rows, err := listed(ctx, tx, who.Account(), overlapping(q, "b", from, to), scanBooking)
	if err != nil {
		return nil, err
	}
	return rows, eyesOf(who).sees(ctx, tx, rows)
}

// blocksAt reads the blocks that hold nights at some properties.
func blocksAt(ctx context.Context, tx *db.Tx, who *access.Viewer, properties []any, from, to calendar.Date) ([]*Block, error) {
	q := db.Select(blockColumns, "block b").Visible(who, access.Read, access.Block).
		AndIn("b.property_id", properties...).And("b.state = ?", BlockActive)
	rows, err := listed(ctx, tx, who.Account(), overlapping(q, "b", from, to), scanBlock)
	for _, b := range rows {
		b.mask(who)
	}
	return rows, err
}
