package stays

import (
	"context"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/cash"
	"keyhouse/db"
	"keyhouse/page"
	"keyhouse/people"
	"keyhouse/sheet"
	"keyhouse/words"
)

// column is one column of an exported list of bookings.
type column struct {
	sheet.Column
	group access.Group
	cell  func(*Booking) sheet.Cell
}

func text(title string, g access.Group, of func(*Booking) string) column {
	return column{sheet.Column{Title: title}, g, func(b *Booking) sheet.Cell { return sheet.Text(of(b)) }}
}

func number(title string, of func(*Booking) int64) column {
	return column{sheet.Column{Title: title, Kind: sheet.KindNumber}, access.GroupDates, func(b *Booking) sheet.Cell { return sheet.Number(of(b)) }}
}

func day(title string, of func(*Booking) calendar.Date) column {
	return column{sheet.Column{Title: title, Kind: sheet.KindDay}, access.GroupDates, func(b *Booking) sheet.Cell { return sheet.Day(of(b)) }}
}

func sum(title string, g access.Group, of func(*Booking) int64) column {
	return column{sheet.Column{Title: title, Kind: sheet.KindMoney}, g, func(b *Booking) sheet.Cell {
		return sheet.Money(cash.Amount{Minor: of(b), Currency: b.Currency})
	}}
}

var exported = []column{
	{sheet.Column{Title: "number", Kind: sheet.KindNumber}, access.GroupSource, func(b *Booking) sheet.Cell { return sheet.Number(b.Number) }},
	text("code", access.GroupDates, (*Booking).Code),
	text("property", access.GroupDates, func(b *Booking) string { return b.PropertyName }),
	text("unit", access.GroupDates, func(b *Booking) string { return b.UnitName }),
	day("arrival", func(b *Booking) calendar.Date { return b.Nights.Arrive }),
	day("departure", func(b *Booking) calendar.Date { return b.Nights.Depart }),
	number("nights", func(b *Booking) int64 { return int64(b.Nights.Count()) }),
	text("state", access.GroupDates, func(b *Booking) string { return string(b.State) }),
	number("adults", func(b *Booking) int64 { return b.Adults }),
	number("children", func(b *Booking) int64 { return b.Children }),
	text("guest", access.GroupGuest, func(b *Booking) string { return b.Guest }),
	text("e-mail", access.GroupContact, func(b *Booking) string { return b.Email }),
	text("phone", access.GroupContact, func(b *Booking) string { return b.Phone }),
	text("source", access.GroupSource, func(b *Booking) string { return b.Source }),
	text("reference", access.GroupSource, func(b *Booking) string { return b.Reference }),
	text("currency", access.GroupOwnerMoney, func(b *Booking) string { return string(b.Currency) }),
	sum("owner-revenue", access.GroupOwnerMoney, func(b *Booking) int64 { return b.Owner }),
	sum("total", access.GroupAllMoney, func(b *Booking) int64 { return b.Total }),
	sum("tax", access.GroupAllMoney, func(b *Booking) int64 { return b.Tax }),
	sum("commission", access.GroupAllMoney, func(b *Booking) int64 { return b.Commission }),
	sum("paid", access.GroupAllMoney, func(b *Booking) int64 { return b.Paid }),
	sum("owed", access.GroupAllMoney, func(b *Booking) int64 { return b.Total - b.Paid }),
}

// ExportBookings writes the bookings of f that who may export into a sheet, in
// f's order. A column that shows on none of them is left out; where it shows on
// some, its cell on the others says so. Closing the sheet is for the caller.
func (s *Store) ExportBookings(ctx context.Context, who *access.Viewer, f BookingFilter, to sheet.Writer) error {
	const op = "stays.ExportBookings"
	if err := f.exportable(who, op); err != nil {
		return s.people.Tried(ctx, who, access.Export, &access.Record{Thing: access.Booking}, err)
	}
	if err := s.people.LeavingList(ctx, who, access.Booking, f.Query(), op); err != nil {
		return err
	}
	return s.db.Read(ctx, func(tx *db.Tx) error {
		columns, err := f.shownColumns(ctx, tx, who)
		if err != nil {
			return err
		}
		t, heads := words.In(ctx), make([]sheet.Column, len(columns))
		for i, c := range columns {
			heads[i] = c.Column
		}
		if err := to.Head(sheet.Heads(t, heads)); err != nil {
			return err
		}
		return each(ctx, tx, who, f, func(b *Booking) error { return to.Row(cells(t, columns, b)) })
	})
}

func cells(t *words.Tongue, columns []column, b *Booking) []sheet.Cell {
	row := make([]sheet.Cell, len(columns))
	for i, c := range columns {
		row[i] = sheet.Hidden(t)
		if b.Shown.Has(c.group) {
			row[i] = c.cell(b)
		}
	}
	return row
}

// shownColumns are the columns that show on at least one booking of f.
func (f *BookingFilter) shownColumns(ctx context.Context, tx *db.Tx, who *access.Viewer) ([]column, error) {
	shows := map[access.Group]bool{}
	var out []column
	for _, c := range exported {
		if _, known := shows[c.group]; !known {
			n, err := db.CountTo(ctx, tx, f.over(tx, who, access.Export, "b.id", c.group), 1)
			if err != nil {
				return nil, err
			}
			shows[c.group] = n > 0 || c.group == access.GroupDates
		}
		if shows[c.group] {
			out = append(out, c)
		}
	}
	return out, nil
}

// exportable refuses an export to those who may take no booking away.
func (f *BookingFilter) exportable(who *access.Viewer, op string) error {
	if err := people.MayTakeList(who, access.Booking, op); err != nil {
		return err
	}
	return f.allowed(who, op)
}

// EachBooking hands fn the bookings of f that who may export, one after the
// other, all as of one moment. fn must not keep them.
func (s *Store) EachBooking(ctx context.Context, who *access.Viewer, f BookingFilter, fn func(*Booking) error) error {
	const op = "stays.EachBooking"
	if err := f.exportable(who, op); err != nil {
		return s.people.Tried(ctx, who, access.Export, &access.Record{Thing: access.Booking}, err)
	}
	if err := s.people.LeavingList(ctx, who, access.Booking, f.Query(), op); err != nil {
		return err
	}
	return s.db.Read(ctx, func(tx *db.Tx) error { return each(ctx, tx, who, f, fn) })
}

// each walks f's list page by page within one reading.
func each(ctx context.Context, tx *db.Tx, who *access.Viewer, f BookingFilter, fn func(*Booking) error) error {
	e := eyesOf(who)
	f.Cursor, f.Limit = "", page.MaxLimit
	for {
		plan, err := f.order().Plan(f.Cursor, f.Limit)
		if err != nil {
			return err
		}
		rows, err := bookingRows(ctx, tx, who, access.Export, &f, plan)
		if err != nil {
			return err
		}
		cut := page.Cut(plan, rows, f.key)
		if err := seen(ctx, tx, e, cut.Rows); err != nil {
			return err
		}
		for _, b := range cut.Rows {
			if err := fn(b); err != nil {
				return err
			}
		}
		if f.Cursor = cut.Next; f.Cursor == "" {
			return nil
		}
	}
}
