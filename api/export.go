package api

import (
	"bytes"
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"keyhouse/fault"
	"keyhouse/money"
	"keyhouse/portfolio"
	"keyhouse/sheet"
	"keyhouse/stays"
)

// exports are the lists as spreadsheets: whole, as filtered and sorted, with the
// eyes of who asks.
func (d *desk) exports() {
	d.export("bookings", "Bookings", paged(stays.BookingSorts, bookingFilters()...), func(ctx context.Context, c *call, to sheet.Writer) error {
		f, err := stays.ParseBookingFilter(c.query)
		if err != nil {
			return inAddress(err)
		}
		f.Cursor, f.Limit = "", 0
		return d.Stays.ExportBookings(ctx, c.viewer(), f, to)
	})
	d.export("owners", "Owners", []param{text("q", "Words of the name."), yesno("archived", "The archived ones instead.")}, func(ctx context.Context, c *call, to sheet.Writer) error {
		f, err := portfolio.ParseClientFilter(c.query)
		if err != nil {
			return inAddress(err)
		}
		return d.Portfolio.ExportClients(ctx, c.viewer(), f, to)
	})
	d.export("properties", "Properties", []param{text("q", "Words of the name."), uuid("client", "Partly this owner's today."), yesno("archived", "The archived ones instead.")},
		func(ctx context.Context, c *call, to sheet.Writer) error {
			f, err := portfolio.ParsePropertyFilter(c.query)
			if err != nil {
				return inAddress(err)
			}
			return d.Portfolio.ExportProperties(ctx, c.viewer(), f, to)
		})
	d.export("statements", "Statements", []param{uuid("client", "Of this owner.")}, func(ctx context.Context, c *call, to sheet.Writer) error {
		f, err := money.ParseStatementFilter(c.query)
		if err != nil {
			return inAddress(err)
		}
		return d.Money.ExportStatements(ctx, c.viewer(), f, to)
	})
}

// export adds the operation that answers with one list as a file, which handle
// does not.
func (d *desk) export(name, tag string, asks []param, write func(ctx context.Context, c *call, to sheet.Writer) error) {
	format := word("format", "What kind of file; csv unless asked otherwise.", "csv", "xlsx")
	o := d.operation(op{id: "export-" + name, tag: tag, method: http.MethodGet, path: "/exports/" + name, summary: tag + " as a spreadsheet",
		errors: []int{http.StatusNotFound}, asks: append([]param{format}, asks...),
		about: "The whole list as it is filtered and sorted, as far as it shows to the person; columns that never show are left out. It takes the right to export."})
	file := &huma.Schema{Type: huma.TypeString, Format: "binary"}
	o.Responses = map[string]*huma.Response{"200": {Description: "The file.", Content: map[string]*huma.MediaType{sheet.TypeCSV: {Schema: file}, sheet.TypeXLSX: {Schema: file}}}}
	huma.Register(d.api, o, func(ctx context.Context, _ *struct{}) (*document, error) {
		doc, err := spreadsheet(ctx, name, write)
		if err != nil {
			return nil, d.problem(ctx, err)
		}
		return doc, nil
	})
}

func spreadsheet(ctx context.Context, name string, write func(ctx context.Context, c *call, to sheet.Writer) error) (*document, error) {
	c := ctx.Value(callKey{}).(*call)
	format, mime := c.query.Get("format"), sheet.TypeCSV
	c.query.Del("format")
	var b bytes.Buffer
	to := sheet.CSV(&b, false)
	switch format {
	case "", "csv":
		format = "csv"
	case "xlsx":
		to, mime = sheet.XLSX(&b, name), sheet.TypeXLSX
	default:
		return nil, fault.Bad("api.export", "?format", "Choose csv or xlsx.")
	}
	if err := write(ctx, c, to); err != nil {
		return nil, err
	}
	if err := to.Close(); err != nil {
		return nil, err
	}
	return &document{mime, `attachment; filename="` + name + "." + format + `"`, b.Bytes()}, nil
}
