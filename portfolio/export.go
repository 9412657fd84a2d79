package portfolio

import (
	"context"
	"strconv"
	"strings"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/page"
	"keyhouse/sheet"
	"keyhouse/words"
)

// column is one column of an exported list.
type column[T any] struct {
	title string
	kind  sheet.Kind
	group access.Group
	cell  func(T) sheet.Cell
}

func text[T any](title string, g access.Group, of func(T) string) column[T] {
	return column[T]{title, sheet.KindText, g, func(v T) sheet.Cell { return sheet.Text(of(v)) }}
}

func number[T any](title string, g access.Group, of func(T) int64) column[T] {
	return column[T]{title, sheet.KindNumber, g, func(v T) sheet.Cell { return sheet.Number(of(v)) }}
}

var propertyColumnsOut = []column[Property]{
	text("name", access.GroupName, func(p Property) string { return p.Name }),
	text("kind", access.GroupName, func(p Property) string { return p.Kind }),
	text("street", access.GroupDetails, func(p Property) string { return p.Street }),
	text("postcode", access.GroupDetails, func(p Property) string { return p.Postcode }),
	text("city", access.GroupDetails, func(p Property) string { return p.City }),
	text("country", access.GroupDetails, func(p Property) string { return p.Country }),
	number("sleeps", access.GroupDetails, func(p Property) int64 { return p.Sleeps }),
	number("units", access.GroupDetails, func(p Property) int64 { return p.Units }),
	text("currency", access.GroupDetails, func(p Property) string { return p.Currency }),
	text("reference", access.GroupDetails, func(p Property) string { return p.Reference }),
	text("owners", access.GroupOwner, func(p Property) string { return ownersText(p.Owners) }),
}

var clientColumnsOut = []column[Client]{
	text("name", access.GroupName, func(c Client) string { return c.Name }),
	text("kind", access.GroupName, func(c Client) string { return c.Kind }),
	text("e-mail", access.GroupContact, func(c Client) string { return c.Email }),
	text("phone", access.GroupContact, func(c Client) string { return c.Phone }),
	text("address", access.GroupContact, func(c Client) string { return c.Address }),
	text("commission", access.GroupTerms, func(c Client) string { return percent(c.CommissionBPS) }),
	text("reference", access.GroupTerms, func(c Client) string { return c.Reference }),
	number("properties", access.GroupName, func(c Client) int64 { return c.Properties }),
}

func ownersText(owners []Share) string {
	var all []string
	for _, o := range owners {
		all = append(all, o.ClientName+" "+percent(o.BPS))
	}
	return strings.Join(all, ", ")
}

// percent writes ten-thousandths as people do: 5000 is "50 %", 1250 "12.5 %".
func percent(bps int64) string {
	return strconv.FormatFloat(float64(bps)/100, 'f', -1, 64) + " %"
}

// ExportProperties writes the properties that Properties would list and who may
// export into a sheet, in its order and as of one moment. A column that shows on none is left
// out. Closing the sheet is for the caller.
func (s *Store) ExportProperties(ctx context.Context, who *access.Viewer, f PropertyFilter, to sheet.Writer) error {
	if err := s.people.LeavingList(ctx, who, access.Property, f.Query(), "portfolio.ExportProperties"); err != nil {
		return err
	}
	f.Limit, f.export = page.MaxLimit, true
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		return export(words.In(ctx), who, access.Property, propertyColumnsOut, to, func(p Property) access.Groups { return p.Shown },
			func(cursor string) (page.Page[Property], error) {
				f.Cursor = cursor
				return propertyPage(ctx, tx, who, f)
			})
	})
	return s.people.Tried(ctx, who, access.Read, &access.Record{Thing: access.Client, ID: f.Client}, err)
}

// ExportClients writes the clients that Clients would list into a sheet, as
// ExportProperties does.
func (s *Store) ExportClients(ctx context.Context, who *access.Viewer, f ClientFilter, to sheet.Writer) error {
	if err := s.people.LeavingList(ctx, who, access.Client, f.Query(), "portfolio.ExportClients"); err != nil {
		return err
	}
	f.Limit, f.export = page.MaxLimit, true
	return s.db.Read(ctx, func(tx *db.Tx) error {
		return export(words.In(ctx), who, access.Client, clientColumnsOut, to, func(c Client) access.Groups { return c.Shown },
			func(cursor string) (page.Page[Client], error) {
				f.Cursor = cursor
				return clientPage(ctx, tx, who, f)
			})
	})
}

// export walks a list page by page.
func export[T any](say *words.Tongue, who *access.Viewer, t access.Thing, all []column[T], to sheet.Writer, shown func(T) access.Groups, next func(cursor string) (page.Page[T], error)) error {
	var columns []column[T]
	var heads []sheet.Column
	for _, c := range all {
		if !who.Where(access.Read, t, c.group).Nothing() {
			columns = append(columns, c)
			heads = append(heads, sheet.Column{Title: c.title, Kind: c.kind})
		}
	}
	if err := to.Head(sheet.Heads(say, heads)); err != nil {
		return err
	}
	for cursor := ""; ; {
		p, err := next(cursor)
		if err != nil {
			return err
		}
		for _, row := range p.Rows {
			if err := to.Row(cells(say, columns, row, shown(row))); err != nil {
				return err
			}
		}
		if cursor = p.Next; cursor == "" {
			return nil
		}
	}
}

func cells[T any](say *words.Tongue, columns []column[T], row T, shown access.Groups) []sheet.Cell {
	out := make([]sheet.Cell, len(columns))
	for i, c := range columns {
		out[i] = sheet.Hidden(say)
		if shown.Has(c.group) {
			out[i] = c.cell(row)
		}
	}
	return out
}
