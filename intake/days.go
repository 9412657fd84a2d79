package intake

import (
	"fmt"

	"keyhouse/calendar"
	"keyhouse/cash"
)

// Run is a span of nights on which a listing is not available. The file does
// not say whether somebody stays or the host has closed it.
type Run struct {
	ListingID string
	Nights    calendar.Nights
	Price     cash.Amount // of the first night; no Currency: not given
	Total     cash.Amount // of all nights; no Currency: some are not given
}

// Calendar folds the one-row-a-day calendar.csv into runs. Rows may come in
// any order. Rows of listings for which known is false are skipped, and named
// with one Skip a listing that counts them; a nil known takes all. The runs are given to emit only when
// the whole file has proved sound, listing by listing in the order in which
// they first appear, each in order of days. Memory grows with the number of
// listings, not of rows beyond five years of each.
func Calendar(f File, known func(listingID string) bool, emit func(Run) error) error {
	t, err := openTable(f, "listing_id", "date", "available")
	if err != nil {
		return err
	}
	c := folder{headed: t, known: known, byID: map[string]*listingDays{}, days: map[[10]byte]calendar.Date{}, scale: f.Currency.Digits()}
	c.listing, c.date, c.available, c.price = t.column("listing_id"), t.column("date"), t.column("available"), t.column("price")
	for {
		more, err := t.read()
		if err != nil {
			return err
		}
		if !more {
			return c.emit(emit)
		}
		c.take()
	}
}

// folder holds, for each listing, what each of its days is.
type folder struct {
	*headed
	known                           func(string) bool
	byID                            map[string]*listingDays
	order                           []*listingDays
	unknown                         []*listingDays
	latest                          *listingDays
	days                            map[[10]byte]calendar.Date // a calendar has few different days
	scale                           int
	listing, date, available, price int
}

// listingDays are the days of one listing from first on; of an unknown one,
// only where its rows stand.
type listingDays struct {
	id              string
	first           calendar.Date
	marks           []mark
	unknown         bool
	count, from, to int // rows and lines
}

// mark is what is known of a day: that it is priced and unavailable from
// taken on, by the price in minor units.
type mark int32

const (
	unseen mark = iota
	free
	takenUnpriced
	taken
)

const maxDayPrice = 1<<31 - 1 - int64(taken)

// take handles the current row.
func (c *folder) take() {
	l := c.listingDays(c.cell(c.listing))
	if l == nil {
		return
	}
	day, ok := c.day(c.cell(c.date))
	if !ok {
		c.file.skip(c.rows.line, "date", c.cell(c.date), "this is not a day between 1990 and 2200")
		return
	}
	m, ok := c.mark()
	if !ok {
		return
	}
	if reason := l.set(day, m); reason != "" {
		c.file.skip(c.rows.line, "date", c.cell(c.date), reason)
	}
}

// listingDays finds whom the row is about, nil if the row is to be skipped.
func (c *folder) listingDays(id []byte) *listingDays {
	l := c.latest
	if l == nil || string(id) != l.id {
		if l = c.byID[string(id)]; l == nil {
			l = c.meet(id)
		}
		c.latest = l
	}
	if l != nil && l.unknown {
		l.count, l.to = l.count+1, c.rows.line
		return nil
	}
	return l
}

func (c *folder) meet(id []byte) *listingDays {
	if !isID(string(id)) {
		c.file.skip(c.rows.line, "listing_id", id, "an id must be up to 20 digits")
		return nil
	}
	l := &listingDays{id: string(id)}
	c.byID[l.id] = l
	if c.known != nil && !c.known(l.id) {
		l.unknown, l.from = true, c.rows.line
		c.unknown = append(c.unknown, l)
		return l
	}
	c.order = append(c.order, l)
	return l
}

func (c *folder) day(b []byte) (calendar.Date, bool) {
	if len(b) != 10 {
		return 0, false
	}
	key := [10]byte(b)
	if day, ok := c.days[key]; ok {
		return day, true
	}
	day, err := calendar.ParseDate(string(b))
	if err != nil {
		return 0, false
	}
	c.days[key] = day
	return day, true
}

// mark reads availability and price of the current row.
func (c *folder) mark() (mark, bool) {
	switch b := c.cell(c.available); {
	case len(b) == 1 && b[0] == 't', string(b) == "true":
		return free, true
	case len(b) == 1 && b[0] == 'f', string(b) == "false":
	default:
		c.file.skip(c.rows.line, "available", b, "this is neither t nor f")
		return unseen, false
	}
	raw := c.cell(c.price)
	if len(raw) == 0 {
		return takenUnpriced, true
	}
	minor, ok := price(raw, c.scale)
	if !ok || minor > maxDayPrice {
		c.file.note(Skip{File: c.file.Name, Line: c.rows.line, Column: "price", Value: shown(raw), Reason: "this is not a price of a night", Kept: true})
		return takenUnpriced, true
	}
	return taken + mark(minor), true
}

// set marks a day and gives the reason if it must not.
func (l *listingDays) set(day calendar.Date, m mark) string {
	if l.marks == nil {
		l.first, l.marks = day, make([]mark, 1, 366)
	}
	at := int(day - l.first)
	switch {
	case at >= calendar.MaxNights || len(l.marks)-at > calendar.MaxNights:
		return fmt.Sprintf("this day is more than %d days from others of its listing", calendar.MaxNights)
	case at < 0:
		l.marks = append(make([]mark, -at, len(l.marks)-at), l.marks...)
		l.first, at = day, 0
	case at >= len(l.marks):
		l.marks = append(l.marks, make([]mark, at+1-len(l.marks))...)
	}
	if l.marks[at] != unseen {
		return "this day of this listing is in the file a second time"
	}
	l.marks[at] = m
	return ""
}

// emit names the unknown listings and gives out every other's runs.
func (c *folder) emit(emit func(Run) error) error {
	for _, l := range c.unknown {
		c.file.skip(l.from, "listing_id", []byte(l.id), fmt.Sprintf("no such listing: %d rows in lines %d to %d are left out", l.count, l.from, l.to))
	}
	for _, l := range c.order {
		for at := 0; at < len(l.marks); {
			if l.marks[at] < takenUnpriced {
				at++
				continue
			}
			end := at
			for end < len(l.marks) && l.marks[end] >= takenUnpriced {
				end++
			}
			if err := emit(c.run(l, at, end)); err != nil {
				return err
			}
			at = end
		}
	}
	return nil
}

func (c *folder) run(l *listingDays, at, end int) Run {
	r := Run{ListingID: l.id, Nights: calendar.Nights{Arrive: l.first.Add(at), Depart: l.first.Add(end)}}
	var total int64
	for _, m := range l.marks[at:end] {
		if m < taken {
			total = -1
			break
		}
		total += int64(m - taken)
	}
	if total >= 0 {
		r.Total = cash.Amount{Minor: total, Currency: c.file.Currency}
	}
	if m := l.marks[at]; m >= taken {
		r.Price = cash.Amount{Minor: int64(m - taken), Currency: c.file.Currency}
	}
	return r
}
