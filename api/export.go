package api

import (
	"context"
	"net/http"
	"slices"

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

// export adds the operation that answers with one list as a file.
func (d *desk) export(name, tag string, asks []param, write fill) {
	d.exported("export-"+name, tag, "/exports/"+name, tag+" as a spreadsheet",
		"The whole list as it is filtered and sorted, as far as it shows to the person; columns that never show are left out. It takes the right to export.", name, asks, write)
}

// fill writes what a call asks for into a sheet.
type fill func(ctx context.Context, c *call, to sheet.Writer) error

// exported adds an operation that answers with a file, which handle does not.
func (d *desk) exported(operation, tag, path, summary, about, name string, asks []param, write fill) {
	format := word("format", "What kind of file; csv unless asked otherwise.", sheet.Formats...)
	o := d.operation(op{id: operation, tag: tag, method: http.MethodGet, path: path, summary: summary, errors: []int{http.StatusNotFound}, asks: append([]param{format}, asks...), about: about})
	file := &huma.Schema{Type: huma.TypeString, Format: "binary"}
	o.Responses = map[string]*huma.Response{"200": {Description: "The file.", Content: map[string]*huma.MediaType{sheet.TypeCSV: {Schema: file}, sheet.TypeXLSX: {Schema: file}}}}
	huma.Register(d.api, o, func(ctx context.Context, _ *struct{}) (*huma.StreamResponse, error) {
		f, err := spreadsheet(ctx, name, write)
		if err != nil {
			return nil, d.problem(ctx, err)
		}
		return &huma.StreamResponse{Body: func(out huma.Context) {
			defer f.Close()
			out.SetHeader("Content-Type", f.Type)
			out.SetHeader("Content-Disposition", f.Disposition())
			if _, err := f.WriteTo(out.BodyWriter()); err != nil {
				panic(http.ErrAbortHandler) // half a list must not pass for one
			}
		}}, nil
	})
}

func spreadsheet(ctx context.Context, name string, write fill) (*sheet.File, error) {
	c := ctx.Value(callKey{}).(*call)
	format := c.query.Get("format")
	c.query.Del("format")
	if format == "" {
		format = "csv"
	}
	f, err := sheet.Export(name, format, false, func(to sheet.Writer) error { return write(ctx, c, to) })
	if fault.Is(err, fault.Invalid) && !slices.Contains(sheet.Formats, format) {
		err = inAddress(err)
	}
	return f, err
}
