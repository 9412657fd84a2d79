package imports

import (
	"context"
	"fmt"

	"keyhouse/cash"
	"keyhouse/entry"
	"keyhouse/fault"
	"keyhouse/intake"
	"keyhouse/portfolio"
	"keyhouse/stays"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/id"
)

// Columns are what a person needs to say which column of an uploaded CSV means
// what.
type Columns struct {
	Kind      string
	Fields    []intake.Field
	Header    []string
	Sample    [][]string // the first rows
	Rows      int
	Encoding  string
	Delimiter string
	Guess     intake.Mapping
}

// sampleRows is how many rows Columns shows.
const sampleRows = 5

// Fields gives what an import of a kind can fill; nil for Airbnb.
func Fields(kind string) []intake.Field {
	return map[string][]intake.Field{Owners: intake.Owners, Properties: intake.Properties, Bookings: intake.Bookings}[kind]
}

// Columns looks at the staged upload of a CSV and guesses what its columns mean.
func (s *Store) Columns(ctx context.Context, who *access.Viewer, run id.ID) (Columns, error) {
	r, err := s.staged(ctx, who, run, "imports.Columns")
	if err != nil {
		return Columns{}, err
	}
	if r.Kind == Airbnb {
		return Columns{Kind: r.Kind}, nil
	}
	t, err := s.table(ctx, r)
	if err != nil {
		return Columns{}, err
	}
	c := Columns{Kind: r.Kind, Fields: Fields(r.Kind), Header: t.Header, Sample: t.Sample(sampleRows), Rows: t.Rows, Encoding: t.Encoding, Delimiter: t.Delimiter}
	c.Guess = intake.Guess(t.Header, c.Fields)
	if days, err := t.DayForm(c.Fields, c.Guess); err == nil {
		c.Guess.Days = days
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		var err error
		c.Guess.Currency, _, err = currencyOf(ctx, tx, r.account)
		return err
	})
	return c, err
}

func (s *Store) table(ctx context.Context, r *Run) (*intake.Table, error) {
	return intake.Open(s.stored(ctx, r)[0].in)
}

// fits refuses a mapping that cannot be read with.
func (s *Store) fits(ctx context.Context, r *Run, m intake.Mapping) error {
	t, err := s.table(ctx, r)
	if err != nil {
		return err
	}
	err = t.Read(Fields(r.Kind), m, func(intake.Row) error { return errEnough })
	if err == errEnough {
		return nil
	}
	return err
}

var errEnough = fmt.Errorf("one row is enough")

// readTable reads a CSV to its end by a mapping.
func readTable(kind string, f source, m intake.Mapping, currency cash.Currency, zone string, read func(int64)) (*batch, error) {
	t, err := intake.Open(counted{f.in, read})
	if err != nil {
		return nil, err
	}
	if m.Currency == "" {
		m.Currency = currency
	}
	b := &tableReader{batch: &batch{}, file: f.name, currency: m.Currency, zone: zone, byName: map[string]int{}}
	take := map[string]func(intake.Row){Owners: b.owner, Properties: b.property, Bookings: b.booking}[kind]
	err = t.Read(Fields(kind), m, func(r intake.Row) error {
		for _, p := range r.Problems {
			p.File = f.name
			b.skip(p)
		}
		if len(r.Problems) == 0 {
			take(r)
		}
		return nil
	})
	return b.batch, err
}

type tableReader struct {
	*batch
	file     string
	currency cash.Currency
	zone     string
	byName   map[string]int // properties of this file
}

func (t *tableReader) here(r intake.Row) at { return at{t.file, r.Line} }

// wrong leaves out a row for what is wrong with its form.
func (t *tableReader) wrong(r intake.Row, err error) {
	f := fault.Of(err)
	t.leave(t.here(r), f.Field, "", f.Say)
}

func (t *tableReader) owner(r intake.Row) {
	form := portfolio.ClientForm{Kind: portfolio.Owner, Name: r.Text("name"), Email: r.Text("email"), Phone: r.Text("phone"), Address: r.Text("address"),
		CommissionBPS: r.Number("commission"), Reference: r.Text("reference"), Note: r.Text("note")}
	if err := portfolio.CheckClient(&form); err != nil {
		t.wrong(r, err)
		return
	}
	t.owners = append(t.owners, owner{t.here(r), form})
}

// property adds a property; rows of one property with several owners make one.
func (t *tableReader) property(r intake.Row) {
	form := portfolio.PropertyForm{Name: r.Text("name"), Kind: "house", Street: r.Text("address"), City: r.Text("city"), Postcode: r.Text("postcode"), Country: r.Text("country"),
		Zone: t.zone, Currency: r.Text("currency"), Sleeps: r.Number("sleeps"), Description: r.Text("description"), Reference: r.Text("reference")}
	if form.Currency == "" {
		form.Currency = string(t.currency)
	}
	if err := portfolio.CheckProperty(&form); err != nil {
		t.wrong(r, err)
		return
	}
	part := ownerPart{r.Text("owner"), wholeBPS}
	if r.Has("share") {
		part.bps = r.Number("share")
	}
	key := form.Reference + "\x00" + entry.Fold(form.Name)
	i, there := t.byName[key]
	if !there {
		i = len(t.properties)
		t.byName[key] = i
		t.properties = append(t.properties, property{at: t.here(r), form: form})
	}
	if part.name != "" {
		t.properties[i].owners = append(t.properties[i].owners, part)
	} else if there {
		t.leave(t.here(r), "name", form.Name, "this property is in the file a second time")
	}
}

func (t *tableReader) booking(r intake.Row) {
	form := stays.BookingForm{Source: sourceOf(r.Text("source")), Reference: r.Text("reference"), State: stays.State(r.Text("state")),
		Guest:    stays.Guest{Name: r.Text("guest"), Email: r.Text("email"), Phone: r.Text("phone"), Adults: r.Number("adults"), Children: r.Number("children")},
		Currency: r.Text("currency")}
	form.Nights.Arrive, form.Nights.Depart = r.Day("arrive"), r.Day("depart")
	if form.State == "" {
		form.State = stays.Confirmed
	}
	if total := r.Sum("total"); total.Currency != "" && total.Minor != 0 {
		form.Currency = string(total.Currency)
		form.Charges = []stays.ChargeForm{{Kind: stays.Rent, Amount: total.Plain()}}
	}
	if form.State == stays.Cancelled {
		form.Charges = nil // nobody says what was kept
	}
	checked := form
	checked.Property = id.New() // it is looked up later
	if err := stays.CheckPast(&checked, t.currency); err != nil {
		t.wrong(r, err)
		return
	}
	t.stays = append(t.stays, stay{at: t.here(r), property: r.Text("property"), form: form, note: r.Text("note")})
}

// sourceOf knows channels by how exports write them; what is none is direct.
func sourceOf(typed string) string {
	word := entry.Fold(typed)
	for _, s := range stays.Sources {
		if word == s {
			return s
		}
	}
	known := map[string]string{"booking": stays.SourceBooking, "bookingcom": stays.SourceBooking, "homeaway": stays.SourceVrbo, "abritel": stays.SourceVrbo,
		"fewo-direkt": stays.SourceVrbo, "air bnb": stays.SourceAirbnb}
	if s, there := known[word]; there {
		return s
	}
	return stays.SourceDirect
}
